# PolicyB of the TCG's high range works both ways: by the endorsement hierarchy's authorization, and by what the NV index
# holds, here the owner's. No other policy does. vtpmd on plain Linux, without certificates.
. "$top/tests/e2e/ca-lib.sh.inc"
cd "$scratch"

sed 's/required: true/required: false/' "$top/profiles/tcg-high.yaml" >high.yaml
port=$((10000 + $$ % 10000 * 2))
"$cashew" tpm serve --profile ./high.yaml --state "$(new_state)" --tcp "$port" --no-ca >vtpm.log 2>&1 &
started="$started $!"
export TPM2TOOLS_TCTI="swtpm:host=127.0.0.1,port=$port"
wait_for 20 grep -q '^vtpm: manufactured in ' vtpm.log || fail "no TPM was manufactured"
tpm2_startup -c

# Branches A and C as the TCG publishes them: hash, PolicyA, PolicyC, the NV index, a key.
sha256_a=837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa
sha256_c=3767e2edd43ff45a3a7e1eaefcef78643dca964632e7aad82c673a30d8633fde
sha384_a=8bbf2266537c171cb56e403c4dc1d4b64f432611dc386e6f532050c3278c930e143e8bb1133824ccb431053871c6db53
sha384_c=d6032ce61f2fb3c240eb3cf6a33237ef2b6a16f4293c22b455e261cffd217ad5b4947c2d73e63005eed2dc2b3593d165

bytes() {
        python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))' "$1" >"$2"
}

# use_key HASH INDEX KEY BRANCH: makes a child of the endorsement key in a policy session.
use_key() {
        tpm2_startauthsession -Q --policy-session -g "$1" -S session.ctx
        case $4 in
        endorsement) tpm2_policysecret -Q -S session.ctx -c e ;;
        index) tpm2_policysecret -Q -S session.ctx -c o && tpm2_policyauthorizenv -Q -S session.ctx -C o "$2" ;;
        owner) tpm2_policysecret -Q -S session.ctx -c o ;; # not one of the two
        esac
        used=0
        { tpm2_policyor -Q -S session.ctx -l "$1:$1.a,$1.c" &&
                tpm2_create -Q -C "$3" -G ecc -u child.pub -r child.priv -P session:session.ctx; } || used=$?
        tpm2_flushcontext session.ctx
        return "$used"
}

bytes "$sha256_a" sha256.a
bytes "$sha256_c" sha256.c
bytes "$sha384_a" sha384.a
bytes "$sha384_c" sha384.c
for branch in endorsement index; do
        use_key sha256 0x01c07f01 0x81010001 $branch || fail "H-1 by $branch"
        use_key sha256 0x01c07f01 0x81010002 $branch || fail "H-2 by $branch"
        use_key sha384 0x01c07f02 0x81010016 $branch || fail "H-3 by $branch"
done
! use_key sha256 0x01c07f01 0x81010002 owner 2>/dev/null || fail "the owner's authorization alone is enough"

# Once the index holds another policy, the owner's does not help any more; the endorsement hierarchy's does.
python3 -c 'import sys; sys.stdout.buffer.write(b"\0\x0b" + bytes(32))' >policy
tpm2_startauthsession -Q --policy-session -g sha256 -S write.ctx
tpm2_policysecret -Q -S write.ctx -c e
tpm2_nvwrite -Q -C 0x01c07f01 -P session:write.ctx -i policy 0x01c07f01 || fail "PolicyA does not write the index"
tpm2_flushcontext write.ctx
! use_key sha256 0x01c07f01 0x81010002 index 2>/dev/null || fail "the old policy is still good"
use_key sha256 0x01c07f01 0x81010002 endorsement || fail "H-2 by endorsement, afterwards"
