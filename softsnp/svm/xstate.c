/* softsnp/svm/xstate.c - see xstate.h. */
#include "softsnp/svm/xstate.h"

#include "lib/x86/cpu.h"

#define CPUID_1_ECX_XSAVE (1u << 26)

typedef uint8_t image_bytes[XSTATE_IMAGE_SIZE];

/* Components that the CPU has, of those that a save area has room for; 0 without XSAVE. The same on every CPU. */
static uint64_t components;

void xstate_start(void)
{
        if (!(cpuid(1, 0).ecx & CPUID_1_ECX_XSAVE))
                return;
        write_cr4(read_cr4() | CR4_OSXSAVE);
        components = cpuid(0xd, 0).eax & (XCR0_X87 | XCR0_SSE | XCR0_AVX);
}

bool xstate_is_valid(uint64_t xcr0)
{
        const uint64_t all = components ? components : XCR0_X87;

        return (xcr0 & XCR0_X87) && !(xcr0 & ~all) && (!(xcr0 & XCR0_AVX) || (xcr0 & XCR0_SSE));
}

uint64_t xstate_xcr0(void)
{
        uint32_t low;
        uint32_t high;

        if (!components)
                return XCR0_X87;
        __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
        return low | (uint64_t)high << 32;
}

static void set_xcr0(uint64_t value)
{
        __asm__ volatile("xsetbv" : : "a"((uint32_t)value), "d"(value >> 32), "c"(0));
}

void xstate_save_some(void *image, uint64_t mask)
{
        __asm__ volatile("xsave64 %0"
                         : "+m"(*(image_bytes *)image)
                         : "a"((uint32_t)mask), "d"(mask >> 32));
}

void xstate_restore_some(const void *image, uint64_t mask)
{
        __asm__ volatile("xrstor64 %0"
                         :
                         : "m"(*(const image_bytes *)image), "a"((uint32_t)mask), "d"(mask >> 32));
}

/* XSAVE and XRSTOR reach what is enabled in XCR0 only: so all is, for a moment. */
void xstate_load(void *image, uint64_t xcr0)
{
        uint64_t *in_header = (uint64_t *)((uint8_t *)image + XSTATE_HEADER_OFFSET);

        if (!components) {
                __asm__ volatile("fxrstor64 %0" : : "m"(*(const image_bytes *)image));
                return;
        }
        *in_header &= components;
        set_xcr0(components);
        xstate_restore_some(image, components);
        if (xcr0 != components)
                set_xcr0(xcr0);
}

uint64_t xstate_store(void *image)
{
        uint64_t xcr0 = xstate_xcr0();

        if (!components) {
                __asm__ volatile("fxsave64 %0" : "=m"(*(image_bytes *)image));
                return xcr0;
        }
        if (xcr0 != components)
                set_xcr0(components);
        xstate_save_some(image, components);
        return xcr0;
}
