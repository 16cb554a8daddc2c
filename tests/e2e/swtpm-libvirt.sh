# The command lines that libvirt 9 gives to swtpm_setup and swtpm (src/qemu/qemu_tpm.c, src/util/virtpm.c), one after the other, and
# QEMU's words on the control channel by swtpm's own client. tests/interop/libvirt.sh has libvirt itself.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/e2e/swtpm-lib.sh.inc"
cd "$scratch"
state=$scratch/lib/tpm2
mkdir -p "$state" logs run
ln -sf "$swtpm" swtpm
ln -sf "$swtpm" swtpm_setup

# What can be had is asked first; words that are not there would be taken at their word.
./swtpm_setup --print-capabilities | python3 -c '
import json, sys
said = json.load(sys.stdin)
assert said["type"] == "swtpm_setup" and "tpm-2.0" in said["features"] and "cmdarg-pwdfile-fd" in said["features"] and "cmdarg-create-config-files" not in said["features"]'
./swtpm socket --print-capabilities >capabilities
./swtpm socket --tpm2 --print-capabilities | cmp - capabilities
python3 -c '
import json, sys
said = json.load(open("capabilities"))
assert said["type"] == "swtpm" and "tpm-2.0" in said["features"] and "cmdarg-pwd-fd" in said["features"] and "cmdarg-chroot" not in said["features"]'

setup() {
        ./swtpm_setup --tpm2 --tpm-state "$state" --vmid guest:e3329301-10fd-4cab-a665-24359754abc8 \
                --logfile logs/guest-swtpm.log --createek --create-ek-cert --create-platform-cert --lock-nvram \
                --not-overwrite "$@"
}
setup || { cat logs/guest-swtpm.log; fail "swtpm_setup"; }
cp "$state/tpm.state" before
setup
cmp "$state/tpm.state" before || fail "a TPM that is there is made anew"
./swtpm socket --print-states --tpmstate "backend-uri=dir://$state" --tpm2 | grep -q '"name": "permall"' || fail "no states"

emulator() {
        rm -f "$scratch/pid"
        ./swtpm socket --ctrl "type=unixio,path=run/guest-swtpm.sock,mode=0600" --tpmstate "dir=$state,mode=0600" \
                --log file=logs/guest-swtpm.log --terminate --tpm2 &
        tpm=$!
        started="$started $tpm"
        wait_for 10 test -S run/guest-swtpm.sock || fail "no socket"
}
emulator
[ "$(stat -c %a run/guest-swtpm.sock)" = 600 ] || fail "the socket's mode"
# QEMU: what there is, stop, buffer size, data connection, start; then its end is the emulator's.
qemu-system-x86_64 -M q35 -m 16 -display none -nodefaults -S -chardev socket,id=tpm,path=run/guest-swtpm.sock \
        -tpmdev emulator,id=tpm0,chardev=tpm -device tpm-crb,tpmdev=tpm0 -monitor unix:run/monitor,server,nowait >qemu.log 2>&1 &
qemu=$!
started="$started $qemu"
wait_for 10 test -S run/monitor || fail "QEMU does not start"
sleep 0.2
echo quit | timeout 5 socat -t 2 - UNIX-CONNECT:run/monitor >/dev/null
wait "$qemu" || fail "QEMU"
wait "$tpm" || fail "the emulator does not end with QEMU: $?"
[ ! -e run/guest-swtpm.sock ] || fail "the socket stays"
[ "$(stat -c %a "$state/tpm.state")" = 600 ] || fail "the state's mode"

# The certificate is there, by this computer's CA, and only SHA-256 is active.
run_swtpm --tpmstate "dir=$state" --server "type=tcp,port=$port" --ctrl "type=tcp,port=$((port + 1))" --flags not-need-init,startup-clear
export TPM2TOOLS_TCTI="$tcti"
tpm2_nvread 0x01c00002 >ek.der
openssl x509 -inform der -in ek.der -out ek.pem
openssl verify -CAfile local-ca/root.pem -untrusted local-ca/issuer.pem ek.pem >/dev/null || fail "the certificate"
[ "$(tpm2_getcap pcrs | grep -c '\[ 0')" = 1 ] || fail "more banks than one"
swtpm_ioctl --tcp "127.0.0.1:$((port + 1))" -s
ends 0

# Other banks for a TPM that is there.
./swtpm_setup --tpm2 --tpmstate "$state" --reconfigure --pcr-banks sha384,sha512
run_swtpm --tpmstate "backend-uri=dir://$state" --server "type=tcp,port=$port" --ctrl "type=tcp,port=$((port + 1))" --flags startup-clear
tpm2_getcap pcrs | grep -A9 sha384 | grep -q '\[ 0' || fail "--pcr-banks has no effect"
tpm2_getcap pcrs | grep -q 'sha256: \[ \]' || fail "SHA-256 is still active"
tpm2_nvread 0x01c00002 | cmp - ek.der || fail "another TPM"
kill "$tpm"
ends 0
