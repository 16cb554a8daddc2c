. "$top/tests/examples/setup/lib.sh.inc"
have_evidence
