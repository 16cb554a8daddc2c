# Everything that the abuse program tries at CPL3 ends as services/abuse/expected says, and VMPL0 goes on to its orderly end.
. "$top/tests/lib.sh"
"$top/services/abuse/table" >"$scratch/services"
archive_services "$scratch/abuse.cpio" "$scratch/services" "abuse=$build/services/abuse"
"$cashew" image build --platform "$platform" --kernel "$kernel" --services "$scratch/abuse.cpio" \
        -o "$scratch/abuse.igvm" 2>"$scratch/build.log" || fail 'image build'
boot_probe "$scratch/abuse.igvm"
"$top/services/abuse/compare" "$scratch/console" || fail 'a case ends otherwise'
on_console 'svsm: no guest: the end'
