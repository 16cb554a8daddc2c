# tpm2-pytss' own tests, which start a TPM each under swtpm's name. What of them its C library is too old for they leave out.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/python-lib.sh.inc"
trap stop_all EXIT
cd "$scratch"
version=2.3.0
python_with tpm2-pytss $version pytest==8.4.2 pytest-xdist==3.8.0
archive=$environment/tpm2-pytss-$version.tar.gz
[ -f "$archive" ] ||
        timeout 900 nice "$environment/bin/pip" download --quiet --no-deps --no-binary tpm2-pytss --dest "$environment" \
                tpm2-pytss==$version >download.log 2>&1 || skip "the source of tpm2-pytss $version cannot be had"
. "$top/tests/e2e/swtpm-lib.sh.inc"
rm -rf "tpm2-pytss-$version" programs tmp
tar xzf "$archive"
mkdir -p programs tmp
ln -sf "$swtpm" programs/swtpm
# They sleep more than they work.
cd "tpm2-pytss-$version/test"
PATH=$scratch/programs:$PATH TMPDIR=$scratch/tmp timeout 1500 "$python" -m pytest -q -n 8 -p no:cacheprovider \
        test_esapi.py test_fapi.py test_utils.py test_tsskey.py test_policy.py >"$scratch/tests.log" 2>&1 || result=$?
tail -n 60 "$scratch/tests.log"
[ "${result:-0}" -eq 0 ] || fail "pytest: $result"
