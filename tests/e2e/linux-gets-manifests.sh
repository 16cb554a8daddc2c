# Linux' configfs-tsm attests through the SVSM: reports of VMPL0, bound to the nonce and to the manifest that a service
# has registered with attestd as its peer, and the host's certificates. That service loses nothing of its registers by asking.
. "$top/tests/lib.sh"
chip=$scratch/chip
"$cashew" chip init --dir "$chip"
compile_service "$top/tests/services/asks.c" "$scratch/asks"
{
        echo 'service attest exec=/bin/attestd protocol=1 devices=guest-request'
        echo 'service asks exec=/bin/asks peer=attest'
} >"$scratch/services"
archive_services "$scratch/asks.cpio" "$scratch/services" "attestd=$build/services/attestd" "asks=$scratch/asks"
"$cashew" image build --platform "$platform" --kernel "$kernel" --services "$scratch/asks.cpio" \
        --firmware "$build/guest/OVMF.amdsev.fd" --guest-kernel "$build/guest/vmlinuz" \
        --guest-initrd "$build/guest/initrd" --guest-cmdline "@$build/images/linux.cmdline" -o "$scratch/asks.igvm"
status=0
"$cashew" run --softsnp "$softsnp" --image "$scratch/asks.igvm" --chip "$chip" --psp-busy 1 \
        --kernel "$build/guest/vmlinuz" --initrd "$build/guest/initrd" --cmdline "$build/images/linux.cmdline" \
        --console "$scratch/console" --limit 300 --batch '
set -e
[ -d /sys/kernel/config/tsm ] || mount -t configfs none /sys/kernel/config
cd /sys/kernel/config/tsm/report
for name in all one unknown version; do
        mkdir $name
        printf "%s%064d" $name 0 | head -c 64 >$name/inblob
        echo svsm >$name/service_provider
        [ $name = all ] || echo c476f1eb-0123-45a5-9641-b4e7dde5bfe3 >$name/service_guid
done
echo 63849ebb-3d92-4670-a1ff-58f9c94b87bb >unknown/service_guid
echo 1 >version/service_manifest_version
for name in all one; do
        echo "$name report $(base64 -w0 $name/outblob)"
        echo "$name manifest $(base64 -w0 $name/manifestblob)"
        echo "$name certificates $(base64 -w0 $name/auxblob)"
done
for name in unknown version; do
        cat $name/outblob >/dev/null 2>&1 || echo "$name refused"
done
' >"$scratch/stdout" 2>"$scratch/stderr" || status=$?
cat "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
on_console 'asks: manifest 0 0'
on_console 'asks: 20 reports, 0 lost'

blob() {
        sed -n "s/^$1 $2 //p" "$scratch/stdout" | base64 -d >"$scratch/$1.$2"
        [ -s "$scratch/$1.$2" ] || fail "no $2 for $1"
}

part() {
        tail -c +$(($2 + 1)) "$1" | head -c "$3"
}

for name in all one; do
        blob $name report
        blob $name manifest
        blob $name certificates
        [ "$(wc -c <"$scratch/$name.report")" -eq 1184 ] || fail "$name: the report has another size"
        printf '%s%064d' $name 0 | head -c 64 | cat - "$scratch/$name.manifest" |
                openssl dgst -sha512 -binary >"$scratch/$name.bound"
        part "$scratch/$name.report" 80 64 | cmp - "$scratch/$name.bound" || fail "$name: other report data"
        [ "$(part "$scratch/$name.report" 48 4 | od -An -tu4 | tr -d ' ')" -eq 0 ] || fail "$name: another VMPL"
        # The table's first certificate is the chip's, and nothing lies behind the last.
        offset=$(part "$scratch/$name.certificates" 16 4 | od -An -tu4)
        part "$scratch/$name.certificates" "$offset" "$(wc -c <"$chip/vcek.der")" | cmp - "$chip/vcek.der" ||
                fail "$name: another certificate"
done
head -c 5000 /dev/zero | tr '\0' m | cmp - "$scratch/one.manifest" || fail 'another manifest'
# The services manifest: header, one entry, the same manifest.
[ "$(wc -c <"$scratch/all.manifest")" -eq 5048 ] || fail 'the services manifest has another size'
tail -c 5000 "$scratch/all.manifest" | cmp - "$scratch/one.manifest" || fail 'another manifest in the services manifest'
for name in unknown version; do
        grep -qx "$name refused" "$scratch/stdout" || fail "$name is not refused"
done
