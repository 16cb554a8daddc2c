# A machine gets certificates for what its attestation report proves, and does not start without: another image, another
# chip, no report, another profile. The reason is in the machine's log and in the CA's.
. "$top/tests/lib.sh"
cd "$scratch"

"$cashew" profile compile tcg-low -o tcg-low
"$top/scripts/services-archive" services.cpio "$build/services" tcg-low
probe_image good.igvm services.cpio
"$cashew" profile compile swtpm -o swtpm
"$top/scripts/services-archive" other.cpio "$build/services" swtpm
probe_image other.igvm other.cpio
"$cashew" chip init --dir chip
"$cashew" chip init --dir stranger
"$cashew" ca init --dir ca
"$cashew" ca allow --dir ca --ark chip/ark.pem --image good.igvm --profile tcg-low

boot() {
        image=$1
        shift
        boot_probe "$image" --ca ca "$@"
}

issued() {
        "$cashew" ca list --dir ca | wc -l
}

# refused REASON: the machine has not started, both logs say why, and nothing was issued.
refused() {
        [ "$status" -ne 0 ] || fail "the guest has run: $1"
        on_console "vtpm: .*$1"
        on_console 'vtpm: stopped: '
        grep -q "cashew ca: refused: .*$1" stderr || { cat stderr; fail "the CA does not say: $1"; }
        [ "$(issued)" -eq 2 ] || fail "certificates were issued: $1"
}

boot good.igvm --chip chip
[ "$status" -eq 0 ] || { tail -n 30 console stderr; fail "the guest does not run"; }
on_console 'vtpm: manufactured in .*, profile tcg-low, 2 keys, 2 certificates'
"$cashew" ca list --dir ca >list
[ "$(wc -l <list)" -eq 2 ] || fail "the CA does not list two certificates"
[ "$(grep -c "  valid  tcg-low  $("$cashew" image measure good.igvm)  [0-9a-f]\{128\}$" list)" -eq 2 ] ||
        { cat list; fail "the list does not say who asked"; }

boot other.igvm --chip chip
refused 'report: measurement: '

boot good.igvm --chip stranger
refused 'report: certificates: '

chip=
boot good.igvm
refused 'there is no attestation report'
unset chip

# The image is known now, but its profile is not.
"$cashew" ca allow --dir ca --image other.igvm
boot other.igvm --chip chip
refused 'profile swtpm with that digest is not known'

# Firmware below the least is not good enough.
cp ca/policy.yaml policy.old
echo 'minimum-tcb: {snp: 127}' >>ca/policy.yaml
boot good.igvm --chip chip
refused 'report: minimum TCB: '
cp policy.old ca/policy.yaml

boot good.igvm --chip chip
[ "$status" -eq 0 ] || fail "the guest does not run again"
[ "$(issued)" -eq 4 ] || fail "no more certificates were issued"
