# tests/examples/setup/man-cashew-attest.sh - evidence of a guest.
. "$top/tests/examples/setup/lib.sh.inc"
have_evidence
