#!/usr/bin/env python3
"""run.py CASHEW SOURCE - `cashew run` on a QEMU that is none (fake_qemu.py): what it passes on, shows, and ends with."""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
START = b'softsnp: 2 vcpus, 1024 MiB\r\nsoftsnp: launch digest 00\r\n'
DUMP = (b'!!!! X64 Exception Type - 0D(#GP - General Protection)  CPU Apic ID - 00000000 !!!!\r\n'
        b'RIP  - 0000000036CD5960, CS  - 0000000000000038\r\n'
        b'!!!! Find image based on IP(0x36CD5960) (No PDB)  (ImageBase=0000000036CD4000) !!!!\r\n')


class Bench:
    def __init__(self, cashew, directory):
        self.cashew, self.directory = cashew, directory

    def run(self, says, *options, status=None, typed=None):
        """The exit status, stdout and stderr; the guest lives on unless @status says otherwise."""
        for name in os.listdir(self.directory):
            os.unlink(os.path.join(self.directory, name))
        for name, data in (('says', says), ('image', b''), ('status', None if status is None else str(status).encode()), ('echo', typed)):
            if data is not None:
                with open(os.path.join(self.directory, name), 'wb') as out:
                    out.write(data)
        shutil.copy(os.path.join(HERE, 'fake_qemu.py'), os.path.join(self.directory, 'qemu'))
        os.chmod(os.path.join(self.directory, 'qemu'), 0o755)
        result = subprocess.run([self.cashew, 'run', '--qemu', os.path.join(self.directory, 'qemu'), '--softsnp', '/dev/null',
                                 '--image', os.path.join(self.directory, 'image'), '--limit', '60', *options],
                                input=typed or b'', capture_output=True, check=False, env={**os.environ, 'FAKE': self.directory}, timeout=120)
        return result.returncode, result.stdout, result.stderr.decode()

    def file(self, name):
        with open(os.path.join(self.directory, name), encoding='utf-8') as file:
            return file.read()


def a_firmware_that_died_ends_the_run(bench):
    status, _, said = bench.run(START + DUMP, '--guest', 'console')
    assert status == 125 and 'the guest died: the firmware: !!!! X64 Exception Type - 0D' in said and 'not finished' not in said, said


def a_linux_that_died_ends_the_run(bench):
    for text, what in ((b'[    1.2] Kernel panic - not syncing: no init\n[    1.3] ---[ end Kernel panic - not syncing: no init ]---\n',
                        'Linux: Kernel panic - not syncing: no init'),
                       (b'EFI stub: ERROR: Unsupported SEV-SNP features detected: 0x800\n', "Linux' EFI stub: EFI stub: ERROR")):
        status, _, said = bench.run(START + text, '--guest', 'console')
        assert status == 125 and 'the guest died: ' + what in said, said
    status, _, said = bench.run(START + b'[    1.2] Kernel panic - not syncing: no init\n', '--guest', 'console', status=0)
    assert status == 125 and 'the guest died' in said, said


def a_guests_own_status_is_the_runs(bench):
    line = b'softsnp: VMPL0 of vcpu 0 ends the machine, port 0xf4, value 0x21\r\n'
    assert bench.run(START + line, '--guest', 'console', status=67)[0] == 67
    assert bench.run(START, '--guest', 'console', status=67)[0] == 125
    assert bench.run(START, '--guest', 'console', status=33)[0] == 0
    assert bench.run(START + b'softsnp: stopped: all of it\r\n' + line, '--guest', 'console', status=35)[0] == 125


def the_first_uart_is_a_terminal(bench):
    for guest in ('any', 'console'):
        status, shown, said = bench.run(START + b'login: ', '--guest', guest, status=33, typed=b'root\nend\n')
        assert status == 0 and shown == b'login: typed root\ntyped end\n', shown
        assert 'launch digest 00' in said and 'login' not in said
        assert ('virtserialport' in bench.file('arguments')) == (guest == 'any')


def everything_goes_to_qemu(bench):
    bench.run(START, '--guest', 'console', '--kernel', '/dev/null', '--append', 'console=ttyS0  quiet', '--as', 'strict',
              '--qemu-arg', '-serial', '--qemu-arg', 'file:third', status=33)
    assert bench.file('arguments').endswith('-serial\nfile:third\n')
    assert bench.file('guest-cmdline') == 'console=ttyS0  quiet\0'
    assert bench.file('personality').rstrip('\n').endswith('igvm-level: strict')
    status, _, said = bench.run(START, '--append', 'x', '--cmdline', '/dev/null', status=33)
    assert status == 2 and '--append' in said


def addresses_have_names(bench):
    """The command itself stands in for the program at VMPL0."""
    table = subprocess.run(['nm', bench.cashew], capture_output=True, text=True, check=True).stdout
    address = next(line.split()[0] for line in table.splitlines() if line.endswith(' run_console_input'))
    line = b'softsnp: VMPL0 of vcpu 0 ends it at rip 0x%x, for a reason\r\n' % (int(address, 16) + 1)
    _, _, said = bench.run(START + line, '--guest', 'console', '--symbols', bench.cashew, status=35)
    assert '(run_console_input+0x1)' in said, said
    status, _, said = bench.run(START, '--symbols', '/no/such/file', status=33)
    assert status == 2 and '/no/such/file' in said


TESTS = [a_firmware_that_died_ends_the_run, a_linux_that_died_ends_the_run, a_guests_own_status_is_the_runs,
         the_first_uart_is_a_terminal, everything_goes_to_qemu, addresses_have_names]


def main():
    with tempfile.TemporaryDirectory() as directory:
        for test in TESTS:
            test(Bench(sys.argv[1], directory))
            print('ok', test.__name__)


if __name__ == '__main__':
    main()
