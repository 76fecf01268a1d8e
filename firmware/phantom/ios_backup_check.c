#include "firmware/phantom/ios_backup_link.h"
#include "parsers/base/cursor.h"
#include "parsers/base/hash.h"
#include <stdio.h>

#define PIECE ((size_t)64 << 10)

static int read_u32(struct mk_phone_link *l, uint32_t *out, struct mk_error *e)
{
    uint8_t b[4];
    if (mk_ios_read(l->s, b, sizeof b, e))
        return -1;
    struct mk_cursor c = mk_cur(mk_span(b, sizeof b));
    *out = mk_cur_u32be(&c);
    return 0;
}

/* n bytes, into `h` unless it is NULL. */
static int read_bytes(struct mk_phone_link *l, struct mk_sha256 *h, uint32_t n, struct mk_error *e)
{
    uint8_t piece[PIECE];
    while (n) {
        size_t take = n < sizeof piece ? n : sizeof piece;
        if (mk_ios_read(l->s, piece, take, e) || (h && mk_sha256_add(h, mk_span(piece, take), e)))
            return -1;
        n -= (uint32_t)take;
    }
    return 0;
}

/* The blocks of one file. *there: it ended as a file does. */
static int read_file(struct mk_phone_link *l, struct mk_sha256 *h, bool *there, struct mk_error *e)
{
    for (;;) {
        uint32_t n;
        uint8_t code;
        if (read_u32(l, &n, e))
            return -1;
        if (n == 0)
            return mk_fail(e, MK_EPROTO, "the host sends an empty block");
        if (mk_ios_read(l->s, &code, 1, e) ||
            read_bytes(l, code == MK_PHONE_BLOCK_DATA ? h : NULL, n - 1, e))
            return -1;
        if (code != MK_PHONE_BLOCK_DATA) {
            *there = code == MK_PHONE_BLOCK_END;
            return 0;
        }
    }
}

/* The answer to a request for one file: the file, the end of all, what the host has to say. */
static int read_answer(struct mk_phone_link *l, struct mk_sha256 *h, bool *there,
                       struct mk_error *e)
{
    struct mk_phone_said said;
    uint32_t n;
    *there = false;
    if (read_u32(l, &n, e))
        return -1;
    if (n && (read_bytes(l, NULL, n, e) || read_file(l, h, there, e) || read_u32(l, &n, e)))
        return -1;
    if (n)
        return mk_fail(e, MK_EPROTO, "the host sends a file that nobody asked for");
    if (mk_phone_answer(l, &said, e))
        return -1;
    mk_phone_said_done(&said);
    return 0;
}

static int fetch(struct mk_phone_link *l, const char *below, struct mk_sha256 *h, bool *there,
                 struct mk_error *e)
{
    char name[160];
    plist_t names = plist_new_array();
    plist_array_append_item(names, plist_new_string(mk_phone_below(l, name, below)));
    plist_t m = mk_phone_words("DLMessageDownloadFiles", "ppru", names, plist_new_dict(),
                               l->progress, (uint64_t)0);
    return mk_phone_tell(l, m, e) ? -1 : read_answer(l, h, there, e);
}

int mk_phone_fetch(struct mk_phone_link *l, const char *below, bool *there, struct mk_error *e)
{
    return fetch(l, below, NULL, there, e);
}

static int digest_of(struct mk_digest *out, struct mk_sha256 *h, const struct mk_phone_backup *b,
                     size_t i, struct mk_error *e)
{
    struct mk_phone_reading r;
    uint8_t piece[PIECE];
    size_t got;
    if (mk_sha256_reset(h, e) || mk_phone_backup_open(&r, b, i, e))
        return -1;
    int rc;
    do {
        rc = mk_phone_backup_read(&r, piece, sizeof piece, &got, e);
        if (rc == 0)
            rc = mk_sha256_add(h, mk_span(piece, got), e);
    } while (rc == 0 && got);
    mk_phone_backup_close(&r);
    return rc == 0 ? mk_sha256_end(out, h, e) : -1;
}

int mk_phone_has_list(struct mk_phone_link *l, const struct mk_phone_backup *b, size_t i,
                      bool *there, bool *same, struct mk_error *e)
{
    int rc = -1;
    struct mk_phone_file f;
    struct mk_sha256 *h = NULL;
    struct mk_digest theirs, ours;
    mk_phone_backup_file(&f, b, i);
    if (mk_sha256_new(&h, e) || fetch(l, f.name, h, there, e) || mk_sha256_end(&theirs, h, e) ||
        digest_of(&ours, h, b, i, e))
        goto out;
    *same = *there && !memcmp(theirs.b, ours.b, sizeof ours.b);
    rc = 0;
out:
    mk_sha256_free(h);
    return rc;
}

/* ---- what lies in the host's folders ---- */

static int list(struct mk_phone_link *l, const char *below, struct mk_phone_said *said,
                struct mk_error *e)
{
    char name[160];
    plist_t m = mk_phone_words("DLContentsOfDirectory", "s", mk_phone_below(l, name, below));
    return mk_phone_tell(l, m, e) ? -1 : mk_phone_answer(l, said, e);
}

static void mark(uint8_t *marks, const struct mk_phone_backup *b, unsigned folder, plist_t listing)
{
    size_t n = mk_phone_backup_count(b) - MK_PHONE_LISTS;
    struct mk_phone_file f;
    for (size_t i = 0; i < n; i++) {
        if (mk_phone_backup_item(b, i)->id[0] != folder)
            continue;
        mk_phone_backup_file(&f, b, i);
        if (plist_dict_get_item(listing, f.name + 3))
            marks[i] = 1;
    }
}

int mk_phone_has_files(struct mk_phone_link *l, const struct mk_phone_backup *b, uint8_t *marks,
                       struct mk_error *e)
{
    for (unsigned i = 0; i < 256; i++) {
        struct mk_phone_said said;
        char folder[3];
        snprintf(folder, sizeof folder, "%02x", i);
        if (list(l, folder, &said, e))
            return -1;
        if (plist_get_node_type(said.value) == PLIST_DICT)
            mark(marks, b, i, said.value);
        mk_phone_said_done(&said);
    }
    return 0;
}
