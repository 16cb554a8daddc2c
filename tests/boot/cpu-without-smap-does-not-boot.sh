# A host that hides SMAP, and one that hides what AES needs: the boot ends and the line names all that is missing. Where the
# platform file calls it optional, the same machine boots.
. "$top/tests/lib.sh"
image=$build/images/probe-tcg-low.igvm

# QEMU with another processor: the features of $1, each with a minus, are gone.
hide() {
        cat >"$scratch/qemu" <<TEXT
#!/bin/sh
for argument; do
        shift
        case \$argument in
        max,*) argument=\$argument,$1 ;;
        esac
        set -- "\$@" "\$argument"
done
exec qemu-system-x86_64 "\$@"
TEXT
        chmod +x "$scratch/qemu"
}

hide '-smap'
boot_probe "$image" --qemu "$scratch/qemu"
on_console 'svsm: stopped: the CPU lacks what is required: smap$'
on_console 'reason set 5, reason 10'
not_on_console 'svsm: vtpm'
[ "$status" -ne 0 ] || fail 'it boots without SMAP'

hide '-aes,-umip,-pclmulqdq'
boot_probe "$image" --qemu "$scratch/qemu"
on_console 'svsm: stopped: the CPU lacks what is required: umip aes pclmulqdq$'
not_on_console 'svsm: vtpm'

# Nothing else is wrong with that machine.
hide '-smap'
(cat "$platform" && echo 'cpu_optional: [ smap ]') >"$scratch/platform.yaml"
platform=$scratch/platform.yaml
probe_image "$scratch/optional.igvm" "$build/images/services-tcg-low.cpio"
ca_for_image "$scratch/optional.igvm"
boot_probe "$scratch/optional.igvm" --qemu "$scratch/qemu" --ca "$scratch/ca"
on_console 'svsm: the CPU lacks what is optional: smap$'
on_console 'smap no'
on_console 'probe: [0-9]* passed, 0 failed'
[ "$status" -eq 0 ] || fail "exit status $status"
