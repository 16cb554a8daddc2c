/* softsnp/svm/planes.c - see planes.h. */
#include "softsnp/svm/planes.h"

#include "softsnp/start/console.h"
#include "softsnp/start/personality.h"
#include "softsnp/svm/control.h"

/* Where an x86 processor begins (APM vol. 2, section 14.1.5). */
#define RESET_BASE UINT64_C(0xffff0000)
#define RESET_RIP  UINT64_C(0xfff0)

#define GUEST_VMPL 2 /* where an SVSM runs its guest (SVSM 1.00, section 2) */

static unsigned int plane;

/* A machine with an SVSM is started with device-plane=2, one without has no use for the option. */
static unsigned int choose(const struct vmsa *boot)
{
        if (personality.device_plane != PERSONALITY_DEVICE_PLANE_AUTO)
                return (unsigned int)personality.device_plane;
        return boot->cs.base == RESET_BASE && boot->rip == RESET_RIP ? 0 : GUEST_VMPL;
}

void device_plane_init(const struct vmsa *boot)
{
        plane = choose(boot);
        for (unsigned int i = 0; i < cpu_count; i++)
                vcpu_control_devices(&cpus[i].instances[plane]);
        log_line("devices interrupt VMPL%u", plane);
}

unsigned int device_plane(void)
{
        return plane;
}
