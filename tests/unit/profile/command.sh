#!/bin/sh
# command.sh CASHEW SOURCE - cashew profile on the command line: what it prints, its exit status, where it looks.
set -eu
cashew=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# fails STATUS COMMAND...: the exit status; stderr is in $work/stderr.
fails() {
        expected=$1
        shift
        status=0
        "$@" >"$work/stdout" 2>"$work/stderr" || status=$?
        [ "$status" -eq "$expected" ] || { echo "FAILED: $*: exit status $status, not $expected" && failed=1; }
}

# says TEXT FILE: a line of it has the text.
says() {
        grep -qF -- "$1" "$2" || { echo "FAILED: no '$1' in:" && cat "$2" && failed=1; }
}

fails 0 "$cashew" profile list
for name in aws azure google swtpm tcg-high tcg-low; do
        says "$name " "$work/stdout"
done

fails 0 "$cashew" profile check google tcg-low "$source/profiles/azure.yaml"
says 'google: google, revision 1: ' "$work/stdout"

# The same bytes again from the compiled file; the digest is theirs.
fails 0 "$cashew" profile compile google -o "$work/google.bin"
fails 0 "$cashew" profile compile "$work/google.bin" -o "$work/again.bin"
cmp "$work/google.bin" "$work/again.bin" || failed=1
fails 0 "$cashew" profile show "$work/google.bin"
says "digest $(sha384sum <"$work/google.bin" | cut -d ' ' -f 1)" "$work/stdout"
says 'AK RSA-2048' "$work/stdout"
fails 0 "$cashew" profile show --json google
python3 -c 'import json, sys
profile = json.load(open(sys.argv[1]))
assert profile["profile"] == "google"
assert profile["subjects"]["AK ECC P-256"]["policy"] == "none"
assert profile["subjects"]["NV 0x01c10001"]["holds"] == "template of AK RSA-2048"' "$work/stdout" || failed=1

# The question of the standards people: a signing key of Google's beside one of the TCG's high range.
fails 0 "$cashew" profile diff google:ak-p256 tcg-high:ek-p256
says 'PolicyB: PolicyA or what NV index' "$work/stdout"
says 'authValue or policy' "$work/stdout"
fails 0 "$cashew" profile diff --json google tcg-low
python3 -c 'import json, sys
diff = json.load(open(sys.argv[1]))
rows = {(row["subject"], row["field"]): (row["left"], row["right"]) for row in diff["fields"]}
assert diff["differences"] == len(rows)
assert rows["EK RSA-2048", "certificate"] == ("none", "in NV 0x01c00002, required")
assert rows["AK RSA-2048", "used with"] == ("authValue", None)
assert ("EK RSA-2048", "policy") not in rows' "$work/stdout" || failed=1

# What is wrong, and where.
sed 's/restricted, sign/restrcted, sign/' "$source/profiles/google.yaml" >"$work/google.yaml"
line=$(grep -n -m 1 restrcted "$work/google.yaml" | cut -d : -f 1)
fails 1 "$cashew" profile check "$work/google.yaml" tcg-low
says "google.yaml:$line:78: attributes: found \"restrcted\"; expected one of fixedTPM, " "$work/stderr"
says 'tcg-low: tcg-low' "$work/stdout"
fails 1 "$cashew" profile compile "$work/google.yaml" -o "$work/none.bin"
[ ! -e "$work/none.bin" ] || { echo 'FAILED: a file was written' && failed=1; }
fails 1 "$cashew" profile check no-such
says "no-such.yaml: No such file or directory" "$work/stderr"
fails 1 "$cashew" profile diff google:ek tcg-low
says 'has no key "ek"' "$work/stderr"

# Another directory.
sed 's/^profile: .*/profile: mine/' "$source/profiles/swtpm.yaml" >"$work/mine.yaml"
rm "$work/google.yaml"
CASHEW_PROFILES=$work fails 0 "$cashew" profile check mine
CASHEW_PROFILES=$work fails 0 "$cashew" profile list
says 'mine ' "$work/stdout"
CASHEW_PROFILES=$work fails 1 "$cashew" profile check google

# The command line itself.
fails 2 "$cashew" profile
fails 2 "$cashew" profile bake
fails 2 "$cashew" profile check
fails 2 "$cashew" profile compile google
fails 2 "$cashew" profile show google --yaml
fails 2 "$cashew" profile diff google
fails 0 "$cashew" profile --help
says 'usage: cashew profile list' "$work/stdout"
exit "$failed"
