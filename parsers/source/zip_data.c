#include "parsers/source/inflate.h"
#include "parsers/source/zip.h"
#include <zlib.h>

#define STORED  0
#define DEFLATE 8

#define TRY_FILE ((uint64_t)4 << 20) /* of archives up to this size all is tried */
#define TRY_OUT  ((uint64_t)64 << 20)

/* Why the entry cannot be unpacked; NULL when it can. */
static const char *refusal(const struct mk_zip_entry *en)
{
    if (en->refused)
        return en->refused;
    if (en->flags & (MK_ZIP_ENCRYPTED | MK_ZIP_STRONG))
        return "encrypted, and not in a way that is read";
    if (en->method != STORED && en->method != DEFLATE)
        return "packed in a way that is not read";
    if (en->method == STORED && en->packed != en->size)
        return "not packed, but of two sizes";
    if (en->method == DEFLATE && en->size > mk_inflate_most(en->packed))
        return "would grow too much: not unpacked";
    return NULL;
}

static int put_crc(void *u, const void *p, size_t n, struct mk_error *e)
{
    uint32_t *crc = u;
    (void)e;
    *crc = (uint32_t)crc32(*crc, p, (uInt)n);
    return 0;
}

static int stored_crc(uint32_t *crc, const struct mk_zip *z, const struct mk_zip_entry *en,
                      struct mk_error *e)
{
    uint8_t piece[16384];
    struct mk_part_reader part;
    struct mk_reader in = mk_reader_part(&part, z->f, en->data, en->packed);
    size_t got;
    *crc = 0;
    do {
        if (in.read(in.u, piece, sizeof piece, &got, e) != 0 || put_crc(crc, piece, got, e) != 0)
            return -1;
    } while (got);
    return 0;
}

/* An entry that was listed by its local header alone may say nothing of its size. */
static uint64_t most(const struct mk_zip *z, const struct mk_zip_entry *en)
{
    bool open = !z->central_end && (en->flags & MK_ZIP_STREAMED) && !en->size;
    return open ? mk_inflate_most(en->packed) : en->size;
}

static void judge(struct mk_zip *z, const struct mk_zip_entry *en, const struct mk_inflated *got)
{
    if (!z->central_end && (en->flags & MK_ZIP_STREAMED) && !en->crc && !got->odd)
        return; /* nothing says what it should be */
    if (got->odd)
        mk_remark_on(&z->notes, en->name, "cut off at %llu bytes: %s", (unsigned long long)got->out,
                     got->odd);
    else if (got->out != en->size)
        mk_remark_on(&z->notes, en->name, "%llu bytes, not as many as stated",
                     (unsigned long long)got->out);
    else if (got->in != en->packed)
        mk_remark_on(&z->notes, en->name, "packed into fewer bytes than stated");
    else if (got->crc != en->crc)
        mk_remark_on(&z->notes, en->name, "its checksum is another");
}

static int unpack(struct mk_zip *z, const struct mk_zip_entry *en,
                  int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
                  struct mk_error *e)
{
    struct mk_part_reader part;
    struct mk_inflated got;
    struct mk_reader in = mk_reader_part(&part, z->f, en->data, en->packed);
    if (mk_inflate(&got, MK_WRAP_NONE, &in, most(z, en), put, u, e) != 0)
        return -1;
    judge(z, en, &got);
    return 0;
}

static int put_piece(void *u, const void *p, size_t n, struct mk_error *e)
{
    return mk_piece_put(u, p, n, e);
}

int mk_zip_open_entry(struct mk_file *out, struct mk_zip *z, struct mk_zip_entry *en,
                      struct mk_error *e)
{
    const char *why = refusal(en);
    struct mk_piece piece;
    uint32_t crc;
    if (why)
        return mk_fail(e, en->flags & MK_ZIP_ENCRYPTED ? MK_EAUTH : MK_EFORMAT, "%s", why);
    if (en->method == STORED) {
        if (stored_crc(&crc, z, en, e) != 0)
            return -1;
        if (crc != en->crc)
            mk_remark_on(&z->notes, en->name, "its checksum is another");
        return mk_file_slice(out, z->f, en->data, en->packed, e);
    }
    mk_piece_begin(&piece, z->scratch);
    return unpack(z, en, put_piece, &piece, e) == 0 ? mk_piece_file(out, &piece, e) : -1;
}

int mk_zip_try(struct mk_zip *z, struct mk_error *e)
{
    size_t n;
    const struct mk_zip_entry *all = mk_zip_entries(z, &n);
    uint64_t left = TRY_OUT;
    for (size_t i = 0; i < n; i++) {
        const struct mk_zip_entry *en = &all[i];
        const char *why = refusal(en);
        uint32_t crc = 0;
        if (why)
            mk_remark_on(&z->notes, en->name, "%s", why);
        if (why || z->f->size > TRY_FILE || en->size > left)
            continue;
        left -= en->size;
        int rc =
            en->method == STORED ? stored_crc(&crc, z, en, e) : unpack(z, en, put_crc, &crc, e);
        if (rc != 0)
            return -1;
        if (en->method == STORED && crc != en->crc)
            mk_remark_on(&z->notes, en->name, "its checksum is another");
    }
    return 0;
}
