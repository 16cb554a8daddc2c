/*
 * softsnp/main.c - a software SEV-SNP machine: what happens between the loader's jump and the first
 * instruction at VMPL0.
 */
#include "lib/base/format.h"
#include "softsnp/attack/list.h"
#include "softsnp/host/fw_cfg.h"
#include "softsnp/load/image.h"
#include "softsnp/psp/processor.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/rmp/table.h"
#include "softsnp/run/loop.h"
#include "softsnp/run/start.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/console.h"
#include "softsnp/start/cpu_check.h"
#include "softsnp/start/entry.h"
#include "softsnp/start/exceptions.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"
#include "softsnp/start/pvh.h"
#include "softsnp/start/tsc.h"
#include "softsnp/svm/fpu_guard.h"
#include "softsnp/svm/planes.h"
#include "softsnp/svm/xstate.h"

#define IMAGE_FILE       "opt/cashew/igvm"
#define PERSONALITY_FILE "opt/cashew/personality"
#define DIGEST_BYTES     48

struct image_file {
        const uint8_t *data;
        uint64_t size;
};

/* The loader's module if there is one, else the file that fw_cfg has. */
static struct image_file find_image(const struct boot_facts *facts)
{
        struct image_file file = { (const uint8_t *)facts->module.start, facts->module.size };

        if (file.size == 0 && fw_cfg_present())
                file.data = fw_cfg_read_file(IMAGE_FILE, &file.size);
        if (!file.data || file.size == 0)
                machine_refuse("no image: neither a module (-initrd) nor the fw_cfg file %s",
                               IMAGE_FILE);
        return file;
}

static void read_personality(void)
{
        uint64_t size = 0;
        const char *text = fw_cfg_present() ? fw_cfg_read_file(PERSONALITY_FILE, &size) : NULL;

        personality_set(text, size);
}

static void log_digest(const struct launch *launch)
{
        char text[2 * DIGEST_BYTES + 1];

        for (size_t i = 0; i < DIGEST_BYTES; i++)
                (void)format_text(text + 2 * i, 3, "%02x", launch->digest[i]);
        log_line("launch digest %s", text);
}

static void init_memory(const struct boot_facts *facts)
{
        memory_keep(facts->module.start, facts->module.size);
        memory_init(facts->low_end, facts->high_end);
}

static void launch_image(const struct image *image)
{
        struct launch launch;

        image_load(image, &launch);
        log_digest(&launch);
        psp_start(launch.digest, launch.policy, launch.has_id_block ? &launch.id_block : NULL);
        if (launch.save_area_places[0].value != VMSA_LAUNCH_GPA)
                log_line("the save area is in the guest's memory, at %lx",
                         launch.save_area_places[0].value);
        fw_cfg_filter_init();
        device_plane_init(launch.save_areas[0]);
        cpus_start();
        vcpu_set_vmsa(&cpus[0].instances[0], launch.save_areas[0], launch.save_area_places[0]);
        ap_creation_launched(launch.save_areas[0]);
        for (unsigned int cpu = 1; cpu < cpu_count; cpu++)
                if (launch.save_areas[cpu])
                        ap_creation_at_launch(cpu, launch.save_areas[cpu]);
}

/* Which memory there is, the image has a say in; so it comes before all tables. */
static void open_image(const struct boot_facts *facts, struct image *image)
{
        struct image_file file = find_image(facts);

        image_open(file.data, file.size, image);
        memory_make_windows();
}

static uint64_t memory_mib(void)
{
        return (memory_low_end() + memory_high_end() - (UINT64_C(1) << 32)) >> 20;
}

void softsnp_main(const struct pvh_start_info *info)
{
        static struct image image;
        struct boot_facts facts;

        exceptions_init();
        fpu_start();
        xstate_start();
        pvh_read(info, &facts);
        cpu_check();
        init_memory(&facts);
        read_personality();
        cpu_check_c_bit();
        tsc_calibrate();
        machine_lock();
        cpus_init();
        log_line("%u vcpus, %lu MiB", cpu_count, memory_mib());
        attack_start();
        open_image(&facts, &image);
        rmp_init();
        npt_init();
        launch_image(&image);
        cpu_run(&cpus[0]);
}
