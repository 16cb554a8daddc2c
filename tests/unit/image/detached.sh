#!/bin/sh
# detached.sh CASHEW - signs an image with keys that the command never sees: what they sign goes out and comes back as files.
# shellcheck disable=SC2154 # $cashew is of scratch.sh.inc
set -eu
. "$(dirname "$0")/scratch.sh.inc"

make_plain
for name in id author other; do
        openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out $name.key 2>/dev/null ||
                openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out $name.key
        openssl pkey -in $name.key -pubout -out $name.pub
done

"$cashew" image sign plain.igvm --guest-svn 7 --payload id.bin --id-key id.pub --author-payload author.bin 2>log ||
        fail "no payloads: $(cat log)"
[ "$(stat -c %s id.bin)/$(stat -c %s author.bin)" = 96/1028 ] || fail "the payloads have other sizes"
# What is elsewhere: OpenSSL by itself, in both forms that there are.
openssl dgst -sha384 -sign id.key -out id.sig id.bin
openssl dgst -sha384 -sign author.key -out author.sig author.bin
python3 - <<'END'
der = open('id.sig', 'rb').read()
at = 2
raw = b''
for _ in range(2):
    size = der[at + 1]
    raw += der[at + 2:at + 2 + size].lstrip(b'\0').rjust(48, b'\0')
    at += 2 + size
open('id.raw', 'wb').write(raw)
open('id.raw.long', 'wb').write(raw + b'\0')
open('id.sig.long', 'wb').write(der + b'\0')
END

for form in sig raw; do
        "$cashew" image sign plain.igvm --guest-svn 7 --id-key id.pub --signature id.$form --author-key author.pub \
                --author-signature author.sig -o signed.$form.igvm 2>log || fail "$form: $(cat log)"
        "$cashew" image verify signed.$form.igvm --id-key id.pub --author-key author.pub >log || fail "$form does not verify"
done
cmp signed.sig.igvm signed.raw.igvm || fail "the two forms make two images"
# One key here, the other elsewhere.
"$cashew" image sign plain.igvm --guest-svn 7 --id-key id.key --author-key author.pub --author-signature author.sig \
        -o half.igvm 2>log || fail "half: $(cat log)"
"$cashew" image verify half.igvm --id-key id.pub --author-key author.pub >log || fail "half does not verify"

# refused TEXT OPTION...: nothing is written.
refused() {
        text=$1
        shift
        if "$cashew" image sign plain.igvm "$@" -o never.igvm 2>log; then
                fail "signed: $*"
        fi
        grep -q -e "$text" log || fail "it does not say '$text': $(cat log)"
        [ ! -e never.igvm ] || fail "a file was left: $*"
}
refused 'not that of the ID key' --guest-svn 8 --id-key id.pub --signature id.sig
refused 'not that of the ID key' --guest-svn 7 --id-key other.pub --signature id.sig
refused 'not that of the author key' --guest-svn 7 --id-key id.pub --signature id.sig --author-key other.pub \
        --author-signature author.sig
refused 'found 97 bytes that are no signature' --guest-svn 7 --id-key id.pub --signature id.raw.long
refused 'no signature of ECDSA on P-384' --guest-svn 7 --id-key id.pub --signature id.sig.long
base64 id.sig >id.base64
refused 'found base64, .* bytes that are no signature' --guest-svn 7 --id-key id.pub --signature id.base64
refused 'id-key' --guest-svn 7 --signature id.sig
refused 'id-key' --guest-svn 7
refused 'payload' --id-key id.pub --payload x.bin
head -c 96 /dev/zero >zeros
refused 'not that of the ID key' --guest-svn 7 --id-key id.pub --signature zeros
refused 'key' --guest-svn 7 --id-key id.pub
