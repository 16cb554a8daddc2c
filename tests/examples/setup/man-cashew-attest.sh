# tests/examples/setup/man-cashew-attest.sh - evidence of a guest, what its image must be, signed by its builder, and a verifier's key.
. "$top/tests/examples/setup/lib.sh.inc"
have_evidence
for who in builder verifier; do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$who.pem"
        openssl pkey -in "$who.pem" -pubout -out "$who.pub"
done
"$build/bin/cashew" image measure linux-google.igvm --corim linux.corim --corim-key builder.pem
