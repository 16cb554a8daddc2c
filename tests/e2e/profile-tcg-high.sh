# The TCG's high range in the guest: a session satisfies PolicyB both ways, by the endorsement hierarchy (PolicyA) and by what
# the policy index holds (PolicyC); the owner's authorization alone is not enough.
profile=tcg-high
. "$top/tests/lib.sh"
boot_linux "$(cat "$top/tests/e2e/in-guest/tcg-high.sh")"
cat "$scratch/stdout" "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
for key in H-1 H-2 H-3; do
        for branch in endorsement index; do
                grep -qx "$key by $branch" "$scratch/stdout" || fail "$key by $branch"
        done
done
grep -qx 'not by the owner' "$scratch/stdout" || fail "the owner's authorization alone is enough"
