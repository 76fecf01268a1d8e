#include "parsers/format/ios_backup.h"
#include "parsers/format/ios_backup_open.h"
#include "parsers/source/tar.h"
#include <stdlib.h>

#define PIECE ((size_t)64 << 10)

struct out { /* the tar being written */
    int (*put)(void *u, const void *p, size_t n, struct mk_error *e);
    void *u;
    uint8_t block[MK_TAR_BLOCK];
    uint8_t piece[PIECE];
};

/* ---- whether a password fits ---- */

static int check(const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ios_lock lock;
    struct mk_ios_keybag bag;
    struct mk_ios_keys keys = { 0 };
    int rc = mk_ios_lock_read(&lock, in, e);
    if (rc == 0 && !lock.encrypted)
        rc = mk_fail(e, MK_EFORMAT, "iOS backup: not encrypted, there is nothing to decrypt");
    if (rc == 0)
        rc = mk_ios_keybag_read(&bag, mk_buf_span(&lock.bag), e);
    if (rc == 0)
        rc = mk_ios_keybag_unlock(&keys, &bag, cx, e);
    mk_ios_keys_wipe(&keys);
    mk_ios_lock_done(&lock);
    return rc;
}

/* ---- the tar ---- */

static int put_bytes(struct out *o, const struct mk_file *f, struct mk_error *e)
{
    uint64_t at = 0;
    while (at < f->size) {
        size_t got, n = f->size - at < PIECE ? (size_t)(f->size - at) : PIECE;
        if (f->pread(f->u, at, o->piece, n, &got, e) != 0)
            return -1;
        if (got != n)
            return mk_fail(e, MK_EIO, "iOS backup: a file became shorter while it was read");
        if (o->put(o->u, o->piece, n, e) != 0)
            return -1;
        at += n;
    }
    size_t rest = (size_t)(f->size % MK_TAR_BLOCK);
    memset(o->block, 0, sizeof o->block);
    return rest ? o->put(o->u, o->block, MK_TAR_BLOCK - rest, e) : 0;
}

static int put_file(struct out *o, struct mk_span name, const struct mk_file *f, int64_t modified,
                    struct mk_error *e)
{
    if (mk_tar_put_head(o->block, name, f->size, modified, e) != 0 ||
        o->put(o->u, o->block, sizeof o->block, e) != 0)
        return -1;
    return put_bytes(o, f, e);
}

/* The list as it was opened, the property lists as they are. */
static int put_lists(struct out *o, struct mk_ios_backup *b, struct mk_error *e)
{
    static const enum mk_backup_list plists[] = { MK_BACKUP_INFO, MK_BACKUP_MANIFEST,
                                                  MK_BACKUP_STATUS };
    enum mk_backup_list which = b->files.has[MK_BACKUP_DB] ? MK_BACKUP_DB : MK_BACKUP_MBDB;
    int rc = put_file(o, mk_str(mk_backup_list_name(which)), &b->list, 0, e);
    for (size_t i = 0; rc == 0 && i < sizeof plists / sizeof *plists; i++) {
        struct mk_file f;
        if (!b->files.has[plists[i]])
            continue;
        if (b->files.src->open(&f, b->files.src->u, b->files.ids[plists[i]], e) != 0)
            return -1;
        rc = put_file(o, mk_str(mk_backup_list_name(plists[i])), &f, 0, e);
        mk_file_close(&f);
    }
    return rc;
}

/* One that cannot be opened is a remark, and not there. */
static int put_held(struct out *o, struct mk_ios_backup *b, const struct mk_held *h,
                    struct mk_error *e)
{
    char stored[MK_STORED_LEN];
    struct mk_error why = { 0 };
    struct mk_file f;
    if (h->payload == MK_NO_PAYLOAD)
        return 0;
    struct mk_span name = mk_ios_backup_stored(stored, b, h);
    if (mk_ios_backup_file(&f, b, h, &why) != 0) {
        if (why.code == MK_ENOMEM) {
            *e = why;
            return -1;
        }
        mk_remark_on(&b->remarks, h->path, "not decrypted: %s", why.text);
        return 0;
    }
    int rc = put_file(o, name, &f, h->has_modified ? h->modified : 0, e);
    mk_file_close(&f);
    return rc;
}

static int tell_remarks(bool *any, struct mk_ios_backup *b, const struct mk_listener *to,
                        struct mk_error *e)
{
    const char *text;
    *any = false;
    for (size_t i = 0; (text = mk_remarks_at(&b->remarks, i)); i++) {
        *any = true;
        if (to && to->remark && to->remark(to->u, text, e) != 0)
            return -1;
    }
    return 0;
}

static int put_all(struct out *o, struct mk_ios_backup *b, struct mk_error *e)
{
    int rc = put_lists(o, b, e);
    for (size_t i = 0; rc == 0 && i < b->n + b->unplaced; i++)
        rc = put_held(o, b, mk_ios_backup_at(b, i), e);
    memset(o->block, 0, sizeof o->block);
    for (size_t i = 0; rc == 0 && i < 2; i++)
        rc = o->put(o->u, o->block, sizeof o->block, e);
    return rc;
}

static int run(int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
               const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ios_backup *b = NULL;
    struct out *o;
    bool odd = false;
    (void)in;
    if (!cx->backup)
        return mk_fail(e, MK_EUSAGE, "iOS backup: takes its whole folder");
    if (mk_ios_backup_open(&b, cx, e) != 0)
        return -1;
    o = calloc(1, sizeof *o);
    int rc = o ? 0 : mk_fail(e, MK_ENOMEM, "iOS backup");
    if (rc == 0 && !b->encrypted)
        rc = mk_fail(e, MK_EFORMAT, "iOS backup: not encrypted, there is nothing to decrypt");
    if (rc == 0) {
        o->put = put;
        o->u = u;
        rc = put_all(o, b, e);
    }
    if (rc == 0)
        rc = tell_remarks(&odd, b, cx->listener, e);
    free(o);
    mk_ios_backup_free(b);
    return rc == 0 ? odd : -1;
}

const struct mk_decrypt_kind mk_decrypt_ios_backup = { "ios-backup", check, run, true };
