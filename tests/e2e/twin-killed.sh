# Whenever the TPM's process is killed, while it is made or while it works, the next start has a whole TPM.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
without_certificates tcg-high
yaml=$scratch/tcg-high.yaml

# While it is made: after more and more of a second.
for hundredths in 00 01 02 04 07 10 15 20 30; do
        "$cashew" tpm manufacture --profile "$yaml" --state made >made.log 2>&1 &
        sleep "0.$hundredths"
        kill -9 $! 2>/dev/null || true
        wait $! 2>/dev/null || true
done
"$cashew" tpm manufacture --profile "$yaml" --state made >made.log 2>&1 || fail "it is not made after all"
mv made tcg-high

# While it works: an NV counter never goes back by more than the one that nobody was told of.
serve "$yaml" --tcp $port --flags startup-clear
export TPM2TOOLS_TCTI=$tcti
conforms "$yaml"
! "$cashew" tpm manufacture --profile "$yaml" --state tcg-high 2>second.log || fail "two processes have one TPM"
grep -q 'another process has this TPM' second.log || fail "the second process says something else"
tpm2_nvdefine -Q -C o -a 'ownerread|ownerwrite|nt=counter' 0x01800001
tpm2_nvincrement -Q -C o 0x01800001
told=$(tpm2_nvread -C o 0x01800001 | od -An -tx1 -v | tr -d ' \n')
for round in 1 2 3 4 5; do
        (while tpm2_nvincrement -Q -C o 0x01800001 && tpm2_nvread -C o 0x01800001 >next; do
                mv next last
        done) >/dev/null 2>&1 &
        busy=$!
        sleep "0.$((round * 13))"
        kill -9 "$tpm"
        wait "$tpm" 2>/dev/null || true
        wait $busy || true
        [ ! -f last ] || told=$(od -An -tx1 -v <last | tr -d ' \n')
        serve "$yaml" --tcp $port --flags startup-clear
        now=$(tpm2_nvread -C o 0x01800001 | od -An -tx1 -v | tr -d ' \n')
        [ $((0x$now)) -ge $((0x$told)) ] || fail "the counter went back from $told to $now"
        conforms "$yaml"
done
stop_serving
