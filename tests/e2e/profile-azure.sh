# Azure's TPM: the persistent AK quotes, its certificate is in NV, and nobody but VMPL0 can write there.
profile=azure
. "$top/tests/lib.sh"
attestation='
tpm2_nvread -Q -C o -o report 0x01400001
[ "$(head -c 4 report)" = HCLA ]
echo "report $(base64 -w0 report)"
'
boot_linux "$(cat "$top/tests/e2e/in-guest/azure.sh")
$attestation"
cat "$scratch/stdout" "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
sed -n 's/^certificate //p' "$scratch/stdout" | base64 -d | openssl x509 -inform der -out "$scratch/ak.pem"
openssl verify -CAfile "$build/ca/root.pem" -untrusted "$build/ca/issuer.pem" "$scratch/ak.pem" ||
        fail "the AK certificate does not verify"

# The report in NV is a hardware report, and its REPORT_DATA is the digest of the claims behind it, which name the AK.
sed -n 's/^report //p' "$scratch/stdout" | base64 -d >"$scratch/report"
python3 - "$scratch/report" "$scratch/ak.pem" <<'END' || fail 'the report in NV'
import base64, hashlib, json, struct, subprocess, sys

data = open(sys.argv[1], "rb").read()
signature, version, size, kind = struct.unpack("<4sIII", data[:16])
report = data[32:32 + 0x4a0]
length, _, report_type, hash_type, claims_size = struct.unpack("<IIIII", data[32 + 0x4a0:32 + 0x4a0 + 20])
claims = data[32 + 0x4a0 + 20:32 + 0x4a0 + 20 + claims_size]
assert (signature, report_type, hash_type) == (b"HCLA", 2, 1), data[:32]
assert report[0x50:0x70] == hashlib.sha256(claims).digest(), "REPORT_DATA"
keys = {key["kid"]: key for key in json.loads(claims)["keys"]}
modulus = base64.urlsafe_b64decode(keys["HCLAkPub"]["n"] + "==")
certified = subprocess.run(["openssl", "x509", "-in", sys.argv[2], "-noout", "-modulus"], capture_output=True, check=True)
assert certified.stdout.decode().strip() == "Modulus=" + modulus.hex().upper(), "the AK of the claims"
END
