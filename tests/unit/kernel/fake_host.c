/* tests/unit/kernel/fake_host.c - the fake machine's host: channel, security processor, log, the end; see fake_arch.h. */
#include "tests/unit/kernel/fake_arch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base/log.h"

int arch_channel_write(const uint8_t *data, size_t size)
{
        if (fake.no_channel || size > sizeof(fake.channel_out) - fake.channel_out_size)
                return -1;
        memcpy(fake.channel_out + fake.channel_out_size, data, size);
        fake.channel_out_size += size;
        return (int)size;
}

int arch_channel_read(uint8_t *out, size_t size)
{
        size_t count = fake.channel_in_size < size ? fake.channel_in_size : size;

        if (fake.no_channel)
                return -1;
        memcpy(out, fake.channel_in, count);
        memmove(fake.channel_in, fake.channel_in + count, fake.channel_in_size - count);
        fake.channel_in_size -= count;
        return (int)count;
}

bool arch_guest_request_open(void)
{
        fake.shared_pages = !fake.refuse_shared_pages;
        return fake.shared_pages;
}

bool arch_take_time(const struct guest_request_time *time)
{
        if (fake.time.tsc_scale != 0 || time->tsc_scale == 0)
                return false;
        fake.time = *time;
        return true;
}

bool arch_take_message_key(uint8_t key[VMPCK_SIZE])
{
        static const uint8_t none[VMPCK_SIZE];

        if (memcmp(fake.message_key, none, VMPCK_SIZE) == 0)
                return false;
        memcpy(key, fake.message_key, VMPCK_SIZE);
        memset(fake.message_key, 0, VMPCK_SIZE);
        return true;
}

bool arch_guest_request(const uint8_t *message, size_t size, bool certificates,
                        const struct guest_request_pages *out, struct guest_request_answer *answer)
{
        if (!fake.shared_pages || size > PAGE_SIZE)
                abort();
        memcpy(fake.guest_request, message, size);
        fake.guest_request_size = size;
        fake.guest_request_certificates = certificates;
        fake.guest_requests++;
        if (fake.no_guest_answer)
                return false;
        *answer = fake.guest_answer;
        memcpy(out->response, fake.guest_response, PAGE_SIZE);
        for (unsigned int i = 0; i < answer->certificate_pages; i++)
                memcpy(out->certificates[i], fake.guest_certificates[i], PAGE_SIZE);
        return true;
}

void arch_terminate(unsigned int reason)
{
        kernel_stop(reason, "terminated");
}

static void add_log(const char *format, va_list arguments)
{
        size_t space = sizeof(fake.log) - fake.log_size;
        int length;

        if (space < 512)
                return;
        length = vsnprintf(fake.log + fake.log_size, space - 2, format, arguments);
        if (length > 0)
                fake.log_size += (size_t)length < space - 2 ? (size_t)length : space - 3;
        fake.log[fake.log_size++] = '\n';
        fake.log[fake.log_size] = 0;
}

void log_line(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        add_log(format, arguments);
        va_end(arguments);
}

void log_limited(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        add_log(format, arguments);
        va_end(arguments);
}

void log_service_line(const char *service, const char *text, size_t size)
{
        log_line("%s: %.*s", service, (int)size, text);
}

void kernel_stop(unsigned int reason, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        add_log(format, arguments);
        va_end(arguments);
        fake.stop_reason = reason;
        if (fake.on_stop)
                fake.on_stop();
        if (!fake.stop)
                abort();
        longjmp(*fake.stop, 1);
}
