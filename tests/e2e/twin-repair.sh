# What an owner does to his TPM, and what becomes of its profile, does not keep it from starting; `cashew tpm repair` mends it.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
export TPM2TOOLS_TCTI=$tcti
write_profile() {
        printf 'profile: one\nrevision: %s\nkeys:\n  - {name: ek, template: L-2, handle: 0x81010002}\n' "$1" >one.yaml
        [ "$1" = 1 ] || printf '  - {name: ek-rsa, template: L-1, handle: 0x81010001}\n' >>one.yaml
}

start() {
        serve ./one.yaml --no-ca --tcp $port --flags startup-clear
}

repair() {
        "$cashew" tpm repair --profile ./one.yaml --state one "$@" >repair.log 2>&1
}

said() {
        grep -q "$1" "$2" || fail "$2 has no line: $1"
}

write_profile 1
! repair 2>/dev/null || fail "there is nothing to repair"
start
before=$(tpm2_readpublic -c 0x81010002 | sed -n 's/^name: //p')

# The owner takes the handle, seals something under his key, and sets a password.
tpm2_evictcontrol -Q -C o -c 0x81010002
tpm2_createprimary -Q -C o -G ecc -c mine.ctx
tpm2_evictcontrol -Q -C o -c mine.ctx 0x81010002
tpm2_flushcontext -t
echo sealed | tpm2_create -Q -C 0x81010002 -i - -u seal.pub -r seal.priv
tpm2_flushcontext -t
tpm2_changeauth -Q -c o owner
stop_serving
start
said 'differs: ek: another key is at 0x81010002' serve.log
tpm2_load -Q -C 0x81010002 -u seal.pub -r seal.priv -c seal.ctx
[ "$(tpm2_unseal -c seal.ctx)" = sealed ] || fail "what was sealed is lost"
stop_serving

# A repair without consent, or with half of it, changes nothing.
cp one/tpm.state kept
! repair || fail "a key of the owner's is removed"
! repair --remove-others || fail "the owner's password is not asked for"
! printf 'wrong\n\n' | repair --remove-others --ask || fail "a wrong password is taken"
start
tpm2_load -Q -C 0x81010002 -u seal.pub -r seal.priv -c seal.ctx || fail "a repair without consent has an effect"
stop_serving
printf 'owner\n\n' | repair --remove-others --ask || fail "no repair: $(cat repair.log)"
start
! grep -q differs serve.log || fail "it still differs"
[ "$(tpm2_readpublic -c 0x81010002 | sed -n 's/^name: //p')" = "$before" ] || fail "it is not the key of before"
stop_serving

# The profile gets another revision: the TPM stays as it is, until somebody wants it otherwise.
write_profile 2
start
said 'differs: ek-rsa: no key is at 0x81010001' serve.log
said 'differs: another revision of profile one' serve.log
! tpm2_readpublic -c 0x81010001 >/dev/null 2>&1 || fail "a start makes what nobody asked for"
stop_serving
repair --owner-auth owner || fail "no repair to revision 2"
start
! grep -q differs serve.log || fail "it still differs from revision 2"
tpm2_readpublic -Q -c 0x81010001

# Another endorsement seed: other keys, said and made.
tpm2_changeeps -Q
stop_serving
repair --owner-auth owner || fail "no repair after another seed"
start
! grep -q differs serve.log || fail "it still differs after another seed"
[ "$(tpm2_readpublic -c 0x81010002 | sed -n 's/^name: //p')" != "$before" ] || fail "the seed has not changed"

# TPM2_Clear leaves no key of the owner's, whatever libtpms' own profile is.
tpm2_createprimary -Q -C o -P owner -G ecc -c mine.ctx
tpm2_evictcontrol -Q -C o -P owner -c mine.ctx 0x81000005
tpm2_flushcontext -t
tpm2_clear -Q
[ -z "$(tpm2_getcap handles-persistent)" ] || fail "keys outlive TPM2_Clear: $(tpm2_getcap handles-persistent)"
tpm2_changeauth -Q -c o owner

# A TPM starts without the CA that has certified it.
stop_serving
serve ./one.yaml --ca nowhere --tcp $port
said 'the CA at nowhere: No such file' serve.log
stop_serving

# The CA has room for the next as soon as a TPM is made, though that is served on.
start_ca
serve tcg-low --ca ca.sock --tcp $port
child=$(cat "/proc/$tpm/task/$tpm/children")
# What has its number now is the place to which commands come, of TCP.
inode=$(readlink "/proc/${child% }/fd/4" | tr -cd 0-9)
[ -z "$inode" ] || ! awk '{ print $7 }' /proc/net/unix | grep -qx "$inode" || fail "the channel to the CA stays"
[ "$(tr '\0' '\n' <"/proc/${child% }/cmdline" | sed -n 1p | sed 's|.*/||')" = vtpmd ] || fail "it was not vtpmd that was looked at"
stop_serving
