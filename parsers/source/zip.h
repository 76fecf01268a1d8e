#ifndef MK_ZIP_H
#define MK_ZIP_H

#include "parsers/base/arena.h"
#include "parsers/base/cursor.h"
#include "parsers/source/container.h"
#include "parsers/source/remarks.h"
#include "parsers/source/view.h"

/*
 * Zip archives (PKWARE APPNOTE.TXT 6.3.10; sections in brackets). Little endian:
 *
 *   local header [4.3.7]    "PK\3\4", u16 version, u16 flags, u16 method, u16 time, u16 date, u32
 * crc, u32 packed, u32 size, u16 name length, u16 extra length, name, extra, data descriptor
 * [4.3.9]      behind the data with flag 3: maybe "PK\7\10", u32 crc, u32 packed, u32 size (or u64
 * both, in zip64) central header [4.3.12] "PK\1\2", u16 made by, the eleven of a local header as
 * far as the lengths, u16 comment length, u16 disk, u16, u32, u32 offset of the local header, name,
 * extra, comment zip64 end [4.3.14]      "PK\6\6", u64 bytes that follow, u16, u16, u32 disk, u32
 * disk, u64 entries here, u64 entries, u64 size and u64 offset of the central directory zip64
 * locator [4.3.15]  "PK\6\7", u32 disk, u64 offset of the zip64 end, u32 disks end [4.3.16]
 * "PK\5\6", u16 disk, u16 disk, u16 entries here, u16 entries, u32 size and u32 offset of the
 * central directory, u16 comment length, comment
 *
 * The central directory counts; what the local headers say otherwise is a remark, and so is every
 * byte that belongs to nothing: readers that go by the one or the other would see other files. An
 * archive without a central directory is listed by its local headers.
 */
#define MK_ZIP_LOCAL   0x04034b50u
#define MK_ZIP_CENTRAL 0x02014b50u
#define MK_ZIP_END     0x06054b50u
#define MK_ZIP_END64   0x06064b50u
#define MK_ZIP_LOCATOR 0x07064b50u
#define MK_ZIP_DESC    0x08074b50u

#define MK_ZIP_ENCRYPTED 0x0001u /* flags */
#define MK_ZIP_STREAMED  0x0008u
#define MK_ZIP_STRONG    0x0040u

struct mk_zip_entry {
    struct mk_span name; /* as stored, any bytes */
    uint64_t local;      /* offset of its local header */
    uint64_t data;       /* of its data */
    uint64_t end;        /* behind its data and descriptor */
    uint64_t packed, size;
    uint32_t crc, dos; /* `dos`: time and date */
    uint16_t flags, method;
    uint64_t extras;     /* a bit for each kind of extra field in the directory */
    const char *refused; /* why its data are not given; NULL: they are */
};

struct mk_zip {
    const struct mk_file *f;
    struct mk_scratch *scratch;
    struct mk_view w;
    struct mk_arena arena; /* names */
    struct mk_buf entries; /* struct mk_zip_entry[] */
    struct mk_remarks notes;
    uint64_t base; /* bytes in front of the archive */
    uint64_t central, central_end, count;
};

static inline struct mk_zip_entry *mk_zip_entries(const struct mk_zip *z, size_t *n)
{
    *n = z->entries.len / sizeof(struct mk_zip_entry);
    return (struct mk_zip_entry *)(void *)z->entries.p;
}

extern const struct mk_container mk_container_zip;

/* ---- zip.c: the list, sorted by name. The file and the scratch must outlive it. ---- */
MK_CHECK int mk_zip_open(struct mk_zip **out, const struct mk_file *file,
                         const struct mk_context *cx, struct mk_error *e);
void mk_zip_free(struct mk_zip *z);

/* ---- zip_end.c: finds the central directory. False: there is none. ---- */
MK_CHECK int mk_zip_find_end(bool *found, struct mk_zip *z, struct mk_error *e);

/* ---- zip_central.c ---- */
MK_CHECK int mk_zip_read_central(struct mk_zip *z, struct mk_error *e);
/* What a header's extra field [4.5] says, in both kinds of header. */
struct mk_zip_extra {
    uint16_t ids[32];
    size_t n;
    struct mk_span zip64;
    const char *odd;
};
void mk_zip_extra(struct mk_zip_extra *out, struct mk_span extra);
/* Several kinds share a bit: enough to see that one is missing, most of the time. */
static inline uint64_t mk_zip_extra_bit(uint16_t id)
{
    return (uint64_t)1 << ((id ^ id >> 8) & 63);
}
MK_CHECK int mk_zip_add(struct mk_zip *z, const struct mk_zip_entry *en, struct mk_error *e);

/* ---- zip_local.c ---- */
/* Compares every entry with its local header, and finds where its data are. */
MK_CHECK int mk_zip_check_locals(struct mk_zip *z, struct mk_error *e);
/* Lists an archive by its local headers, from its start. */
MK_CHECK int mk_zip_scan(struct mk_zip *z, struct mk_error *e);

/* ---- zip_data.c ---- */
MK_CHECK int mk_zip_open_entry(struct mk_file *out, struct mk_zip *z, struct mk_zip_entry *en,
                               struct mk_error *e);
/* Unpacks what is small to nowhere, to know of damage in what nobody reads. */
MK_CHECK int mk_zip_try(struct mk_zip *z, struct mk_error *e);

#endif
