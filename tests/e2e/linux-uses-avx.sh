# Linux finds what a CPU with SEV-SNP has, XSAVE with XSAVES, AVX and RDSEED, and uses it: programs keep their YMM registers while
# others have the TPM answer on the same CPUs, which is a switch of VMPL and back each time.
. "$top/tests/lib.sh"
compile_service "$top/tests/e2e/avx.c" "$scratch/avx"
boot_linux "echo $(gzip -9 <"$scratch/avx" | base64 -w0) | base64 -d | gunzip >/tmp/avx
chmod +x /tmp/avx
"'
for flag in xsave xsaveopt xsaves avx avx2 fma f16c rdseed; do
        grep -q "^flags.* $flag\( \|$\)" /proc/cpuinfo || echo "no $flag"
done
dmesg | grep -o "x86/fpu: Enabled xstate features.*"
(while :; do tpm2_getrandom --hex 8 >/dev/null && echo answer; done >/tmp/answers) &
asker=$!
/tmp/avx
result=$?
kill $asker
echo "answers $(grep -c answer /tmp/answers)"
exit $result
'
cat "$scratch/stdout" "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
! grep '^no ' "$scratch/stdout" || fail 'a feature is missing'
grep -q "Enabled xstate features 0x7, context size is 832 bytes, using 'compacted' format" "$scratch/stdout" || fail 'x86/fpu'
grep -q '^avx ok, rdseed ok$' "$scratch/stdout" || fail 'the registers'
[ "$(sed -n 's/^answers //p' "$scratch/stdout")" -ge 1 ] || fail 'the TPM did not answer meanwhile'
