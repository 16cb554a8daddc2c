#!/bin/sh
# tests/unit/psp/chip_command.sh CASHEW - `cashew chip` on the command line.
set -eu
cashew=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chip=$work/chip

fail() {
        echo "FAILED: $*" >&2
        exit 1
}

# Exit status and reason of a command that must fail.
refused() {
        status=$1
        reason=$2
        shift 2
        got=0
        "$cashew" chip "$@" >"$work/out" 2>&1 || got=$?
        [ "$got" -eq "$status" ] || fail "$*: exit status $got"
        grep -q -e "$reason" "$work/out" || { cat "$work/out" >&2; fail "$*: another reason"; }
}

field() {
        "$cashew" chip show --dir "$chip" | sed -n "s/^$1 *//p"
}

refused 2 'dir is missing' init
refused 2 'expected Milan' init --dir "$chip" --product Rome
refused 2 'expected 2, 3 or 5' init --dir "$chip" --report-version 4
refused 2 'expected bootloader' init --dir "$chip" --tcb ucode=1
refused 2 'expected bootloader' init --dir "$chip" --tcb snp=128
refused 2 'expected bootloader' init --dir "$chip" --tcb microcode=256
refused 2 'only Turin' init --dir "$chip" --tcb fmc=1
refused 2 'above the current one' init --dir "$chip" --tcb snp=7 --reported-tcb snp=8
refused 2 'only reports of version 5' init --dir "$chip" --mitigation-vector 1
[ ! -e "$chip" ] || fail 'a refusal made the directory'
refused 1 'No such file' show --dir "$chip"

"$cashew" chip init --dir "$chip"
for secret in ark.key ask.key vcek.key chip.bin; do
        [ "$(stat -c %a "$chip/$secret")" = 600 ] || fail "$secret can be read by others"
done
verify() {
        openssl verify -CAfile "$chip/ark.pem" -untrusted "$chip/ask.pem" "$chip/vcek.pem"
}
verify
for certificate in ark ask vcek; do
        openssl x509 -in "$chip/$certificate.pem" -outform der | cmp - "$chip/$certificate.der"
done
cat "$chip/ask.pem" "$chip/ark.pem" | cmp - "$chip/cert_chain.pem"
[ "$(field product)" = Milan ] || fail 'the product'
id=$(field 'chip ID')
[ ${#id} -eq 128 ] || fail 'the chip ID'

# Again: nothing changes. With --force: the same chip, other firmware.
cp -r "$chip" "$work/before"
refused 1 'nothing was changed' init --dir "$chip"
diff -r "$work/before" "$chip"
refused 1 'which it stays' init --dir "$chip" --force --product Turin
diff -r "$work/before" "$chip"
"$cashew" chip init --dir "$chip" --force --report-version 5 --tcb microcode=219 --mitigation-vector 3
verify
for file in ark.key ask.key ark.der ask.der; do
        cmp "$work/before/$file" "$chip/$file"
done
! cmp -s "$work/before/vcek.key" "$chip/vcek.key" || fail 'the VCEK is the old one'
[ "$(field 'chip ID')" = "$id" ] || fail 'another chip ID'
[ "$(field 'reported TCB')" = 'db08000000000003: bootloader 3, tee 0, snp 8, microcode 219' ] || fail 'the TCB'

# What is no chip is not shown.
truncate -s -1 "$chip/chip.bin"
refused 1 'its size' show --dir "$chip"
