# Debian's kernel as a guest without SVSM and firmware: at VMPL0, with both vCPUs, its memory and power off.
. "$top/tests/lib.sh"
cd "$scratch"
compile_service "$top/tests/boot/linux-alone-init.c" init
mkdir dev
mknod dev/console c 5 1
printf '%s\n' init dev dev/console | cpio -o -H newc --reproducible --quiet >initrd
echo "console=ttyS0 loglevel=7 panic=-1 nokaslr tsc=reliable tsc_early_khz=$(cat "$build/guest/tsc-khz")" >cmdline
"$cashew" image build --direct "$direct" --guest-kernel "$build/guest/vmlinuz" --guest-initrd initrd \
        --guest-cmdline @cmdline -o it.igvm
status=0
"$cashew" run --softsnp "$softsnp" --chip "$build/chip" --image it.igvm --guest console --quiet --personality kvm \
        --console console --limit 200 >stdout 2>stderr || status=$?
[ "$status" -eq 0 ] || { tail console && fail "exit status $status"; }
on_console 'Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP'
on_console 'SEV: SNP running at VMPL0'
on_console 'init: vmpl 0'
on_console 'init: 2 cpus'
on_console 'reboot: Power down'
