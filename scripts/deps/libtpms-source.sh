# scripts/deps/libtpms-source.sh - libtpms compiled from Debian's source package. Sourced by scripts/services-deps.
# shellcheck shell=sh disable=SC2034,SC2154 # scripts/services-deps reads and sets

libtpms_kind='from source'
libtpms_mark=1
libtpms_package=libtpms

libtpms_needs() {
        need_packages "$top/scripts/libtpms-packages"
}

# MAX_NV_INDEX_SIZE (TPM 2.0 Part 2, annex "Implementation Definitions") is 8192 instead of 2048. It is defined once.
set_limit() {
        limit='^\([[:space:]]*#[[:space:]]*define[[:space:]]\{1,\}MAX_NV_INDEX_SIZE[[:space:]]\{1,\}\)2048'
        files=$(grep -rl "$limit" src/tpm2) || die "libtpms' source does not define MAX_NV_INDEX_SIZE as 2048"
        [ "$(printf '%s\n' "$files" | wc -l)" -eq 1 ] || die "libtpms' source defines MAX_NV_INDEX_SIZE more than once: $files"
        sed -i "s/$limit/\18192/" "$files"
}

# Its library is static and for TPM 2.0 alone. The stack protector is asked for here, since its own hardening is glibc's.
make_libtpms() {
        dpkg-source --no-check -x "$work/libtpms-files"/*.dsc "$work/libtpms"
        cd "$work/libtpms" || exit
        set_limit
        autoreconf --force --install
        ./configure --host=x86_64-linux-musl --disable-shared --enable-static --disable-hardening \
                --with-openssl --with-tpm2 --without-tpm1 CC="$cc" \
                CFLAGS="$cflags -fstack-protector-strong -ffile-prefix-map=$work=" \
                CPPFLAGS="-isystem $out/include" LDFLAGS="-L$out/lib -static" \
                LIBCRYPTO_CFLAGS="-isystem $out/include" LIBCRYPTO_LIBS="-L$out/lib -lcrypto"
        make -j"$(nproc)" -C src libtpms.la
        mkdir "$work/objects" "$out/include/libtpms"
        (cd "$work/objects" && ar x "$work/libtpms/src/.libs/libtpms.a")
        cp include/libtpms/*.h "$out/include/libtpms"
}
