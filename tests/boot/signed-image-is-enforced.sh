# The security processor starts a signed image, and reports say who has signed; an image whose ID block lies is refused,
# with the reason.
. "$top/tests/lib.sh"
cd "$scratch"
image=$build/images/probe-tcg-low.igvm
for key in id author; do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out $key.key 2>/dev/null
done
"$cashew" image sign "$image" --id-key id.key --author-key author.key --family-id cashew \
        --image-id 000102030405060708090a0b0c0d0e0f --guest-svn 7 -o signed.igvm
"$cashew" image verify signed.igvm --id-key id.key --author-key author.key --json >verdict

# The digest of the key NAME, as `cashew image verify` prints it.
digest_of() {
        sed -n "s/.*\"name\": \"$1\".*\"digest \([0-9a-f]*\).*/\1/p" verdict
}

# The image's launch digest is what it was, so the CA that knows the image knows this one.
boot_probe signed.igvm --ca "$build/ca"
[ "$status" -eq 0 ] || fail "exit status $status"
on_console "launch digest $("$cashew" image measure "$image")"
on_console 'security processor: the ID block is for this launch, guest SVN 7, with an author key'
on_console 'probe: report: guest SVN 7, key info 1'
on_console 'probe: report: family ID 63617368657700000000000000000000'
on_console 'probe: report: image ID 000102030405060708090a0b0c0d0e0f'
[ "$(digest_of 'ID key' | wc -c)" -eq 97 ] || fail 'verify prints no digest'
on_console "probe: report: ID key $(digest_of 'ID key')"
on_console "probe: report: author key $(digest_of 'author key')"

# refused NAME REASON: the machine says that it does not start, and why.
refused() {
        boot_probe "$1.igvm"
        [ "$status" -eq 125 ] || fail "$1: exit status $status"
        on_console "softsnp: refused: security processor: $2"
        not_on_console 'svsm:'
}

lie() {
        python3 "$top/tests/boot/change-id-block.py" signed.igvm "$1.igvm" "$2"
}
lie digest 8
refused digest 'the ID block is for another launch digest'
lie svn 92
refused svn 'the ID key has not signed this ID block with this policy'
lie author 400
refused author 'the author key has not signed the ID key'
lie version 88
refused version "the ID block's version is not 1"

lie policy policy
refused policy 'the ID key has not signed this ID block with this policy'
# One bit of a page: the ID block is as it was signed, the launch is another.
lie page page
refused page 'the ID block is for another launch digest'
