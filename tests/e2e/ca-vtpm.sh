# A TPM is manufactured with certificates, and unmodified tools find and believe them.
. "$top/tests/e2e/ca-lib.sh.inc"
cd "$scratch"

"$cashew" ca init --dir ca
start_ca
start_tpm
wait_for 10 grep -q '^vtpm: manufactured in .* s, profile tcg-low, 2 keys, 2 certificates, 2 NV indices$' vtpm.log ||
        fail "no TPM was manufactured"

# The firmware's part: the TPM waits for it, once.
tpm2_startup -c || fail "the TPM does not wait for its first startup"
tpm2_selftest -f

tpm2_getekcertificate -o rsa.der -o ecc.der
for kind in rsa ecc; do
        openssl x509 -inform der -in $kind.der -out $kind.pem
        openssl verify -x509_strict -CAfile ca/root.pem -untrusted ca/issuer.pem $kind.pem ||
                fail "the $kind certificate does not verify"
        openssl x509 -in $kind.pem -noout -pubkey >$kind.pub
done
tpm2_readpublic -Q -c 0x81010001 -f pem -o tpm-rsa.pub
tpm2_readpublic -Q -c 0x81010002 -f pem -o tpm-ecc.pub
cmp rsa.pub tpm-rsa.pub || fail "the RSA certificate is not the EK's"
cmp ecc.pub tpm-ecc.pub || fail "the ECC certificate is not the EK's"

# The EKs are those of the default templates.
tpm2_createek -Q -G rsa -c ek-rsa.ctx -u ek-rsa.tpmt
tpm2_readpublic -Q -c ek-rsa.ctx -f pem -o again-rsa.pub
cmp rsa.pub again-rsa.pub || fail "tpm2_createek makes another RSA key"
tpm2_flushcontext -t
tpm2_createek -Q -G ecc -c ek-ecc.ctx -u ek-ecc.tpmt
tpm2_readpublic -Q -c ek-ecc.ctx -f pem -o again-ecc.pub
cmp ecc.pub again-ecc.pub || fail "tpm2_createek makes another ECC key"
tpm2_flushcontext -t

# Attributes: written and locked, readable without a password; nobody may write any more.
tpm2_nvreadpublic 0x01c00002 | grep -q 'value: 0x62072801' || fail "attributes of 0x01c00002"
tpm2_nvread -Q -C o -o owner.der 0x01c00002
cmp owner.der rsa.der
if echo x | tpm2_nvwrite -Q -C p -i - 0x01c00002; then
        fail "a certificate can be overwritten"
fi

# An attestation with a key that the EK vouches for.
tpm2_createak -Q -C 0x81010001 -c ak.ctx -G rsa -g sha256 -s rsassa -u ak.pub -f pem -n ak.name
tpm2_flushcontext -t -l -s 2>/dev/null || { tpm2_flushcontext -t; tpm2_flushcontext -l; }
tpm2_pcrextend 16:sha256=1111111111111111111111111111111111111111111111111111111111111111
tpm2_quote -Q -c ak.ctx -l sha256:0,16 -q 6e6f6e6365 -m quote.msg -s quote.sig -o quote.pcrs -g sha256
tpm2_checkquote -Q -u ak.pub -m quote.msg -s quote.sig -f quote.pcrs -g sha256 -q 6e6f6e6365 ||
        fail "the quote does not verify"
tpm2_flushcontext -t

# Credential activation proves that the AK lives with the certified EK.
echo secret >credential
tpm2_makecredential -Q -T none -u rsa.pub -s credential -n "$(od -An -tx1 -v ak.name | tr -d ' \n')" \
        -o blob -G rsa
tpm2_startauthsession --policy-session -S session.ctx
tpm2_policysecret -Q -S session.ctx -c e
tpm2_activatecredential -Q -c ak.ctx -C 0x81010001 -i blob -o activated -P session:session.ctx
cmp credential activated || fail "the credential does not come back"
tpm2_flushcontext session.ctx

# What was issued is on record.
"$cashew" ca list --dir ca >list
[ "$(wc -l <list)" -eq 2 ] || fail "the CA does not list two certificates"
serial=$(openssl x509 -in rsa.pem -noout -serial | cut -d= -f2)
grep -q "$serial  endorsement  0x01c00002" list || fail "the RSA certificate is not listed"
"$cashew" ca list --dir ca --pem "$serial" | cmp - rsa.pem || fail "the record is another certificate"
if grep -q secret vtpm.log ca.log; then
        fail "a secret was logged"
fi

# Another machine gets another TPM from the same CA.
kill "$tpm" && wait "$tpm" 2>/dev/null || true
start_tpm
wait_for 10 grep -q '^vtpm: manufactured' vtpm.log || fail "no second TPM was manufactured"
tpm2_startup -c
tpm2_readpublic -Q -c 0x81010002 -f pem -o second.pub
if cmp -s second.pub ecc.pub; then
        fail "two TPMs have the same key"
fi
[ "$("$cashew" ca list --dir ca | wc -l)" -eq 4 ] || fail "the CA does not list four certificates"
