# Nobody listens on the channel: the certificates are required, so the guest does not start, and the reason is said within 10
# seconds of the manufacture's request. Not a hang.
. "$top/tests/lib.sh"
boot_probe "$build/images/probe-tcg-low.igvm"
[ "$status" -eq 125 ] || fail "exit status $status"
on_console '^\[.*\] vtpm: .*\(authority\|CA\|channel\)'
on_console 'svsm: stopped:'
not_on_console 'guest starts'
