# Four vCPUs come up, and the TPM serves all of them.
. "$top/tests/lib.sh"
boot_linux 'nproc; for cpu in 0 1 2 3; do taskset -c $cpu tpm2_getrandom --hex 16 & done; wait' --smp 4
[ "$status" -eq 0 ] || fail "exit status $status"
[ "$(head -n 1 "$scratch/stdout")" = 4 ] || fail 'nproc'
[ "$(tail -n +2 "$scratch/stdout" | grep -o '[0-9a-f]\{32\}' | sort -u | wc -l)" -eq 4 ] || fail 'random numbers'
