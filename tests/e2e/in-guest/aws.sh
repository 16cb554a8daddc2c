# AWS's tools: the EK from its template, and an NV index of 8192 bytes for messages. Run by root in a guest.
set -e
cashew tpm conform --profile aws
cd /tmp
tpm2_createek -Q -G rsa -c rsa.ctx -u rsa.pub
tpm2_readpublic -Q -c rsa.ctx -f tpmt -o rsa.tpmt
echo "rsa $(base64 -w0 rsa.tpmt)"
tpm2_nvdefine -Q -C o -s 8192 -a "authread|authwrite" 0x01800100
for offset in 0 2048 4096 6144; do
        head -c 2048 /dev/urandom >piece
        cat piece >>message
        tpm2_nvwrite -Q -i piece --offset $offset 0x01800100
done
for offset in 0 2048 4096 6144; do
        tpm2_nvread -Q -s 2048 --offset $offset -o piece 0x01800100
        cat piece >>back
done
cmp message back
tpm2_pcrread sha384:4,7,12
