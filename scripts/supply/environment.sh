# scripts/supply/environment.sh - leaves nothing in the environment that could get into what is measured. Sourced.
# shellcheck shell=sh
#
# Compilers, meson, pkg-config, make, perl, tar and the kernel's build each read variables of their own, which people set for
# other work (CFLAGS, CPATH, PKG_CONFIG_PATH, ARCH, KCFLAGS, SOURCE_DATE_EPOCH). So what stays is named, not what goes. What
# goes from the environment stays a variable of this shell: it may be the script's own, whose name somebody has exported.

for variable_name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
        case $variable_name in
        HOME | USER | LOGNAME | PATH | PWD | TERM | TMPDIR | XDG_CACHE_HOME | CASHEW_*) ;;
        APT_CONFIG | SUDO_* | *_proxy | *_PROXY) ;; # for what is fetched and installed
        _) ;; # the shell's
        *) eval "variable_value=\${$variable_name-} && unset $variable_name && $variable_name=\$variable_value" ;;
        esac
done
unset variable_name variable_value
export LC_ALL=C
umask 022
