# The CA's key never leaves a token: SoftHSM2 by PKCS#11, through OpenSSL's engine. What it signs is as good as any.
. "$top/tests/e2e/ca-lib.sh.inc"
. "$top/tests/token.sh.inc"
cd "$scratch"

token_init ca
token_key issuer secp256r1
uri=$(token_uri issuer private)
"$cashew" ca init --dir ca --name Token --key "$uri" || fail "the token's key is not found"
[ ! -e ca/issuer.key ] || fail "there is a second key"
[ "$(stat -c %a ca/issuer.uri)" = 600 ] || fail "others may read the PIN"

start_ca
start_tpm
wait_for 20 grep -q '^vtpm: manufactured in ' vtpm.log || fail "no TPM was manufactured"
"$cashew" ca list --dir ca >list
[ "$(wc -l <list)" -eq 2 ] || fail "the CA does not list two certificates"
first=$(cut -d' ' -f3 list | head -n 1)
second=$(cut -d' ' -f3 list | tail -n 1)
"$cashew" ca list --dir ca --pem "$first" >first.pem
"$cashew" ca list --dir ca --pem "$second" >second.pem

# The list of what is revoked is signed by the token too, and OpenSSL goes by it.
"$cashew" ca revoke --dir ca --serial "$first" --reason keyCompromise
"$cashew" ca crl --dir ca -o crl.pem
"$cashew" ca crl --dir ca -o crl.der
unset OPENSSL_CONF
"$cashew" ca list --dir ca >revoked
grep -q "$first .* revoked .* keyCompromise" revoked || fail "the list does not say that it is revoked"
openssl crl -inform der -in crl.der -noout -CAfile ca/issuer.pem || fail "the list is not signed by the issuer"
for certificate in first second; do
        openssl verify -x509_strict -CAfile ca/root.pem -untrusted ca/issuer.pem $certificate.pem ||
                fail "the $certificate certificate does not verify"
done
openssl verify -crl_check -CRLfile crl.pem -CAfile ca/root.pem -untrusted ca/issuer.pem second.pem ||
        fail "the second certificate is not good"
if openssl verify -crl_check -CRLfile crl.pem -CAfile ca/root.pem -untrusted ca/issuer.pem first.pem 2>verify.log; then
        fail "the revoked certificate is good"
fi
grep -q 'certificate revoked' verify.log || fail "openssl does not say why"
if "$cashew" ca revoke --dir ca --serial "$first"; then
        fail "a certificate was revoked twice"
fi

# Without the token's PIN there is no CA.
sed -i 's/1234/4321/' ca/issuer.uri
export OPENSSL_CONF="$scratch/openssl.cnf"
if "$cashew" ca crl --dir ca -o other.pem 2>pin.log </dev/null; then
        fail "the token signs without its PIN"
fi
