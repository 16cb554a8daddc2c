# IBM's TSS in both of its manners: the TCG simulator's protocol with its platform channel, and commands alone.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/e2e/swtpm-lib.sh.inc"
cd "$scratch"
mkdir st
export TPM_INTERFACE_TYPE=socsim TPM_COMMAND_PORT=$port TPM_PLATFORM_PORT=$((port + 1)) TPM_DATA_DIR=$scratch

serve emulator --mssim "$port" --no-ca
export TPM_SERVER_TYPE=mssim
tsspowerup
tssstartup
tsscreateprimary -hi o -rsa
tsspcrextend -ha 10 -halg sha256 -ic abc
tssflushcontext -ha 80000000
! tssstartup >/dev/null || fail "started twice"
tsspowerup
tssstartup
stop_serving

run_swtpm --tpmstate dir=st --server "type=tcp,port=$port" --flags startup-clear
for type in mssim raw; do
        TPM_SERVER_TYPE=$type tssgetrandom -by 4 || fail "$type"
done
kill "$tpm"
ends 0
