# What the language can say and no profile that comes with Cashew does say: a TPM is made of it, found to be so, and is
# the same one after a restart.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
export TPM2TOOLS_TCTI="$tcti"

cat >all.yaml <<'TEXT'
profile: all
revision: 1
pcr-banks: [sha256, sha384]
keys:
  - {name: nonce-key, template: L-1, unique: {nonce: 0x01c00003}, handle: 0x81010001}
  - {name: srk, template: SRK-ECC, handle: 0x81000002, auth: random-once}
  - name: iak
    hierarchy: endorsement
    public:
      type: rsa
      bits: 2048
      name-algorithm: sha256
      attributes: 0x000500f2
      policy: {digest: "5437182326e414fca797d5f174615a1641f61255797c3a2b22c21d120b2d1e07"}
      scheme: rsapss-sha256
    unique: {text: IAK}
    handle: 0x81020001
    when-taken: replace
  - name: both
    hierarchy: owner
    public:
      type: rsa
      bits: 2048
      name-algorithm: sha384
      attributes: [fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, sign, decrypt]
      policy: {all: [{secret: owner, ref: "0102"}, {command-code: TPM2_Certify}, {auth-value: true}]}
    unique: {random-once: 20}
    handle: transient
  - {name: template, template: H-3, handle: template-only}
nv:
  - {name: nonce, index: 0x01c00003, attributes: 0x42072001, content: {hex: "01 02 03 04"}, lock: true}
  - {index: 0x01c00017, attributes: 0x42072001, content: {template: template}}
  - {index: 0x01c10001, attributes: 0x42072001, content: {template: both}}
  - {index: 0x01c60000, attributes: 0x42072001, content: {public: srk}}
  - {index: 0x01c60001, attributes: 0x42072001, content: {public-2b: iak}, next-boot: refresh}
  - {index: 0x01c60002, attributes: [OWNERWRITE, OWNERREAD, COUNTER], size: 8, content: none}
  - {index: 0x01c60003, attributes: [OWNERWRITE, OWNERREAD, EXTEND], size: 32, content: none}
  - {index: 0x01c60004, attributes: [AUTHWRITE, OWNERREAD], auth: random-once, size: 100, content: {text: hello}}
  - index: 0x01c60005
    attributes: [AUTHWRITE, OWNERREAD]
    auth: random-each-boot
    next-boot: redefine
    content: {zeros: 2000}
TEXT

"$cashew" tpm manufacture --profile ./all.yaml --state all >made.log 2>&1 || { cat made.log; fail "not made"; }
for time in first second; do
        serve ./all.yaml --tcp $port --flags startup-clear
        "$cashew" tpm conform --profile ./all.yaml --tcti "$tcti" >"$time.list" || { cat "$time.list"; fail "not so"; }
        tpm2_readpublic -Q -c 0x81010001 -o "$time.pub"
        tpm2_nvread -Q -C o 0x01c60004 -o "$time.hello"
        stop_serving
done
cmp first.pub second.pub || fail "another key"
[ "$(tr -d '\0' <first.hello)" = hello ] && [ "$(wc -c <second.hello)" -eq 100 ] || fail "other content"

# The nonce is in the key's template: the TCG's default template makes another key.
serve ./all.yaml --tcp $port --flags startup-clear
tpm2_createek -Q -G rsa -c default.ctx -u ek.pub
tpm2_readpublic -Q -c default.ctx -o default.pub
! cmp -s default.pub first.pub || fail "the nonce makes no difference"
