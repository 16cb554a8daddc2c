# The libtpms of the services, behind tpm2-tools: NV indices up to 8192 bytes are defined, written and read, and are the same
# after a power cycle and after a restart from the state's file; one byte more is refused. What it cannot do, RSA-4096, it
# refuses as a profile and as a command.
. "$top/tests/e2e/twin-lib.sh.inc"
cd "$scratch"
export TPM2TOOLS_TCTI=$tcti
without_certificates tcg-low
yaml=$scratch/tcg-low.yaml

# index SIZE: the NV index of that size.
index() {
        echo "0x0180$(printf %04x "$1")"
}

# writes SIZE: the whole of written.SIZE, in pieces, since tpm2-tools take no more than 2048 bytes at a time.
writes() {
        at=0
        while [ "$at" -lt "$1" ]; do
                tail -c +$((at + 1)) "written.$1" | head -c 1500 |
                        tpm2_nvwrite -Q -C o -i- --offset "$at" "$(index "$1")" || fail "$1 bytes cannot be written, at $at"
                at=$((at + 1500))
        done
}

# keeps SIZE...: what was written is there, whole and in the middle, over the edge of a piece.
keeps() {
        for size; do
                tpm2_nvread -C o -s "$size" "$(index "$size")" >"read.$size" || fail "$size bytes cannot be read $when"
                cmp "read.$size" "written.$size" || fail "$size bytes are others $when"
                tpm2_nvread -C o -s 300 --offset 1000 "$(index "$size")" >read.part || fail "no part can be read $when"
                tail -c +1001 "written.$size" | head -c 300 | cmp - read.part || fail "a part of $size bytes is another $when"
        done
}

serve "$yaml" --tcp $port --flags startup-clear
tpm2_getcap properties-fixed | grep -A1 '^TPM2_PT_NV_INDEX_MAX' | grep -q 0x2000 || fail 'the TPM does not tell its limit'
for size in 2048 4096 8192; do
        head -c $size /dev/urandom >"written.$size"
        tpm2_nvdefine -Q -C o -s $size -a 'ownerread|ownerwrite' "$(index $size)" || fail "$size bytes cannot be defined"
        writes $size
done
tpm2_nvdefine -Q -C o -s 8193 -a 'ownerread|ownerwrite' 0x01800001 2>refused && fail '8193 bytes can be defined'
grep -qi 0x2d5 refused || fail 'TPM_RC_SIZE of the second parameter is expected' # Part 2, 6.6.3; Part 3, TPM2_NV_DefineSpace
when='at once'
keeps 2048 4096 8192

when='after a power cycle'
resets=$(tpm2_readclock | grep reset_count)
tpm2_shutdown -c
swtpm_ioctl --tcp "127.0.0.1:$((port + 1))" -i || fail 'no power cycle'
tpm2_startup -c
[ "$(tpm2_readclock | grep reset_count)" != "$resets" ] || fail 'the TPM was not reset'
keeps 2048 4096 8192

# Only one piece is written anew; the others stay.
printf 'in between' | tpm2_nvwrite -Q -C o -i- --offset 4090 "$(index 8192)"
printf 'in between' | dd of=written.8192 bs=1 seek=4090 conv=notrunc status=none
stop_serving
serve "$yaml" --tcp $port --flags startup-clear
when='after a restart'
keeps 2048 4096 8192
tpm2_nvundefine -Q -C o "$(index 8192)" || fail '8192 bytes cannot be undefined'
when='after the largest is gone'
keeps 2048 4096

tpm2_createprimary -Q -C e -G rsa4096 2>refused && fail 'there is an RSA-4096 key'
grep -qi 0x2c4 refused || fail 'TPM_RC_VALUE of the second parameter is expected' # Part 3, TPM2_CreatePrimary
stop_serving
cat >h7.yaml <<'END'
profile: h7
revision: 1
keys:
  - {name: ek-rsa4096, template: H-7, handle: 0x81010001}
END
"$cashew" tpm manufacture --profile "$scratch/h7.yaml" --state h7 >h7.log 2>&1 && fail 'a TPM with an RSA-4096 key is made'
grep -q 'this TPM cannot be of that profile: it does not have RSA keys whose bits are 4096' h7.log || { cat h7.log; fail 'why not?'; }
