# A chain that verifiers can walk by themselves: where certificates and lists are is in it, and both levels can be revoked.
. "$top/tests/e2e/ca-lib.sh.inc"
cd "$scratch"

url=file://$scratch/ca
"$cashew" ca init --dir ca --url "$url" >init.log || fail "a CA with URLs"
printf 'unattested: allow\nprofiles: [tcg-low]\n' >>ca/policy.yaml

# A TPM, with what it was born with in rsa.der and ecc.der.
new_tpm() {
        start_tpm
        wait_for 20 grep -q '^vtpm: manufactured in ' vtpm.log || fail "no TPM was manufactured"
        tpm2_startup -c
        tpm2_getekcertificate -o rsa.der -o ecc.der
}
start_ca
new_tpm

# lists: both, where the certificates say that they are.
lists() {
        "$cashew" ca crl --dir ca -o ca/issuer.crl && "$cashew" ca crl --dir ca --root -o ca/root.crl
        openssl crl -in ca/issuer.crl -out issuer.pem.crl && openssl crl -in ca/root.crl -out root.pem.crl
}
# verify FILE: by what is fetched only; the root is all that the verifier has.
verify() {
        openssl x509 -in ca/issuer.cer -out fetched.pem
        openssl verify -x509_strict -crl_check_all -CRLfile issuer.pem.crl -CRLfile root.pem.crl \
                -CAfile ca/root.pem -untrusted fetched.pem "$1" >verify.log 2>&1
}
lists
for kind in rsa ecc; do
        openssl x509 -inform der -in $kind.der -out $kind.pem
        verify $kind.pem || fail "the $kind certificate does not verify with both lists"
        openssl x509 -in $kind.pem -noout -text >$kind.text
        for line in "CA Issuers - URI:$url/issuer.cer" "URI:$url/issuer.crl" 'Subject Key Identifier' 'Authority Key Identifier'; do
                grep -q "$line" $kind.text || fail "the $kind certificate has no $line"
        done
        [ "$(openssl x509 -in $kind.pem -noout -enddate)" = "$(openssl x509 -in fetched.pem -noout -enddate)" ] ||
                fail "the $kind certificate outlives its issuer"
done
openssl x509 -in ca/issuer.pem -noout -text >issuer.text
for line in "CA Issuers - URI:$url/root.cer" "URI:$url/root.crl" 'Subject Key Identifier' 'Authority Key Identifier'; do
        grep -q "$line" issuer.text || fail "the intermediate has no $line"
done

# FAPI fetches the intermediate and both lists. Debian's believes the roots of manufacturers only: ours is put beside them.
cat >root.c <<'END'
#include <dlfcn.h>
#include <openssl/pem.h>
X509_STORE *X509_STORE_new(void)
{
        X509_STORE *(*next)(void) = (X509_STORE * (*)(void)) dlsym(RTLD_NEXT, "X509_STORE_new");
        X509_STORE *store = next();
        X509_STORE_load_file(store, getenv("TEST_ROOT"));
        return store;
}
END
cc -D_GNU_SOURCE -shared -fPIC -o root.so root.c || fail "the root for FAPI"
fapi() {
        rm -rf fapi && mkdir -p fapi/user fapi/system fapi/log
        cat >fapi.json <<END
{"profile_name": "P_ECCP256SHA256", "profile_dir": "/etc/tpm2-tss/fapi-profiles/", "user_dir": "$scratch/fapi/user",
 "system_dir": "$scratch/fapi/system", "log_dir": "$scratch/fapi/log", "system_pcrs": [],
 "tcti": "swtpm:host=127.0.0.1,port=$port"}
END
        TSS2_FAPICONF=$scratch/fapi.json TEST_ROOT=$scratch/ca/root.pem LD_PRELOAD=$scratch/root.so \
                tss2_provision >fapi.log 2>&1 </dev/null
}
mv ca/root.crl root.crl
if fapi; then
        fail "FAPI needs no list of the root"
fi
grep -q 'crl' fapi.log || fail "FAPI does not miss the list"
mv root.crl ca/root.crl
fapi || fail "FAPI does not believe the chain"

# Numbers of lists grow by one, and a list that was not written has none.
number() {
        openssl crl -in "$1" -noout -crlnumber | sed 's/.*=\(0x\)\{0,1\}//'
}
[ "$(number ca/issuer.crl)" = 01 ] || fail "the first list has number $(number ca/issuer.crl)"
if "$cashew" ca crl --dir ca -o nowhere/x.crl 2>nowhere.log; then
        fail "a list was written nowhere"
fi
lists
[ "$(number ca/issuer.crl)/$(number ca/root.crl)" = 02/02 ] || fail "numbers do not grow by one"

# A serial number as each program writes it.
serial=$(openssl x509 -in rsa.pem -noout -serial | cut -d= -f2)
small=$(echo "$serial" | tr A-F a-f)
colons=$(echo "$small" | sed 's/../&:/g; s/:$//')
decimal=$(python3 -c "print(0x$serial)")
for text in "$serial" "$small" "$colons" "0x$small" "0X$serial" "$decimal" "serial=$serial"; do
        "$cashew" ca list --dir ca --pem "$text" | cmp -s - rsa.pem || fail "$text is not found"
done
for text in xyz 0x 12:zz - 0 "$serial$serial"; do
        if "$cashew" ca revoke --dir ca --serial "$text" 2>serial.log; then
                fail "$text was revoked"
        fi
        grep -q 'serial' serial.log || fail "it does not say that $text is no serial number"
done

# A certificate of a TPM's, revoked by its decimal number.
"$cashew" ca revoke --dir ca --serial "$decimal" || fail "not revoked by a decimal number"
lists
if verify rsa.pem; then
        fail "a revoked certificate is good"
fi
grep -q 'certificate revoked' verify.log || fail "openssl does not say why"
verify ecc.pem || fail "the other certificate is not good"

# A new intermediate for the same key: what it has signed stays good.
"$cashew" ca renew --dir ca >renew.log || fail "no renewal"
lists
verify ecc.pem || fail "a renewal spoils certificates"
openssl x509 -in ca/issuer.pem -noout -text | grep -q "URI:$url/root.crl" || fail "a renewal loses the URLs"

# Both intermediates revoked: nothing is good any more, and nothing is issued.
[ "$("$cashew" ca list --dir ca --intermediates | wc -l)" -eq 2 ] || fail "not two intermediates"
"$cashew" ca list --dir ca --intermediates | cut -d' ' -f3 | while read -r one; do
        "$cashew" ca revoke --dir ca --serial "$one" --reason keyCompromise || fail "an intermediate is not revoked"
done
root=$(openssl x509 -in ca/root.pem -noout -serial)
if "$cashew" ca revoke --dir ca --serial "$root" 2>root.log; then
        fail "the root was revoked"
fi
grep -q 'is the root' root.log || fail "it does not say that it is the root"
lists
if verify ecc.pem; then
        fail "a certificate of a revoked intermediate is good"
fi
stop_all
rm -f ca.sock
start_ca
run_vtpmd revoked.log
grep -q "intermediate was revoked" revoked.log || fail "a revoked intermediate issues"

# With a new key it goes on.
"$cashew" ca renew --dir ca >renew.log || fail "no renewal after a revocation"
grep -q 'another key' renew.log || fail "the revoked key comes back"
stop_all
rm -f ca.sock
start_ca
new_tpm
lists
openssl x509 -inform der -in ecc.der -out ecc.pem
verify ecc.pem || fail "the new intermediate's certificate does not verify"

# A URL that is none, a file that is there.
for text in 'ftp://x/y' 'http://' 'http://a b' '/srv/ca' 'http://a"b'; do
        if "$cashew" ca init --dir other --url "$text" 2>url.log; then
                fail "$text is a URL"
        fi
        grep -q 'URL' url.log || fail "it does not say that $text is no URL"
done
echo mine >file.sock
if timeout 5 "$cashew" ca serve --dir ca --listen unix:file.sock 2>file.log; then
        fail "a file is served at"
fi
grep -q 'file.sock: there is a file' file.log || fail "it does not say what is there"
[ "$(cat file.sock)" = mine ] || fail "a file was replaced"

# What signs is as strong as the curve that was asked for.
for curve in p256:256 p384:384 p521:512; do
        "$cashew" ca init --dir "${curve%:*}" --curve "${curve%:*}" >>init.log
        "$cashew" ca crl --dir "${curve%:*}" -o curve.crl
        openssl crl -in curve.crl -noout -text | grep -q "ecdsa-with-SHA${curve#*:}" || fail "the hash of $curve"
        openssl verify -x509_strict -CAfile "${curve%:*}/root.pem" "${curve%:*}/issuer.pem" || fail "the chain of $curve"
done
