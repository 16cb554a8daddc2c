# A guest that knows nothing of ours: its terminal is the first UART, both ways; its command line is --append's; a third UART is
# QEMU's by --qemu-arg; what it wrote to port 0xf4 would be the status, and here it powers off, which is 0.
. "$top/tests/lib.sh"
"$cashew" image build --firmware "$build/guest/OVMF.fd" -o "$scratch/plain.igvm" 2>"$scratch/build" || fail 'image build'
mkfifo "$scratch/keys"
"$cashew" run --image "$scratch/plain.igvm" --kernel "$build/guest/vmlinuz" --initrd "$build/guest/initrd" \
        --append "console=ttyS0 quiet loglevel=3 rdinit=/bin/sh panic=-1 tsc=reliable random.trust_cpu=on tsc_early_khz=$(cat "$build/guest/tsc-khz")" \
        --guest console --smp 1 --limit 500 --qemu-arg -serial --qemu-arg "file:$scratch/third" --console "$scratch/console" \
        <"$scratch/keys" >"$scratch/screen" 2>"$scratch/stderr" &
run=$!
exec 3>"$scratch/keys"
# The firmware would take what is typed before the shell is there.
while kill -0 "$run" 2>/dev/null && ! tail -n 1 "$scratch/screen" 2>/dev/null | grep -q '# '; do
        sleep 1
done
printf 'busybox mount -t devtmpfs dev /dev; echo "sum $((40 + 2))"; echo third >/dev/ttyS2; busybox poweroff -f\n' >&3
status=0
wait "$run" || status=$?
cat "$scratch/screen" "$scratch/stderr"
[ "$status" -eq 0 ] || fail "exit status $status"
tr -d '\r' <"$scratch/screen" | grep -qx 'sum 42' || fail 'the terminal does not show what the guest says'
grep -q third "$scratch/third" || fail 'nothing came through the third UART'
! grep -q '^softsnp:' "$scratch/screen" || fail 'lines of ours are on the terminal'
grep -q 'launch digest' "$scratch/stderr" || fail 'no launch digest on stderr'
