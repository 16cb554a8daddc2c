# What /etc/services grants with :boot works until all services are ready, and is no descriptor for good after that.
. "$top/tests/lib.sh"
compile_service "$top/tests/services/boot-rights.c" "$scratch/boot-rights"
{
        echo 'service attest exec=/bin/attestd protocol=1 devices=guest-request'
        echo 'service rights exec=/bin/boot-rights protocol=2 peer=attest:boot devices=channel:boot'
} >"$scratch/services"
archive_services "$scratch/rights.cpio" "$scratch/services" "attestd=$build/services/attestd" \
        "boot-rights=$scratch/boot-rights"
probe_image "$scratch/rights.igvm" "$scratch/rights.cpio"
boot_probe "$scratch/rights.igvm"
on_console 'boot-rights: at boot: errors 0 0 0, poll 4 4'
on_console 'boot-rights: after boot: errors 9 9 9, poll 32 32'
