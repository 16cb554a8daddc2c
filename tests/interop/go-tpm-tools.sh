# google/go-tpm-tools and go-sev-guest, as libraries: what `gotpm verify debug svsm` asks of an SVSM's evidence, for manifests of all
# services, of version 0 and of version 1; a quote by the AK of version 1 with the firmware's event log. gotpm itself is in a module
# of its own that has no version, so no proxy has it.
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/go-lib.sh.inc"
cd "$scratch"
google_program svsm
measurement=$("$cashew" image measure "$build/images/linux-google.igvm" | grep -oE '[0-9a-f]{96}' | head -n 1)

# google OPTION...: of $directory
google() {
        "$program" -evidence "$directory" -chain "$chip/cert_chain.pem" -measurement "$measurement" "$@"
}

# spoil FILE OFFSET: a copy of the evidence with one bit of it changed
spoil() {
        rm -rf spoilt
        cp -R "$evidence/google" spoilt
        flipped "$evidence/google/$1" "$2" "spoilt/$1"
        directory=spoilt
}

directory=$evidence/google
for kind in all v0 v1; do
        google -manifest $kind || fail "$kind is not accepted"
done
google -manifest v1 -qualifying 0123456789abcdef || fail 'the quote or the log is not accepted'
# What docs/guest.md says of the firmware's log.
refuses 'the log, strictly' google -manifest v1 -qualifying 0123456789abcdef -strict

refuses 'another qualifying data' google -manifest v1 -qualifying 0123456789abcdee
refuses 'another measurement' google -measurement "$(printf '%096d' 1)"
other_chip
refuses 'another root' google -chain other/cert_chain.pem
for kind in all v0 v1; do
        spoil $kind.manifest 60
        refuses "another manifest $kind" google -manifest $kind
        spoil $kind.report 80
        refuses "another report $kind" google -manifest $kind
done
spoil nonce 0
refuses 'another nonce' google
# A digest of the first event behind the log's header, which has 32 bytes and as many as they say: number, type and count of the
# event, and SHA-1's digest are in front.
digest=$((32 + $(od -An -tu4 -j 28 -N 4 "$evidence/google/log") + 12 + 22 + 2))
[ "$(od -An -tu2 -j $((digest - 2)) -N 2 "$evidence/google/log" | tr -d ' ')" = 11 ] || fail 'the first digest is not of SHA-256'
for file in quote:60 signature:30 pcrs:10 log:$digest; do
        spoil "${file%:*}" "${file#*:}"
        refuses "another ${file%:*}" google -manifest v1 -qualifying 0123456789abcdef
done
# The guest's own report is of VMPL2, whatever it is said to be of.
rm -rf spoilt
cp -R "$evidence/google" spoilt
cp spoilt/own.report spoilt/v0.report
directory=spoilt
refuses "the guest's own" google -manifest v0
