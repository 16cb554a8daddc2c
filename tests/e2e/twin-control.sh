# swtpm's own client controls the TPM: power, locality, hashes, states, as it does with swtpm.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
without_certificates tcg-low
serve "$scratch/tcg-low.yaml" --unix control --data data

control() {
        swtpm_ioctl --unix control "$@"
}

refused() {
        ! control "$@" 2>refused.log || fail "swtpm_ioctl $* is not refused"
        grep -q 'TPM result from .*: 0xa$' refused.log || fail "swtpm_ioctl $*: another result"
}

# The commands' channel is a UNIX socket of its own.
export TPM2TOOLS_TCTI="cmd:socat - UNIX-CONNECT:data"
not_started() {
        ! tpm2_pcrread sha256:16 >not-started.log 2>&1 || fail "the TPM needs no startup"
        grep -q '0x00000100' not-started.log || fail "the TPM says something else"
}

pcr() {
        tpm2_pcrread "sha256:$1" | sed -n "s/^ *$1 *: //p"
}

control -c | grep -qx 'ptm capability is 0x1ffff' || fail "capabilities"
control -g | grep -qx 'ptm configuration flags: 0x0' || fail "configuration"
control --info 1 | grep -q '^{"TPMSpecification":{"family":"2.0"' || fail "info"

# Without power.
refused -e
refused -v
refused -h abc
! tpm2_getrandom --hex 4 >/dev/null 2>&1 || fail "a TPM without power answers"

control -i
not_started
tpm2_startup -c
[ "$(control -e)" = 'tpmEstablished is 0' ] || fail "established before the hash"

# What the hash commands leave in PCR 17 is what swtpm leaves there: extend(0, SHA-256(data)).
control -h abcdef
expected=$({ head -c 32 /dev/zero && printf abcdef | openssl dgst -sha256 -binary; } | openssl dgst -sha256 -r |
        cut -d' ' -f1 | tr a-f A-F)
[ "$(pcr 17)" = "0x$expected" ] || fail "PCR 17 after a hash"
[ "$(control -e)" = 'tpmEstablished is 1' ] || fail "not established after the hash"
control -r 3
[ "$(control -e)" = 'tpmEstablished is 0' ] || fail "established after the reset"
! control -l 5 2>/dev/null || fail "locality 5"
control -l 2
control -l 0
control -C

# States go out, and in only without power.
tpm2_pcrextend 16:sha256=1111111111111111111111111111111111111111111111111111111111111111
before=$(pcr 16)
control --save permanent permanent
control --save volatile volatile
[ "$(wc -c <permanent)" -gt 2000 ] && [ "$(wc -c <volatile)" -gt 2000 ] || fail "states are too small"
refused --load permanent permanent
tpm2_pcrextend 16:sha256=2222222222222222222222222222222222222222222222222222222222222222
tpm2_nvdefine -Q -C o -s 8 0x01800001
control --stop
control --load permanent permanent
control --load volatile volatile
control -i
[ "$(pcr 16)" = "$before" ] || fail "PCR 16 is not that of the state"
! tpm2_nvreadpublic 0x01800001 >/dev/null 2>&1 || fail "an NV index that is not in the state"
control --stop
head -c 100 permanent >cut
! control --load permanent cut 2>/dev/null || fail "half a state is taken"
control -i
not_started

# A stored volatile state is gone on from, once.
tpm2_startup -c
tpm2_pcrextend 16:sha256=1111111111111111111111111111111111111111111111111111111111111111
control -v
control --stop
control -i
[ "$(pcr 16)" = "$before" ] || fail "the volatile state was lost"
control --stop
control -i
not_started

control -s
wait "$tpm" || fail "shutdown is not an orderly end: $?"
[ ! -e control ] && [ ! -e data ] || fail "the sockets stay"
