# google/go-tpm-tools' client and server with the twin of the google profile, as `gotpm attest`, `verify`, `seal` and `import` use
# them: AKs and certificates of the instance, with the log and the values of a guest's boot.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/go-lib.sh.inc"
# Sockets have short paths.
sockets=$(mktemp -d)
trap 'stop_all; rm -rf "$sockets"' EXIT
cd "$scratch"
google_program attest
# What is not of production is not looked at.
"$cashew" ca init --dir ca >ca.log 2>&1
cat >ca/policy.yaml <<'TEXT'
unattested: allow
profiles: [google]
gce:
  {zone: example-zone, project-number: 1, project-id: example, instance-id: 2, instance-name: vm,
   security-version: 0, production: true}
TEXT
start_ca
serve google --ca ca.sock --tcp "$port" --data "$sockets/tpm" --flags startup-clear
"$cashew" attest events --json "$evidence/google/log" | python3 -c '
import json, sys
for event in json.load(sys.stdin)["events"]:
    if event["name"] != "EV_NO_ACTION":
        print(str(event["pcr"]) + ":" + ",".join(f"{bank}={digest}" for bank, digest in event["digests"].items()))
' >extensions
while read -r extension; do
        TPM2TOOLS_TCTI=$tcti tpm2_pcrextend "$extension"
done <extensions
"$program" -tpm "$sockets/tpm" -log "$evidence/google/log" -root "$scratch/ca/root.pem" -intermediate "$scratch/ca/issuer.pem" ||
        fail 'not accepted'
stop_serving
