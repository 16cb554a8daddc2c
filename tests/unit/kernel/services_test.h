/*
 * tests/unit/kernel/services_test.h - an archive with /etc/services and the test program, in
 * VMPL0's memory.
 */
#ifndef TESTS_UNIT_KERNEL_SERVICES_TEST_H
#define TESTS_UNIT_KERNEL_SERVICES_TEST_H

#include "tests/unit/kernel/test.h"

#include "kernel/mm/pages.h"
#include "kernel/task/state.h"
#include "tests/unit/kernel/builders.h"
#include "tests/unit/kernel/fake_arch.h"

#define ARCHIVE_SPACE UINT64_C(0x20000)

/* Addresses of the test program's that it may read and write, and only read. */
#define USER_DATA UINT64_C(0x402000)
#define USER_TEXT UINT64_C(0x400200)

static struct archive test_archive;
static uint8_t test_program[TEST_ELF_SIZE] __attribute__((aligned(8)));

/*
 * The fake machine with this /etc/services; /bin/x is test_program as it is now, /etc/profile a
 * file of 6 bytes.
 */
static inline void make_archive(const char *services)
{
        fake_reset(ARCHIVE_SPACE);
        test_archive = (struct archive){ .data = fake.own, .capacity = ARCHIVE_SPACE };
        archive_add(&test_archive, "etc/services", services, strlen(services), 0);
        archive_add(&test_archive, "etc/profile", "abcdef", 6, 0);
        archive_add(&test_archive, "bin/x", test_program, sizeof(test_program), PAGE_SIZE);
        archive_end(&test_archive);
}

static inline int start(void)
{
        return services_start(test_archive.data, test_archive.size);
}

/* A loaded service that is not in any table, to be run by service_run(). */
static inline struct service *load_one(const char *args, unsigned int arg_count)
{
        static struct service *service;
        struct file file;

        service = arch_own_memory(page_allocate());
        memset(service, 0, sizeof(*service));
        strcpy(service->line.name, "x");
        strcpy(service->line.exec, "/bin/x");
        memcpy(service->line.args, args, SERVICE_ARGS_SIZE);
        service->line.arg_count = arg_count;
        assert_int_equal(files_init(test_archive.data, test_archive.size), 0);
        assert_int_equal(files_find("/bin/x", &file), 0);
        return program_load(service, &file) == 0 ? service : NULL;
}

#endif
