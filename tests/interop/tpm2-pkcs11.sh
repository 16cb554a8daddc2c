# tpm2-pkcs11: a token in the TPM with keys of both kinds; OpenSC's pkcs11-tool signs with them, with the right PIN only.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
serve emulator --tcp "$port" --no-ca --flags startup-clear
export TPM2_PKCS11_TCTI="$tcti" TPM2_PKCS11_STORE="$scratch/store"
mkdir store
tpm2_ptool init
tpm2_ptool addtoken --pid 1 --label token --sopin sopin --userpin userpin
tpm2_ptool addkey --label token --userpin userpin --algorithm ecc256 --key-label ec
tpm2_ptool addkey --label token --userpin userpin --algorithm rsa2048 --key-label rsa
module=$(find /usr/lib -name 'libtpm2_pkcs11.so*' | head -n 1)
[ -n "$module" ] || fail 'no module'
tool() {
        pkcs11-tool --module "$module" --token-label token "$@"
}
tool --list-slots
echo message >message

# sign KEY MECHANISM PIN
sign() {
        tool --login --pin "$3" --sign --label "$1" --mechanism "$2" --input-file message --output-file "$1.sig" --signature-format openssl
}
for key in ec:ECDSA-SHA256 rsa:SHA256-RSA-PKCS; do
        name=${key%:*}
        sign "$name" "${key#*:}" userpin || fail "$name does not sign"
        tool --read-object --type pubkey --label "$name" --output-file "$name.der"
        openssl pkey -pubin -inform der -in "$name.der" -out "$name.pub"
        openssl dgst -sha256 -verify "$name.pub" -signature "$name.sig" message || fail "$name: the signature"
        ! sign "$name" "${key#*:}" another || fail "$name: another PIN"
done
tool --login --pin userpin --change-pin --new-pin newpin
! sign ec ECDSA-SHA256 userpin || fail 'the PIN of before'
sign ec ECDSA-SHA256 newpin || fail 'the new PIN'
stop_serving
