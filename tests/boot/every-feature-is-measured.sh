# An image with other platforms, pages of 2 MiB, unmeasured and shared pages, a parameter area of several pages and save
# areas of all vCPUs: what `cashew image measure` computes is what the security processor measures at launch, and what the
# guest's attestation report says; and the guest works as ever. A save area of a vCPU that the machine does not have is refused.
. "$top/tests/lib.sh"
platform=$top/platforms/kvm-legacy.yaml
probe_image "$scratch/probe.igvm" "$build/images/services-tcg-low.cpio"
python3 "$top/tests/boot/every-feature.py" "$top" "$scratch/probe.igvm" "$scratch/every.igvm"
"$cashew" image measure "$scratch/every.igvm" >"$scratch/in-order" 2>"$scratch/note"
measured=$("$cashew" image measure --loader qemu --vcpus 3 "$scratch/every.igvm")
[ "$measured" != "$("$cashew" image measure "$scratch/probe.igvm")" ] || fail 'it is the same image'
grep -q 'QEMU measures another digest' "$scratch/note" || fail 'no word about QEMU, which takes the save areas last'
ca_for_image "$scratch/every.igvm"
"$cashew" ca allow --dir "$scratch/ca" --measurement "$measured"
boot_probe "$scratch/every.igvm" --ca "$scratch/ca" --smp 3
on_console "launch digest $measured"
on_console "report: measurement $measured"
on_console 'probe: [0-9]* passed, 0 failed'
[ "$status" -eq 0 ] || fail "exit status $status"

boot_probe "$scratch/every.igvm" --smp 2
[ "$status" -eq 125 ] || fail "exit status $status"
on_console 'refused: .*vCPU 2 is not in this machine, which has 2 vCPUs'
not_on_console 'svsm:'
