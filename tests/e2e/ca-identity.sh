# IDevID and IAK: a profile with them is made with certificates, and tpm2-tools and OpenSSL find in them what the TCG puts there.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"

cat >identity.yaml <<'END'
profile: identity
revision: 1
keys:
  - {name: ek, template: L-2, handle: 0x81010001}
  - {name: iak, template: IAK-P384, handle: 0x81020000}
  - {name: idevid, template: IDEVID-P384, handle: 0x81020001}
certificates:
  - {key: ek, index: 0x01c0000a, attributes: 0x42072001, purpose: endorsement, required: true}
  - {key: iak, index: 0x01c90008, attributes: 0x42072001, purpose: iak, required: true}
  - {key: idevid, index: 0x01c90000, attributes: 0x42072001, purpose: idevid, required: true}
manifest: {v0: ek, v1: [ek, iak]}
END
printf 'unattested: allow\nprofiles: [%s]\n' "$scratch/identity.yaml" >policy.yaml
"$cashew" ca init --dir ca >ca.log && cp policy.yaml ca/policy.yaml
start_ca
serve identity.yaml --ca ca.sock --tcp $port --flags startup-clear
conforms identity.yaml
export TPM2TOOLS_TCTI=$tcti

certificate() {
        tpm2_nvread -Q -C o -o "$1.der" "$2"
        openssl x509 -inform der -in "$1.der" -out "$1.pem"
        openssl verify -x509_strict -CAfile ca/root.pem -untrusted ca/issuer.pem "$1.pem" || fail "the certificate of $1"
        openssl x509 -in "$1.pem" -noout -pubkey >"$1.cert.pub"
        tpm2_readpublic -Q -c "$3" -f pem -o "$1.tpm.pub"
        cmp "$1.cert.pub" "$1.tpm.pub" || fail "the certificate of $1 is of another key"
        openssl x509 -in "$1.pem" -noout -text >"$1.text"
}
certificate ek 0x01c0000a 0x81010001
certificate iak 0x01c90008 0x81020000
certificate idevid 0x01c90000 0x81020001

# The device is named by its EK certificate.
digest=$(openssl dgst -sha256 -r ek.der | cut -d' ' -f1)
serial=$(openssl x509 -in ek.pem -noout -serial | cut -d= -f2)
issuer=$(openssl x509 -in ca/issuer.pem -noout -ext subjectKeyIdentifier | sed -n 's/[: ]//g; 2p')
for key in iak idevid; do
        openssl x509 -in $key.pem -noout -subject | grep -q "serialNumber = $digest" || fail "the subject of $key"
        openssl x509 -in $key.pem -noout -ext subjectAltName,certificatePolicies >$key.ext
        openssl asn1parse -in $key.pem -dump >$key.asn1
        openssl x509 -in $key.pem -outform der -out $key.again
        for bytes in "49424D00:$issuer:$serial" "$digest"; do
                grep -qa "$bytes" $key.again || fail "$key does not name the TPM by $bytes"
        done
        grep -q 'Policy: 2.23.133.11.1.1' $key.ext || fail "$key has no tcg-cap-verifiedTPMResidency"
        grep -q 'Signature Algorithm: ecdsa-with-SHA384' $key.text || fail "$key is signed by a weaker hash than its own"
        grep -q 'Digital Signature' $key.text || fail "$key does not sign"
done
grep -q 'Policy: 2.23.133.11.1.2' idevid.ext || fail "the IDevID has no tcg-cap-verifiedTPMFixed"
grep -q 'Policy: 2.23.133.11.1.3' iak.ext || fail "the IAK has no tcg-cap-verifiedTPMRestricted"
grep -q '2.23.133.8.3' iak.text || fail "the IAK has no tcg-kp-AIKCertificate"
! grep -q '2.23.133.8' idevid.text || fail "the IDevID is an attestation key"

# The IDevID signs what anybody gives it, the IAK quotes; their certificates vouch for both.
echo hello >message
tpm2_sign -Q -c 0x81020001 -g sha384 -f plain -o message.sig message
openssl dgst -sha384 -verify idevid.cert.pub -signature message.sig message || fail "the IDevID does not sign"
openssl dgst -sha384 -binary -out digest message
! tpm2_sign -Q -c 0x81020000 -g sha384 -d -f plain -o iak.sig digest || fail "the IAK signs anything"
tpm2_quote -Q -c 0x81020000 -l sha256:0 -q 6e6f6e6365 -m quote.msg -s quote.sig -g sha384
tpm2_checkquote -Q -u iak.cert.pub -m quote.msg -s quote.sig -g sha384 -q 6e6f6e6365 || fail "the quote does not verify"


"$cashew" ca list --dir ca >list
[ "$(cut -d' ' -f5 list | tr '\n' ' ')" = 'endorsement iak idevid ' ] || fail "the CA lists other purposes"
stop_serving

# What makes no sense is refused when the profile is read.
refused() {
        ! "$cashew" profile check wrong.yaml >wrong.log 2>&1 || fail "a profile is taken: $1"
        grep -q "$1" wrong.log || { cat wrong.log; fail "it does not say: $1"; }
}
sed '/purpose: endorsement/d' identity.yaml >wrong.yaml
refused 'no endorsement certificate before it'
sed 's/purpose: iak/purpose: idevid/' identity.yaml >wrong.yaml
refused "IDevID's certificate is of a key that is not a signing key, or a restricted one"
sed 's/key: idevid, index: 0x01c90000, attributes: 0x42072001, purpose: idevid/key: idevid, index: 0x01c90000, attributes: 0x42072001, purpose: iak/' \
        identity.yaml >wrong.yaml
refused "IAK's certificate is of a key that is not a restricted signing key"
