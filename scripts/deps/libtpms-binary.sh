# scripts/deps/libtpms-binary.sh - libtpms as Debian compiled it for glibc, adapted. Sourced by scripts/services-deps.
# shellcheck shell=sh disable=SC2034,SC2154 # scripts/services-deps reads and sets
#
# Four things are changed, for none of which it has to be compiled anew (docs/libtpms.md says why not from source):
#   - TPM 1.2 is left out, as `configure --without-tpm1` would do it
#   - its source of entropy is ours, see services/deps/entropy.c
#   - what it asks of glibc and musl does not have is added, see services/deps/glibc_abi.c
#   - the constant MAX_NV_INDEX_SIZE is 8192 instead of 2048, in each of the three instructions that hold it

libtpms_kind='adapted binary'
libtpms_mark=2
libtpms_package=libtpms-dev

libtpms_needs() {
        :
}

# The address of the only instruction in function $2 of object $1 with the operand $0x800, and where in it the two bytes of
# that number are.
find_limit() {
        objdump -d "$1" | awk -v function_name="<$2>:" '
                /^[0-9a-f]+ </ { inside = $2 == function_name }
                inside && /\$0x800[,)]/ {
                        found++
                        split($0, part, "\t")
                        address = part[1]
                        at = index(part[2], "00 08")
                }
                END {
                        if (found != 1 || at == 0)
                                exit 1
                        gsub(/[ :]/, "", address)
                        print address, (at - 1) / 3
                }'
}

# set_limit OBJECT FUNCTION - 2048 becomes 8192 in that function.
set_limit() {
        set -- "$1" "$2" "$(find_limit "$1" "$2")" "$(objdump -h "$1" | awk '$2 == ".text" { print $6 }')"
        [ -n "$3" ] || die "libtpms' $2 does not hold the limit of NV indices where it was"
        printf '\000\040' | dd of="$1" bs=1 conv=notrunc status=none \
                seek=$((0x$4 + 0x${3% *} + ${3#* }))
}

# MAX_NV_INDEX_SIZE (TPM 2.0 Part 2, annex "Implementation Definitions"): what is asked, what is told, what is checked. There
# is no array of that size in the library: the data go from the command into the NV memory piece by piece.
set_limits() {
        set_limit libtpms_tpm2_la-NVCommands.o TPM2_NV_DefineSpace
        set_limit libtpms_tpm2_la-PropertyCap.o TPMPropertyIsDefined
        set_limit libtpms_tpm2_la-Unmarshal.o TPMS_NV_PUBLIC_Unmarshal
}

make_libtpms() {
        dpkg-deb -x "$work/libtpms-files"/libtpms-dev_*.deb "$work/libtpms"
        mkdir "$work/objects"
        cd "$work/objects" || exit
        ar x "$work"/libtpms/usr/lib/*/libtpms.a
        rm -- *tpm12_la-*.o
        # libtpms has an interface that refuses everything, for a TPM version it is built without.
        objcopy --redefine-sym TPM12Interface=DisabledInterface ./*-tpm_library.o
        # A match of glibc's and one of musl's are of different sizes.
        for object in ./*.o; do
                objcopy --redefine-sym regexec=glibc_regexec "$object"
        done
        set_limits
        cp -R "$work/libtpms/usr/include/libtpms" "$out/include/libtpms"
        compile_part glibc_abi
}
