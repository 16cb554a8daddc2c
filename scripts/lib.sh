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

as_root() {
        if [ "$(id -u)" = 0 ]; then
                "$@"
        elif command -v sudo >/dev/null; then
                sudo "$@"
        else
                die "needs root or sudo for: $*"
        fi
}

apt_install() {
        as_root apt-get update -qq &&
                as_root env DEBIAN_FRONTEND=noninteractive \
                        apt-get install -y -qq --no-install-recommends "$@"
}

# Installs what is missing of the lists given.
need_packages() {
        missing=$(missing_packages "$@")
        [ -z "$missing" ] && return 0
        say "installing with apt: $(printf '%s' "$missing" | tr '\n' ' ')"
        # Package names hold no spaces.
        # shellcheck disable=SC2086
        step 'packages' apt_install $missing
}
