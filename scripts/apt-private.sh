# scripts/apt-private.sh - apt for packages of other Debian suites, in directories of its own: nothing of the
# shellcheck shell=sh disable=SC2154 # $work and the like belong to whoever sources this
# system is touched, and no command here can install. Sourced after scripts/lib.sh.

# The mirror that this machine's apt takes Debian from.
# shellcheck disable=SC2016 # the dollars are apt's and awk's
debian_mirror() {
        apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
                awk '$1 == "Debian" && $2 !~ /-/ { print $3; exit }'
}

# private_apt DIRECTORY SUITE... - prepares DIRECTORY and reads the suites' package lists. Afterwards APT_CONFIG names it,
# and `apt-get download PACKAGE/SUITE` and `apt-cache` work, as root or not.
private_apt() {
        apt_directory=$1
        shift
        apt_mirror=$(debian_mirror)
        [ -n "$apt_mirror" ] || die "apt knows no Debian mirror: run 'apt-get update' as root first"
        mkdir -p "$apt_directory/lists/partial" "$apt_directory/cache/archives/partial"
        for suite; do
                printf 'deb [signed-by=%s lang=none arch=amd64 target=Packages] %s %s main\n' \
                        /usr/share/keyrings/debian-archive-keyring.gpg "$apt_mirror" "$suite"
        done >"$apt_directory/sources.list"
        # The user "root" stands for no sandbox: apt's own user could not enter the directory. The dpkg status is a file of
        # ours and empty, and dpkg itself is /bin/false: what cannot run cannot install.
        : >"$apt_directory/status"
        cat >"$apt_directory/apt.conf" <<END
Dir::State "$apt_directory";
Dir::State::Lists "$apt_directory/lists";
Dir::State::status "$apt_directory/status";
Dir::Cache "$apt_directory/cache";
Dir::Etc::SourceList "$apt_directory/sources.list";
Dir::Etc::SourceParts "/nonexistent";
Dir::Bin::dpkg "/bin/false";
APT::Sandbox::User "root";
END
        export APT_CONFIG="$apt_directory/apt.conf"
        apt-get update -qq
}
