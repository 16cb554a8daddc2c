# Encrypted states: what swtpm has encrypted is read with its key and the other way round, in files and in migrations; at rest nothing
# is in the clear; another key is refused and changes nothing. And the filter of calls is there.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/e2e/swtpm-lib.sh.inc"
cd "$scratch"
control=$((port + 1))
export TPM2TOOLS_TCTI="$tcti"
places="--server type=tcp,port=$port --ctrl type=tcp,port=$control"
printf 'a password' >password
printf 'another one' >wrong
printf '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n' >hex
key=pwdfile=password,mode=aes-256-cbc
# Of the same size: swtpm sends nothing with two that are not (TPM_ENCRYPT_ERROR).
migration=file=hex,format=hex,mode=aes-256-cbc

ioctl() {
        swtpm_ioctl --tcp "127.0.0.1:$control" "$@"
}

# run_theirs DIRECTORY OPTION...: Debian's swtpm in our place.
run_theirs() {
        directory=$1
        shift
        mkdir -p "$directory"
        # shellcheck disable=SC2086 # options are words
        swtpm socket --tpm2 --tpmstate "dir=$directory" $places "$@" >theirs.log 2>&1 &
        theirs=$!
        started="$started $theirs"
        wait_for 5 ioctl -c || fail "swtpm"
}

end_theirs() {
        tpm2_shutdown -c || true
        ioctl -s
        wait "$theirs" || true
}

# run_ours DIRECTORY OPTION...
run_ours() {
        directory=$1
        shift
        # shellcheck disable=SC2086
        run_swtpm --tpmstate "dir=$directory" $places "$@"
}

end_ours() {
        kill "$tpm"
        ends 0
}

holds() {
        [ "$(tpm2_nvread -C o 0x01500001)" = 'kept secret' ] || fail "$1: another TPM"
}

# importing TEXT OPTION...: is refused with TEXT, and leaves nothing.
importing() {
        text=$1
        shift
        ! "$cashew" tpm import --profile emulator --from theirs --state imported "$@" >import.log 2>&1 || fail "import $*"
        grep -qF -- "$text" import.log || { cat import.log; fail "import $* is refused otherwise"; }
        [ ! -e imported/tpm.state ] || fail "a refused import leaves something"
}

run_theirs theirs --key "$key" --flags startup-clear
tpm2_nvdefine -Q -C o -s 11 0x01500001
printf 'kept secret' | tpm2_nvwrite -Q -C o -i - 0x01500001
end_theirs

# Taken over with the key, and with nothing else.
importing 'no key was given'
importing 'another key' --key pwdfile=wrong,mode=aes-256-cbc
importing 'of another size' --key pwdfile=password
importing '--key: mode=aes-512-cbc' --key pwdfile=password,mode=aes-512-cbc
importing 'No such file' --key pwdfile=nowhere
"$cashew" tpm import --profile emulator --from theirs --state imported --key "$key" >import.log 2>&1 || fail "import"
! grep -q 'kept secret' imported/tpm.state || fail "the state is in the clear"
cp imported/tpm.state before
refused 'another key' socket --tpm2 --tpmstate dir=imported --server "port=$port" --key pwdfile=wrong,mode=aes-256-cbc
refused 'no key was given' socket --tpm2 --tpmstate dir=imported --server "port=$port"
! "$cashew" tpm repair --profile emulator --state imported >repair.log 2>&1 || fail "repair needs no key"
cmp imported/tpm.state before || fail "a wrong key changes the state"
run_ours imported --key "$key" --migration-key "$migration" --flags startup-clear
holds import
[ "$(ioctl -g)" = 'ptm configuration flags: 0x3' ] || fail "GET_CONFIG: $(ioctl -g)"
for pid in $tpm $(pgrep -P "$tpm"); do
        grep -q '^Seccomp:[[:space:]]*2$' "/proc/$pid/status" || fail "no filter"
done
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
pcr=$(tpm2_pcrread sha256:10)

# What migrates is encrypted twice; with both keys swtpm takes it, with one it does not.
for kind in permanent volatile savestate; do
        ioctl --save $kind from-us.$kind
done
end_ours
! grep -q 'kept secret' imported/tpm.state from-us.permanent || fail "something is in the clear"
run_theirs second --key "$key"
! ioctl --load permanent from-us.permanent 2>/dev/null || fail "swtpm needs no migration key"
end_theirs
rm -r second
run_theirs second --key "$key" --migration-key "$migration"
for kind in permanent volatile savestate; do
        ioctl --load $kind from-us.$kind || fail "swtpm refuses the $kind state: $(cat theirs.log)"
done
ioctl -i
[ "$(tpm2_pcrread sha256:10)" = "$pcr" ] || fail "to swtpm: another PCR 10"
holds 'to swtpm'
for kind in permanent volatile savestate; do
        ioctl --save $kind from-swtpm.$kind
done
end_theirs

# And back.
mkdir fourth
run_ours fourth --key "$key" --migration-key pwdfile=wrong
! ioctl --load permanent from-swtpm.permanent 2>/dev/null || fail "another migration key does"
end_ours
run_ours fourth --key "$key" --migration-key "$migration" --seccomp action=none
[ "$(sed -n 's/^Seccomp:[[:space:]]*//p' "/proc/$tpm/status")" = 0 ] || fail "there is a filter"
for kind in permanent volatile savestate; do
        ioctl --load $kind from-swtpm.$kind || fail "the $kind state is refused"
done
ioctl -i
[ "$(tpm2_pcrread sha256:10)" = "$pcr" ] || fail "back: another PCR 10"
holds back
end_ours

# Exported for swtpm, with the same key, with another and without.
for what in same other none; do
        case $what in
        same) to='' && with="--key $key" ;;
        other) to="--to-key $migration" && with="--key $migration" ;;
        none) to='--to-key none' && with='' ;;
        esac
        # shellcheck disable=SC2086
        "$cashew" tpm export --profile emulator --state imported --key "$key" --to $what $to >export.log 2>&1 || fail "export: $what"
        # shellcheck disable=SC2086
        run_theirs $what $with --flags startup-clear
        holds "export: $what"
        end_theirs
done
[ -z "$(find same other none -name '*.new')" ] || fail "something stays of an export"

# A directory of swtpm's is taken over where it is. In the clear it is refused if there is a key: anybody could have put it there.
refused 'it is not encrypted' socket --tpm2 --tpmstate dir=none --server "port=$port" --key "$key"
refused 'no key was given' socket --tpm2 --tpmstate dir=same --server "port=$port"
[ ! -e none/tpm.state ] && [ ! -e same/tpm.state ] || fail "a refused state leaves something"
run_ours same --key "$key" --flags startup-clear
holds 'taken over'
grep -q 'was taken over' swtpm.log || fail "no word of what is done"
end_ours

# swtpm's other backend, one file: it is brought over, and nothing takes its place.
# shellcheck disable=SC2086
swtpm socket --tpm2 --tpmstate backend-uri=file://one.swtpm $places --key "$key" --flags startup-clear >theirs.log 2>&1 &
theirs=$!
started="$started $theirs"
wait_for 5 ioctl -c || fail "swtpm"
tpm2_nvdefine -Q -C o -s 11 0x01500001
printf 'kept secret' | tpm2_nvwrite -Q -C o -i - 0x01500001
end_theirs
refused "a TPM of swtpm's lives in that file" socket --tpm2 --tpmstate backend-uri=file://one.swtpm --server "port=$port"
refused "a TPM of swtpm's lives in that file" setup --tpm2 --tpmstate file://one.swtpm --overwrite
"$cashew" tpm import --profile emulator --from one.swtpm --state one --key "$key" >import.log 2>&1 || { cat import.log; fail "import of a file"; }
run_ours one --key "$key" --flags startup-clear
holds 'from a file'
end_ours
head -c 200 one.swtpm >cut.swtpm
! "$cashew" tpm import --profile emulator --from cut.swtpm --state cut --key "$key" 2>import.log || fail "half a file is taken"
[ ! -e cut/tpm.state ] || fail "a refused import leaves something"

# libvirt's words: descriptors. The file with a key goes when that is asked for.
mkdir new
"$swtpm" setup --tpm2 --tpmstate new --pwdfile-fd 7 --cipher aes-256-cbc --logfile setup.log 7<password || { cat setup.log; fail "setup"; }
cp password gone
run_ours new --key pwdfd=7,mode=aes-256-cbc --migration-key pwdfile=gone,remove --seccomp action=log 7<password
[ ! -e gone ] || fail "the password's file stays"
ioctl -i
tpm2_startup -c
tpm2_getrandom -Q --hex 4
end_ours
! grep -q 'a password' setup.log swtpm.log || fail "a password is in a log"
