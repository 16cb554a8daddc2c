# The TPM that swtpm_setup makes: its handles, its certificates.
profile=swtpm
. "$top/tests/lib.sh"
boot_linux "$(cat "$top/tests/e2e/in-guest/swtpm.sh")"
cat "$scratch/stdout" "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
