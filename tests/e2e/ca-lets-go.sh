# One CA and more TPMs that are served than it has room for clients: each lets its channel go when it has its certificate, whether
# they come one after another or at once.
. "$top/tests/e2e/ca-lib.sh.inc"
cd "$scratch"
"$cashew" ca init --dir ca >ca.log 2>&1
cat >small.yaml <<'END'
profile: small
revision: 1
keys:
  - {name: ek-p256, template: L-2, handle: 0x81010002}
certificates:
  - {key: ek-p256, index: 0x01c0000a, attributes: 0x42072001, lock: true, purpose: endorsement, required: true}
manifest:
  v0: ek-p256
END
"$cashew" profile compile small.yaml -o small.profile
"$cashew" ca allow --dir ca --profile small.profile >>ca.log 2>&1
echo 'unattested: allow' >>ca/policy.yaml
start_ca

# run NUMBER: a TPM that is served until the end.
run() {
        "$cashew" tpm serve --profile small.profile --state "tpm-$1" --data "data-$1" --ca "$scratch/ca.sock" >"tpm-$1.out" 2>&1 &
        started="$started $!"
}

ready() {
        grep -q '^cashew tpm: ready' "tpm-$1.out"
}

number=0
while [ "$number" -lt 6 ]; do
        number=$((number + 1))
        run "$number"
        wait_for 20 ready "$number" || fail "TPM $number: $(cat "tpm-$number.out")"
done
while [ "$number" -lt 68 ]; do
        number=$((number + 1))
        run "$number"
done
while [ "$number" -gt 6 ]; do
        wait_for 60 ready "$number" || fail "TPM $number: $(cat "tpm-$number.out")"
        number=$((number - 1))
done
[ "$("$cashew" ca list --dir ca | wc -l)" = 68 ] || fail "not 68 certificates"
# All at once; the runner's trap waits for them.
# shellcheck disable=SC2086 # numbers
kill $started
