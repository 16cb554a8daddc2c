#!/bin/sh
# pkcs11.sh CASHEW - signs an image with keys that never leave a token: SoftHSM2 by PKCS#11, through OpenSSL's engine.
set -eu
cashew=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

fail() {
        echo "FAILED: $*" >&2
        exit 1
}

# The engine leaves memory behind (RSA_meth_dup()), which is not ours to find.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export SOFTHSM2_CONF="$scratch/softhsm.conf"
module=$(find /usr/lib -name libsofthsm2.so | head -n 1)
[ -n "$module" ] || fail "there is no SoftHSM2"
mkdir tokens
echo "directories.tokendir = $scratch/tokens" >softhsm.conf
softhsm2-util --init-token --free --label owner --pin 1234 --so-pin 5678 >/dev/null
for key in id author; do
        GNUTLS_PIN=1234 p11tool --provider "$module" --login --generate-privkey=ECDSA --curve=secp384r1 \
                --label $key --mark-sign "pkcs11:token=owner" --outfile $key.pub >/dev/null 2>&1 ||
                fail "the token makes no key"
done
GNUTLS_PIN=1234 p11tool --provider "$module" --login --generate-privkey=ECDSA --curve=secp256r1 \
        --label small --mark-sign "pkcs11:token=owner" --outfile small.pub >/dev/null 2>&1 || fail "the token makes no key"

cat >openssl.cnf <<END
openssl_conf = init
[init]
engines = engines
[engines]
pkcs11 = pkcs11
[pkcs11]
engine_id = pkcs11
MODULE_PATH = $module
END
export OPENSSL_CONF="$scratch/openssl.cnf"
uri() {
        echo "org.openssl.engine:pkcs11:pkcs11:token=owner;object=$1;type=$2;pin-value=1234"
}

python3 -c '
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import image_sign
image_sign.write("plain.igvm", image_sign.make_image())
' "$here"
"$cashew" image sign plain.igvm --id-key "$(uri id private)" --author-key "$(uri author private)" -o signed.igvm ||
        fail "the token's keys do not sign"
# Their public halves: as the token tells them, and as p11tool has written them down.
"$cashew" image verify signed.igvm --id-key id.pub --author-key author.pub || fail "the files do not verify"
"$cashew" image verify signed.igvm --id-key "$(uri id public)" --author-key "$(uri author public)" ||
        fail "the token does not verify"
if "$cashew" image verify signed.igvm --id-key author.pub; then
        fail "another key verifies"
fi
if "$cashew" image sign plain.igvm --id-key "$(uri small private)" -o never.igvm 2>log; then
        fail "a key of P-256 signs"
fi
grep -q 'not of the curve P-384' log || fail "it does not say why: $(cat log)"
if "$cashew" image sign plain.igvm --id-key "$(uri nobody private)" -o never.igvm 2>log; then
        fail "a key that is not there signs"
fi
grep -q "^cashew image: the engine's key: " log || fail "it does not say what: $(cat log)"
# The engine tells the whole URI; we do not.
if grep '^cashew' log | grep -q 1234; then
        fail "the PIN is told"
fi
[ ! -e never.igvm ] || fail "a file was left"
