# google/go-tpm's own tests, with the twin in the simulator's place. One of them wants RSA-3072 to be missing, as it is in Microsoft's
# simulator; libtpms has it.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/go-lib.sh.inc"
trap stop_all EXIT
cd "$scratch"
go_has github.com/google/go-tpm v0.9.8
"$cashew" tpm manufacture --profile emulator --state state --no-ca >manufacture.log 2>&1 || fail 'manufacture'
rm -rf source
cp -R "$(go env GOMODCACHE)/github.com/google/go-tpm@v0.9.8" source
chmod -R u+w source
cp "$top/tests/interop/go-tpm/simulator.go.in" source/tpm2/transport/simulator/simulator.go
mkdir -p tmp
(cd source && TMPDIR=$scratch/tmp CASHEW=$cashew CASHEW_STATE=$scratch/state \
        timeout 1500 go test -p 1 -count 1 -timeout 24m -v \
        -skip TestTestParms/rsa3072 ./tpm2/...) >tests.log 2>&1 || result=$?
grep -E '^ *--- (FAIL|SKIP)' tests.log || true
grep -cE '^--- PASS' tests.log
[ "${result:-0}" -eq 0 ] || { tail -n 60 tests.log; fail "go test: $result"; }
