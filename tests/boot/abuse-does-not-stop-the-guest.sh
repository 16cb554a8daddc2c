# Every abuse at CPL3, and then a vTPM and a guest that makes every call as if nothing had happened.
. "$top/tests/lib.sh"
{ "$top/services/abuse/table" && cat "$top/services/etc/services"; } >"$scratch/services"
# A TPM without certificates: nobody has to be there to give them.
"$cashew" profile compile aws -o "$scratch/vtpm.profile"
archive_services "$scratch/both.cpio" "$scratch/services" "abuse=$build/services/abuse" \
        "attestd=$build/services/attestd" "vtpmd=$build/services/vtpmd" "etc/vtpm.profile=$scratch/vtpm.profile"
probe_image "$scratch/both.igvm" "$scratch/both.cpio"
boot_probe "$scratch/both.igvm"
on_console 'svsm: .*: killed: exception'
on_console 'probe: [0-9]* passed, 0 failed'
[ "$status" -eq 0 ] || fail "exit status $status"
