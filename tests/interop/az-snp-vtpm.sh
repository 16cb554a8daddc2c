# kinvolk/azure-cvm-tooling's az-snp-vtpm: the HCL report of the azure profile's TPM, and a quote by the key that it names.
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/cargo-lib.sh.inc"
cd "$scratch"
azure=$evidence/azure
own_program azure
other_chip
# TPMT_SIGNATURE of RSASSA: two algorithms and a size in front of the bytes that the crate takes.
tail -c +7 "$azure/signature" >signature

# verify [HCL [VCEK [CHAIN [QUOTE [SIGNATURE [PCRS [NONCE]]]]]]]: what is not given, or empty, is as it should be.
verify() {
        "$program" "${1:-$azure/hcl}" "${2:-$chip/vcek.pem}" "${3:-$chip/cert_chain.pem}" "${4:-$azure/quote}" \
                "${5:-signature}" "${6:-$azure/pcrs}" "${7:-0123456789abcdef}"
}

verify || fail 'it is not accepted'
refuses 'another nonce' verify '' '' '' '' '' '' 0123456789abcdee
for offset in 40 112 176 712 1300 1400; do
        flipped "$azure/hcl" $offset spoilt
        refuses "byte $offset of the HCL report" verify spoilt
done
flipped "$azure/quote" 60 spoilt
refuses 'another quote' verify '' '' '' spoilt
flipped "$azure/pcrs" 60 spoilt
refuses 'other values' verify '' '' '' '' '' spoilt
flipped signature 60 spoilt
refuses 'another signature' verify '' '' '' '' spoilt
refuses 'another chip' verify '' other/vcek.pem other/cert_chain.pem
refuses 'a chip of another chain' verify '' '' other/cert_chain.pem
