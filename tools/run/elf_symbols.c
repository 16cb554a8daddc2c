/*
 * tools/run/elf_symbols.c - see elf_symbols.h. Fields: System V ABI, "Object Files", Elf64_Ehdr, Elf64_Shdr and Elf64_Sym. Every offset is the file's
 * word: what it points at is read by a reader that ends with the bytes.
 */
#include "tools/run/elf_symbols.h"

#include <string.h>

#include "lib/base/bytes.h"

#define SECTION_HEADER_SIZE 64
#define SECTION_SYMBOLS     2 /* SHT_SYMTAB */
#define SYMBOL_SIZE         24
#define SYMBOL_FUNCTION     2 /* STT_FUNC */
#define SYMBOL_NO_TYPE      0 /* STT_NOTYPE, as assembly's labels are */
#define SECTION_UNDEFINED   0

/* Magic, 64 bit, little-endian. */
static const uint8_t identification[6] = { 0x7f, 'E', 'L', 'F', 2, 1 };

struct section {
        uint32_t type, link;
        uint64_t offset, size;
};

struct sections {
        uint64_t offset;
        uint16_t entry_size, count;
};

static bool read_sections(struct bytes_reader *reader, struct sections *out)
{
        const uint8_t *start = bytes_take(reader, sizeof(identification));

        if (!start || memcmp(start, identification, sizeof(identification)) != 0)
                return false;
        bytes_seek(reader, 40); /* e_shoff */
        out->offset = bytes_read_le64(reader);
        bytes_seek(reader, 58); /* e_shentsize */
        out->entry_size = bytes_read_le16(reader);
        out->count = bytes_read_le16(reader);
        return !reader->failed && out->entry_size == SECTION_HEADER_SIZE;
}

static bool read_section(struct bytes_reader reader, const struct sections *sections,
                         uint32_t index, struct section *out)
{
        if (index >= sections->count || sections->offset > reader.size)
                return false;
        bytes_seek(&reader, sections->offset + (size_t)index * SECTION_HEADER_SIZE);
        bytes_take(&reader, 4); /* sh_name */
        out->type = bytes_read_le32(&reader);
        bytes_take(&reader, 8 + 8); /* sh_flags, sh_addr */
        out->offset = bytes_read_le64(&reader);
        out->size = bytes_read_le64(&reader);
        out->link = bytes_read_le32(&reader);
        return !reader.failed && out->offset <= reader.size &&
               out->size <= reader.size - out->offset;
}

/* The table and the names that go with it. */
static bool find_table(struct bytes_reader reader, struct section *symbols, struct section *names)
{
        struct sections sections;

        if (!read_sections(&reader, &sections))
                return false;
        for (uint32_t i = 0; i < sections.count; i++)
                if (read_section(reader, &sections, i, symbols) && symbols->type == SECTION_SYMBOLS)
                        return read_section(reader, &sections, symbols->link, names);
        return false;
}

/* NULL if it has no end within the section. */
static const char *name_at(const uint8_t *data, const struct section *names, uint32_t at)
{
        if (at >= names->size)
                return NULL;
        for (uint64_t i = at; i < names->size; i++)
                if (data[names->offset + i] == '\0')
                        return (const char *)data + names->offset + at;
        return NULL;
}

struct symbol {
        uint32_t name;
        uint8_t type;
        uint16_t section;
        uint64_t value, size;
};

static struct symbol read_symbol(struct bytes_reader *reader)
{
        struct symbol out = { .name = bytes_read_le32(reader) };

        out.type = bytes_read_u8(reader) & 0xf;
        bytes_take(reader, 1); /* st_other */
        out.section = bytes_read_le16(reader);
        out.value = bytes_read_le64(reader);
        out.size = bytes_read_le64(reader);
        return out;
}

static bool reaches(const struct symbol *symbol, uint64_t address)
{
        return (symbol->type == SYMBOL_FUNCTION || symbol->type == SYMBOL_NO_TYPE) &&
               symbol->section != SECTION_UNDEFINED && symbol->value <= address &&
               (symbol->size == 0 || address - symbol->value < symbol->size);
}

bool elf_symbol_at(const void *data, size_t size, uint64_t address, struct elf_symbol *out)
{
        struct bytes_reader reader = bytes_reader(data, size);
        struct section symbols;
        struct section names;
        bool found = false;

        if (!find_table(reader, &symbols, &names))
                return false;
        bytes_seek(&reader, symbols.offset);
        for (uint64_t i = 0; i < symbols.size / SYMBOL_SIZE; i++) {
                struct symbol symbol = read_symbol(&reader);
                const char *name = name_at(data, &names, symbol.name);

                if (!name || !*name || !reaches(&symbol, address) ||
                    (found && address - symbol.value >= out->offset))
                        continue;
                *out = (struct elf_symbol){ .name = name, .offset = address - symbol.value };
                found = true;
        }
        return found;
}
