# tests/examples/setup/docs-verify.sh - evidence of a guest.
. "$top/tests/examples/setup/lib.sh.inc"
have_evidence
