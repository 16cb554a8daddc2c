/* fuzz/image/firmware_seed.c - writes the end of a firmware file with the tables into the directory given. */
#include <stdio.h>
#include <string.h>

/* The GUIDs are those of tools/image/build/memory/metadata.c; the list of ranges lies 256 bytes before the end. */
static const unsigned char metadata[] = {
        'A',  'S',  'E',  'V',  0x28, 0,    0, 0, 1, 0, 0, 0, 2, 0, 0, 0, /* two ranges */
        0x00, 0x00, 0x80, 0x00, 0x00, 0x90, 0, 0, 1, 0, 0, 0,             /* SEC_MEM */
        0x00, 0xf0, 0x80, 0x00, 0x00, 0x10, 0, 0, 4, 0, 0, 0,             /* calling area */
};
static const unsigned char igvm[] = {
        'I',  'G',  'V',  'M',  0x34, 0,    0, 0, 1, 0, 0, 0, 3, 0, 0, 0, /* three sections */
        0x00, 0x20, 0x81, 0x00, 0x00, 0x10, 0, 0, 0, 1, 0, 0,             /* parameter area */
        0x00, 0x00, 0x00, 0x00, 0xc0, 0x00, 0, 0, 1, 1, 0, 0,             /* memory map */
        0xc0, 0x00, 0x00, 0x00, 0x10, 0x00, 0, 0, 2, 1, 0, 0,             /* number of vCPUs */
};
static const unsigned char table[] = {
        0x00, 0x02, 0x00, 0x00, 22,   0,                            /* IGVM metadata: offset */
        0x0e, 0xa7, 0x4f, 0x78, 0x76, 0x31, 0x77, 0x46, 0x8a, 0x20, /* its GUID */
        0x04, 0xb6, 0x86, 0x99, 0xe3, 0x74,                         /* */
        0x00, 0x0c, 0x81, 0x00, 0x00, 0x04, 0x00, 0x00, 26,   0,    /* hash table: base, size */
        0x1f, 0x37, 0x55, 0x72, 0x3b, 0x3a, 0x04, 0x4b, 0x92, 0x7b, /* its GUID */
        0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54,                         /* */
        0x00, 0x01, 0x00, 0x00, 22,   0,                            /* SEV metadata: offset */
        0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98, 0x98, 0x47, 0xa7, 0x5e, /* its GUID */
        0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc,                         /* */
        88,   0,                                                    /* the table's own length */
        0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45, 0xba, 0xea, /* the footer's GUID */
        0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d,
};

int main(int argc, char **argv)
{
        unsigned char file[1024] = { 0 };
        char path[4096];
        FILE *out;
        int failed;

        if (argc != 2)
                return 2;
        memcpy(file + sizeof(file) - 256, metadata, sizeof(metadata));
        memcpy(file + sizeof(file) - 512, igvm, sizeof(igvm));
        memcpy(file + sizeof(file) - 32 - sizeof(table), table, sizeof(table));
        snprintf(path, sizeof(path), "%s/seed", argv[1]);
        out = fopen(path, "wb");
        if (!out)
                return 1;
        failed = fwrite(file, 1, sizeof(file), out) != sizeof(file);
        failed |= fclose(out) != 0;
        return failed;
}
