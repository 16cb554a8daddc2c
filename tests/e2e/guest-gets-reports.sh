# Linux at VMPL2 gets reports, certificates and derived keys of the security processor with its own driver and
# VMPCK2; the reports verify with the chip's certificates, and only as they are. The first request finds the
# processor busy, and the driver sends it again.
. "$top/tests/lib.sh"
chip=$scratch/chip
"$cashew" chip init --dir "$chip" --report-version 5 --tcb bootloader=4,snp=9,microcode=219 --reported-tcb microcode=115
compile_service "$top/tests/e2e/sev-guest.c" "$scratch/sev-guest"
ca_for_image "$build/images/linux-tcg-low.igvm" "$chip"
boot_linux "set -e
echo $(gzip -9 <"$scratch/sev-guest" | base64 -w0) | base64 -d | gunzip >/tmp/sev-guest
chmod +x /tmp/sev-guest
"'
[ -d /sys/kernel/config/tsm ] || mount -t configfs none /sys/kernel/config
cd /sys/kernel/config/tsm/report
for name in first second; do
        mkdir $name
        printf "%s%064d" $name 0 | head -c 64 >$name/inblob
        echo 2 >$name/privlevel
        echo "$name provider $(cat $name/provider)"
        echo "$name report $(base64 -w0 $name/outblob)"
        echo "$name certificates $(base64 -w0 $name/auxblob)"
done
/tmp/sev-guest
dmesg | grep "Disabling VMPCK" || echo "the key is in use"
' --chip "$chip" --ca "$scratch/ca" --psp-busy 1
cat "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
on_console 'security processor: Milan, reports of version 5'

blob() {
        sed -n "s/^$1 $2 //p" "$scratch/stdout" | base64 -d >"$scratch/$1.$2"
        [ -s "$scratch/$1.$2" ] || fail "no $2 for the $1 request"
}

# Bytes of a file in hex: FILE OFFSET COUNT; `reversed` has the last one first.
bytes() {
        od -An -v -tx1 -j "$2" -N "$3" "$1" | tr -d ' \n'
}
reversed() {
        od -An -v -tx1 -j "$2" -N "$3" "$1" | tr -d '\n' | awk '{ for (i = NF; i; i--) printf "%s", $i }'
}

# The report's numbers as OpenSSL takes them: a DER sequence of two integers.
verify_report() {
        cat >"$scratch/signature.conf" <<END
asn1 = SEQUENCE:signature
[signature]
r = INTEGER:0x$(reversed "$1" 672 48)
s = INTEGER:0x$(reversed "$1" 744 48)
END
        openssl asn1parse -genconf "$scratch/signature.conf" -noout -out "$scratch/signature.der"
        head -c 672 "$1" | openssl dgst -sha384 -verify "$scratch/vcek.public" -signature "$scratch/signature.der"
}

# Entry N of the certificate table.
certificate() {
        offset=$(od -An -tu4 -j $((24 * $2 + 16)) -N 4 "$1")
        size=$(od -An -tu4 -j $((24 * $2 + 20)) -N 4 "$1")
        tail -c +$((offset + 1)) "$1" | head -c "$((size))"
}

openssl x509 -in "$chip/vcek.pem" -noout -pubkey >"$scratch/vcek.public"
openssl verify -CAfile "$chip/ark.pem" -untrusted "$chip/ask.pem" "$chip/vcek.pem" || fail 'the chain does not verify'
digest=$(sed -n 's/.*launch digest \([0-9a-f]*\).*/\1/p' "$scratch/console")
for name in first second; do
        grep -qx "$name provider sev_guest" "$scratch/stdout" || fail 'another provider'
        blob $name report
        blob $name certificates
        report=$scratch/$name.report
        [ "$(wc -c <"$report")" -eq 1184 ] || fail 'the report has another size'
        verify_report "$report" || fail "the $name report does not verify"
        [ "$(bytes "$report" 0 4)" = 05000000 ] || fail 'another version'
        [ "$(bytes "$report" 48 4)" = 02000000 ] || fail 'another VMPL'
        [ "$(bytes "$report" 144 48)" = "$digest" ] || fail 'another measurement'
        [ "$(bytes "$report" 384 8)" = 0400000000000973 ] || fail 'another reported TCB'
        [ "$(bytes "$report" 416 64)" = "$("$cashew" chip show --dir "$chip" | sed -n 's/^chip ID *//p')" ] ||
                fail 'another chip'
        for entry in 0:vcek 1:ask 2:ark; do
                certificate "$scratch/$name.certificates" "${entry%:*}" | cmp - "$chip/${entry#*:}.der" ||
                        fail "the table's ${entry#*:} is another"
        done
done
[ "$(head -c 81 "$scratch/first.report" | tail -c 1)" = f ] || fail 'other report data'
[ "$(head -c 81 "$scratch/second.report" | tail -c 1)" = s ] || fail 'other report data'
{ head -c 80 "$scratch/first.report"; printf x; tail -c +82 "$scratch/first.report"; } >"$scratch/changed"
verify_report "$scratch/changed" && fail 'a changed report verifies'

grep -qx 'certificates in 4096 bytes: error 5, exit_info2 100000000, size 8192' "$scratch/stdout" || fail 'too little room'
grep -qx 'certificates in 16384 bytes: error 0, exit_info2 0, size 16384' "$scratch/stdout" || fail 'room enough'
grep -qx 'report of vmpl 0: error 0, exit_info2 0, status 16' "$scratch/stdout" || fail 'a report of VMPL0'
grep -qx 'report of vmpl 2: error 0, exit_info2 0, status 0' "$scratch/stdout" || fail 'no report of VMPL2'
grep -qx 'report of vmpl 3: error 0, exit_info2 0, status 0' "$scratch/stdout" || fail 'no report of VMPL3'
grep 'key fields 0 vmpl 2: error 0, status 0' "$scratch/stdout" | sort -u >"$scratch/keys"
[ "$(wc -l <"$scratch/keys")" -eq 1 ] || fail 'two keys for one request'
grep 'key fields 8 vmpl 2: error 0, status 0' "$scratch/stdout" >>"$scratch/keys" || fail 'no key by measurement'
[ "$(sed 's/.*, //' "$scratch/keys" | sort -u | wc -l)" -eq 2 ] || fail 'the measurement makes no difference'
grep -qx 'key fields 0 vmpl 0: error 0, status 16, 0*' "$scratch/stdout" || fail 'a key of VMPL0'
grep -qx 'the key is in use' "$scratch/stdout" || fail 'the driver gave its key up'
