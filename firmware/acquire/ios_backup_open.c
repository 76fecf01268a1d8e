#include "firmware/acquire/ios_backup.h"
#include <stdlib.h>

/* ---- the bundle's part of it ---- */

static int note_entry(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_backup_intake *t = u;
    struct mk_span path = en->path;
    if (en->id < MK_BACKUP_FIRST || en->id >= MK_BACKUP_CUT)
        return 0;
    if (path.len && path.p[0] == '/')
        path = mk_span_from(path, 1);
    struct mk_backup_name_slot *s = mk_backup_names_at(&t->names, path, e);
    if (s)
        s->number = (uint32_t)en->id;
    return s ? 0 : -1;
}

/* What the journal does not have yet cannot be found in it. */
static int read_bundle(struct mk_backup_intake *t, struct mk_error *e)
{
    struct mk_source src = { 0 };
    if (mk_bundle_sync(t->r->b, e) || mk_source_bundle(&src, t->r->o->bundle, e))
        return -1;
    int rc = src.list(src.u, note_entry, t, e);
    mk_source_done(&src);
    return rc;
}

static int read_udid(struct mk_backup_intake *t, struct mk_error *e)
{
    struct mk_span id = mk_exhibit_prop(t->r->x, "UniqueDeviceID");
    if (id.len == 0 || id.len >= sizeof t->udid)
        return mk_fail(e, MK_EPROTO, "the phone tells no identifier to call its backup by");
    for (size_t i = 0; i < id.len; i++) {
        bool letter = (id.p[i] | 0x20) >= 'a' && (id.p[i] | 0x20) <= 'z';
        if (!letter && (id.p[i] < '0' || id.p[i] > '9') && id.p[i] != '-')
            return mk_fail(e, MK_EPROTO, "the phone's identifier is none");
        t->udid[i] = (char)id.p[i];
    }
    return 0;
}

int mk_backup_intake_open(struct mk_backup_intake *t, struct mk_run *r, struct mk_error *e)
{
    *t = (struct mk_backup_intake){ .r = r, .next = MK_BACKUP_FIRST, .most = UINT64_MAX };
    t->whole = mk_ios_whole(&r->authority->scope);
    mk_buf_init(&t->path, 4 * MK_BACKUP_NAME_MAX);
    t->block = malloc(MK_BACKUP_BLOCK);
    if (mk_backup_part_open(&t->part, e))
        return -1;
    if (!t->block)
        return mk_fail(e, MK_ENOMEM, "backup");
    return read_udid(t, e) || read_bundle(t, e) ? -1 : 0;
}

void mk_backup_close_before(struct mk_backup_intake *t)
{
    if (t->comparing)
        mk_file_close(&t->before);
    t->comparing = false;
}

void mk_backup_intake_done(struct mk_backup_intake *t)
{
    mk_backup_close_before(t);
    mk_backup_names_done(&t->names);
    mk_backup_part_done(&t->part);
    mk_buf_done(&t->path);
    free(t->block);
    t->block = NULL;
}

int mk_backup_intake_again(struct mk_backup_intake *t, struct mk_error *e)
{
    mk_backup_close_before(t);
    t->begun = false;
    t->sums = (struct mk_backup_sums){ 0 };
    t->came = 0;
    t->flood = false;
    for (size_t i = 0; i < t->names.room; i++)
        t->names.slots[i].seen = t->names.slots[i].removed = false;
    t->percent = 0;
    return t->whole ? 0 : mk_backup_part_again(&t->part, t->r, e);
}
