/* tests/machine/runtime/lower.c - save areas, and VMPL2 of the same vCPU. */
#include "lib/base/memory.h"
#include "lib/snp/vmsa_start.h"
#include "tests/machine/runtime/test.h"

#define LOWER_VMPL    2
#define CODE_SELECTOR 8 /* entry.S */

static _Alignas(4096) uint8_t vmsa_pages[2][4096];
static _Alignas(16) uint8_t lower_stack[16384];

extern const char image_end[];
extern const char lower_entry[];
extern const uint8_t gdt_pointer_high[];
void lower_return(void);

/*
 * A save area must not begin at a 2 MiB boundary (the erratum that KVM avoids), so there is a
 * second page to take.
 */
static struct vmsa *vmsa_page(void)
{
        bool bad = physical_of(vmsa_pages[0]) % LARGE_PAGE_SIZE == 0;

        return (struct vmsa *)(void *)vmsa_pages[bad];
}

void prepare_vmpl2_as(const struct vmsa *vmsa)
{
        struct ap_request request = { 0, LOWER_VMPL, GHCB_AP_CREATE, vmsa->sev_features,
                                      physical_of(vmsa) };

        (void)test_ghcb();
        grant_vmpl2(test_params->svsm_base, (uint64_t)image_end - UINT64_C(0xffffffff80000000),
                    RMP_PERMISSION_ALL);
        CHECK_EQUAL(rmpadjust((uint64_t)vmsa, false,
                              rmpadjust_attributes(LOWER_VMPL, 0) | RMPADJUST_VMSA),
                    RMP_SUCCESS);
        CHECK_EQUAL(ap_creation(test_ghcb(), &request), GHCB_RESULT_OK);
}

static void set_tables(struct vmsa *vmsa)
{
        struct {
                uint16_t limit;
                uint64_t base;
        } __attribute__((packed)) pointer;

        __asm__ volatile("sidt %0" : "=m"(pointer));
        vmsa->idtr.limit = pointer.limit;
        vmsa->idtr.base = pointer.base;
        __asm__ volatile("sgdt %0" : "=m"(pointer));
        vmsa->gdtr.limit = pointer.limit;
        vmsa->gdtr.base = pointer.base;
}

uint64_t launch_features(void)
{
        return rdmsr(MSR_SEV_STATUS) >> SEV_STATUS_FEATURES_SHIFT;
}

void fill_vmsa(struct vmsa *vmsa, unsigned int vmpl, const void *entry, void (*function)(void),
               void *stack_end)
{
        vmsa_start_like_caller(vmsa, CODE_SELECTOR);
        set_tables(vmsa);
        vmsa->vmpl = (uint8_t)vmpl;
        vmsa->sev_features = vmpl == 0 ? launch_features() : SEV_FEATURE_SNP;
        if (vmsa->sev_features & SEV_FEATURE_SECURE_TSC)
                vmsa->guest_tsc_scale = GUEST_TSC_SCALE_ONE;
        vmsa->rip = (uint64_t)entry;
        vmsa->rsp = (uint64_t)stack_end;
        vmsa->rdi = (uint64_t)function;
}

struct vmsa *lower_vmsa(void (*function)(void))
{
        struct vmsa *vmsa = vmsa_page();

        fill_vmsa(vmsa, LOWER_VMPL, lower_entry, function, lower_stack + sizeof(lower_stack));
        return vmsa;
}

uint32_t ap_creation(struct ghcb *ghcb, const struct ap_request *request)
{
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, rax, request->sev_features);
        ghcb_event(ghcb, GHCB_EVENT_AP_CREATION,
                   (uint64_t)request->vcpu << 32 | (uint64_t)request->vmpl << 16 | request->event,
                   request->vmsa);
        return (uint32_t)ghcb->exit_info1;
}

void invlpgb(void)
{
        const uint64_t everything_and_global = 0x8;

        __asm__ volatile(".byte 0x0f, 0x01, 0xfe"
                         :
                         : "a"(everything_and_global), "c"(0), "d"(0)
                         : "memory");
}

void tlbsync(void)
{
        __asm__ volatile(".byte 0x0f, 0x01, 0xff" : : : "memory");
}

void grant_vmpl2(uint64_t start, uint64_t size, unsigned int permissions)
{
        for (uint64_t page = start; page < start + size; page += PAGE_SIZE) {
                if (page == test_ghcb_address())
                        continue;
                CHECK_EQUAL(rmpadjust((uint64_t)private_view(page), false,
                                      rmpadjust_attributes(LOWER_VMPL, permissions)),
                            RMP_SUCCESS);
        }
        invlpgb();
        tlbsync();
}

uint64_t prepare_vmpl2(void (*function)(void))
{
        const struct vmsa *vmsa = lower_vmsa(function);

        prepare_vmpl2_as(vmsa);
        return physical_of(vmsa);
}

void enter_vmpl2(void)
{
        CHECK_EQUAL(msr_protocol((uint64_t)LOWER_VMPL << 32 | GHCB_MSR_RUN_VMPL_REQUEST),
                    GHCB_MSR_RUN_VMPL_RESPONSE);
}

void run_at_vmpl2(void (*function)(void))
{
        uint64_t vmsa = prepare_vmpl2(function);

        enter_vmpl2();
        CHECK_EQUAL(rmpadjust((uint64_t)private_view(vmsa), false,
                              rmpadjust_attributes(LOWER_VMPL, RMP_PERMISSION_ALL)),
                    RMP_SUCCESS);
}

void lower_return(void)
{
        for (;;)
                msr_protocol(GHCB_MSR_RUN_VMPL_REQUEST); /* VMPL 0 */
}

uint64_t page_of_vmpl2;

static void access_with(void (*access)(void), unsigned int permissions)
{
        *(volatile uint8_t *)private_view(page_of_vmpl2) = 0xc3; /* RET */
        grant_vmpl2(page_of_vmpl2, PAGE_SIZE, permissions);
        run_at_vmpl2(access);
}

void take_right_of_vmpl2(void (*access)(void), unsigned int left)
{
        page_of_vmpl2 = spare_page(0);
        make_private(page_of_vmpl2);
        access_with(access, RMP_PERMISSION_ALL);
        test_log("with permission");
        access_with(access, left);
}
