# scripts/supply/environment.sh - leaves nothing in the environment that could get into what is measured. Sourced.
# shellcheck shell=sh
#
# Compilers, meson, pkg-config, make, perl, tar and the kernel's build each read variables of their own, which people set for
# other work (CFLAGS, CPATH, PKG_CONFIG_PATH, ARCH, KCFLAGS, SOURCE_DATE_EPOCH). So what stays is named, not what goes.

for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
        case $name in
        HOME | USER | LOGNAME | PATH | PWD | TERM | TMPDIR | XDG_CACHE_HOME | CASHEW_*) ;;
        APT_CONFIG | SUDO_* | *_proxy | *_PROXY) ;; # for what is fetched and installed
        *) unset "$name" ;;
        esac
done
export LC_ALL=C
umask 022
