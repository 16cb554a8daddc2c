# clevis: a secret bound to the TPM, alone and with PCRs; it comes back as long as they are what they were.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
serve emulator --tcp "$port" --no-ca --flags startup-clear
export TPM2TOOLS_TCTI="$tcti"
echo secret >secret

# Without a resource manager; clevis leaves to one what it has loaded.
flush() {
        tpm2_flushcontext -t
}
for how in '{}' '{"pcr_bank":"sha256","pcr_ids":"7,16"}' '{"hash":"sha256","key":"ecc"}' '{"key":"rsa"}'; do
        clevis encrypt tpm2 "$how" <secret >sealed || fail "encrypt $how"
        flush
        clevis decrypt <sealed | cmp - secret || fail "decrypt $how"
        flush
done
clevis encrypt tpm2 '{"pcr_bank":"sha256","pcr_ids":"16"}' <secret >sealed || fail 'encrypt with a PCR'
flush
clevis decrypt <sealed | cmp - secret || fail 'decrypt with a PCR'
flush
tpm2_pcrextend "16:sha256=$(printf '%064d' 1)"
! clevis decrypt <sealed >opened || fail 'with another PCR'
flush
stop_serving
