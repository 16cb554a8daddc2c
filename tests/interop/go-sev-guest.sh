# google/go-sev-guest: its tool `check` accepts reports of VMPL0 and of VMPL2, and what is spoilt it refuses with the status that
# says where: 2 signature and certificates, 5 policy.
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/go-lib.sh.inc"
cd "$scratch"
go_program check github.com/google/go-sev-guest/tools/check v0.15.0
google=$evidence/google

# check REPORT OPTION...: with the host's certificates behind the report, as an extended request gives them.
check() {
        cat "$1" "$google/certificates" >extended
        shift
        "$program" -in extended -network=false -product Milan -product_key_path "$chip/cert_chain.pem" \
                -guest_policy 0x30000 -vmpl 0 "$@"
}

# refuses_with STATUS WHAT COMMAND...
refuses_with() {
        expected=$1
        shift
        refuses "$@"
        [ "$refusal" = "$expected" ] || fail "$1: refused with $refusal, not $expected"
}

measurement=$("$cashew" image measure "$build/images/linux-google.igvm" | grep -oE '[0-9a-f]{96}' | head -n 1)
for name in all v0 v1; do
        check "$google/$name.report" -report_data "$(bound $name)" -measurement "$measurement" || fail "$name is not accepted"
done
check "$google/own.report" -vmpl 2 -report_data "$(hex "$google/nonce")" || fail "the guest's own is not accepted"

# The version, the policy, REPORT_DATA, the measurement, the chip, the signature: each is under the signature, or is it.
for offset in 8 80 144 416 680; do
        flipped "$google/all.report" $offset spoilt
        refuses "byte $offset" check spoilt
done
flipped "$google/all.report" 80 spoilt
refuses_with 2 'other REPORT_DATA' check spoilt
refuses_with 5 'another manifest' check "$google/all.report" -report_data "$(bound v1)"
refuses_with 5 "the guest's own, as the SVSM's" check "$google/own.report"
refuses_with 5 'another measurement' check "$google/all.report" -measurement "$(printf '%096d' 1)"
other_chip
refuses_with 2 'another root' check "$google/all.report" -product_key_path other/cert_chain.pem

