# A guest's evidence is believed as it is, and not once anything of it is another: manifest, report, nonce, VMPL,
# measurement, a certificate of another machine, a quote. What the guest sends to a key broker service is the same evidence. It has
# Google's TPM: it makes the AK from the template in NV, and it is the key of the AK certificate.
. "$top/tests/lib.sh"
. "$top/tests/e2e/twin-lib.sh.inc"
nonce=$(printf '%064d' 7 | od -An -v -tx1 | tr -d ' \n')
guest='
set -e
cd /sys/kernel/config/tsm/report
attest() {
        mkdir "$1"
        printf "%064d" 7 >"$1/inblob"
        if [ -n "$2" ]; then
                echo "$2" >"$1/service_provider"
        else
                echo 2 >"$1/privlevel"
        fi
        [ -z "$3" ] || echo c476f1eb-0123-45a5-9641-b4e7dde5bfe3 >"$1/service_guid"
        [ -z "$3" ] || echo "$3" >"$1/service_manifest_version"
        echo "$1.outblob $(base64 -w0 "$1/outblob")"
        echo "$1.auxblob $(base64 -w0 "$1/auxblob")"
        [ -z "$2" ] || echo "$1.manifestblob $(base64 -w0 "$1/manifestblob")"
}
attest all svsm
attest one svsm 1
attest own ""
cd /tmp
'
quote='
echo "quote $(base64 -w0 ecc.quote)"
echo "signature $(base64 -w0 ecc.signature)"
'
# A KBS that takes anything, to see what it is sent.
broker='
mkdir -p www/cgi-bin
cat >www/cgi-bin/kbs <<"END"
#!/bin/sh
answer="{\"nonce\":\"bm9uY2U=\",\"extra-params\":\"\"}"
if [ "$PATH_INFO" = /v0/attest ]; then
        head -c "$CONTENT_LENGTH" >/tmp/attestation
        answer="{\"token\":\"e30.e30.AAAA\"}"
fi
printf "Content-Type: application/json\r\nSet-Cookie: kbs-session-id=1\r\n\r\n%s" "$answer"
END
chmod +x www/cgi-bin/kbs
httpd -p 127.0.0.1:8080 -h www
cashew attest kbs --url http://127.0.0.1:8080/cgi-bin --allow-http --token token
echo "attestation $(base64 -w0 attestation)"
'

# take FILE...: from the guest's output
take() {
        for file; do
                sed -n "s/^$file //p" "$scratch/stdout" | base64 -d >"$scratch/$file"
        done
}

# Another machine's certificate by the same CA: a TPM's on plain Linux, for which a copy of the CA wants no report.
cp -R "$build/ca" "$scratch/ca"
echo 'unattested: allow' >>"$scratch/ca/policy.yaml"
start_ca
serve tcg-low --ca "$scratch/ca.sock" --tcp $port --flags startup-clear
tpm2_nvread -T "$tcti" -o "$scratch/other.der" 0x01c00002
stop_serving
openssl verify -x509_strict -CAfile "$build/ca/root.pem" -untrusted "$build/ca/issuer.pem" "$scratch/other.der" ||
        fail "the other machine's certificate"

profile=google
boot_linux "$guest
$(cat "$top/tests/e2e/in-guest/google.sh")
$quote$broker"
[ "$status" -eq 0 ] || { cat "$scratch/stderr"; fail "exit status $status"; }
take all.outblob all.manifestblob all.auxblob one.outblob one.manifestblob own.outblob quote signature attestation
take certificate-rsa certificate-ecc
for kind in rsa ecc; do
        openssl x509 -inform der -in "$scratch/certificate-$kind" -out "$scratch/$kind.pem"
        openssl verify -CAfile "$build/ca/root.pem" -untrusted "$build/ca/issuer.pem" "$scratch/$kind.pem" ||
                fail "the $kind AK certificate does not verify"
        openssl x509 -in "$scratch/$kind.pem" -noout -text | grep -q '1.3.6.1.4.1.11129.2.1.21' ||
                fail "the $kind AK certificate does not say which instance it is of"
done

# The report and the manifest in what the KBS was sent, and the nonce that the SVSM was given for it.
bound=$(python3 - "$top/tests/unit/kbs" "$scratch" <<'END'
import base64, hashlib, json, sys

sys.path.insert(0, sys.argv[1])
import broker

attestation = json.load(open(sys.argv[2] + "/attestation", encoding="ascii"))
evidence = attestation["tee-evidence"]["primary_evidence"]
report = broker.report_of_sev_8(evidence["attestation_report"])
assert report == broker.report_of_sev_4(evidence["attestation_report"])
assert [entry["cert_type"] for entry in evidence["cert_chain"]][0] == "VCEK"
for name, data in (("outblob", report), ("manifestblob", base64.b64decode(evidence["svsm_manifest"]))):
    with open(f"{sys.argv[2]}/kbs.{name}", "wb") as file:
        file.write(data)
print(hashlib.sha384(broker.canonical({"additional-evidence": "", **attestation["runtime-data"]})).digest().ljust(64, b"\0").hex())
END
)

# The examples of documents begin with such evidence too (tests/examples/setup/lib.sh.inc), and need no guest of their own then.
kept=$build/scratch/evidence
if ! cmp -s "$kept/linux-google.igvm" "$build/images/linux-google.igvm"; then
        mkdir "$scratch/evidence"
        printf '%064d' 7 >"$scratch/evidence/nonce"
        for blob in outblob manifestblob auxblob; do
                cp "$scratch/all.$blob" "$scratch/evidence/$blob"
        done
        cp "$build/images/linux-google.igvm" "$scratch/evidence"
        rm -rf "$kept"
        mv -T "$scratch/evidence" "$kept"
fi

# verify [OPTION...]: the whole evidence; an option given again takes the place of the one before.
verify() {
        result=0
        "$cashew" attest verify --report "$scratch/all.outblob" --manifest "$scratch/all.manifestblob" --nonce "$nonce" \
                --certificates "$scratch/all.auxblob" --roots "$build/chip/ark.pem" --profile google \
                --ca "$build/ca/chain.pem" "$@" >"$scratch/verdict" 2>&1 || result=$?
        cat "$scratch/verdict"
}
image="--image $build/images/linux-google.igvm"
accepted() {
        { [ "$result" -eq 0 ] && grep -q '^verdict  *passed$' "$scratch/verdict"; } || fail "not accepted: $1"
}
# refused STEP: that step fails.
refused() {
        { [ "$result" -eq 1 ] && grep -q "^$1  *FAILED" "$scratch/verdict"; } || fail "not refused at '$1'"
}
# flip FILE OFFSET OUT: one bit of it is another
flip() {
        python3 -c 'import sys; d = bytearray(open(sys.argv[1], "rb").read()); d[int(sys.argv[2])] ^= 1; open(sys.argv[3], "wb").write(d)' "$@"
}

# Words are meant to be split in $image.
# shellcheck disable=SC2086
{
        verify $image
        accepted 'the services manifest'
        verify $image --report "$scratch/one.outblob" --manifest "$scratch/one.manifestblob" --service vtpm:1 \
                --tpm-certificate "$scratch/certificate-ecc" --quote "$scratch/quote" --signature "$scratch/signature" \
                --qualifying-data 0123456789abcdef
        accepted 'the list of keys, with a certificate and a quote of the AK'
        grep -q '^quote.s key  *passed  *an attestation key of the manifest' "$scratch/verdict" || fail 'the quote'
        verify $image --report "$scratch/kbs.outblob" --manifest "$scratch/kbs.manifestblob" --service vtpm:0 --nonce "$bound"
        accepted 'what a KBS is sent'

        flip "$scratch/all.manifestblob" 60 "$scratch/changed"
        verify $image --manifest "$scratch/changed"
        refused 'nonce and manifest'
        for offset in 0 80 144 400 680; do
                flip "$scratch/all.outblob" $offset "$scratch/changed"
                verify $image --report "$scratch/changed"
                [ "$result" -eq 1 ] || fail "a report with byte $offset changed is accepted"
        done
        refused signature
        verify $image --nonce 00
        refused 'nonce and manifest'
        verify $image --report "$scratch/own.outblob" --manifest /dev/null
        refused VMPL
        verify --image "$build/images/linux-tcg-low.igvm"
        refused measurement
        verify $image --profile tcg-low
        refused profile
        verify $image --tpm-certificate "$scratch/other.der"
        refused certificate
        verify $image --roots "$build/ca/root.pem" --certificates "$scratch/all.auxblob"
        accepted 'with one root more'
        verify $image --report "$scratch/one.outblob" --manifest "$scratch/one.manifestblob" --service vtpm:1 \
                --quote "$scratch/quote" --signature "$scratch/signature" --qualifying-data 0123456789abcdee
        refused quote
        "$cashew" attest verify --report "$scratch/all.outblob" --manifest "$scratch/all.manifestblob" --nonce "$nonce" \
                --certificates "$scratch/all.auxblob" --roots "$build/ca/root.pem" >"$scratch/verdict" && fail 'any root will do'
        result=1
        refused certificates
}
verify --json >/dev/null
python3 -c 'import json, sys; assert json.load(open(sys.argv[1]))["verdict"] == "passed"' "$scratch/verdict" || fail 'JSON'
