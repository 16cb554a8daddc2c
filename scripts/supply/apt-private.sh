# scripts/supply/apt-private.sh - apt for packages of other Debian suites, in directories of its own: nothing of the system
# shellcheck shell=sh disable=SC2154 # $work and the like belong to whoever sources this
# is touched, and no command here can install. Sourced after scripts/lib.sh and scripts/supply/mirror.sh.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# private_apt DIRECTORY SUITE - prepares DIRECTORY and reads the suite's lists of binary and source packages. Afterwards
# APT_CONFIG names it, and apt-cache and `apt-get download` work, as root or not. A list is trusted for its signature, however
# old it is: a mirror that stands still offers old versions, not false ones.
private_apt() {
        case $2 in
        *-security) apt_mirror=$(unset APT_CONFIG && debian_mirror security) ;;
        *) apt_mirror=$(unset APT_CONFIG && debian_mirror) ;;
        esac
        [ -n "$apt_mirror" ] || die "apt knows no Debian mirror for $2: run 'apt-get update' as root first"
        [ -f "$keyring" ] || die "$keyring: no such file; install debian-archive-keyring"
        mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
        {
                echo "deb [signed-by=$keyring lang=none arch=amd64 target=Packages] $apt_mirror $2 main"
                echo "deb-src [signed-by=$keyring target=Sources] $apt_mirror $2 main"
        } >"$1/sources.list"
        # The user "root" stands for no sandbox: apt's own user could not enter the directory. The dpkg status is a file of
        # ours and empty, and dpkg itself is /bin/false: what cannot run cannot install.
        : >"$1/status"
        cat >"$1/apt.conf" <<END
Dir::State "$1";
Dir::State::Lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
Dir::Etc::SourceList "$1/sources.list";
Dir::Etc::SourceParts "/nonexistent";
Dir::Bin::dpkg "/bin/false";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Check-Valid-Until "false";
END
        export APT_CONFIG="$1/apt.conf"
        apt-get update -qq >&2
}
