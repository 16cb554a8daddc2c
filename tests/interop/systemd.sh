# systemd: credentials sealed with the TPM (systemd-creds), and a LUKS2 volume whose key is (systemd-cryptenroll, which unseals
# what it has sealed before it says so).
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
serve emulator --tcp "$port" --no-ca --flags startup-clear
device=swtpm:host=127.0.0.1,port=$port
echo secret >secret

creds() {
        systemd-creds --tpm2-device="$device" --with-key=tpm2 "$@"
}
creds --tpm2-pcrs=7+16 --name=name encrypt secret sealed || fail 'encrypt'
creds --name=name decrypt sealed - | cmp - secret || fail 'decrypt'
TPM2TOOLS_TCTI=$tcti tpm2_pcrextend "16:sha256=$(printf '%064d' 1)"
! creds --name=name decrypt sealed - >opened || fail 'with another PCR'
# What it could not use it leaves to the kernel's resource manager, which is not there.
TPM2TOOLS_TCTI=$tcti tpm2_flushcontext -t
TPM2TOOLS_TCTI=$tcti tpm2_flushcontext -l
TPM2TOOLS_TCTI=$tcti tpm2_flushcontext -s

truncate -s 32M volume
printf password >password
cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file password volume ||
        fail 'luksFormat'
PASSWORD=password systemd-cryptenroll --tpm2-device="$device" --tpm2-pcrs=7 volume || fail 'cryptenroll'
cryptsetup luksDump volume | grep -q systemd-tpm2 || fail 'no token'
stop_serving
