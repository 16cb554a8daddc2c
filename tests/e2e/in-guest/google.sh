# Google's tools: the AK from the template in NV is the key of the AK certificate, and quotes. Run by root in a guest.
set -e
cashew tpm conform --profile google
attributes="fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign"
tpm2_nvread -Q -C o -o rsa.template 0x01c10001
tpm2_nvread -Q -C o -o ecc.template 0x01c10003
# The unique field as the tool wants it: the structure of tpm2-tss, sizes in the order of this CPU.
{ printf "\000\001"; tail -c 256 rsa.template; } >rsa.unique
{ printf "\040\000"; tail -c 66 ecc.template | head -c 32; head -c 96 /dev/zero
  printf "\040\000"; tail -c 32 ecc.template; head -c 96 /dev/zero; } >ecc.unique
tpm2_createprimary -Q -C e -G rsa2048:rsassa-sha256:null -g sha256 -a "$attributes" -u rsa.unique -c rsa.ctx
tpm2_createprimary -Q -C e -G ecc256:ecdsa-sha256:null -g sha256 -a "$attributes" -u ecc.unique -c ecc.ctx
tpm2_nvread -Q -C o -o rsa.der 0x01c10000
tpm2_nvread -Q -C o -o ecc.der 0x01c10002
for kind in rsa ecc; do
        tpm2_readpublic -Q -c $kind.ctx -f pem -o $kind.pem
        openssl x509 -inform der -in $kind.der -noout -pubkey >$kind.certified.pem
        cmp $kind.pem $kind.certified.pem
        tpm2_quote -Q -c $kind.ctx -l sha256:0,4 -q 0123456789abcdef -m $kind.quote -s $kind.signature -o $kind.pcrs -g sha256
        tpm2_checkquote -Q -u $kind.certified.pem -m $kind.quote -s $kind.signature -f $kind.pcrs -g sha256 -q 0123456789abcdef
        echo "certificate-$kind $(base64 -w0 $kind.der)"
done
