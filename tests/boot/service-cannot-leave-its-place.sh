# What a service at CPL3 tries is stopped with the right exception, or does nothing; the kernel goes on every time.
. "$top/tests/lib.sh"
compile_service "$top/tests/services/escapes.c" "$scratch/escapes"

# Boots once with the attempts named, each a service of its own that the boot does not depend on.
boot_attempts() {
        for attempt; do
                printf 'service %s exec=/bin/escapes args=%s optional\n' "$attempt" "$attempt"
        done >"$scratch/services"
        archive_services "$scratch/escapes.cpio" "$scratch/services" "escapes=$scratch/escapes"
        "$cashew" image build --platform "$platform" --kernel "$kernel" --services "$scratch/escapes.cpio" \
                -o "$scratch/escapes.igvm" 2>>"$scratch/build.log" || fail 'image build'
        boot_probe "$scratch/escapes.igvm"
        on_console 'svsm: no guest: the end'
}

# Boots attempts that end in exception $1.
stopped_by() {
        vector=$1
        shift
        boot_attempts "$@"
        for attempt; do
                on_console "svsm: $attempt: killed: exception $vector,"
                not_on_console "$attempt: goes on"
        done
}

stopped_by 13 halt raise-vc int80 read-cr3 read-msr write-port swapgs
stopped_by 13 pvalidate rmpadjust sidt jump-beyond
stopped_by 29 vmmcall
stopped_by 14 read-kernel read-own read-ghcb read-guest write-text run-stack overflow
stopped_by 1 single-step

boot_attempts vmgexit no-stack kernel-stack flags
for attempt in vmgexit no-stack kernel-stack flags; do
        on_console "$attempt: goes on"
        on_console "svsm: $attempt: ready"
done
