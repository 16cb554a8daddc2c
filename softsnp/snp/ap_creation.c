/*
 * softsnp/snp/ap_creation.c - a guest gives a vCPU its state, or takes it away (GHCB 2.0, section 4.1.9, "SNP AP Creation").
 *
 * exit_info1: the event in 2:0, the VMPL in 19:16, the APIC ID in 63:32. exit_info2: the GPA of the save area. RAX: the SEV
 * features that it has, so that the host need not read what it could not.
 */
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

struct ap_request {
        unsigned int event;
        unsigned int vmpl;
        uint32_t apic_id;
        gpa_t vmsa;
        uint64_t features;
};

/*
 * One set of SEV_FEATURES a VMPL, 0 until there is one: VMPL0's is the launch's, another's that of the first request for it
 * (KVM with planes 55/60 and 57/60, sev_snp_ap_creation(): vmsa_features of the target's plane).
 */
static uint64_t plane_features[VMPL_COUNT];

/* What starts with the next INIT or RUN_VMPL, by vCPU and VMPL. */
static struct {
        struct vmsa *save_area;
        gpa_t vmsa;
} on_init[MAX_CPUS][VMPL_COUNT];

/* Bits that nobody has defined are not looked at. */
static struct ap_request decode(const struct ghcb_call *call)
{
        return (struct ap_request){
                .event = call->info1 & 0x7,
                .vmpl = call->info1 >> 16 & 0xf,
                .apic_id = (uint32_t)(call->info1 >> 32),
                .vmsa = gpa(call->info2),
                .features = call->rax,
        };
}

/* True if another instance than @except has its state there. */
static bool is_taken(const struct vmsa *save_area, const struct vcpu *except)
{
        for (unsigned int cpu = 0; cpu < cpu_count; cpu++)
                for (unsigned int vmpl = 0; vmpl < VMPL_COUNT; vmpl++) {
                        const struct vcpu *vcpu = &cpus[cpu].instances[vmpl];

                        if (vcpu != except && vcpu->save_area == save_area)
                                return true;
                }
        return false;
}

/*
 * NULL if the page is no save area that may be used. One at a multiple of 2 MiB is refused as KVM does: on hardware
 * with the erratum a large page of the host's next to it would take RMP faults.
 */
static struct vmsa *find_save_area(const struct ap_request *request)
{
        uint64_t index = memory_page_index(request->vmsa);
        const struct rmp_entry *entry;

        if (!page_aligned(request->vmsa.value) || index == PAGE_INDEX_NONE ||
            memory_page_is_ours(index) || (request->vmsa.value & (LARGE_PAGE_SIZE - 1)) == 0)
                return NULL;
        entry = rmp_entry(index);
        return entry->assigned && entry->validated && entry->vmsa ? memory_page_bytes(index) : NULL;
}

/* What a launch may have, another VMPL may have too. */
static bool are_offered(uint64_t features)
{
        return (features & SEV_FEATURE_SNP) && !(features & ~personality.sev_features);
}

/* The features of the VMPL are fixed by who asks first, even if the rest of the request is refused: as KVM does it. */
static bool has_features_of_plane(const struct ap_request *request)
{
        uint64_t *features = &plane_features[request->vmpl];

        if (*features == 0 && are_offered(request->features))
                *features = request->features;
        return *features != 0 && *features == request->features;
}

static bool is_acceptable(const struct ap_request *request, const struct vmsa *save_area,
                          const struct vcpu *target)
{
        return save_area->vmpl == request->vmpl && save_area->sev_features == request->features &&
               !is_taken(save_area, target);
}

/*
 * VMPL0 is created and destroyed by VMPL0 of other vCPUs alone; every other VMPL by everybody (KVM with planes 57/60,
 * sev_snp_ap_creation()).
 */
static bool is_allowed(const struct vcpu *caller, const struct ap_request *request)
{
        if (request->event > GHCB_AP_DESTROY || request->vmpl >= personality.vmpls ||
            request->apic_id >= cpu_count)
                return false;
        return request->vmpl != 0 || (caller->vmpl == 0 && caller->cpu->id != request->apic_id);
}

/*
 * GHCB_AP_CREATE starts at once; the other event waits for an INIT, and replaces what waited
 * before.
 */
static void create(const struct ap_request *request, struct vmsa *save_area, struct vcpu *target)
{
        if (request->event == GHCB_AP_CREATE) {
                on_init[request->apic_id][request->vmpl].save_area = NULL;
                vcpu_set_vmsa(target, save_area, request->vmsa);
                return;
        }
        on_init[request->apic_id][request->vmpl].save_area = save_area;
        on_init[request->apic_id][request->vmpl].vmsa = request->vmsa;
}

/* A line each time: a guest whose processor does not start shows no other sign of why. */
static struct ghcb_answer refuse(const struct ghcb_call *call, const struct ap_request *request)
{
        log_line(
                "ap creation: VMPL%u may not have event %u, vcpu %u, VMPL%u, vmsa %lx, features %lx",
                call->vcpu->vmpl, request->event, request->apic_id, request->vmpl,
                request->vmsa.value, request->features);
        return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
}

static struct ghcb_answer destroy(const struct ap_request *request, struct vcpu *target)
{
        vcpu_clear_vmsa(target);
        on_init[request->apic_id][request->vmpl].save_area = NULL;
        return ghcb_done(0);
}

/*
 * The vCPU exists from the first request for it on, whatever becomes of the request: KVM lets user space make it before it
 * looks at the rest.
 */
struct ghcb_answer serve_ap_creation(struct ghcb_call *call)
{
        struct ap_request request = decode(call);
        struct vmsa *save_area;
        struct vcpu *target;

        if (request.event != GHCB_AP_DESTROY && !GHCB_HAS(call, rax))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        if (!is_allowed(call->vcpu, &request))
                return refuse(call, &request);
        target = &cpus[request.apic_id].instances[request.vmpl];
        target->exists = true;
        if (request.event == GHCB_AP_DESTROY)
                return destroy(&request, target);
        if (!has_features_of_plane(&request))
                return refuse(call, &request);
        save_area = find_save_area(&request);
        if (!save_area || !is_acceptable(&request, save_area, target))
                return refuse(call, &request);
        create(&request, save_area, target);
        return ghcb_done(0);
}

/*
 * The security processor says in each save area that it launches how the TSC runs (AMD 56860, SNP_LAUNCH_UPDATE): as the CPU's.
 */
static void finish_launch(struct vmsa *save_area)
{
        if (save_area->sev_features & SEV_FEATURE_SECURE_TSC)
                save_area->guest_tsc_scale = GUEST_TSC_SCALE_ONE;
}

void ap_creation_launched(struct vmsa *save_area)
{
        plane_features[0] = save_area->sev_features;
        finish_launch(save_area);
}

void ap_creation_at_launch(unsigned int cpu, struct vmsa *save_area)
{
        finish_launch(save_area);
        on_init[cpu][0].save_area = save_area;
        on_init[cpu][0].vmsa = gpa(VMSA_LAUNCH_GPA);
}

bool ap_creation_take(struct vcpu *target)
{
        unsigned int cpu = target->cpu->id;
        struct vmsa *save_area = on_init[cpu][target->vmpl].save_area;

        on_init[cpu][target->vmpl].save_area = NULL;
        if (!save_area)
                return false;
        vcpu_set_vmsa(target, save_area, on_init[cpu][target->vmpl].vmsa);
        return true;
}

void ap_creation_on_init(const struct vcpu *sender, uint32_t apic_id)
{
        if (apic_id < cpu_count)
                (void)ap_creation_take(&cpus[apic_id].instances[sender->vmpl]);
}
