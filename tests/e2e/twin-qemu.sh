# The TPM of a machine without SNP: firmware and Linux find it through QEMU, it is the same one at the next boot, and each
# cloud's tools find what they look for.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
start_ca

# boot PROFILE COMMAND OPTION.... The TPM ends with its machine.
boot() {
        serve "$1" --ca ca.sock --unix control --terminate
        guest=$2
        shift 2
        "$cashew" run --plain --kernel "$build/guest/vmlinuz" \
                --initrd "$build/guest/initrd" --cmdline "$build/images/linux.cmdline" --tpm "$scratch/control" \
                --console console.log --limit 300 --smp 1 --batch "$guest" "$@" >stdout 2>stderr.log ||
                fail "the guest's command fails"
        wait "$tpm" || fail "the TPM does not end with its machine"
}

boot tcg-low '
set -e
tpm2_pcrread sha256:0,4,7,9
tpm2_getekcertificate -o /tmp/rsa.der -o /tmp/ecc.der
tpm2_readpublic -Q -c 0x81010001 -f pem -o /tmp/rsa.pem
openssl x509 -inform der -in /tmp/rsa.der -noout -pubkey >/tmp/certified.pem
cmp /tmp/rsa.pem /tmp/certified.pem && echo "same key"
echo "certificate $(base64 -w0 /tmp/rsa.der)"
tpm2_createek -Q -c /tmp/ek.ctx -G rsa -u /tmp/ek.pub
tpm2_createak -Q -C /tmp/ek.ctx -c /tmp/ak.ctx -G ecc -g sha256 -s ecdsa -u /tmp/ak.pub -f pem
tpm2_quote -Q -c /tmp/ak.ctx -l sha256:0,4,7,9 -q 0123456789abcdef -m /tmp/msg -s /tmp/sig -o /tmp/pcrs -g sha256
tpm2_checkquote -Q -u /tmp/ak.pub -m /tmp/msg -s /tmp/sig -f /tmp/pcrs -g sha256 -q 0123456789abcdef
echo "quote verified"
tpm2_nvdefine -Q -C o -s 5 0x01800001
printf hello | tpm2_nvwrite -Q -C o -i - 0x01800001
' --firmware "$build/guest/OVMF.fd"
for pcr in 0 4 7 9; do
        value=$(sed -n "s/^ *$pcr *: *0x//p" stdout)
        [ -n "$value" ] || fail "no PCR $pcr"
        ! printf '%s' "$value" | grep -q '^0*$' || fail "PCR $pcr is zero"
done
grep -qx 'same key' stdout || fail 'the certificate is for another key'
grep -qx 'quote verified' stdout || fail 'quote'
sed -n 's/^certificate //p' stdout | base64 -d >rsa.der
openssl x509 -inform der -in rsa.der -out rsa.pem
openssl verify -x509_strict -CAfile ca/root.pem -untrusted ca/issuer.pem rsa.pem || fail 'certificate'

boot tcg-low '
tpm2_nvread -C o 0x01800001 && echo
tpm2_nvread 0x01c00002 | sha256sum
' --firmware "$build/guest/OVMF.fd"
grep -qx hello stdout || fail 'what Linux wrote is gone after a reboot'
grep -q "^$(sha256sum <rsa.der | cut -d' ' -f1) " stdout || fail 'another certificate after a reboot'

# And outside, what two boots left of it is still as the profile says.
serve tcg-low --ca ca.sock --tcp $port --flags startup-clear
conforms tcg-low
stop_serving

# Each cloud's tools find what they look for, as they do in a machine with SNP (profile-*.sh). The firmware is QEMU's own.
for cloud in tcg-high google azure aws swtpm; do
        boot $cloud "$(cat "$top/tests/e2e/in-guest/$cloud.sh")"
        grep -q '^[1-9][0-9]* passed, 0 failed$' stdout || { cat stdout; fail "conform in a guest of $cloud"; }
done
