# Debian's libvirtd, as a daemon with its own mounts: a machine whose TPM is encrypted with a secret of libvirt's is started with our
# emulator, ended, started, saved with its TPM in the middle of its work, and goes on.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/e2e/swtpm-lib.sh.inc"
. "$top/tests/interop/libvirt-lib.sh.inc"
cd "$scratch"
mkdir -p var run logs
have_programs
configure_qemu etc
printf 'unix_sock_group = "root"\nauth_unix_rw = "none"\n' >etc/libvirtd.conf
secret=6dd3e4a5-1d76-44ce-961f-f119f5aad935
cat >secret.xml <<END
<secret ephemeral='no' private='yes'><uuid>$secret</uuid><usage type='vtpm'><name>tpm</name></usage></secret>
END
cat >domain.xml <<END
<domain type='qemu'>
  <name>guest</name><uuid>e3329301-10fd-4cab-a665-24359754abc8</uuid>
  <memory unit='MiB'>64</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <tpm model='tpm-crb'>
      <backend type='emulator' version='2.0' persistent_state='yes'><encryption secret='$secret'/></backend>
    </tpm>
  </devices>
</domain>
END
printf 'a password' >password
cat >inside.sh <<'END'
set -eux
mount --make-rprivate /
mkdir -p /run/libvirt /var/log/swtpm
mount --bind etc/qemu.conf /etc/libvirt/qemu.conf
mount --bind var /var/lib/libvirt
mount --bind logs /var/log/libvirt
mount --bind logs /var/log/swtpm
mount --bind run /run/libvirt
PATH=$PWD/programs:$PATH libvirtd -f "$PWD/etc/libvirtd.conf" >libvirtd.log 2>&1 &
daemon=$!
trap 'kill "$daemon"; wait "$daemon" || true' EXIT
v() {
        virsh -q -c qemu:///system "$@" </dev/null
}
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        ! v uri >/dev/null 2>&1 || break
        sleep 0.5
done
v secret-define secret.xml
v secret-set-value "$1" --file password --plain
v define domain.xml
v start guest
grep -q '^Seccomp:[[:space:]]*2$' "/proc/$(pgrep -f "$PWD/programs/swtpm socket" | head -n 1)/status"
v destroy guest
v start guest
v managedsave guest
v start guest
v list | grep -q running
v destroy guest
cp -r var/swtpm/e3329301-10fd-4cab-a665-24359754abc8/tpm2 kept
v undefine guest --managed-save
END
timeout 100 unshare -m sh inside.sh "$secret" >inside.log 2>&1 || fail "libvirtd"
# It is encrypted, with the password that libvirt has given.
refused 'no key was given' socket --tpm2 --tpmstate dir=kept --server "port=$port"
run_swtpm --tpmstate dir=kept --server "port=$port" --ctrl "type=tcp,port=$((port + 1))" --flags startup-clear \
        --key pwdfile=password,mode=aes-256-cbc
TPM2TOOLS_TCTI="$tcti" tpm2_nvread 0x01c00002 >ek.der
openssl x509 -inform der -in ek.der -noout || fail "no certificate"
kill "$tpm"
ends 0
