/* softsnp/psp/processor.c - see processor.h. */
#include "softsnp/psp/processor.h"

#include "lib/base/memory.h"
#include "lib/igvm/id_block.h"
#include "softsnp/host/fw_cfg.h"
#include "softsnp/psp/requests.h"
#include "softsnp/psp/secrets.h"
#include "softsnp/start/console.h"
#include "softsnp/svm/fpu_guard.h"

#define CHIP_FILE "opt/cashew/chip"
#define BUSY_FILE "opt/cashew/psp-busy"

#define BUSY_MOST 1000

static struct snp_chip chip;
static struct psp_guest guest;
static bool present;
static unsigned int busy_left;

/* A decimal number; the file was read to memory that has a zero behind it. */
static unsigned int read_busy(void)
{
        uint64_t size;
        const char *text = fw_cfg_read_file(BUSY_FILE, &size);
        unsigned int count = 0;

        for (; text && *text >= '0' && *text <= '9' && count <= BUSY_MOST; text++)
                count = 10 * count + (unsigned int)(*text - '0');
        if (count > BUSY_MOST || (text && *text != '\0'))
                machine_refuse("%s is no number up to %u", BUSY_FILE, BUSY_MOST);
        return count;
}

/* What hardware does in SNP_LAUNCH_FINISH, with a chip or, since there is one anyway, without. */
static void accept_id_block(const struct igvm_snp_id_block *block, const uint8_t digest[48],
                            uint64_t policy)
{
        static struct snp_id id;
        enum snp_id_problem problem;

        snp_id_from_igvm(block, policy, &id);
        problem = snp_id_check(&id, digest, policy);
        if (problem != SNP_ID_OK)
                machine_refuse("security processor: %s", snp_id_problem_text(problem));
        snp_id_facts(&id, &guest.id);
        log_line("security processor: the ID block is for this launch, guest SVN %u%s",
                 guest.id.guest_svn, guest.id.author_key_enabled ? ", with an author key" : "");
}

void psp_start(const uint8_t digest[48], uint64_t policy, const struct igvm_snp_id_block *block)
{
        uint64_t size = 0;
        const void *file = fw_cfg_present() ? fw_cfg_read_file(CHIP_FILE, &size) : NULL;
        const char *reason;

        if (block)
                accept_id_block(block, digest, policy);
        if (!file)
                return;
        if (!snp_chip_read(file, size, &chip, &reason))
                machine_refuse("%s: %s", CHIP_FILE, reason);
        memcpy(guest.digest, digest, sizeof(guest.digest));
        guest.policy = policy;
        psp_message_keys(guest.vmpck);
        psp_random(guest.report_id, sizeof(guest.report_id));
        busy_left = read_busy();
        present = true;
        log_line("security processor: %s, reports of version %u",
                 snp_product_facts(chip.product)->name, chip.report_version);
}

bool psp_present(void)
{
        return present;
}

bool psp_is_busy(void)
{
        if (busy_left == 0)
                return false;
        busy_left--;
        return true;
}

/* BearSSL's code uses SSE registers and the stack canary, which are the guest's at this moment. */
uint32_t psp_guest_request(const void *request, void *response)
{
        static struct guest_message message;
        struct fpu_guard guard;
        uint32_t error;

        memcpy(&message, request, sizeof(message));
        fpu_guard_begin(&guard);
        error = psp_answer(&chip, &guest, &message);
        fpu_guard_end(&guard);
        if (!error)
                memcpy(response, &message, sizeof(message));
        return error;
}

const uint8_t *psp_certificates(void)
{
        return chip.certificates;
}
