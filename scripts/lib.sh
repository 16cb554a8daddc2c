# scripts/lib.sh - what the scripts share. Sourced; expects $top, the project's root.
# shellcheck shell=sh disable=SC2154 # $top is whoever sources this

# One line about what is going on, for people.
say() {
        printf '%s\n' "$*" >&2
}

die() {
        say "${0##*/}: $*"
        exit 1
}

# Runs a step: its name, then its command. Says how long it took; its output is in a log, shown if it fails.
step() {
        step_name=$1
        shift
        step_log=$top/build/logs/$(printf '%s' "$step_name" | tr -c 'a-z0-9\n' '-').log
        mkdir -p "$top/build/logs"
        step_start=$(date +%s)
        printf '  %-28s' "$step_name" >&2
        if "$@" >"$step_log" 2>&1; then
                printf '%4d s\n' $(($(date +%s) - step_start)) >&2
        else
                step_status=$?
                printf ' failed (%s)\n' "$step_log" >&2
                tail -n 40 "$step_log" >&2
                exit "$step_status"
        fi
}

# The packages named in the lists given that are not installed.
missing_packages() {
        sed -e 's/#.*//' "$@" | while read -r package; do
                [ -n "$package" ] || continue
                dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' ||
                        printf '%s\n' "$package"
        done
}

# The name under which a profile's images are kept: of a file, what it is called.
profile_name() {
        basename "$1" .yaml
}

# The user's cache. Its name gets into options of compilers, lists of paths and commands of sed, so not every name will do.
user_cache() {
        user_cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
        case $user_cache in
        '') die "neither HOME nor XDG_CACHE_HOME is set: there is no place for what is fetched and built" ;;
        [!/]*) die "$user_cache: a cache has to be named from / on; XDG_CACHE_HOME names it" ;;
        *[[:space:],:\;\&\|\\\"\'\$\`]*)
                die "$user_cache: a cache's name has no spaces and none of , : ; & | \\ \" ' \$ \`; XDG_CACHE_HOME can name another"
                ;;
        esac
        echo "$user_cache/cashew"
}

as_root() {
        if [ "$(id -u)" = 0 ]; then
                "$@"
        elif command -v sudo >/dev/null; then
                sudo "$@"
        else
                die "needs root or sudo for: $*"
        fi
}

# A list of packages that cannot be had anew, or has expired, does not matter as long as the packages can be installed.
apt_install() {
        as_root apt-get update -qq || say 'apt-get update fails; going on with what apt knows'
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# Installs what is missing of the lists given.
need_packages() {
        missing=$(missing_packages "$@")
        [ -z "$missing" ] && return 0
        [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
                die "needs root or sudo to install with apt: $(printf '%s' "$missing" | tr '\n' ' ')"
        say "installing with apt: $(printf '%s' "$missing" | tr '\n' ' ')"
        # Package names hold no spaces.
        # shellcheck disable=SC2086
        step 'packages' apt_install $missing
}
