# The main job: an unmodified Linux at VMPL2 with a TPM that was made and certified before it started.
. "$top/tests/lib.sh"
boot_linux '
set -e
tpm2_getcap properties-fixed
tpm2_pcrread sha256:0,4,7,9
tpm2_getekcertificate -o /tmp/rsa.der -o /tmp/ecc.der
for key in rsa ecc; do
        openssl x509 -inform der -in /tmp/$key.der -noout -issuer
        echo "certificate-$key $(base64 -w0 /tmp/$key.der)"
done
tpm2_readpublic -Q -c 0x81010001 -f pem -o /tmp/rsa.pem
tpm2_readpublic -Q -c 0x81010002 -f pem -o /tmp/ecc.pem
for key in rsa ecc; do
        openssl x509 -inform der -in /tmp/$key.der -noout -pubkey >/tmp/$key.certified.pem
        cmp /tmp/$key.pem /tmp/$key.certified.pem && echo "same key $key"
done
echo "nproc $(nproc)"
echo "vmpl $(cat /sys/devices/system/cpu/sev/vmpl)"
tpm2_createek -Q -c /tmp/ek.ctx -G rsa -u /tmp/ek.pub
tpm2_createak -Q -C /tmp/ek.ctx -c /tmp/ak.ctx -G ecc -g sha256 -s ecdsa -u /tmp/ak.pub -f pem
tpm2_quote -Q -c /tmp/ak.ctx -l sha256:0,4,7,9 -q 0123456789abcdef -m /tmp/quote.msg -s /tmp/quote.sig -o /tmp/quote.pcrs -g sha256
tpm2_checkquote -Q -u /tmp/ak.pub -m /tmp/quote.msg -s /tmp/quote.sig -f /tmp/quote.pcrs -g sha256 -q 0123456789abcdef && echo "quote verified"
'
cat "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
on_console 'msr: VMPL2 reads c0010000' # another-kernel-is-refused.sh looks for it
grep -q 'TPM2_PT_MANUFACTURER' "$scratch/stdout" || fail 'no properties'
for pcr in 0 4 7 9; do
        value=$(sed -n "s/^ *$pcr *: *0x//p" "$scratch/stdout")
        [ -n "$value" ] || fail "no PCR $pcr"
        ! printf '%s' "$value" | grep -q '^0*$' || fail "PCR $pcr is zero"
done
grep -qx 'nproc 2' "$scratch/stdout" || fail 'nproc'
grep -qx 'vmpl 2' "$scratch/stdout" || fail 'vmpl'
grep -qx 'quote verified' "$scratch/stdout" || fail 'quote'
for key in rsa ecc; do
        grep -qx "same key $key" "$scratch/stdout" || fail "the $key certificate is for another key"
        sed -n "s/^certificate-$key //p" "$scratch/stdout" | base64 -d >"$scratch/$key.der"
        openssl x509 -inform der -in "$scratch/$key.der" -out "$scratch/$key.pem"
        openssl verify -x509_strict -CAfile "$build/ca/root.pem" -untrusted "$build/ca/issuer.pem" \
                "$scratch/$key.pem" || fail "the $key certificate does not verify"
        grep -q '^issuer=' "$scratch/stdout" || fail 'no issuer'
done

# The firmware's name says which libtpms it is: by the lock, on the console, and in what the TPM tells.
case ${CASHEW_LIBTPMS:-$(awk '$1 == "choose" && $2 == "libtpms" { print $3 }' "$top/supply.lock")} in
source) kind='from source' low=0x120001 ;;
binary) kind='adapted binary' low=0x120002 ;;
*) fail 'the lock does not choose a libtpms' ;;
esac
on_console "vtpm: libtpms [^ ]* ($kind)"
grep -A 1 'TPM2_PT_FIRMWARE_VERSION_2' "$scratch/stdout" | grep -q "raw: $low" || fail "the firmware's version is not $low"
