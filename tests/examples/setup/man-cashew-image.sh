# tests/examples/setup/man-cashew-image.sh - what images are made from.
cp "$build/image/kernel/kernel.elf" "$build/guest/OVMF.amdsev.fd" .
cp "$build/images/services-tcg-low.cpio" services.cpio
printf 'format: 2\nplatforms: [{type: native}]\nmemory: [{gpa: 0x10000, zeros: 0x1000}]\n' >parts.yaml
