/* tools/run/deaths.c - see deaths.h. */
#include "tools/run/deaths.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* If the last line does not come. */
#define PATIENCE_SECONDS 10

/*
 * Firmware: UefiCpuPkg/Library/CpuExceptionHandlerLib of EDK II, CpuExceptionCommon.c (DumpModuleImageInfo() writes the last line).
 * COCONUT-SVSM: panic() in kernel/src/svsm.rs and print_stack(). Linux: panic() in kernel/panic.c; with panic=-1 it resets
 * before the last line; and drivers/firmware/efi/libstub/x86-stub.c, efi_stub_entry(), which goes back to a firmware that has
 * nothing else to boot.
 */
static const struct {
        const char *who;
        const char *first;
        const char *last[2];
} kinds[] = {
        { "the firmware",
          "!!!! X64 Exception Type - ",
          { "!!!! Can't find image information", "!!!! Find image based on IP" } },
        { "the firmware",
          "!!!! IA32 Exception Type - ",
          { "!!!! Can't find image information", "!!!! Find image based on IP" } },
        { "COCONUT-SVSM", "[SVSM] ERROR: Panic on CPU[", { "[SVSM] ---END---", NULL } },
        { "Linux' EFI stub",
          "EFI stub: ERROR: Unsupported SEV-SNP features detected",
          { "EFI stub: ERROR: Unsupported SEV-SNP features detected", NULL } },
        { "Linux", "Kernel panic - not syncing", { "---[ end Kernel panic - not syncing", NULL } },
};

/* Behind the kernel's time, "[    1.234567] ". */
static const char *without_time(const char *line)
{
        const char *end;

        if (line[0] != '[' || (line[1] != ' ' && (line[1] < '0' || line[1] > '9')))
                return line;
        end = strstr(line, "] ");
        return end ? end + 2 : line;
}

static bool begins_with(const char *line, const char *prefix)
{
        return strncmp(line, prefix, strlen(prefix)) == 0;
}

void run_death_line(struct run_death *death, const char *line, double now)
{
        const char *text = without_time(line);

        for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !death->kind; i++)
                if (begins_with(text, kinds[i].first)) {
                        death->kind = i + 1;
                        death->since = now;
                        snprintf(death->text, sizeof(death->text), "%s: %.120s", kinds[i].who,
                                 text);
                }
        for (unsigned int i = 0; death->kind && i < 2; i++) {
                const char *last = kinds[death->kind - 1].last[i];

                if (last && begins_with(text, last))
                        death->complete = true;
        }
}

bool run_death_is_over(const struct run_death *death, double now)
{
        return death->kind && (death->complete || now - death->since > PATIENCE_SECONDS);
}
