# clevis: a secret bound to the TPM, alone and with PCRs; it comes back as long as they are what they were. clevis looks for a
# device of the kernel's: its scripts are run with the twin in that place.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
serve emulator --tcp "$port" --no-ca --flags startup-clear
mkdir -p programs device
: >device/tpmrm0
for program in clevis-encrypt-tpm2 clevis-decrypt-tpm2; do
        sed "s|/dev/tpmrm?|$scratch/device/tpmrm?|; s|^export TPM2TOOLS_TCTI=.*|export TPM2TOOLS_TCTI=$tcti|" \
                "$(command -v $program)" >programs/$program
        chmod +x programs/$program
        grep -q "$tcti" programs/$program || fail "$program names its TPM otherwise"
done
PATH=$scratch/programs:$PATH
# Without a resource manager, and clevis leaves what it loads to that.
flush() {
        TPM2TOOLS_TCTI=$tcti tpm2_flushcontext -t
}
echo secret >secret
for how in '{}' '{"pcr_bank":"sha256","pcr_ids":"7,16"}' '{"hash":"sha256","key":"ecc"}' '{"key":"rsa"}'; do
        clevis encrypt tpm2 "$how" <secret >sealed || fail "encrypt $how"
        flush
        clevis decrypt <sealed | cmp - secret || fail "decrypt $how"
        flush
done
clevis encrypt tpm2 '{"pcr_bank":"sha256","pcr_ids":"16"}' <secret >sealed
flush
TPM2TOOLS_TCTI=$tcti tpm2_pcrextend "16:sha256=$(printf '%064d' 1)"
! clevis decrypt <sealed >opened || fail 'with another PCR'
flush
stop_serving
