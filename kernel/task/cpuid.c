/*
 * kernel/task/cpuid.c - CPUID at CPL3. It raises #VC in every SNP guest, prefixes included, so a
 * decoder of the bare two bytes would let a harmless program die (instruction prefixes: APM vol. 3, section 1.2).
 *
 * The answer is not the host's: arch_cpuid() has it from the page that the security processor has checked. Which instruction
 * it was is looked up in the service's own memory, since the error code of #VC can be injected with anything in it.
 */
#include "kernel/arch/cpuid.h"
#include "kernel/arch/user.h"
#include "kernel/task/state.h"

#define MAX_INSTRUCTION 15 /* bytes, of any instruction */

static bool is_legacy_prefix(uint8_t byte)
{
        static const uint8_t prefixes[] = { 0x66, 0x67, 0x2e, 0x36, 0x3e,
                                            0x26, 0x64, 0x65, 0xf2, 0xf3 };

        for (size_t i = 0; i < sizeof(prefixes); i++)
                if (byte == prefixes[i])
                        return true;
        return false;
}

static bool is_rex(uint8_t byte)
{
        return (byte & 0xf0) == 0x40;
}

/* The byte at RIP + @offset; 0, which begins no CPUID, if the service could not read it. */
static uint8_t byte_at(const struct service *service, unsigned int offset)
{
        uint8_t byte;

        return user_read(&service->memory, &byte, service->context.rip + offset, 1) ? byte : 0;
}

/*
 * The length of the CPUID instruction at RIP, or 0. A REX prefix is the last one before the opcode.
 */
static unsigned int cpuid_length(const struct service *service)
{
        unsigned int offset = 0;

        while (offset < MAX_INSTRUCTION - 2 && is_legacy_prefix(byte_at(service, offset)))
                offset++;
        if (offset < MAX_INSTRUCTION - 2 && is_rex(byte_at(service, offset)))
                offset++;
        if (byte_at(service, offset) != 0x0f || byte_at(service, offset + 1) != 0xa2)
                return 0;
        return offset + 2;
}

bool emulate_cpuid(struct service *service)
{
        struct user_context *context = &service->context;
        unsigned int length = cpuid_length(service);
        struct cpuid_result result;

        if (length == 0)
                return false;
        result = arch_cpuid((uint32_t)context->rax, (uint32_t)context->rcx);
        context->rax = result.eax;
        context->rbx = result.ebx;
        context->rcx = result.ecx;
        context->rdx = result.edx;
        context->rip += length;
        return true;
}
