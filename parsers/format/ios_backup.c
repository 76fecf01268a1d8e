#include "parsers/format/ios_backup.h"
#include "parsers/format/ios_backup_open.h"

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)head;
    (void)path;
    return false; /* one file says nothing: the folder does (struct mk_job) */
}

static int list(void *u, int (*each)(void *, const struct mk_entry *, struct mk_error *), void *eu,
                struct mk_error *e)
{
    const struct mk_ios_backup *b = u;
    char stored[MK_STORED_LEN];
    for (size_t i = 0; i < b->n; i++) {
        const struct mk_held *h = mk_ios_backup_at(b, i);
        const struct mk_payload *p =
            h->payload == MK_NO_PAYLOAD ? NULL : &b->files.payload[h->payload];
        struct mk_entry en = { .id = i, .path = h->path, .domain = h->domain };
        en.size = h->has_size ? h->size : p ? p->size : 0;
        en.stored = mk_ios_backup_stored(stored, b, h);
        en.absent = !p;
        en.has_sha256 = p && p->has_sha256;
        if (en.has_sha256)
            en.sha256 = p->sha256;
        int rc = each(eu, &en, e);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct mk_ios_backup *b = u;
    if (id >= b->n)
        return mk_fail(e, MK_EIO, "iOS backup: no such file");
    return mk_ios_backup_file(out, b, mk_ios_backup_at(b, (size_t)id), e);
}

static void free_source(void *u)
{
    mk_ios_backup_free(u);
}

static int open_container(struct mk_source *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ios_backup *b;
    (void)file; /* it is opened again, out of the backup */
    if (!cx->backup)
        return mk_fail(e, MK_EUSAGE, "iOS backup: only with its folder");
    if (mk_ios_backup_open(&b, cx, e) != 0)
        return -1;
    *out = (struct mk_source){ list, open_entry, free_source, b };
    return 0;
}

static const char *remark(const struct mk_source *src, size_t i)
{
    struct mk_ios_backup *b = src->u;
    return mk_remarks_at(&b->remarks, i);
}

const struct mk_container mk_container_ios_backup = { "ios_backup", knows, open_container, remark };
