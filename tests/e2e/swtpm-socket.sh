# cashew-swtpm's options, tried with swtpm's own client and tpm2-tools.
. "$top/tests/e2e/twin-lib.sh.inc"
. "$top/tests/e2e/swtpm-lib.sh.inc"
cd "$scratch"
mkdir st
control=$((port + 1))
export TPM2TOOLS_TCTI="$tcti"

# once COMMAND PORT|PATH: the connection is closed behind the response, which is a success.
once() {
        python3 - "$1" "$2" <<'END'
import socket, sys
command, where = sys.argv[1:]
with (socket.create_connection(('127.0.0.1', int(where))) if where.isdigit() else socket.socket(socket.AF_UNIX)) as c:
    if not where.isdigit():
        c.connect(where)
    c.settimeout(10)
    c.sendall(bytes.fromhex(command))
    assert c.recv(64)[6:10] == bytes(4)
    assert c.recv(1) == b''
END
}

# Refused by name, and without a trace.
refused 'chardev' chardev --tpm2
refused 'cuse' cuse -n tpm
refused '--tpm2 is needed' socket --tpmstate dir=st --server "port=$port"
refused 'expected: type, path' socket --tpm2 --tpmstate dir=st --ctrl type=unixio,paht=x
refused 'expected tcp or unixio' socket --tpm2 --tpmstate dir=st --ctrl type=pipe,path=x
refused 'port= or fd= is needed' socket --tpm2 --tpmstate dir=st --server type=tcp
refused 'no such directory' socket --tpm2 --tpmstate dir=nowhere --server "port=$port"
refused 'expected dir://PATH or file://PATH' socket --tpm2 --tpmstate backend-uri=s3://x --server "port=$port"
refused 'is needed' socket --tpm2 --tpmstate dir=st
refused '--key: nowhere: No such file' socket --tpm2 --tpmstate dir=st --server "port=$port" --key pwdfile=nowhere
refused 'expected: file, fd, pwdfile' socket --tpm2 --tpmstate dir=st --server "port=$port" --key password=x
refused '--migration-key: one of file=' socket --tpm2 --tpmstate dir=st --server "port=$port" --migration-key mode=aes-cbc
refused '--migration' socket --tpm2 --tpmstate dir=st --migration sideways
refused 'expected kill, log or none' socket --tpm2 --tpmstate dir=st --seccomp action=warn
refused 'only a TPM 1.2' socket --tpm2 --tpmstate dir=st --flags startup-deactivated --server "port=$port"
refused 'expected: not-need-init' socket --tpm2 --tpmstate dir=st --flags sometimes
refused 'neither IPv4 nor IPv6' socket --tpm2 --tpmstate dir=st --server "port=$port,bindaddr=localhost"
refused 'not a value' socket --tpm2 --tpmstate dir=st,mode=999
refused 'no such user' socket --tpm2 --tpmstate dir=st --server "port=$port" --runas nobody-of-that-name
mkdir theirs null
swtpm socket --tpm2 --tpmstate dir=theirs --server "type=tcp,port=$port" --ctrl "type=tcp,port=$control" \
        --flags startup-clear >theirs.log 2>&1 &
theirs=$!
started="$started $theirs"
wait_for 5 tpm2_getrandom --hex 1 || fail "swtpm"
tpm2_nvdefine -Q -C o -s 4 0x01800001
printf kept | tpm2_nvwrite -Q -C o -i - 0x01800001
tpm2_shutdown -c
kill "$theirs"
wait "$theirs" || true
refused "a TPM of swtpm's lives there" setup --tpm2 --tpmstate theirs --overwrite
"$swtpm" setup --tpm2 --tpmstate theirs --not-overwrite
"$swtpm" socket --tpm2 --tpmstate dir=theirs --print-states | grep -q '"name": "permall"' || fail "swtpm's state is not named"
[ ! -e theirs/tpm.state ] || fail "a TPM was made beside swtpm's"
echo kept >file
refused 'where a socket is to be' socket --tpm2 --tpmstate dir=st --ctrl type=unixio,path=file
[ "$(cat file)" = kept ] || fail "a file is replaced by a socket"
[ -z "$(ls st)" ] || fail "a TPM was made for a command line that is refused"

# What swtpm had is brought over, into the same directory.
"$cashew" tpm import --from theirs --profile emulator --state theirs >import.log 2>&1 || { cat import.log; fail "import"; }
run_swtpm --tpmstate dir=theirs --server "type=tcp,port=$port" --ctrl "type=tcp,port=$control" --flags startup-clear
[ "$(tpm2_nvread -C o 0x01800001)" = kept ] || fail "another TPM than swtpm's"
kill "$tpm"
ends 0

# UNIX sockets with modes and owners; the data socket, one command for each connection.
run_swtpm --tpmstate dir=st,mode=0640 --ctrl type=unixio,path=ctrl,mode=0660,uid=0,gid=0 \
        --server type=unixio,path=data,mode=0600,disconnect --log file=log.txt,prefix=tpm:,truncate
[ "$(stat -c %a.%a ctrl data | tr '\n' ' ')" = '660.660 600.600 ' ] || fail "modes"
[ "$(stat -c %a st/tpm.state)" = 640 ] || fail "the state's mode"
grep -q '^tpm:vtpm: manufactured' log.txt || fail "--log"
swtpm_ioctl --unix ctrl -c | grep -qx 'ptm capability is 0x1ffff' || fail "capabilities"
swtpm_ioctl --unix ctrl -i
for command in 80010000000c000001440000 80010000000c0000017b0008; do
        once "$command" data
done
swtpm_ioctl --unix ctrl -s
ends 0
[ ! -e ctrl ] && [ ! -e data ] || fail "sockets stay"

# IPv6, commands behind headers, locality 4.
export TPM2TOOLS_TCTI="swtpm:host=::1,port=$port"
run_swtpm --tpmstate dir=st --server "type=tcp,port=$port,bindaddr=::1" --ctrl "type=tcp,port=$control,bindaddr=::1" \
        --flags not-need-init,startup-clear --locality reject-locality-4,allow-set-locality
tpm2_pcrextend 16:sha256=1111111111111111111111111111111111111111111111111111111111111111
! swtpm_ioctl --tcp "[::1]:$control" -l 4 2>/dev/null || fail "locality 4"
python3 - "$port" <<'END'
import socket, struct, sys
def ask(connection, data, size):
    connection.sendall(data)
    got = b''
    while len(got) < size:
        piece = connection.recv(size - len(got))
        assert piece, (got, size)
        got += piece
    return got
startup = bytes.fromhex('80010000000c00000144') + b'\0\0'
with socket.create_connection(('::1', int(sys.argv[1]))) as c:
    # TPM_RC_INITIALIZE in a frame; from locality 4, TPM_RC_LOCALITY; and without a header again.
    assert ask(c, struct.pack('>IBI', 8, 0, 12) + startup, 18) == bytes.fromhex('0000000a8001') + bytes.fromhex('0000000a00000100') + bytes(4)
    assert ask(c, struct.pack('>IBI', 8, 4, 12) + startup, 18)[10:14] == bytes.fromhex('00000907')
    assert ask(c, startup, 10)[6:] == bytes.fromhex('00000100')
    set_locality = bytes.fromhex('80010000000b20001000')
    assert ask(c, set_locality + b'\3', 10)[6:] == bytes(4)
    assert ask(c, set_locality + b'\4', 10)[6:] == bytes.fromhex('00000907')
END
kill "$tpm"
ends 0

# Inherited descriptors, as swtpm_setup and tests of others give them; with the commands' connection all ends.
python3 - "$swtpm" <<'END'
import os, socket, subprocess, sys
ours, theirs = socket.socketpair()
control, theirs_control = socket.socketpair()
child = subprocess.Popen([sys.argv[1], 'socket', '--tpm2', '--tpmstate', 'dir=st', '--flags', 'not-need-init,startup-clear',
                          '--server', f'type=tcp,fd={theirs.fileno()}', '--ctrl', f'type=unixio,clientfd={theirs_control.fileno()}',
                          '--terminate'], pass_fds=[theirs.fileno(), theirs_control.fileno()], stderr=subprocess.PIPE)
theirs.close(); theirs_control.close()
ours.settimeout(10); control.settimeout(10)
ours.sendall(bytes.fromhex('80010000000c0000017b0008'))
assert ours.recv(64)[6:10] == bytes(4)
control.sendall(bytes.fromhex('00000001'))
assert control.recv(8) == bytes.fromhex('000000000001ffff')
ours.close()
assert child.wait(10) == 0, child.stderr.read()
END

# In the background; a state that is one file, and by $TPM_PATH; startup-state.
"$swtpm" socket --tpm2 --tpmstate backend-uri=file://one.tpm --daemon --pid file=pid --server "port=$port" \
        --ctrl "type=tcp,port=$control" --flags startup-clear --log file=daemon.log || { cat daemon.log; fail "--daemon"; }
export TPM2TOOLS_TCTI="$tcti"
tpm2_pcrextend 10:sha256=1111111111111111111111111111111111111111111111111111111111111111
before=$(tpm2_pcrread sha256:10)
tpm2_shutdown
pid=$(cat pid)
kill "$pid"
wait_for 5 test ! -e pid || fail "the daemon does not end"
[ -f one.tpm ] || fail "no file with the state"
ln -s one.tpm link.tpm
run_swtpm --tpmstate backend-uri=file://link.tpm --server "port=$port" --ctrl "type=tcp,port=$control" --flags startup-state
[ "$(tpm2_pcrread sha256:10)" = "$before" ] || fail "startup-state: another PCR 10"
# As systemd ends a unit: all of it at once. The TPM has its orderly shutdown nevertheless.
# shellcheck disable=SC2046 # numbers
kill "$tpm" $(pgrep -P "$tpm")
ends 0
[ -L link.tpm ] || fail "a file takes the place of a link"
TPM_PATH=$scratch/st run_swtpm -p "$port" --flags startup-clear
once 80010000000c0000017b0008 "$port"
kill "$tpm"
ends 0
! "$swtpm" socket --tpm2 --tpmstate dir=st --daemon --server "port=$port,bindaddr=192.0.2.1" 2>/dev/null ||
        fail "a daemon that cannot serve is started"
"$swtpm" socket --print-info 1 2>/dev/null | grep -q '^{"TPMSpecification":{"family":"2.0"' || fail "--print-info"

# libtpms' own profile: a TPM that is there keeps its.
for name in null default-v1; do
        run_swtpm --tpmstate dir=null --profile "name=$name" --ctrl "type=tcp,port=$control"
        swtpm_ioctl --tcp "127.0.0.1:$control" --info 0x40 >info || fail "--info"
        grep -q '"Name":"null"' info || { cat info; fail "--profile name=$name"; }
        kill "$tpm"
        ends 0
done

# The TCG simulator's protocol, and both of its channels.
serve emulator --mssim "$port" --no-ca
export TPM2TOOLS_TCTI="mssim:host=127.0.0.1,port=$port"
tpm2_startup -c
tpm2_pcrread sha256:0 >/dev/null
tpm2_getrandom --hex 4 >/dev/null
stop_serving
