# Debian's libvirt makes a TPM with our swtpm_setup and starts a machine with our emulator: <backend type='emulator'>; or finds one
# that runs already: <backend type='external'>. Its QEMU driver runs inside virt-qemu-run, so that no daemon is needed.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/e2e/swtpm-lib.sh.inc"
. "$top/tests/interop/libvirt-lib.sh.inc"
cd "$scratch"
# Sockets have short paths.
root=$(mktemp -d)
trap 'stop_all; rm -rf "$root"' EXIT
have_programs
configure_qemu "$root/etc"
cat >domain.xml <<'END'
<domain type='qemu'>
  <name>guest</name><uuid>e3329301-10fd-4cab-a665-24359754abc8</uuid>
  <memory unit='MiB'>64</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <tpm model='tpm-crb'><backend type='emulator' version='2.0' persistent_state='yes'/></tpm>
  </devices>
</domain>
END

# boot: until the machine runs; $machine is libvirt's process.
boot() {
        : >libvirt.log
        PATH=$scratch/programs:$PATH virt-qemu-run -v --root="$root" domain.xml >libvirt.log 2>&1 &
        machine=$!
        started="$started $machine"
        wait_for 60 grep -q 'guest running' libvirt.log || fail "libvirt does not start the machine"
}

gone() {
        ! ls "$root"/run/swtpm/*.sock
}

shut_down() {
        kill -INT "$machine"
        wait "$machine" || true
        wait_for 5 gone || fail "the emulator outlives its machine"
}

state=$root/lib/swtpm/e3329301-10fd-4cab-a665-24359754abc8/tpm2
boot
[ -s "$state/tpm.state" ] || fail "the emulator is another"
grep -q 'issued .* for NV index 0x01c00002' "$root"/log/swtpm/guest-swtpm.log || fail "swtpm_setup has issued no certificate"
shut_down
run_swtpm --tpmstate "dir=$state" --server "type=tcp,port=$port" --ctrl "type=tcp,port=$((port + 1))" --flags startup-clear
export TPM2TOOLS_TCTI="$tcti"
tpm2_nvread 0x01c00002 >first.der
kill "$tpm"
ends 0
# The second time it is the same TPM.
boot
shut_down
run_swtpm --tpmstate "dir=$state" --server "type=tcp,port=$port" --ctrl "type=tcp,port=$((port + 1))" --flags startup-clear
tpm2_nvread 0x01c00002 | cmp - first.der || fail "another TPM"
kill "$tpm"
ends 0

# The TPM is there before the machine, and ends with it.
run_swtpm --tpmstate "dir=$state" --ctrl "type=unixio,path=$root/external.sock,mode=0660" --terminate
sed "s|<backend .*/>|<backend type='external'><source type='unix' mode='connect' path='$root/external.sock'/></backend>|" \
        domain.xml >external.xml
mv external.xml domain.xml
boot
kill -INT "$machine"
wait "$machine" || true
ends 0
