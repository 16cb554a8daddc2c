# Every profile, made on plain Linux with certificates, is what `cashew tpm conform` finds; one attribute that is
# different is found too, by its line; and the TPM is the same one after a restart.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
start_ca

# A TPM of these needs larger NV indices than libtpms has as Debian packages it.
refused_for_nv_size() {
        grep -q 'this TPM cannot be of that profile: it does not have bytes of an NV index' "$1.log"
}

# changed PROFILE WHAT SED-COMMAND: with that change in the profile, exactly the line of WHAT fails.
changed() {
        sed "$3" "$top/profiles/$1.yaml" >changed.yaml
        ! cmp -s "$top/profiles/$1.yaml" changed.yaml || fail "nothing was changed in $1"
        "$cashew" tpm conform --profile changed.yaml --tcti "$tcti" >list && fail "$1: a change is not found"
        grep '^FAIL' list >failed.list || { cat list; fail "$1: no line fails"; }
        grep -q "^FAIL  $2.*found .*, expected " failed.list || { cat list; fail "$1: not the line of $2"; }
        [ "$(wc -l <failed.list)" -eq 1 ] || { cat failed.list; fail "$1: more than one line fails"; }
        tail -n 1 list | grep -q ' passed, 1 failed$' || fail "$1: the count"
}

made=0
for profile in tcg-low tcg-high google azure aws swtpm; do
        if ! "$cashew" tpm manufacture --profile $profile --state $profile --ca unix:ca.sock >$profile.log 2>&1; then
                refused_for_nv_size $profile || fail "$profile is not made"
                echo "$profile: not with this libtpms"
                continue
        fi
        grep -q "^vtpm: manufactured in .*, profile $profile, " $profile.log || fail "$profile was not manufactured"
        made=$((made + 1))

        serve $profile --ca ca.sock --tcp $port --flags startup-clear
        conforms $profile
        "$cashew" tpm show --tcti "$tcti" --profile $profile >$profile.show
        ! grep -E 'DIFFERS|MISSING' $profile.show || fail "show and conform differ about $profile"
        "$cashew" tpm show --tcti "$tcti" --json >$profile.before
        case $profile in
        tcg-low) changed $profile 'NV 0x01c00002 ' '/0x01c00002/s/attributes: 0x42072001/attributes: 0x42062001/' ;;
        tcg-high) changed $profile 'NV 0x01c07f02 ' '/name: policy-sha384/,/attributes/s/, NO_DA//' ;;
        google) changed $profile 'NV 0x01c10003 ' '/index: 0x01c10003/s/0x42072001/0x42062001/' ;;
        azure) changed $profile 'NV 0x01400002 ' '/index: 0x01400002/,/size/s/size: 64/size: 63/' ;;
        aws) changed $profile 'bytes of an NV index ' 's/nv-index-size: 8192/nv-index-size: 8193/' ;;
        swtpm)
                changed $profile 'key ek-p384 at 0x81010016 ' 's/template: H-3/template: H-4/'
                changed $profile 'PCR banks ' 's/pcr-banks: .sha256./pcr-banks: [sha256, sha384]/'
                ;;
        esac
        stop_serving

        serve $profile --ca ca.sock --tcp $port --flags startup-clear
        conforms $profile
        "$cashew" tpm show --tcti "$tcti" --json >$profile.after
        # What Azure's profile defines anew at each start is left out.
        [ $profile = azure ] || cmp $profile.before $profile.after || fail "$profile is another TPM after a restart"
        stop_serving
done
[ $made -ge 4 ] || fail "only $made profiles can be made"
