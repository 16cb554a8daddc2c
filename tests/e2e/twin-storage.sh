# A state that two machines reach: while a TPM migrates one of them has it, and the other writes nothing.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
export TPM2TOOLS_TCTI=$tcti
there=$((port + 2000))
source() {
        swtpm_ioctl --tcp 127.0.0.1:$((port + 1)) "$@"
}

destination() {
        swtpm_ioctl --tcp 127.0.0.1:$((there + 1)) "$@"
}

# LOCK_STORAGE with two tries more, in bash's words of the protocol: the result's last digit.
lock() {
        printf '\0\0\0\023\0\0\0\002' | socat -t 2 - "TCP:127.0.0.1:$1" | od -An -tx1 | tr -d ' \n'
}

serve aws --no-ca --tcp $port --flags startup-clear --migration release-lock-outgoing
from=$tpm
tpm2_nvdefine -Q -C o -s 5 -a 'ownerread|ownerwrite' 0x01500001
printf moved | tpm2_nvwrite -Q -C o -i - 0x01500001
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
pcr=$(tpm2_pcrread sha256:10 | sed -n 's/^ *10: //p')
"$cashew" tpm serve --profile aws --state aws --no-ca --tcp $there --migration incoming >destination.log 2>&1 &
to=$!
started="$started $to"
wait_for 10 grep -q '^cashew tpm: ready' destination.log || fail "the destination waits for the source: $(cat destination.log)"
destination -c >/dev/null
! destination -i 2>/dev/null || fail "two machines have one TPM"
grep -q 'another process has this TPM' destination.log || fail "the destination does not say why not"

for kind in permanent volatile savestate; do
        source --save $kind $kind
done
! timeout 2 tpm2_getrandom --hex 4 >/dev/null 2>&1 || fail "the source works on"
for kind in permanent volatile savestate; do
        destination --load $kind $kind || fail "the $kind state is refused"
done
destination -i
[ "$(lock $((port + 1)))" = 00000009 ] || fail "the source takes the state from the destination"
export TPM2TOOLS_TCTI=swtpm:host=127.0.0.1,port=$there
[ "$(tpm2_pcrread sha256:10 | sed -n 's/^ *10: //p')" = "$pcr" ] || fail "PCR 10 at the destination"
[ "$(tpm2_nvread -C o 0x01500001)" = moved ] || fail "the NV index is not at the destination"
printf again | tpm2_nvwrite -Q -C o -i - 0x01500001

# The source ends: what the destination has written stays.
kill "$from"
wait "$from" || fail "the source does not end well"
kill "$to"
wait "$to" || fail "the destination does not end well"
serve aws --no-ca --tcp $port --flags startup-clear --migration release-lock-outgoing
export TPM2TOOLS_TCTI=$tcti
[ "$(tpm2_nvread -C o 0x01500001)" = again ] || fail "the source has written over the destination's state"

# A migration that came to nothing: the source takes its state back and works on.
source --save savestate savestate
[ "$(lock $((port + 1)))" = 00000000 ] || fail "the state does not come back"
printf third | tpm2_nvwrite -Q -C o -i - 0x01500001
stop_serving
serve aws --no-ca --tcp $port --flags startup-clear
[ "$(tpm2_nvread -C o 0x01500001)" = third ] || fail "what was written after the way back is lost"
stop_serving
