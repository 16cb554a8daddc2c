# tests/examples/setup/docs-signing.sh - an image, and a token with a key.
. "$top/tests/examples/setup/lib.sh.inc"
have_image linux.igvm
# A token in which somebody has put a key.
fail() {
        echo "$*" >&2
        exit 1
}
. "$top/tests/token.sh.inc"
token_init owner
token_key id secp384r1
unset OPENSSL_CONF
