# `cashew tpm conform` and `cashew tpm show` with somebody else's TPM: swtpm, made by swtpm_setup.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
mkdir state locked config

# A local CA of this test's own.
cat >config/localca.conf <<END
statedir = $scratch/config
signingkey = $scratch/config/signkey.pem
issuercert = $scratch/config/issuercert.pem
certserial = $scratch/config/certserial
END
cat >config/setup.conf <<END
create_certs_tool = /usr/bin/swtpm_localca
create_certs_tool_config = $scratch/config/localca.conf
create_certs_tool_options = /dev/null
active_pcr_banks = sha256
END
make() {
        swtpm_setup --tpm2 --tpmstate "$1" --config config/setup.conf --create-ek-cert $2 >setup.log 2>&1 ||
                fail "swtpm_setup"
}

start() {
        swtpm socket --tpm2 --tpmstate "dir=$1" --server "type=tcp,port=$port" \
                --ctrl "type=tcp,port=$((port + 1))" --flags not-need-init,startup-clear >swtpm.log 2>&1 &
        tpm=$!
        started="$started $tpm"
        wait_for 5 swtpm_ioctl --tcp "127.0.0.1:$((port + 1))" -c || fail "swtpm does not start"
}

make state ''
start state
conforms swtpm
"$cashew" tpm show --tcti "$tcti" --profile swtpm >show
grep -q 'certified key  *0x81010001' show || fail "show does not find the key of a certificate"
[ "$(grep -c 'profile  *as swtpm says' show)" -eq 4 ] || fail "show compares something else"
"$cashew" tpm show --tcti "$tcti" --json | python3 -c '
import json, sys
tpm = json.load(sys.stdin)
assert tpm["TPM"]["PCR banks"] == "sha256"
assert tpm["NV 0x01c00002"]["certified key"] == "0x81010001"
' || fail "show --json"

# It is not another profile, and says where.
! "$cashew" tpm conform --profile google --tcti "$tcti" --json >list.json || fail "swtpm passes as google"
python3 -c '
import json
list = json.load(open("list.json"))
failed = [check["what"] for check in list["checks"] if not check["pass"]]
assert len(failed) == list["failed"], failed
assert "certificate of ak-rsa2048" in failed and "NV 0x01c10001 ak-rsa2048-template" in failed, failed
' || fail "conform --json"

# An endorsement password: what cannot be made again without it can be with it.
export TPM2TOOLS_TCTI=$tcti
sed '/{key: /d;/^certificates:/d;s/handle: 0x81010001/handle: transient/' "$top/profiles/swtpm.yaml" >transient.yaml
conforms transient.yaml
tpm2_changeauth -Q -c endorsement secret
! "$cashew" tpm conform --profile transient.yaml --tcti "$tcti" >list || fail "a password is not needed"
grep -q '^FAIL  key ek-rsa2048 .*authorization' list || fail "not for the password"
"$cashew" tpm conform --profile transient.yaml --tcti "$tcti" --endorsement-auth secret >list ||
        fail "the password does not help"
kill "$tpm"
wait "$tpm" || true

# One attribute that is different: locked indices.
make locked --lock-nvram
start locked
! "$cashew" tpm conform --profile swtpm --tcti "$tcti" >list || fail "locked indices pass"
grep -q '^FAIL  NV 0x01c00002 .*found attributes 0x62072801 +WRITELOCKED, expected attributes 0x62072001$' list ||
        fail "the line of the locked index"
tail -n 1 list | grep -q ' passed, 2 failed$' || fail "the count"
