# What starts Linux without firmware gives it all that it needs, with all memory validated; and a host that lies about memory or
# processors gets no Linux started.
. "$top/tests/lib.sh"
cd "$scratch"
gcc -c -o kernel.o "$top/tests/boot/linux-alone.S"
objcopy -O binary -j .text kernel.o code
python3 "$top/tests/boot/bzimage.py" code kernel
head -c 10000 /dev/zero | tr '\0' 'x' | sed 's/^xxxx/init/' >initrd
"$cashew" image build --direct "$direct" --guest-kernel kernel --guest-initrd initrd --guest-cmdline 'hand over' -o it.igvm

# run OPTION...
run() {
        status=0
        rm -f console
        "$cashew" run --softsnp "$softsnp" --image it.igvm --guest probe --limit 60 --console console --quiet "$@" \
                >stdout 2>stderr || status=$?
}

# starts OPTION...
starts() {
        run "$@"
        [ "$status" -eq 0 ] || { cat console stderr && fail "$*: exit status $status"; }
        on_console 'devices interrupt VMPL0'
}
starts --personality kvm --smp 4
starts --memory 2048
on_console "launch digest $("$cashew" image measure --loader qemu --vcpus 2 --cpu-signature 0xa00f11 it.igvm)"

# Of RAM that overlaps RAM, of RAM where devices are, at addresses with the C-bit, of no vCPU and of one twice: the host lies.
for attack in map-add:0x1000000:512 map-add:0xe0000000:1 map-add:0x8000000000000:1 map-fill vcpus:0 apic-ids:2:1:1; do
        run --attack "$attack"
        [ "$status" -eq 125 ] || fail "$attack: exit status $status"
        on_console 'reason 8 is HOST_LIES'
done
# RAM that is not there is none that can be had, and where there is no RAM no kernel can be.
for attack in map-add:0x90000000:1 map-fill:none; do
        run --attack "$attack"
        [ "$status" -eq 125 ] || fail "$attack: exit status $status"
        on_console 'reason 3 is MEMORY'
done
# A vCPU that the host starts as it was launched gets nothing, and disturbs nobody.
run --attack start-launched:1:4
[ "$status" -eq 0 ] || fail "start-launched: exit status $status"
on_console 'attack: start-launched:1:4: vcpu 1 runs at VMPL0'
