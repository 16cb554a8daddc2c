/*
 * kernel/cpu/features.c - what the CPU must have (lib/params/cpu_features.h), looked at once, before anything relies on it.
 *
 * The CPUID page is thinned out by the host as it likes, so no protection is left out because a bit is missing: without the
 * bit there is no boot, unless the measured parameters say that it may be missing.
 */
#include "kernel/cpu/features.h"
#include "kernel/arch/cpuid.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "lib/x86/msr.h"

#define NAMES_SIZE 160

static uint64_t present;

/* Of speculation only an attempt tells: an MSR that is not there, or that the host intercepts, faults. */
static bool works(unsigned int feature)
{
        if (feature == PARAMS_CPU_IBPB)
                return wrmsr_try(MSR_PRED_CMD, PRED_CMD_IBPB);
        return wrmsr_try(MSR_SPEC_CTRL, SPEC_CTRL_STIBP | SPEC_CTRL_SSBD);
}

static bool is_there(unsigned int feature)
{
        uint32_t function = params_cpu_leaf(feature);
        struct cpuid_result leaf;

        if (!function)
                return works(feature);
        leaf = arch_cpuid(function, 0);
        return params_cpu_in_leaf(feature, &leaf);
}

struct names {
        char text[NAMES_SIZE];
        size_t size;
};

static void put(void *context, char c)
{
        struct names *names = context;

        if (names->size < NAMES_SIZE - 1)
                names->text[names->size++] = c;
}

static void append(struct names *names, const char *name)
{
        put(names, ' ');
        for (; *name; name++)
                put(names, *name);
}

static struct names names_of(uint64_t features)
{
        struct names names = { .size = 0 };

        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                if (features >> i & 1)
                        append(&names, params_cpu_name(i));
        return names;
}

void features_check(uint64_t optional)
{
        uint64_t missing;

        present = 0;
        for (unsigned int i = 0; i < PARAMS_CPU_FEATURES; i++)
                present |= (uint64_t)is_there(i) << i;
        missing = PARAMS_CPU_ALL & ~present;
        if (missing & ~optional)
                kernel_stop(TERMINATE_FEATURES, "the CPU lacks what is required:%s",
                            names_of(missing & ~optional).text);
        if (missing)
                log_line("the CPU lacks what is optional:%s", names_of(missing).text);
}

bool feature_present(enum params_cpu_feature feature)
{
        return present >> feature & 1;
}
