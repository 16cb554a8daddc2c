# However its power goes, a TPM finds itself as it should: a start is one reset or one resume, nobody is locked out, the clock goes on.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
export TPM2TOOLS_TCTI=$tcti
start() {
        serve aws --no-ca --tcp $port "$@"
}

clock() {
        tpm2_readclock | sed -n "s/^ *$1: //p"
}

pcr() {
        tpm2_pcrread "sha256:$1" | sed -n "s/^ *$1 *: //p"
}

# Each start is one.
start --flags startup-clear
resets=$(clock reset_count)
for round in 1 2; do
        stop_serving
        start --flags startup-clear
        [ "$(clock reset_count)" -eq $((resets + round)) ] || fail "a start is not one reset"
done
stop_serving

# TPM2_Shutdown(STATE), a new process, TPM2_Startup(STATE): PCRs and saved contexts are there.
start
tpm2_startup -c
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
before=$(pcr 10)
resets=$(clock reset_count)
tpm2_createprimary -Q -C o -G ecc -c saved.ctx
tpm2_flushcontext -t
tpm2_shutdown
stop_serving
start
grep -q 'goes on from where TPM2_Shutdown(STATE) has left it' serve.log || fail "nothing is said of it"
tpm2_startup
[ "$(pcr 10)" = "$before" ] || fail "PCR 10 after a resume"
[ "$(clock reset_count)" -eq "$resets" ] || fail "a resume is a reset"
tpm2_readpublic -Q -c saved.ctx || fail "a saved context is lost"
tpm2_flushcontext -t

# A stored volatile state: once, also in a new process and with startup-clear.
swtpm_ioctl --tcp 127.0.0.1:$((port + 1)) -v
kill -9 "$tpm"
wait "$tpm" 2>/dev/null || true
start --flags startup-clear
[ "$(pcr 10)" = "$before" ] || fail "the volatile state is lost"
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
stop_serving
start --flags startup-clear
[ "$(pcr 10)" != "$before" ] || fail "a volatile state is used twice"

# The right value of an object under dictionary attack protection, then the power goes: no failed try.
use_key() {
        tpm2_createprimary -Q -C o -G ecc -c parent.ctx
        tpm2_flushcontext -t
        [ -f key.pub ] || tpm2_create -Q -C parent.ctx -p secret -u key.pub -r key.priv -G hmac
        tpm2_flushcontext -t
        tpm2_load -Q -C parent.ctx -u key.pub -r key.priv -c key.ctx
        tpm2_flushcontext -t
        echo text | tpm2_hmac -c key.ctx -p secret --hex >/dev/null
}

for how in init stop term; do
        use_key || fail "the key cannot be used before $how"
        case $how in
        term) stop_serving && start --flags startup-clear ;;
        *)
                [ $how = init ] || swtpm_ioctl --tcp 127.0.0.1:$((port + 1)) --stop
                swtpm_ioctl --tcp 127.0.0.1:$((port + 1)) -i
                tpm2_startup -c
                ;;
        esac
        tpm2_getcap properties-variable >properties
        grep -q 'TPM2_PT_LOCKOUT_COUNTER: 0x0$' properties || fail "$how: a right value was counted as a wrong one"
        grep -q 'orderly: *1$' properties || fail "$how: the end was not orderly"
done

# The clock does not go back, whatever ends the process.
tpm2_setclock -c p 50000000
before=$(clock clock)
kill -9 "$tpm"
wait "$tpm" 2>/dev/null || true
start --flags startup-clear
[ "$(clock clock)" -ge "$before" ] || fail "the clock went back"
stop_serving
