# tests/examples/setup/docs-manufacturing.sh - an image, a CA in the default place, and a TPM in place of a guest's.
. "$top/tests/examples/setup/lib.sh.inc"
have_image linux.igvm
cp "$build/chip/ark.pem" .
cashew ca init
# In place of a guest: the same TPM on plain Linux.
have_ca
cp ca/root.pem ca/issuer.pem .
cashew tpm serve --profile tcg-low --state tpm --ca ca.sock --tcp 2341 --flags startup-clear >tpm.log 2>&1 &
wait_for grep -q ready tpm.log
export TPM2TOOLS_TCTI=swtpm:port=2341
