# Without a CA that gives the certificates there is no TPM: one clear line and status 1, within 10 seconds.
. "$top/tests/e2e/ca-lib.sh.inc"
cd "$scratch"

# expect TEXT: what the run before must have done.
expect() {
        [ "$status" -eq 1 ] || fail "status $status, not 1"
        [ "$seconds" -le 10 ] || fail "$seconds seconds"
        grep -q "^vtpm: $1" "$log" || fail "it does not say '$1'"
        grep -q '^vtpm: stopped: the profile requires certificates, and there are none$' "$log" ||
                fail "it does not say that it stops"
        if grep -q '^vtpm: manufactured' "$log"; then
                fail "it says that it has manufactured"
        fi
}

# liar COMMAND: something that is not a CA serves one connection.
liar() {
        rm -f ca.sock
        socat "UNIX-LISTEN:$scratch/ca.sock" SYSTEM:"$1" &
        started="$started $!"
        wait_for 5 test -S ca.sock || fail "socat does not listen"
}

liar 'sleep 20'
run_vtpmd silence.log
expect 'no certificates: nobody answers on the channel'

liar 'head -c 200000 /dev/urandom; sleep 20'
run_vtpmd noise.log
expect 'no certificates: nobody answers on the channel'

# Its own frames come back to it.
liar 'cat'
run_vtpmd echo.log
expect 'no certificates: nobody answers on the channel'

liar 'true'
run_vtpmd closed.log
expect 'no certificates: '

# A CA whose records cannot be written: it must not give away what it cannot record.
"$cashew" ca init --dir ca
rm -f ca.sock
start_ca
"$cashew" ca list --dir ca
python3 - ca/issued.db <<'END' &
import sqlite3, sys, time
records = sqlite3.connect(sys.argv[1], isolation_level=None)
records.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(20)
END
started="$started $!"
sleep 1
run_vtpmd locked.log
expect 'the CA has failed: certificates cannot be made, see the CA'
stop_all
[ -z "$("$cashew" ca list --dir ca)" ] || fail "certificates were issued"

# The command line of the CA.
if "$cashew" ca init --dir ca 2>init.log; then
        fail "a CA was overwritten"
fi
grep -q 'ca/root.pem is there already: nothing was changed' init.log || fail "init does not say why"
if "$cashew" ca serve --dir nowhere --listen unix:x.sock 2>serve.log; then
        fail "a CA serves without being there"
fi
cp ca/root.key ca/issuer.key
if "$cashew" ca serve --dir ca --listen unix:x.sock 2>key.log; then
        fail "a CA serves with another's key"
fi
grep -q 'the key is not that of issuer.pem' key.log || fail "serve does not say why"
[ "$(stat -c %a ca/issuer.key)" = 600 ] || fail "others may read the key"
[ "$(stat -c %a ca)" = 700 ] || fail "others may look into the CA"
