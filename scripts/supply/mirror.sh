# scripts/supply/mirror.sh - which Debian mirror this machine's apt takes packages from. Sourced.
# shellcheck shell=sh

# debian_mirror [security] - its address without a slash at the end; nothing if apt knows none. Debian's images for clouds have
# a list of mirrors in a file instead of an address: then it is the first of that list. Images for containers have lists of
# packages removed, so that apt does not know whose mirror it is: then the address tells.
# shellcheck disable=SC2016 # the dollars are apt's and awk's
debian_mirror() {
        {
                apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(REPO_URI)' 'Created-By: Packages'
                apt-get indextargets --no-release-info --format 'unread $(RELEASE) $(REPO_URI)' 'Created-By: Packages'
        } 2>/dev/null |
                awk -v kind="${1:-plain}" '
                        $1 == "unread" && $3 ~ /\/debian(-security)?(\.list)?\/?$/ { $1 = "Debian" }
                        $1 != "Debian" || $3 ~ /^cdrom:/ { next }
                        { this = $2 ~ /-security$/ ? "security" : $2 ~ /-/ ? "other" : "plain" }
                        this == kind { sub("/$", "", $3); print $3; exit }' |
                while read -r address; do
                        case $address in
                        mirror+file:*) sed -n 's/^\([a-z+]*:[^[:space:]]*\).*/\1/p' "/${address#mirror+file:*/}" | head -n 1 ;;
                        *) printf '%s\n' "$address" ;;
                        esac
                done | sed 's,/$,,'
}
