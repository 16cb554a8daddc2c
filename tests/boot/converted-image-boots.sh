# An image that was taken apart and built of its parts is the same file. With another platform beside it, in version 2 of
# the format, it is another file, with the same launch digest, and boots.
. "$top/tests/lib.sh"
cd "$scratch"
image=$build/images/probe-tcg-low.igvm
python3 "$top/tests/boot/parts-of.py" "$cashew" "$image" .
"$cashew" image build --parts parts.yaml -o again.igvm
cmp again.igvm "$image" || fail 'built of its parts, it is another file'

head -c 4096 /dev/zero | tr '\0' '\364' >halt
cat >native.yaml <<'END'
format: 2
platforms: [ { type: native } ]
memory: [ { gpa: 0x10000, file: halt } ]
contexts: [ { registers: { rip: 0x10000 } } ]
END
"$cashew" image build --parts native.yaml -o native.igvm
"$cashew" image convert native.igvm "$image" --format 2 -o both.igvm
measured=$("$cashew" image measure "$image")
[ "$("$cashew" image measure both.igvm)" = "$measured" ] || fail 'another launch digest'
"$cashew" image dump both.igvm | grep -q 'IGVM version 2' || fail 'not version 2'
"$cashew" image dump both.igvm | grep -q 'SUPPORTED_PLATFORM *native' || fail 'not for native machines'

boot_probe both.igvm --ca "$build/ca"
[ "$status" -eq 0 ] || fail "exit status $status"
on_console "launch digest $measured"
on_console "report: measurement $measured"
