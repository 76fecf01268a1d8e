#include "firmware/ios/backup_talk.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void require(bool fact)
{
    if (!fact)
        abort();
}

struct heard {
    bool open;
    uint64_t bytes;
    size_t left; /* of a file that is wanted */
};

static int on_said(void *u, const char *request, struct mk_error *e)
{
    (void)u;
    (void)e;
    require(request[0] != 0);
    return 0;
}

/* Names that are told are names. */
static int on_file(void *u, struct mk_span name, struct mk_span phone, struct mk_error *e)
{
    struct heard *h = u;
    (void)e;
    require(!h->open && name.len && name.len <= 1024 && phone.len <= MK_BACKUP_NAME_MAX);
    require(name.p[0] != '/' && name.p[name.len - 1] != '/' && !memchr(name.p, 0, name.len));
    require(!mk_span_starts(name, mk_str("../")) && !mk_span_ends(name, mk_str("/..")));
    require(!memmem(name.p, name.len, "/../", 4) && !memmem(name.p, name.len, "//", 2));
    *h = (struct heard){ .open = true };
    return 0;
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct heard *h = u;
    (void)e;
    require(h->open && bytes.len);
    h->bytes += bytes.len;
    return 0;
}

static int on_end(void *u, unsigned status, uint64_t bytes, struct mk_span why, struct mk_error *e)
{
    struct heard *h = u;
    (void)e;
    require(h->open && status <= 2 && bytes == h->bytes && why.len <= MK_BACKUP_ERROR_MAX);
    h->open = false;
    return 0;
}

static int on_note(void *u, enum mk_phone_note what, uint64_t number, struct mk_span text,
                   struct mk_error *e)
{
    (void)u;
    (void)number;
    (void)e;
    require(what <= MK_NOTE_DISK && text.len <= (size_t)3 * MK_BACKUP_NAME_MAX);
    return 0;
}

static int on_want(void *u, struct mk_span name, struct mk_error *e)
{
    struct heard *h = u;
    (void)e;
    require(!h->open && name.len && name.len <= 1024);
    h->left = name.len % 3 ? name.len * 1000 : 0;
    return h->left != 0;
}

static int on_read(void *u, uint8_t *p, size_t n, size_t *got, struct mk_error *e)
{
    struct heard *h = u;
    (void)e;
    *got = h->left < n ? h->left : n;
    memset(p, 'm', *got);
    h->left -= *got;
    return 0;
}

/* The first byte: whether a password is changed, and the size of the pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct heard h = { 0 };
    struct mk_error e = { 0 };
    struct mk_backup_talk *t = NULL;
    const struct mk_backup_tell tell = { &h,     on_said, on_file, on_bytes,
                                         on_end, on_note, on_want, on_read };
    if (n == 0)
        return 0;
    const struct mk_backup_wish wish = {
        .udid = mk_str("U"), .free_bytes = 1000, .password = p[0] & 1, .old_one = mk_str("old")
    };
    size_t piece = 1u + (p[0] >> 1) * 16u, wants;
    if (mk_backup_talk_new(&t, &wish, &tell, &e) != 0)
        return 0;
    for (size_t at = 1;
         at < n && ((wants = mk_backup_talk_wants(t)) != 0 || mk_backup_talk_gives(t));) {
        if (wants == 0) {
            require(mk_backup_talk_give(t, &e) == 0);
            mk_buf_clear(mk_backup_talk_out(t));
            continue;
        }
        size_t k = n - at < piece ? n - at : piece;
        k = k < wants ? k : wants;
        require(mk_backup_talk_feed(t, mk_span(p + at, k), &e) == 0);
        mk_buf_clear(mk_backup_talk_out(t));
        at += k;
    }
    require(mk_backup_talk_stop(t, MK_PH_BROKEN, "over", &e) == 0);
    require(!h.open && mk_backup_talk_wants(t) == 0);
    mk_backup_talk_free(t);
    return 0;
}
