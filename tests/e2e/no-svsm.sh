# Debian's kernel as a plain SNP guest at VMPL0: it has interrupts and both vCPUs, no vTPM, and runs the command.
. "$top/tests/lib.sh"
status=0
"$cashew" run --softsnp "$softsnp" --chip "$build/chip" --image "$build/images/linux-no-svsm.igvm" --guest linux \
        --kernel "$build/guest/vmlinuz" --initrd "$build/guest/initrd" --cmdline "$build/images/linux.cmdline" \
        --console "$scratch/console" --limit 400 --batch '
[ ! -e /dev/tpm0 ] && echo no-tpm
echo "vmpl $(cat /sys/devices/system/cpu/sev/vmpl)"
echo "nproc $(nproc)"
mkdir /sys/kernel/config/tsm/report/r
head -c 64 /dev/zero >/sys/kernel/config/tsm/report/r/inblob
wc -c </sys/kernel/config/tsm/report/r/outblob
exit 7
' >"$scratch/stdout" 2>"$scratch/stderr" || status=$?
cat "$scratch/stdout" "$scratch/stderr"
[ "$status" -eq 7 ] || fail "exit status $status"
for line in no-tpm 'vmpl 0' 'nproc 2' 1184; do
        grep -qx -e "$line" "$scratch/stdout" || fail "not said: $line"
done
not_on_console 'svsm: '
# KVM launches a save area for the second vCPU too, which has this machine's signature.
on_console "launch digest $("$cashew" image measure --loader qemu --vcpus 2 --cpu-signature 0xa00f11 \
        "$build/images/linux-no-svsm.igvm")"
