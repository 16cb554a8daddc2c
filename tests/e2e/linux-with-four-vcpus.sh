# Four vCPUs come up, and the TPM serves all of them. --batch: exactly the command's output on stdout, its errors on stderr,
# its exit status; any bytes, and much of it.
. "$top/tests/lib.sh"
boot_linux 'echo "nproc $(nproc)" >&2
random=$({ for cpu in 0 1 2 3; do taskset -c $cpu tpm2_getrandom --hex 16 & done; wait; } | tr -d "\n")
echo "random $random" >&2
head -c 2000000 /dev/urandom >/tmp/x; cat /tmp/x; sha256sum </tmp/x >&2; echo "quotes \" and
two lines" >&2; exit 37' --smp 4
[ "$status" -eq 37 ] || fail "exit status $status"
grep -qx 'nproc 4' "$scratch/stderr" || fail 'nproc'
[ "$(sed -n 's/^random //p' "$scratch/stderr" | grep -o '[0-9a-f]\{32\}' | sort -u | wc -l)" -eq 4 ] || fail 'random numbers'
sum=$(sha256sum <"$scratch/stdout")
grep -q "^${sum%% *}" "$scratch/stderr" || fail 'stdout is not what the guest wrote'
grep -q '^quotes " and$' "$scratch/stderr" || fail 'stderr'
