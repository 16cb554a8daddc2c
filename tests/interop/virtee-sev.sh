# virtee's crate `sev`, with OpenSSL and with cryptography in Rust: chain, signature, and what the report says.
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/cargo-lib.sh.inc"
cd "$scratch"
google=$evidence/google
other_chip
measurement=$("$cashew" image measure "$build/images/linux-google.igvm" | grep -oE '[0-9a-f]{96}' | head -n 1)

verify() {
        "$program" "$1" "${2:-$chip}/ark.der" "${3:-$chip}/ask.der" "${4:-$chip}/vcek.der"
}

for cryptography in openssl rust; do
        own_program virtee --features $cryptography
        for name in all v0 v1; do
                verify "$google/$name.report" >said || fail "$cryptography: $name is not accepted"
                { echo 'vmpl 0'; echo "measurement $measurement"; echo "report data $(bound $name)"; } | diff - said ||
                        fail "$cryptography: $name says something else"
        done
        verify "$google/own.report" >said || fail "$cryptography: the guest's own is not accepted"
        grep -qx 'vmpl 2' said || fail "$cryptography: the guest's own is of another VMPL"
        for offset in 8 80 144 416 680 750; do
                flipped "$google/all.report" $offset spoilt
                refuses "$cryptography: byte $offset" verify spoilt
        done
        refuses "$cryptography: another root" verify "$google/all.report" other
        refuses "$cryptography: another chain" verify "$google/all.report" other other
        refuses "$cryptography: another chip" verify "$google/all.report" other other other
done
