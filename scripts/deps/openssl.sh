# scripts/deps/openssl.sh - builds libcrypto from the files in $work/openssl-files into $out. Sourced by scripts/services-deps.
# shellcheck shell=sh disable=SC2154 # $work and the like are scripts/services-deps'

# Kept are what libtpms calls (AES, Camellia, DES, CMAC, HMAC, SHA-1, SHA-2, SHA-3, RSA, EC) and
# what it takes to read X.509 certificates. Without threads there are no locks, so no futex calls.
openssl_options='
        no-shared no-apps no-tests no-docs no-threads no-sock no-dso no-engine no-module no-async
        no-ui-console no-autoload-config no-secure-memory no-filenames
        no-cms no-ct no-ocsp no-ts no-srp no-psk no-comp no-http no-cmp no-legacy
        no-gost no-idea no-seed no-rc2 no-rc4 no-rc5 no-bf no-cast no-md4 no-mdc2 no-rmd160
        no-whirlpool no-blake2 no-scrypt no-siphash no-sm2 no-sm3 no-sm4 no-aria no-chacha
        no-poly1305 no-ocb no-siv no-dsa no-dh no-ec2m no-ecx no-argon2
        no-ml-kem no-ml-dsa no-slh-dsa no-tls no-dtls no-quic
        --with-rand-seed=getrandom'

# Only libcrypto is made: no programs, tests or libssl.
build_openssl() {
        dpkg-source --no-check -x "$work/openssl-files"/*.dsc "$work/openssl"
        cd "$work/openssl" || exit
        SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp)
        export SOURCE_DATE_EPOCH
        # shellcheck disable=SC2086 # options are words
        CC=$cc ./Configure linux-x86_64 --prefix=/usr --openssldir=/usr/lib/ssl $openssl_options $cflags
        make -j"$(nproc)" build_generated
        make -j"$(nproc)" libcrypto.a

        mkdir "$out/include/openssl"
        cp include/openssl/*.h "$out/include/openssl"
        objcopy --enable-deterministic-archives libcrypto.a "$out/lib/libcrypto.a"
}
