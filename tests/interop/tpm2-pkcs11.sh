# tpm2-pkcs11, behind tpm2-abrmd, which manages what is loaded: a token in the TPM with keys of both kinds; OpenSC's pkcs11-tool
# signs with them, with the right PIN only.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
serve emulator --tcp "$port" --no-ca --flags startup-clear
# Sockets have short paths.
bus=$(mktemp -d)
trap 'stop_all; rm -rf "$bus"' EXIT
export DBUS_SESSION_BUS_ADDRESS="unix:path=$bus/bus"
dbus-daemon --session --nofork --address="$DBUS_SESSION_BUS_ADDRESS" >dbus.log 2>&1 &
started="$! $started"
wait_for 10 test -S "$bus/bus" || fail 'dbus-daemon does not serve'
tpm2-abrmd --session --allow-root --tcti="$tcti" >abrmd.log 2>&1 &
started="$! $started"
export TPM2TOOLS_TCTI=tabrmd:bus_type=session
wait_for 10 tpm2_getrandom 8 || fail 'tpm2-abrmd does not serve'
export TPM2_PKCS11_TCTI="$TPM2TOOLS_TCTI" TPM2_PKCS11_STORE="$scratch/store"
mkdir store
tpm2_ptool init
tpm2_ptool addtoken --pid 1 --label token --sopin sopin --userpin userpin
tpm2_ptool addkey --label token --userpin userpin --algorithm ecc256 --key-label ec --id 01
tpm2_ptool addkey --label token --userpin userpin --algorithm rsa2048 --key-label rsa --id 02
module=$(find /usr/lib -name 'libtpm2_pkcs11.so*' | head -n 1)
[ -n "$module" ] || fail 'no module'
tool() {
        pkcs11-tool --module "$module" --token-label token "$@"
}
tool --list-slots
echo message >message

# A key is named by its ID, the digits of which the tools take as characters.
id_of() {
        case $1 in
        ec) echo 3031 ;;
        rsa) echo 3032 ;;
        esac
}

# sign KEY MECHANISM PIN
sign() {
        tool --login --pin "$3" --sign --id "$(id_of "$1")" --mechanism "$2" --input-file message --output-file "$1.sig" --signature-format openssl
}
for key in ec:ECDSA-SHA256 rsa:RSA-PKCS; do
        name=${key%:*}
        sign "$name" "${key#*:}" userpin || fail "$name does not sign"
        tool --read-object --type pubkey --label "$name" --output-file "$name.der"
        openssl pkey -pubin -inform der -in "$name.der" -out "$name.pub"
done
openssl dgst -sha256 -verify ec.pub -signature ec.sig message || fail 'the signature by ec'
openssl pkeyutl -verifyrecover -pubin -inkey rsa.pub -in rsa.sig | cmp - message || fail 'the signature by rsa'
! sign ec ECDSA-SHA256 another || fail 'another PIN signs'
tool --login --pin userpin --change-pin --new-pin newpin
! sign ec ECDSA-SHA256 userpin || fail 'the PIN of before'
sign ec ECDSA-SHA256 newpin || fail 'the new PIN'
stop_serving
