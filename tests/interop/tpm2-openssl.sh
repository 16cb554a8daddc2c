# tpm2-openssl, OpenSSL's provider: keys of both kinds in the TPM, a certificate, signatures that OpenSSL alone verifies, decryption.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
serve emulator --tcp "$port" --no-ca --flags startup-clear
export TPM2OPENSSL_TCTI="$tcti"
with='-provider tpm2 -provider default -propquery ?provider=tpm2'
echo message >message

# Words are meant to be split in $with.
# shellcheck disable=SC2086
{
        openssl genpkey $with -algorithm EC -pkeyopt group:P-256 -out ec.pem
        openssl genpkey $with -algorithm RSA -pkeyopt bits:2048 -out rsa.pem
        for key in ec rsa; do
                grep -q 'BEGIN TSS2 PRIVATE KEY' $key.pem || fail "$key is not the TPM's"
                openssl pkey $with -in $key.pem -pubout -out $key.pub
                openssl dgst $with -sha256 -sign $key.pem -out $key.sig message
                openssl dgst -sha256 -verify $key.pub -signature $key.sig message || fail "$key: the signature"
                ! openssl dgst -sha256 -verify $key.pub -signature $key.sig $key.pub || fail "$key: of something else"
                openssl req $with -x509 -subj /CN=$key -key $key.pem -out $key.crt
                openssl verify -CAfile $key.crt $key.crt || fail "$key: the certificate"
        done
        openssl pkeyutl -encrypt -pubin -inkey rsa.pub -in message -out encrypted
        openssl pkeyutl $with -decrypt -inkey rsa.pem -in encrypted | cmp - message || fail 'decryption'
        openssl rand $with 16 >random
        [ "$(wc -c <random)" -eq 16 ] || fail 'no random bytes'
}
# The keys are this TPM's: they work after its power was off, and not in another one.
stop_serving
serve emulator --tcp "$port" --no-ca --flags startup-clear
# shellcheck disable=SC2086
openssl dgst $with -sha256 -sign ec.pem -out again.sig message
openssl dgst -sha256 -verify ec.pub -signature again.sig message || fail 'the signature after a restart'
stop_serving
mv emulator first
serve emulator --tcp "$port" --no-ca --flags startup-clear
# shellcheck disable=SC2086
! openssl dgst $with -sha256 -sign ec.pem -out other.sig message || fail 'another TPM signs with it'
stop_serving
