# tests/lib.sh - for the scripts of tests/boot and tests/e2e. Expects $top, $build and $scratch (tests/run-scripts).
set -eu
platform=$top/platforms/kvm.yaml
cashew=$build/bin/cashew
softsnp=$build/main/softsnp/softsnp.elf
kernel=$build/image/kernel/kernel.elf
probe=$build/image/guest/probe/probe.elf
direct=$build/image/direct/direct.elf

fail() {
        echo "FAILED: $*" >&2
        exit 1
}

# Boots an image with the probe in it; the console is in $scratch/console. Options after the image go to cashew run. The
# chip is the build's, or $chip; none if that is empty.
# The exit status is in $status.
boot_probe() {
        image=$1
        shift
        status=0
        [ -z "${chip-$build/chip}" ] || set -- --chip "${chip-$build/chip}" "$@"
        "$cashew" run --guest probe --limit 200 --softsnp "$softsnp" --image "$image" \
                --console "$scratch/console" "$@" >"$scratch/stdout" 2>"$scratch/stderr" || status=$?
}

# Runs a command in the Linux guest: stdout in $scratch/stdout, stderr in $scratch/stderr, status in $status. Its TPM is
# that of $profile, tcg-low if it is not set.
boot_linux() {
        command=$1
        shift
        status=0
        "$cashew" run --softsnp "$softsnp" --chip "$build/chip" --image "$build/images/linux-${profile:-tcg-low}.igvm" \
                --ca "$build/ca" \
                --kernel "$build/guest/vmlinuz" --initrd "$build/guest/initrd" \
                --cmdline "$build/images/linux.cmdline" --console "$scratch/console" --limit 300 \
                --batch "$command" "$@" >"$scratch/stdout" 2>"$scratch/stderr" || status=$?
}

on_console() {
        grep -q -e "$1" "$scratch/console" || {
                tail -n 30 "$scratch/console" >&2
                fail "the console does not say: $1"
        }
}

not_on_console() {
        ! grep -q -e "$1" "$scratch/console" || fail "the console says: $1"
}

# An archive of services: a file for /etc/services, then name=program for each program in /bin, or etc/name=file.
archive_services() {
        archive=$1
        table=$2
        shift 2
        rm -rf "$scratch/root"
        mkdir -p "$scratch/root/etc" "$scratch/root/bin"
        cp "$table" "$scratch/root/etc/services"
        for program; do
                case $program in
                etc/*) install -m 644 "${program#*=}" "$scratch/root/${program%%=*}" ;;
                *) install -m 755 "${program#*=}" "$scratch/root/bin/${program%%=*}" ;;
                esac
        done
        (cd "$scratch/root" && find . -mindepth 1 | LC_ALL=C sort | sed 's,^\./,,' |
                cpio -o -H newc --reproducible --quiet) >"$archive"
}

# An image of the kernel, an archive of services and the probe.
probe_image() {
        "$cashew" image build --platform "$platform" --kernel "$kernel" --services "$2" --guest-flat "$probe" \
                -o "$1" 2>>"$scratch/build.log" || { cat "$scratch/build.log" >&2; fail 'image build'; }
}

# The CA in $scratch/ca: the build's, which certifies for the image too, and for the chip of $2 if one is given.
ca_for_image() {
        rm -rf "$scratch/ca"
        cp -R "$build/ca" "$scratch/ca"
        "$cashew" ca allow --dir "$scratch/ca" --image "$1" --label test
        [ $# -eq 1 ] || "$cashew" ca allow --dir "$scratch/ca" --ark "$2/ark.pem"
}

# A static program for CPL3 from C source.
compile_service() {
        musl-gcc -static -no-pie -Os -Wl,-z,norelro -o "$2" "$1"
}
