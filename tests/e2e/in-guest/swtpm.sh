# What swtpm_setup's users find: keys at its handles, and their certificates. Run by root in a guest.
set -e
cashew tpm conform --profile swtpm
for pair in 0x81010001:0x01c00002 0x81010016:0x01c00016; do
        tpm2_readpublic -Q -c ${pair%:*} -f pem -o key.pem
        tpm2_nvread -Q -C o -o ek.der ${pair#*:}
        openssl x509 -inform der -in ek.der -noout -pubkey | cmp - key.pem
done
