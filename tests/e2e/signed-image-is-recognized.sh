# A guest of a signed image is recognized by who signed it: by the key or its digest, IDs and SVN; by nothing else. The
# CA knows the image by its launch digest, which signing does not change.
. "$top/tests/lib.sh"
cd "$scratch"
image=$build/images/linux-tcg-low.igvm
for key in id author other; do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out $key.key 2>/dev/null
        openssl pkey -in $key.key -pubout -out $key.pub
done
"$cashew" image sign "$image" --id-key id.key --author-key author.key --family-id fleet --guest-svn 7 -o signed.igvm

guest='
set -e
cd /sys/kernel/config/tsm/report
mkdir all
printf "%064d" 7 >all/inblob
echo svsm >all/service_provider
for blob in outblob auxblob manifestblob; do
        echo "$blob $(base64 -w0 all/$blob)"
done
'
boot_linux "$guest" --image signed.igvm
[ "$status" -eq 0 ] || { cat "$scratch/stderr"; fail "exit status $status"; }
on_console 'security processor: the ID block is for this launch, guest SVN 7, with an author key'
for blob in outblob auxblob manifestblob; do
        sed -n "s/^$blob //p" stdout | base64 -d >$blob
done
printf '%064d' 7 >nonce

# expect passed|FAILED STEP OPTION...
expect() {
        verdict=$1
        step=$2
        shift 2
        wanted=0
        [ "$verdict" = passed ] || wanted=1
        got=0
        "$cashew" attest verify --report outblob --manifest manifestblob --nonce @nonce --certificates auxblob \
                --roots "$build/chip/ark.pem" --image signed.igvm "$@" >steps || got=$?
        [ "$got" -eq "$wanted" ] || { cat steps; fail "$*: exit status $got"; }
        grep -q "^$step  *$verdict" steps || { cat steps; fail "$*: $step is not $verdict"; }
}
digest=$("$cashew" image verify signed.igvm --json | sed -n 's/.*"name": "ID key".*"digest \([0-9a-f]*\).*/\1/p')
expect passed 'ID key' --id-key id.pub --author-key author.pub --family-id fleet --min-guest-svn 7
expect passed 'author key' --id-key-digest "$digest" --author-key author.key
expect passed 'image ID' --image-id 00000000000000000000000000000000
expect FAILED 'ID key' --id-key other.pub
expect FAILED 'ID key' --id-key-digest "$(echo "$digest" | tr 0-9a-f 1-9a-f0)"
expect FAILED 'author key' --author-key id.pub
expect FAILED 'family ID' --family-id fleets
expect FAILED 'guest SVN' --min-guest-svn 8
"$cashew" attest show outblob >shown
grep -q "^ID key digest  *$digest$" shown || fail 'show has another ID key'
grep -q '^author key  *enabled$' shown || fail 'show has no author key'
# Every demand rests on the report's signature.
{ head -c 4 outblob; printf '\011'; tail -c +6 outblob; } >changed
mv changed outblob
expect FAILED signature --min-guest-svn 8
