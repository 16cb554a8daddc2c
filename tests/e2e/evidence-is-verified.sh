# A guest's evidence is believed as it is, and not once anything of it is another: manifest, report, nonce, VMPL,
# measurement, a certificate of another machine, a quote. What the guest sends to a key broker service is the same evidence.
. "$top/tests/lib.sh"
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
endorsed='
tpm2_getekcertificate -o rsa.der -o ecc.der
echo "ek.der $(base64 -w0 rsa.der)"
'
quote='
tpm2_nvread -Q -C o -o ak.der 0x01c10002
echo "ak.der $(base64 -w0 ak.der)"
tpm2_nvread -Q -C o -o ecc.template 0x01c10003
{ printf "\040\000"; tail -c 66 ecc.template | head -c 32; head -c 96 /dev/zero
  printf "\040\000"; tail -c 32 ecc.template; head -c 96 /dev/zero; } >ecc.unique
tpm2_createprimary -Q -C e -G ecc256:ecdsa-sha256:null -g sha256 -c ecc.ctx -u ecc.unique \
        -a "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign"
tpm2_quote -Q -c ecc.ctx -l sha256:0,4,9 -q 0123456789abcdef -m quote -s signature -o pcrs -g sha256
echo "quote $(base64 -w0 quote)"
echo "signature $(base64 -w0 signature)"
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

profile=tcg-low
boot_linux "$guest$endorsed"
[ "$status" -eq 0 ] || { cat "$scratch/stderr"; fail "exit status $status"; }
take ek.der
mv "$scratch/ek.der" "$scratch/other.der"
profile=google
boot_linux "$guest$quote$broker"
[ "$status" -eq 0 ] || { cat "$scratch/stderr"; fail "exit status $status"; }
take all.outblob all.manifestblob all.auxblob one.outblob one.manifestblob own.outblob ak.der quote signature attestation

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
                --tpm-certificate "$scratch/ak.der" --quote "$scratch/quote" --signature "$scratch/signature" \
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
