# The TCG's high range: PolicyB opens a key by the endorsement hierarchy and by what the policy index holds. Run by root in a guest.
set -e
cashew tpm conform --profile tcg-high
bytes() {
        printf %s "$1" | xxd -r -p >"$2"
}
bytes 837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa sha256.a
bytes 3767e2edd43ff45a3a7e1eaefcef78643dca964632e7aad82c673a30d8633fde sha256.c
bytes 8bbf2266537c171cb56e403c4dc1d4b64f432611dc386e6f532050c3278c930e143e8bb1133824ccb431053871c6db53 sha384.a
bytes d6032ce61f2fb3c240eb3cf6a33237ef2b6a16f4293c22b455e261cffd217ad5b4947c2d73e63005eed2dc2b3593d165 sha384.c

# use_key HASH INDEX KEY BRANCH: makes a child of the endorsement key in a policy session.
use_key() {
        tpm2_startauthsession -Q --policy-session -g $1 -S session.ctx
        case $4 in
        endorsement) tpm2_policysecret -Q -S session.ctx -c e ;;
        index) tpm2_policysecret -Q -S session.ctx -c o && tpm2_policyauthorizenv -Q -S session.ctx -C o $2 ;;
        owner) tpm2_policysecret -Q -S session.ctx -c o ;;
        esac
        used=0
        { tpm2_policyor -Q -S session.ctx -l $1:$1.a,$1.c &&
                tpm2_create -Q -C $3 -G ecc -u child.pub -r child.priv -P session:session.ctx; } || used=$?
        tpm2_flushcontext session.ctx
        return $used
}
for branch in endorsement index; do
        use_key sha256 0x01c07f01 0x81010001 $branch && echo "H-1 by $branch"
        use_key sha256 0x01c07f01 0x81010002 $branch && echo "H-2 by $branch"
        use_key sha384 0x01c07f02 0x81010016 $branch && echo "H-3 by $branch"
done
use_key sha256 0x01c07f01 0x81010002 owner || echo "not by the owner"
