# What `cashew image measure` computes is what the machine's security processor measures at launch, and what attestation
# reports of the guest say. QEMU would measure the same: our images are in the one order that all agree on.
. "$top/tests/lib.sh"
for image in probe-tcg-low linux-tcg-low; do
        measured=$("$cashew" image measure "$build/images/$image.igvm" 2>"$scratch/note")
        [ ! -s "$scratch/note" ] || fail "$(cat "$scratch/note")"
        [ "$("$cashew" image measure --loader qemu "$build/images/$image.igvm")" = "$measured" ] || fail "QEMU's is another"
        if [ "$image" = probe-tcg-low ]; then
                boot_probe "$build/images/$image.igvm" --ca "$build/ca"
                on_console "report: measurement $measured"
        else
                boot_probe "$build/images/$image.igvm" --ready-limit 20
        fi
        on_console "launch digest $measured"
done
