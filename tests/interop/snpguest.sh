# virtee's snpguest: the certificates are a chain, and the report is the chip's, by signature and by TCB.
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/cargo-lib.sh.inc"
cd "$scratch"
google=$evidence/google
crate_program snpguest 0.11.0
mkdir -p certs
cp "$chip/ark.pem" "$chip/ask.pem" "$chip/vcek.pem" certs
"$program" verify certs certs || fail 'the chain is not accepted'
for name in all v0 v1 own; do
        "$program" verify attestation certs "$google/$name.report" || fail "$name is not accepted"
done
"$program" display report "$google/all.report" >said
measurement=$("$cashew" image measure "$build/images/linux-google.igvm" | grep -oE '[0-9a-f]{96}' | head -n 1)
tr -d ' \n' <said | grep -qi "$measurement" || { cat said; fail 'the report has another measurement'; }

for offset in 8 80 144 416 680; do
        flipped "$google/all.report" $offset spoilt
        refuses "byte $offset" "$program" verify attestation certs spoilt
done
other_chip
cp -R certs mixed
cp other/ark.pem mixed
refuses 'another root' "$program" verify certs mixed
mkdir -p otherchip
cp other/ark.pem other/ask.pem other/vcek.pem otherchip
refuses "another chip" "$program" verify attestation otherchip "$google/all.report"
# The same chip with another TCB.
"$cashew" chip init --dir later --tcb bootloader=4,snp=9,microcode=219 >/dev/null
cp later/vcek.pem mixed
refuses 'another TCB' "$program" verify attestation mixed "$google/all.report" --tcb
