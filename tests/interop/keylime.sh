# Keylime's check of SNP reports: the chip's key that its address names has signed the report, which is bound to nonce and manifest.
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/python-lib.sh.inc"
cd "$scratch"
google=$evidence/google
# The package does not say what it needs, and wants a configuration.
python_with keylime 7.14.3 requests==2.32.5 cryptography==46.0.3 pyyaml==6.0.3 SQLAlchemy==2.1.9
export KEYLIME_LOGGING_CONFIG="$scratch/logging.conf"
cat >"$KEYLIME_LOGGING_CONFIG" <<'TEXT'
[logging]
version = 2.0
[loggers]
keys = root
[handlers]
keys =
[formatters]
keys =
[logger_root]
level = WARNING
handlers =
TEXT
url=$("$cashew" attest show "$google/all.report" | sed -n "s/^certificate's URL *//p")

# keylime REPORT [MANIFEST [CHIP [NONCE]]]
keylime() {
        "$python" "$top/tests/interop/keylime_snp.py" "$1" "${4:-$google/nonce}" "${2-$google/all.manifest}" "${3:-$chip}" "$url"
}

for name in all v0 v1; do
        keylime "$google/$name.report" "$google/$name.manifest" || fail "$name is not accepted"
done
refuses "the guest's own" keylime "$google/own.report" ''
grep -q freshness refusal.log || fail "the guest's own: refused for something else"
for offset in 8 144 680; do
        flipped "$google/all.report" $offset spoilt
        refuses "byte $offset" keylime spoilt
        grep -q invalid_signature refusal.log || fail "byte $offset: refused for something else"
done
flipped "$google/all.report" 390 spoilt
refuses 'another TCB' keylime spoilt
grep -q vcek_fetch refusal.log || fail 'another TCB: refused for something else'
refuses 'another manifest' keylime "$google/all.report" "$google/v1.manifest"
grep -q freshness refusal.log || fail 'another manifest: refused for something else'
head -c 64 /dev/zero >zeros
refuses 'another nonce' keylime "$google/all.report" "$google/all.manifest" "$chip" zeros
other_chip
refuses 'another chip' keylime "$google/all.report" "$google/all.manifest" other
