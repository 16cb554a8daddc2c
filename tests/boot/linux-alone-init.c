/* tests/boot/linux-alone-init.c - the only program of a guest: says on what it runs, and switches it off. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
        char vmpl[8] = "";
        int file;

        mkdir("/sys", 0755);
        mount("sysfs", "/sys", "sysfs", 0, NULL);
        file = open("/sys/devices/system/cpu/sev/vmpl", O_RDONLY);
        if (file < 0 || read(file, vmpl, sizeof(vmpl) - 1) <= 0)
                puts("init: not an SNP guest");
        printf("init: vmpl %s", vmpl);
        printf("init: %ld cpus\n", sysconf(_SC_NPROCESSORS_ONLN));
        fflush(stdout);
        reboot(RB_POWER_OFF);
        return 1;
}
