# scripts/supply/mirror.sh - which Debian mirror this machine's apt takes packages from. Sourced.
# shellcheck shell=sh

# debian_mirror [security] - its address without a slash at the end; nothing if apt knows none.
# shellcheck disable=SC2016 # the dollars are apt's and awk's
debian_mirror() {
        apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
                awk -v kind="${1:-plain}" '
                        $1 != "Debian" { next }
                        { this = $2 ~ /-security$/ ? "security" : $2 ~ /-/ ? "other" : "plain" }
                        this == kind { sub("/$", "", $3); print $3; exit }'
}
