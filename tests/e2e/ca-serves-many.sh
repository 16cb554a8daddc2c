# One CA whose key is elsewhere, several machines at a time, and others that leave in the middle of a message.
. "$top/tests/e2e/ca-lib.sh.inc"
cd "$scratch"

openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out token.pem 2>/dev/null
"$cashew" ca init --dir ca --name 'Example Cloud' --key "file:$scratch/token.pem"
[ ! -e ca/issuer.key ] || fail "there is a second key"
start_ca

# Half a request of a machine that was reset, then the hello of its next boot, on the same stream.
python3 - "$scratch/ca.sock" <<'END' || fail "the CA does not find a hello behind half a message"
import socket, struct, sys

def frame(kind, session, payload=b""):
    return b"CSWM" + struct.pack(">HHQI", 2, kind, session, len(payload)) + payload

channel = socket.socket(socket.AF_UNIX)
channel.connect(sys.argv[1])
channel.settimeout(5)
channel.sendall(b"noise\xff" + frame(3, 1, bytes(600))[:300])
channel.sendall(frame(1, 0x0123456789abcdef))
answer = channel.recv(4096)
magic, version, kind, session, length = struct.unpack(">4sHHQI", answer[:20])
assert (magic, version, kind, session) == (b"CSWM", 2, 2, 0x0123456789abcdef), answer
assert length == len(answer) - 20
assert answer[20 + 34 + 2:] == b"Example Cloud TPM EK CA", answer
END

# Machines that come and go while another sends noise.
socat -u OPEN:/dev/urandom,readbytes=1000000 "UNIX-CONNECT:$scratch/ca.sock" &
started="$started $!"
base=$((10000 + $$ % 10000 * 2))
for number in 1 2 3 4; do
        "$cashew" tpm serve --profile tcg-low --state "$(new_state)" --tcp $((base + 2 * number)) --ca "$scratch/ca.sock" \
                >"vtpm-$number.log" 2>&1 &
        started="$started $!"
done
for number in 1 2 3 4; do
        wait_for 10 grep -q '^vtpm: manufactured in .* s, profile tcg-low, 2 keys, 2 certificates, 2 NV indices$' "vtpm-$number.log" ||
                fail "machine $number was not served"
done
"$cashew" ca list --dir ca >list
[ "$(wc -l <list)" -eq 8 ] || fail "the CA does not list eight certificates"
cut -d' ' -f3 list | sort -u | wc -l | grep -qx 8 || fail "a serial number was used twice"
"$cashew" ca list --dir ca --pem "$(cut -d' ' -f3 list | head -n 1)" >first.pem
openssl verify -x509_strict -CAfile ca/root.pem -untrusted ca/issuer.pem first.pem ||
        fail "the certificate does not verify"
