# What scripts/supply/fetch takes and what it refuses: a lock of one file, for which no mirror is needed.
. "$top/tests/lib.sh"
fetch=$top/scripts/supply/fetch
name=thing_1.0_all.deb
pool=pool/main/t/thing/$name

# A cache and an archive of its own for each case, and an apt that knows no mirror.
fresh() {
        rm -rf "$scratch/cache" "$scratch/archive" "$scratch/out"
        mkdir -p "$scratch/cache" "$scratch/archive" "$scratch/empty"
        export XDG_CACHE_HOME="$scratch/cache" CASHEW_LOCK="$scratch/lock" CASHEW_ARCHIVE="$scratch/archive"
        export APT_CONFIG="$scratch/apt.conf"
}

fetched() {
        "$fetch" "$scratch/out" things 2>"$scratch/said" || fail "$1: $(cat "$scratch/said")"
        cmp "$scratch/out/$name" "$scratch/thing" || fail "$1: other bytes"
        [ ! -L "$scratch/out/$name" ] || fail "$1: a link to a file that others may change"
        [ ! -L "$scratch/cache/cashew/archive/$hash" ] || fail "$1: a link in the cache"
}

refused() {
        ! "$fetch" "$scratch/out" things 2>"$scratch/said" || fail "$1: taken"
        [ ! -e "$scratch/out/$name" ] && [ ! -e "$scratch/cache/cashew/archive/$hash" ] || fail "$1: kept"
        [ "$(wc -l <"$scratch/said")" -eq 1 ] || fail "$1: not one line: $(cat "$scratch/said")"
        for word in "$name" "$hash" CASHEW_ARCHIVE= "$2"; do
                grep -qF -- "$word" "$scratch/said" || fail "$1: '$word' is not in: $(cat "$scratch/said")"
        done
}

echo thing >"$scratch/thing"
hash=$(sha256sum <"$scratch/thing" | cut -d' ' -f1)
echo "things thing 1.0 all sid 6 $hash $pool" >"$scratch/lock"
cat >"$scratch/apt.conf" <<END
Dir::State "$scratch/empty";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "/dev/null";
END

fresh
refused 'a file that nobody has' 'apt knows none'

fresh
cp "$scratch/thing" "$CASHEW_ARCHIVE/$name"
fetched 'a directory that has it by name'
rm "$CASHEW_ARCHIVE/$name"
fetched 'the cache'

# What is in the cache under the right name is not what it was.
kept=$scratch/cache/cashew/archive/$hash
echo other >"$kept"
rm -r "$scratch/out"
refused 'a cache with other bytes' 'damaged'
: >"$kept"
cp "$scratch/thing" "$CASHEW_ARCHIVE/$name"
fetched 'a cache that was cut short'
ln -sf "$scratch/thing" "$kept"
fetched 'a cache with a link'

fresh
cp "$scratch/thing" "$CASHEW_ARCHIVE/$hash"
fetched 'a directory that has it by hash'

fresh
mkdir -p "$CASHEW_ARCHIVE/${pool%/*}"
cp "$scratch/thing" "$CASHEW_ARCHIVE/$pool"
CASHEW_ARCHIVE=file:$CASHEW_ARCHIVE
fetched 'an address that has it by path'

fresh
echo other >"$CASHEW_ARCHIVE/$name"
refused 'a directory with other bytes' "$(sha256sum <"$CASHEW_ARCHIVE/$name" | cut -d' ' -f1)"

fresh
echo other >"$CASHEW_ARCHIVE/$name"
CASHEW_ARCHIVE=file:$CASHEW_ARCHIVE
refused 'an address with other bytes' "$CASHEW_ARCHIVE/$name"

# A mirror whose lists have expired: only its pool is read.
fresh
unset CASHEW_ARCHIVE
mkdir -p "$scratch/mirror/${pool%/*}" "$scratch/mirror/dists/sid"
cp "$scratch/thing" "$scratch/mirror/$pool"
printf 'Origin: Debian\nSuite: unstable\nCodename: sid\nDate: Thu, 01 Jan 2026 00:00:00 UTC\nValid-Until: Fri, 02 Jan 2026 00:00:00 UTC\n' \
        >"$scratch/mirror/dists/sid/Release"
mkdir -p "$scratch/bin"
printf '#!/bin/sh\necho Debian sid file:%s/\n' "$scratch/mirror" >"$scratch/bin/apt-get"
chmod +x "$scratch/bin/apt-get"
PATH=$scratch/bin:$PATH
fetched 'a mirror whose Release has expired'

# A list of mirrors in a file, as Debian's images for clouds have it.
fresh
unset CASHEW_ARCHIVE
printf '# mirrors\nfile:%s\tpriority:1\n' "$scratch/mirror" >"$scratch/mirrors.list"
printf '#!/bin/sh\necho Debian sid mirror+file://%s/\n' "$scratch/mirrors.list" >"$scratch/bin/apt-get"
fetched 'a list of mirrors'

# No list of packages is there: apt does not say that the mirror is Debian's.
fresh
unset CASHEW_ARCHIVE
ln -sfn mirror "$scratch/debian"
printf '#!/bin/sh\n[ "$2" != --no-release-info ] || echo "unread sid file:%s/"\n' "$scratch/debian" >"$scratch/bin/apt-get"
fetched 'a mirror whose lists nobody has'

# A lock that names no file of a group, or that would have files outside of the directory.
fresh
cp "$scratch/thing" "$CASHEW_ARCHIVE/$name"
! "$fetch" "$scratch/out" things others 2>"$scratch/said" || fail 'a group that the lock does not have'
grep -q 'has no group others' "$scratch/said" || fail "a group that the lock does not have: $(cat "$scratch/said")"
for line in "6 $hash pool/../../$name" "6 $hash pool/.." "6 ../$hash $pool" "6 $pool"; do
        echo "things thing 1.0 all sid $line" >"$scratch/lock"
        ! "$fetch" "$scratch/out" things 2>"$scratch/said" || fail "$line: taken"
        grep -q 'a line of group things' "$scratch/said" || fail "$line: $(cat "$scratch/said")"
done

# Of many files that nobody has, one line.
fresh
for number in 1 2 3; do
        printf 'things thing%s 1.0 all sid 6 %s pool/main/t/thing/thing%s.deb\n' "$number" \
                "$(echo "$number" | sha256sum | cut -d' ' -f1)" "$number"
done >"$scratch/lock"
! "$fetch" "$scratch/out" things 2>"$scratch/said" || fail 'three files that nobody has: taken'
[ "$(wc -l <"$scratch/said")" -eq 1 ] && grep -q 'the first of 3;' "$scratch/said" ||
        fail "three files that nobody has: $(cat "$scratch/said")"

# Names of caches that would break what is built in them.
for cache in '' relative "$scratch/with a space" "$scratch/with:a:colon"; do
        ! HOME='' XDG_CACHE_HOME=$cache "$fetch" "$scratch/out" things 2>"$scratch/said" || fail "the cache '$cache': taken"
        [ "$(wc -l <"$scratch/said")" -eq 1 ] || fail "the cache '$cache': not one line: $(cat "$scratch/said")"
        grep -q XDG_CACHE_HOME "$scratch/said" || fail "the cache '$cache': $(cat "$scratch/said")"
done

# What people set for other work does not get into what is measured; what this project reads stays.
env CFLAGS=-O1 PKG_CONFIG_PATH=/nowhere ARCH=other LC_ALL=C.UTF-8 CASHEW_TSC_KHZ=1 https_proxy=here \
        sh -c 'umask 077 && . "$1" && env && umask' sh "$top/scripts/supply/environment.sh" >"$scratch/environment"
! grep -E '^(CFLAGS|PKG_CONFIG_PATH|ARCH)=' "$scratch/environment" || fail 'variables of other work stay'
for line in LC_ALL=C CASHEW_TSC_KHZ=1 https_proxy=here "PATH=$PATH" 0022; do
        grep -qxF "$line" "$scratch/environment" || fail "$line is not in the environment: $(cat "$scratch/environment")"
done

# The lock of this project: every line is whole, and no file stands there with two hashes.
awk '$1 ~ /^(#|choose|$)/ || $0 == "" { next }
        NF != 8 || $6 !~ /^[0-9]+$/ || length($7) != 64 || $7 ~ /[^0-9a-f]/ || $8 !~ /^pool\// { print "bad line: " $0; bad = 1 }
        ($8 in hash) && hash[$8] != $7 { print "two hashes: " $8; bad = 1 }
        { hash[$8] = $7 }
        END { exit bad }' "$top/supply.lock" || fail 'supply.lock'
