# tests/examples/setup/docs-ear.sh - evidence of a guest, the image that it runs, and its builder's key.
. "$top/tests/examples/setup/lib.sh.inc"
have_evidence
mv linux-google.igvm linux.igvm
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out builder.pem
openssl pkey -in builder.pem -pubout -out builder.pub
