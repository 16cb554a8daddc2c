# --batch: exactly the command's output on stdout, its errors on stderr, its exit status; any bytes, and much of it.
. "$top/tests/lib.sh"
boot_linux 'head -c 2000000 /dev/urandom >/tmp/x; cat /tmp/x; sha256sum </tmp/x >&2; echo "quotes \" and
two lines" >&2; exit 37' --smp 1
[ "$status" -eq 37 ] || fail "exit status $status"
sum=$(sha256sum <"$scratch/stdout")
grep -q "^${sum%% *}" "$scratch/stderr" || fail 'stdout is not what the guest wrote'
grep -q '^quotes " and$' "$scratch/stderr" || fail 'stderr'
