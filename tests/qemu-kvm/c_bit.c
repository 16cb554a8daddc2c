/*
 * tests/qemu-kvm/c_bit.c - prints the position of the C-bit and by how much addresses are shorter, as this processor has them: QEMU
 * compares them with the CPUID instruction's, which nobody can stand in front of (sev_common_kvm_init()).
 */
#include <cpuid.h>
#include <stdio.h>

int main(void)
{
        unsigned int eax;
        unsigned int ebx;
        unsigned int ecx;
        unsigned int edx;

        __cpuid(0x8000001f, eax, ebx, ecx, edx);
        printf("cbitpos=%u,reduced-phys-bits=1\n", ebx & 0x3f);
        return 0;
}
