# tests/examples/setup/docs-image.sh - what ./run makes images from.
cp "$build/image/kernel/kernel.elf" .
cp "$build/images/services-tcg-low.cpio" services.cpio
cp "$build/images/linux.cmdline" cmdline
cp "$build/guest/OVMF.amdsev.fd" "$build/guest/vmlinuz" "$build/guest/initrd" .
