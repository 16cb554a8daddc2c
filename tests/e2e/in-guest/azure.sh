# Azure's tools: the persistent AK quotes, its certificate is in NV, and nobody in the guest can write there. Run by root in a guest.
set -e
cashew tpm conform --profile azure
tpm2_readpublic -Q -c 0x81000003 -f pem -o ak.pem
tpm2_nvread -Q -C o -o padded 0x01c101d0
[ "$(stat -c %s padded)" -eq 4096 ]
openssl x509 -inform der -in padded -outform der -out ak.der
openssl x509 -inform der -in ak.der -noout -pubkey | cmp - ak.pem
tpm2_quote -Q -c 0x81000003 -l sha256:0,1,7 -q 0123456789abcdef -m quote -s signature -o pcrs -g sha256
tpm2_checkquote -Q -u ak.pem -m quote -s signature -f pcrs -g sha256 -q 0123456789abcdef
for auth in o 0x01c101d0; do
        if echo x | tpm2_nvwrite -Q -C $auth -i - 0x01c101d0 2>/dev/null; then
                echo "written by $auth"
                exit 1
        fi
done
echo "certificate $(base64 -w0 ak.der)"
