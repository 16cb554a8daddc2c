# A host gives no certificates, as KVM does by default: the machine says so and asks the CA all the same. The CA names the file that it
# would need, with AMD's address of it, and certifies once an operator has put the chip's certificate there.
. "$top/tests/lib.sh"
cd "$scratch"
image=$build/images/probe-tcg-low.igvm
"$cashew" chip init --dir chip
ca_for_image "$image" chip
chip=chip

boot_probe "$image" --ca ca --host 'certificates: empty'
[ "$status" -eq 125 ] || fail "exit status $status without any certificates"
on_console 'attest: the host gives no certificates: reports go without'
on_console 'vtpm: .*report: certificates: the host gives none, and there is no directory of them'

mkdir -p ca/certificates/Milan
cat chip/ask.pem chip/ark.pem >ca/certificates/Milan/cert_chain.pem
boot_probe "$image" --ca ca --host 'certificates: empty'
[ "$status" -eq 125 ] || fail "exit status $status without the chip's certificate"
name=$(sed -n 's/^cashew ca: \(Milan\/[0-9a-f]\{128\}\/[0-9-]*\.der\) is https:.*/\1/p' stderr | head -n 1)
[ -n "$name" ] || { cat stderr; fail 'the CA does not say which certificate it is'; }
chip_id=${name#Milan/}
grep -q "is https://kdsintf.amd.com/vcek/v1/Milan/${chip_id%/*}?blSPL=[0-9]*&teeSPL=[0-9]*&snpSPL=[0-9]*&ucodeSPL=" stderr ||
        { cat stderr; fail "AMD's address is another"; }

mkdir -p "ca/certificates/${name%/*}"
cp chip/vcek.pem "ca/certificates/$name"
boot_probe "$image" --ca ca --host 'certificates: empty'
[ "$status" -eq 0 ] || { tail -n 20 console stderr; fail "exit status $status"; }
on_console 'attest: the host gives no certificates: reports go without'
on_console 'vtpm: manufactured in .* 2 certificates'
"$cashew" ca list --dir ca | grep -q "  ${chip_id%/*}$" || fail 'the CA does not list whose certificates they are'
