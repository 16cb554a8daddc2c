# scripts/supply/lock.sh - reads supply.lock. Sourced after scripts/lib.sh; expects $top.
# shellcheck shell=sh disable=SC2154 # $top is whoever sources this
#
# A line of the lock is a file: GROUP PACKAGE VERSION ARCHITECTURE SUITE SIZE SHA256 FILE, where FILE is its path on a
# Debian mirror. A line "choose NAME VALUE" says which of two groups an image is made of.

lock=${CASHEW_LOCK:-$top/supply.lock}

# lock_of GROUP... - the lines of these groups. Files are named by what stands there, so it has to be what it should.
lock_of() {
        [ -f "$lock" ] || die "$lock: no such file"
        for group; do
                awk -v group="$group" '
                        $1 != group { next }
                        NF != 8 || length($7) != 64 || $7 ~ /[^0-9a-f]/ || $8 !~ /^pool(\/[A-Za-z0-9][A-Za-z0-9+.~_-]*)+$/ {
                                bad = 1
                                exit
                        }
                        { found = 1; print }
                        END { exit bad ? 2 : !found }' "$lock" && continue
                [ $? -eq 1 ] || die "$lock: a line of group $group does not name a file as the others do"
                die "$lock has no group $group"
        done
}

# lock_version GROUP PACKAGE - the version that this group has of it.
lock_version() {
        lock_of "$1" | awk -v package="$2" '$2 == package { print $3; exit }'
}

# lock_choice NAME - what the lock says of a choice.
lock_choice() {
        awk -v name="$1" '$1 == "choose" && $2 == name { print $3 }' "$lock"
}

# lock_key GROUP... -- FILE... - a short name for what is made of these groups by these files.
lock_key() {
        groups=
        while [ "$1" != -- ]; do
                groups="$groups $1"
                shift
        done
        shift
        # Group names are words.
        # shellcheck disable=SC2086
        lines=$(lock_of $groups) || exit
        { printf '%s\n' "$lines" && cat "$@"; } | sha256sum | cut -c 1-16
}
