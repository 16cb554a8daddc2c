# A TPM moves between swtpm and us, both ways, by its state blobs: what was in it is in it, and a refused step changes nothing.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
export TPM2TOOLS_TCTI=$tcti
here=127.0.0.1:$((port + 1))
control() {
        swtpm_ioctl --tcp "$here" "$@"
}

# serve_swtpm DIRECTORY OPTION...: in our place.
serve_swtpm() {
        directory=$1
        shift
        mkdir -p "$directory"
        swtpm socket --tpm2 --tpmstate "dir=$directory" --server "type=tcp,port=$port" \
                --ctrl "type=tcp,port=$((port + 1))" "$@" >swtpm.log 2>&1 &
        tpm=$!
        started="$started $tpm"
        wait_for 5 control -c || fail "swtpm does not listen"
}

end_swtpm() {
        control -s
        wait "$tpm" || true
}

save() {
        for kind in permanent volatile savestate; do
                control --save $kind "$1.$kind"
        done
}

# An empty blob is sent too, as some do.
load() {
        for kind in permanent volatile savestate; do
                control --load $kind "$1.$kind" || fail "the $kind state of $1 is refused"
        done
}

holds_everything() {
        [ "$(tpm2_nvread -C o 0x01500001)" = moved ] || fail "$1: the NV index is not there"
        tpm2_getcap handles-persistent | grep -q 0x81000001 || fail "$1: the key is not there"
        [ "$(tpm2_pcrread sha256:10 | sed -n 's/^ *10: //p')" = "$pcr" ] || fail "$1: PCR 10 is another one"
}

serve_swtpm first --flags not-need-init,startup-clear
tpm2_nvdefine -Q -C o -s 5 -a 'ownerread|ownerwrite' 0x01500001
printf moved | tpm2_nvwrite -Q -C o -i - 0x01500001
tpm2_createprimary -Q -C o -G ecc -c key.ctx
tpm2_evictcontrol -Q -C o -c key.ctx 0x81000001
tpm2_flushcontext -t
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
pcr=$(tpm2_pcrread sha256:10 | sed -n 's/^ *10: //p')
save from-swtpm
end_swtpm

# Here; and what is not a state, or is one of another kind, leaves what there is.
serve aws --no-ca --tcp $port --flags need-init
load from-swtpm
control -i
holds_everything 'from swtpm'
head -c 500 from-swtpm.permanent >cut
control --stop
! control --load permanent cut 2>/dev/null || fail "half a state is taken"
if control --load volatile from-swtpm.permanent 2>/dev/null; then
        ! control -i 2>/dev/null || fail "a permanent state is taken for a volatile one"
fi
control -i
tpm2_startup -c
[ "$(tpm2_nvread -C o 0x01500001)" = moved ] || fail "a refused step has changed something"
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
save from-us
stop_serving
serve aws --no-ca --tcp $port --flags startup-clear
[ "$(tpm2_nvread -C o 0x01500001)" = moved ] || fail "it is not there after another start"
stop_serving

# And back.
serve_swtpm second
load from-us
control -i
holds_everything 'from us'
end_swtpm

# Directories: swtpm's is taken whole, volatile state and all, and one is written that swtpm starts from.
moving() {
        "$cashew" tpm "$@" --profile aws --state imported >moving.log 2>&1
}

said() {
        grep -q "$1" moving.log || fail "no word of: $1"
}

serve_swtpm second --flags not-need-init
! moving import --from second || fail "a TPM is taken away from a swtpm that runs"
said 'a swtpm runs there'
tpm2_startup -c
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
control -v
end_swtpm
! moving import --from nowhere || fail "nothing is taken"
mkdir damaged
head -c 300 second/tpm2-00.permall >damaged/tpm2-00.permall
! moving import --from damaged || fail "half a file is taken"
said 'it is not a state of swtpm'
[ ! -e imported/tpm.state ] || fail "a refused import leaves something"
moving import --from second || fail "no import: $(cat moving.log)"
! moving import --from second || fail "a TPM is overwritten"
said 'there is a TPM already'
moving export --to third || fail "no export: $(cat moving.log)"
! moving export --to third || fail "a file is overwritten"
serve_swtpm third --flags not-need-init
holds_everything 'an exported directory'
end_swtpm
mv imported aws-imported
rm -rf aws
mv aws-imported aws
serve aws --no-ca --tcp $port
holds_everything 'an imported directory'
stop_serving

# A new TPM has the newest profile of its libtpms unless another one is named; commands that "null" has not are there.
profile_of() {
        printf 'profile: own\nrevision: 1\nrequires: {%s}\n' "$1" >own.yaml
        rm -rf own
        "$cashew" tpm manufacture --profile ./own.yaml --state own --no-ca >own.log 2>&1
}
profile_of 'aes-bits: [192], commands: [0x199, 0x19a, 0x19b]' || fail "the newest profile lacks something: $(cat own.log)"
grep -q "own profile is default-v1" own.log || fail "the profile is not said"
! profile_of 'libtpms-profile: "null", commands: [0x199]' || fail "null has ECC_Encrypt"
! profile_of 'libtpms-profile: default-v3' || fail "a profile that nobody has"
profile_of 'libtpms-profile: "null"' || fail "no TPM of profile null"
sed -i 's/"null"/default-v1/; s/revision: 1/revision: 2/' own.yaml
serve ./own.yaml --no-ca --tcp $port
grep -q "differs: libtpms' own profile is null, not default-v1" serve.log || fail "another profile is not said"
stop_serving
