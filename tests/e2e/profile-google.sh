# Google's TPM: the guest makes the AK from the template in NV, and it is the key of the AK certificate.
profile=google
. "$top/tests/lib.sh"
boot_linux "$(cat "$top/tests/e2e/in-guest/google.sh")"
cat "$scratch/stdout" "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
for kind in rsa ecc; do
        sed -n "s/^certificate-$kind //p" "$scratch/stdout" | base64 -d >"$scratch/$kind.der"
        openssl x509 -inform der -in "$scratch/$kind.der" -out "$scratch/$kind.pem"
        openssl verify -CAfile "$build/ca/root.pem" -untrusted "$build/ca/issuer.pem" "$scratch/$kind.pem" ||
                fail "the $kind AK certificate does not verify"
        openssl x509 -in "$scratch/$kind.pem" -noout -text | grep -q '1.3.6.1.4.1.11129.2.1.21' ||
                fail "the $kind AK certificate does not say which instance it is of"
done
