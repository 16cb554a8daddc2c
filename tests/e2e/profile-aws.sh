# AWS's TPM: the EKs are in nobody's certificate but in the list of keys that the SVSM attests; tools make the same ones from
# the templates. And the guest has what its tools ask of such a TPM: an NV index of 8192 bytes.
profile=aws
. "$top/tests/lib.sh"
boot_linux '
set -e
cashew tpm conform --profile aws
cd /sys/kernel/config/tsm/report
mkdir r
printf "%064d" 7 >r/inblob
echo svsm >r/service_provider
echo c476f1eb-0123-45a5-9641-b4e7dde5bfe3 >r/service_guid
echo 1 >r/service_manifest_version
echo "report $(base64 -w0 r/outblob)"
echo "manifest $(base64 -w0 r/manifestblob)"
echo "certificates $(base64 -w0 r/auxblob)"
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
'
cat "$scratch/stdout" "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
for part in report manifest certificates rsa; do
        sed -n "s/^$part //p" "$scratch/stdout" | base64 -d >"$scratch/$part"
done
"$cashew" attest verify --report "$scratch/report" --manifest "$scratch/manifest" --service vtpm:1 \
        --nonce "$(printf '%064d' 7 | od -An -v -tx1 | tr -d ' \n')" --certificates "$scratch/certificates" \
        --roots "$build/chip/ark.pem" --image "$build/images/linux-aws.igvm" --profile aws || fail 'the evidence'
python3 -c 'import sys; a, b = (open(f, "rb").read() for f in sys.argv[1:]); assert len(b) > 300 and b in a' \
        "$scratch/manifest" "$scratch/rsa" || fail 'the EK that tools make is not the one that is attested'
