#!/bin/sh
# inputs.sh CASHEW - files that are something else than was expected, and files that are no files: it is said what was found.
# shellcheck disable=SC2154 # $cashew is of scratch.sh.inc
set -eu
. "$(dirname "$0")/scratch.sh.inc"

make_plain
digest=$("$cashew" image measure plain.igvm)

# A pipe is as good as a file, and as standard input.
# shellcheck disable=SC2002
{
[ "$("$cashew" image measure /dev/stdin <plain.igvm)" = "$digest" ] || fail "standard input"
piped=$(cat plain.igvm | "$cashew" image measure /dev/stdin)
[ "$piped" = "$digest" ] || fail "a pipe has another digest"
cat plain.igvm | "$cashew" image verify /dev/stdin >log || fail "a pipe does not verify: $(cat log)"
cat plain.igvm | "$cashew" image dump /dev/stdin >log || fail "a pipe has no headers"
}

# said TEXT COMMAND...: it fails, and says so.
said() {
        text=$1
        shift
        if timeout 10 "$cashew" "$@" >log 2>&1 </dev/null; then
                fail "works: $*"
        fi
        grep -q -e "$text" log || fail "it does not say '$text': $(cat log)"
}
gzip -k plain.igvm
: >empty
head -c 100 /dev/zero >zeros
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem 2>/dev/null
openssl pkey -in key.pem -outform der -out key.der
base64 plain.igvm >in-base64
for command in measure dump verify; do
        said 'not an IGVM file .*: found a gzip file' image $command plain.igvm.gz
done
said 'Is a directory' image measure .
said 'found PEM' image measure key.pem
said 'found zeros' image measure zeros
said 'found base64' image measure in-base64
said 'empty' image measure empty
said 'found an ELF file' image measure /bin/sh
said 'there is no private key: found an IGVM file' image sign plain.igvm --id-key plain.igvm -o never
said 'there is no private key: found a directory' image sign plain.igvm --id-key . -o never
said 'no certificates: found PEM' ca allow --dir . --ark key.pem
said 'found a gzip file of' image build --firmware plain.igvm.gz -o never
[ ! -e never ] || fail "a file was left"

# A checksum that is wrong: what it is, and what it should be.
should=$("$cashew" image dump plain.igvm | sed -n 's/.*checksum 0x0*\([0-9a-f]*\).*/\1/p')
python3 -c '
data = bytearray(open("plain.igvm", "rb").read())
data[20:24] = b"\1\2\3\4"
open("broken.igvm", "wb").write(data)'
said "found 0x4030201, expected 0x$should" image measure broken.igvm
said "found 0x4030201, expected 0x$should" image verify broken.igvm
