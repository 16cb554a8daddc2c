# AWS's TPM: the EKs are in nobody's certificate but in the list of keys that the SVSM attests; tools make the same ones from
# the templates. And the guest has what its tools ask of such a TPM: an NV index of 8192 bytes.
profile=aws
. "$top/tests/lib.sh"
attestation='
cd /sys/kernel/config/tsm/report
mkdir r
printf "%064d" 7 >r/inblob
echo svsm >r/service_provider
echo c476f1eb-0123-45a5-9641-b4e7dde5bfe3 >r/service_guid
echo 1 >r/service_manifest_version
echo "report $(base64 -w0 r/outblob)"
echo "manifest $(base64 -w0 r/manifestblob)"
echo "certificates $(base64 -w0 r/auxblob)"
'
boot_linux "$(cat "$top/tests/e2e/in-guest/aws.sh")
$attestation"
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
