# tpm2-pytss' own tests, which start a TPM each under swtpm's name, with Debian's package of it.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/interop/verifier-lib.sh.inc"
. "$top/tests/interop/python-lib.sh.inc"
trap stop_all EXIT
cd "$scratch"
version=1.2.0
dpkg-query -W -f '${Version}\n' python3-tpm2-pytss | grep -q "^$version-" || skip "Debian's tpm2-pytss is not $version"
python_source tpm2-pytss $version
. "$top/tests/e2e/swtpm-lib.sh.inc"
rm -rf "tpm2-pytss-$version" programs tmp
tar xzf "$archive"
mkdir -p programs tmp
ln -sf "$swtpm" programs/swtpm
# They sleep more than they work. Two give PCR 20 an authorization: the PCRs of libtpms 0.10 have none.
cd "tpm2-pytss-$version/test"
PATH=$scratch/programs:$PATH TMPDIR=$scratch/tmp timeout 1500 /usr/bin/python3 -m pytest -q -n 8 -p no:cacheprovider \
        --deselect test_esapi.py::TestEsys::test_pcr_set_auth_policy --deselect test_esapi.py::TestEsys::test_pcr_set_auth_value \
        test_esapi.py test_fapi.py test_utils.py test_tsskey.py >"$scratch/tests.log" 2>&1 || result=$?
tail -n 60 "$scratch/tests.log"
[ "${result:-0}" -eq 0 ] || fail "pytest: $result"
