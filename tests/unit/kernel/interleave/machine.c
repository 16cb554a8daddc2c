/*
 * tests/unit/kernel/interleave/machine.c - the same machine for every scenario, and what is said of
 * those that broke a rule.
 *
 * The kernel keeps what it knows in variables of its files and in VMPL0's memory. Both are put back
 * as they were, the variables by what the linker says about where they are; so this works whatever
 * the kernel remembers. What has to survive that is on the heap. (A sanitizer's runtime must be a
 * shared library for this, as gcc has it.)
 */
#include "tests/unit/kernel/interleave/interleave.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"

/* end(3), and the C library's start files. */
extern char data_start[], end[];

#define TRACE_MAX 512
#define KINDS_MAX 512

struct kind {
        char text[160]; /* the rule, and the operations */
        unsigned int count;
};

/* One thing that a vCPU did. */
struct trace {
        unsigned int vcpu;
        const char *text;
        const char *name; /* of an operation; NULL: it is an action of the kernel's */
        struct fake_point point;
};

static const char *const action_names[] = {
        [FAKE_READ] = "reads",
        [FAKE_WRITE] = "writes",
        [FAKE_ZERO] = "zeroes",
        [FAKE_PVALIDATE] = "PVALIDATE",
        [FAKE_RMPADJUST] = "RMPADJUST",
        [FAKE_FLUSH] = "flushes translations",
        [FAKE_VMSA] = "looks at a VMSA",
        [FAKE_SET_VMSA] = "says which VMSA is run:",
        [FAKE_USER] = "is at the service",
        [FAKE_START] = "starts a vcpu",
        [FAKE_RELAX] = "waits",
};

static struct machine {
        char *variables;
        uint8_t *own;
        uint8_t guest[PAGE_COUNT][PAGE_SIZE];
        size_t own_size;
        bool violated;
        char violation[160];
        struct trace trace[TRACE_MAX];
        unsigned int trace_count;
        struct kind kinds[KINDS_MAX];
        unsigned int kind_count;
        unsigned int violations;
        uint64_t scenarios;
} * machine;

/* Where the fake machine's two big arrays are: they are put back as far as they are used. */
static char *arrays_start(void)
{
        return (char *)fake.own;
}

static char *arrays_end(void)
{
        return (char *)fake.rmp;
}

/* Copies variables from or to where sanitizers see red zones between them, and in memcpy() too. */
static void copy(char *to, const char *from, size_t size)
{
        __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

static size_t used_own(void)
{
        size_t size = FAKE_OWN_SIZE;

        while (size > 0 && fake.own[size - 1] == 0)
                size--;
        return page_up(size) + 16 * PAGE_SIZE;
}

void machine_init(void)
{
        machine = calloc(1, sizeof(*machine));
        scheduler_init();
        operations_init();
        kernel_start();
        invariants_init();
        machine->own_size = used_own();
        machine->own = malloc(machine->own_size);
        machine->variables = malloc((size_t)(end - data_start));
        memcpy(machine->own, fake.own, machine->own_size);
        for (unsigned int page = 0; page < PAGE_COUNT; page++)
                memcpy(machine->guest[page], fake_guest_at(page_at(page)), PAGE_SIZE);
        copy(machine->variables, data_start, (size_t)(arrays_start() - data_start));
        copy(machine->variables + (arrays_end() - data_start), arrays_end(),
             (size_t)(end - arrays_end()));
}

void machine_reset(void)
{
        copy(data_start, machine->variables, (size_t)(arrays_start() - data_start));
        copy(arrays_end(), machine->variables + (arrays_end() - data_start),
             (size_t)(end - arrays_end()));
        memcpy(fake.own, machine->own, machine->own_size);
        for (unsigned int page = 0; page < PAGE_COUNT; page++)
                memcpy(fake_guest_at(page_at(page)), machine->guest[page], PAGE_SIZE);
        machine->violated = false;
        machine->trace_count = 0;
        invariants_reset();
}

/* ---- what is said */

static struct trace *new_trace(unsigned int vcpu)
{
        static struct trace beyond;
        struct trace *trace = &beyond;

        if (machine->trace_count < TRACE_MAX)
                trace = &machine->trace[machine->trace_count++];
        *trace = (struct trace){ .vcpu = vcpu };
        return trace;
}

void trace_point(unsigned int vcpu, const struct fake_point *point)
{
        struct trace *trace = new_trace(vcpu);

        trace->text = action_names[point->action];
        trace->point = *point;
}

void trace_text(unsigned int vcpu, const char *text, const char *name)
{
        struct trace *trace = new_trace(vcpu);

        trace->text = text;
        trace->name = name;
}

static void print_trace(const struct trace *trace)
{
        const struct fake_point *point = &trace->point;

        if (trace->name) {
                printf("  vcpu %u %s %s\n", trace->vcpu, trace->text, trace->name);
                return;
        }
        printf("  vcpu %u         %s", trace->vcpu, trace->text);
        if (point->size != 0)
                printf(" %s+0x%lx, 0x%lx bytes", page_name_of(point->start),
                       point->start & PAGE_MASK, point->size);
        if (point->action == FAKE_RMPADJUST || point->action == FAKE_PVALIDATE)
                printf(", 0x%lx", point->attributes);
        printf("\n");
}

void violation(const char *format, ...)
{
        va_list arguments;

        if (machine->violated)
                return;
        machine->violated = true;
        va_start(arguments, format);
        vsnprintf(machine->violation, sizeof(machine->violation), format, arguments);
        va_end(arguments);
}

bool violated(void)
{
        return machine->violated;
}

/* True if nobody has broken this rule before. */
static bool is_new_rule(void)
{
        for (unsigned int i = 0; i < machine->kind_count; i++)
                if (strncmp(machine->kinds[i].text, machine->violation,
                            strlen(machine->violation)) == 0)
                        return false;
        return true;
}

static void describe(const struct scenario *scenario, char *out, size_t size)
{
        size_t used = (size_t)snprintf(out, size, "%s", machine->violation);

        for (unsigned int vcpu = 0; vcpu < FAKE_VCPUS; vcpu++)
                for (unsigned int i = 0; i < FIBER_OPERATIONS && used < size; i++)
                        if (scenario->operations[vcpu][i])
                                used += (size_t)snprintf(out + used, size - used, "%s %u: %s",
                                                         i == 0 ? ";" : ",", vcpu,
                                                         scenario->operations[vcpu][i]->name);
}

static void count_kind(const char *text)
{
        unsigned int i = 0;

        machine->violations++;
        while (i < machine->kind_count && strcmp(machine->kinds[i].text, text) != 0)
                i++;
        if (i == KINDS_MAX)
                return;
        if (i == machine->kind_count) {
                snprintf(machine->kinds[i].text, sizeof(machine->kinds[i].text), "%s", text);
                machine->kind_count++;
        }
        machine->kinds[i].count++;
}

static void report_violation(const struct scenario *scenario)
{
        bool show = is_new_rule();
        char text[sizeof(machine->kinds[0].text)];

        describe(scenario, text, sizeof(text));
        count_kind(text);
        if (!show)
                return;
        printf("\nVIOLATION: %s\n", text);
        for (unsigned int i = 0; i < machine->trace_count; i++)
                print_trace(&machine->trace[i]);
}

void report(const struct scenario *scenario)
{
        machine->scenarios++;
        if (machine->violated)
                report_violation(scenario);
}

uint64_t report_count(void)
{
        return machine->scenarios;
}

unsigned int report_summary(void)
{
        for (unsigned int i = 0; i < machine->kind_count; i++)
                printf("%6u times: %s\n", machine->kinds[i].count, machine->kinds[i].text);
        return machine->violations;
}
