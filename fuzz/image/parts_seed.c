/* fuzz/image/parts_seed.c - texts that have everything that parts can have. */
#include "fuzz/seed.h"

static const char snp[] =
        "platforms:\n"
        "  - { type: sev-snp, bit: 1, vtl: 2, shared-boundary: 0x8000000000 }\n"
        "  - { type: vsm }\n"
        "policies: [{ policy: 0x30000, platforms: [sev-snp] }]\n"
        "areas:\n"
        "  - gpa: 0x5000\n"
        "    size: 0x2000\n"
        "    file: initial\n"
        "    parameters: [{ type: vp-count }, { type: memory-map, offset: 64 }]\n"
        "required-memory: [{ gpa: 0, size: 0x800000, vtl2-protectable: true }]\n"
        "error-ranges: [{ gpa: 0x40000, size: 0x1000 }]\n"
        "memory:\n"
        "  - { gpa: 0x10000, file: a, offset: 16, size: 0x2000, platforms: [sev-snp] }\n"
        "  - { gpa: 0x20000, zeros: 0x3000, flags: [unmeasured, shared] }\n"
        "  - { gpa: 0x30000, type: secrets }\n"
        "  - { gpa: 0x31000, type: cpuid }\n"
        "  - { gpa: 0x200000, file: b, flags: [2mb] }\n"
        "  - { gpa: 0, program: elf }\n"
        "contexts:\n"
        "  - platforms: [sev-snp]\n"
        "    vp: 1\n"
        "    registers:\n"
        "      rip: 0x10000\n"
        "      cs: { selector: 8, attributes: 0xc9b, limit: 0xffffffff, base: 0 }\n"
        "      sev_features: [snp, debug-swap]\n"
        "  - { platforms: [vsm], file: registers }\n";

static const char native[] = "format: 2\n"
                             "platforms: [{ type: native }]\n"
                             "memory: [{ gpa: 0x1000, file: code }]\n"
                             "contexts: [{ registers: { rip: 0x1000, code_selector: 8 } }]\n";

int main(int argc, char **argv)
{
        return argc != 2 || write_seed(argv[1], "snp", snp, sizeof(snp) - 1) ||
               write_seed(argv[1], "native", native, sizeof(native) - 1);
}
