#!/bin/sh
# pkcs11.sh CASHEW - signs an image with keys that never leave a token: SoftHSM2 by PKCS#11, through OpenSSL's engine.
# shellcheck disable=SC2154 # $cashew and $here are of scratch.sh.inc
set -eu
. "$(dirname "$0")/scratch.sh.inc"
. "$here/../../token.sh.inc"

# The engine leaves memory behind (RSA_meth_dup()), which is not ours to find.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
token_init owner
token_key id secp384r1
token_key author secp384r1
token_key small secp256r1

make_plain
"$cashew" image sign plain.igvm --id-key "$(token_uri id private)" --author-key "$(token_uri author private)" -o signed.igvm ||
        fail "the token's keys do not sign"
# Their public halves: as the token tells them, and as p11tool has written them down.
"$cashew" image verify signed.igvm --id-key id.pub --author-key author.pub || fail "the files do not verify"
"$cashew" image verify signed.igvm --id-key "$(token_uri id public)" --author-key "$(token_uri author public)" ||
        fail "the token does not verify"
if "$cashew" image verify signed.igvm --id-key author.pub; then
        fail "another key verifies"
fi
if "$cashew" image sign plain.igvm --id-key "$(token_uri small private)" -o never.igvm 2>log; then
        fail "a key of P-256 signs"
fi
grep -q 'not of the curve P-384' log || fail "it does not say why: $(cat log)"
if "$cashew" image sign plain.igvm --id-key "$(token_uri nobody private)" -o never.igvm 2>log; then
        fail "a key that is not there signs"
fi
grep -q "^cashew image: the engine's key: " log || fail "it does not say what: $(cat log)"
# The engine tells the whole URI; we do not.
if grep '^cashew' log | grep -q 1234; then
        fail "the PIN is told"
fi
[ ! -e never.igvm ] || fail "a file was left"
