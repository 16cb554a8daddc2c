# Keylime's check of SNP reports: the chip's key that its address names has signed the report, which is bound to nonce and manifest.
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/python-lib.sh.inc"
cd "$scratch"
google=$evidence/google
python_with keylime 7.14.3
url=$("$cashew" attest show "$google/all.report" | sed -n "s/^certificate's URL *//p")

# keylime REPORT [MANIFEST [CHIP [NONCE]]]
keylime() {
        "$python" "$top/tests/interop/keylime_snp.py" "$1" "${4:-$google/nonce}" "${2-$google/all.manifest}" "${3:-$chip}" "$url"
}

for name in all v0 v1; do
        keylime "$google/$name.report" "$google/$name.manifest" || fail "$name is not accepted"
done
keylime "$google/own.report" '' || fail "the guest's own is not accepted"
for offset in 8 144 680; do
        flipped "$google/all.report" $offset spoilt
        refuses "byte $offset" keylime spoilt
        grep -q invalid_signature refusal.log || fail "byte $offset: refused for something else"
done
flipped "$google/all.report" 390 spoilt
refuses 'another TCB' keylime spoilt
grep -q vcek_fetch refusal.log || fail 'another TCB: refused for something else'
refuses 'another manifest' keylime "$google/all.report" "$google/v1.manifest"
grep -q freshness refusal.log || fail 'another manifest: refused for something else'
head -c 64 /dev/zero >zeros
refuses 'another nonce' keylime "$google/all.report" "$google/all.manifest" "$chip" zeros
other_chip
refuses 'another chip' keylime "$google/all.report" "$google/all.manifest" other
