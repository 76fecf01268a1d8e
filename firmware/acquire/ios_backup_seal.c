#include "firmware/acquire/ios_backup.h"

#define MEMORY  ((uint64_t)8 << 20) /* that the store may hold in the clear: of ciphertext */
#define OPENED  "decrypted by the kit with its owner's password: the phone sent it encrypted"
#define NOT_OUR "the backup password that was given does not open the phone's backup"

struct mk_backup_sealed *mk_backup_sealed_at(const struct mk_backup_part *p, size_t i)
{
    return i < p->sealed.len / sizeof(struct mk_backup_sealed)
               ? (struct mk_backup_sealed *)(void *)p->sealed.p + i
               : NULL;
}

void mk_backup_seal_empty(struct mk_backup_part *p)
{
    mk_vessel_free(p->store);
    p->store = NULL;
    mk_buf_clear(&p->sealed);
}

/* That of a name, where it has come before. */
static struct mk_backup_sealed *find(struct mk_backup_part *p, const struct mk_payload *of)
{
    struct mk_backup_sealed *s;
    for (p->hand = 0; (s = mk_backup_sealed_at(p, p->hand)); p->hand++)
        if (s->flat == of->flat && memcmp(s->name, of->name, sizeof s->name) == 0)
            return s;
    return NULL;
}

/* Without a path in the arena it is none. */
static struct mk_backup_sealed *add(struct mk_backup_intake *t, const struct mk_payload *of,
                                    struct mk_error *e)
{
    struct mk_backup_part *p = &t->part;
    struct mk_backup_sealed new = { .flat = of->flat, .database = t->database };
    memcpy(new.name, of->name, sizeof new.name);
    new.path = mk_arena_copy(&p->arena, mk_buf_span(&t->path));
    if (new.path.p)
        mk_buf_put(&p->sealed, &new, sizeof new);
    if (new.path.p && mk_buf_ok(&p->sealed))
        return mk_backup_sealed_at(p, p->hand);
    mk_fail(e, MK_ELIMIT, "too many files of an encrypted backup are in scope");
    return NULL;
}

int mk_backup_seal_begin(struct mk_backup_intake *t, struct mk_span name, bool cut,
                         struct mk_error *e)
{
    struct mk_backup_part *p = &t->part;
    struct mk_payload of = { 0 };
    struct mk_span root;
    if (!mk_backup_payload_of(&of, &root, name) || root.len)
        return mk_fail(e, MK_EPROTO, "a file of the backup with a name that is none");
    if (!p->store && mk_vessel_new(&p->store, t->r->o->bundle, MEMORY, e))
        return -1;
    struct mk_backup_sealed *s = find(p, &of);
    if (!s && !(s = add(t, &of, e)))
        return -1;
    s->cut = cut;
    s->whole = false;
    s->at = mk_vessel_size(p->store);
    s->size = 0;
    t->sink = MK_SINK_STORE;
    return 0;
}

int mk_backup_seal_bytes(struct mk_backup_intake *t, struct mk_span bytes, struct mk_error *e)
{
    if (mk_vessel_put(t->part.store, bytes, e))
        return -1;
    mk_backup_sealed_at(&t->part, t->part.hand)->size += bytes.len;
    return 0;
}

void mk_backup_seal_end(struct mk_backup_intake *t, bool whole)
{
    mk_backup_sealed_at(&t->part, t->part.hand)->whole = whole;
}

/* At once: nobody waits for hours to hear that it was the wrong one. */
int mk_backup_seal_try(struct mk_backup_intake *t, struct mk_error *e)
{
    enum mk_backup_fit fit;
    struct mk_run *r = t->r;
    if (!mk_backup_part_encrypted(&t->part))
        return 0;
    int rc = mk_run_ios_backup_fits(&fit, r, t->part.lists[MK_BACKUP_LIST_MANIFEST],
                                    mk_buf_span(&r->password), e);
    mk_progress_start(&r->progress, "backup", 0);
    if (rc || fit == MK_BACKUP_OPENS)
        return rc;
    t->part.wrong = true;
    return mk_fail(e, MK_EAUTH, NOT_OUR);
}

/* ---- in the clear ---- */

int mk_backup_seal_open(struct mk_backup_intake *t, struct mk_backup_sealed *s, struct mk_error *e)
{
    struct mk_vessel **v = NULL;
    mk_buf_clear(&t->path);
    mk_buf_put(&t->path, s->path.p, s->path.len);
    t->database = s->database;
    t->vessel = NULL;
    t->begun = false;
    t->part.hand = (size_t)(s - mk_backup_sealed_at(&t->part, 0));
    t->sink = s->cut ? MK_SINK_VESSEL : MK_SINK_OBJECT;
    if (!mk_buf_ok(&t->path))
        return mk_fail(e, MK_ENOMEM, "path");
    if (!s->cut)
        return mk_backup_keep_begin(t, e);
    if (mk_backup_part_vessel(&v, t, e))
        return -1;
    int rc = *v ? mk_vessel_clear(*v, e) : mk_vessel_new(v, t->r->o->bundle, MEMORY, e);
    t->vessel = *v;
    return rc;
}

int mk_backup_seal_put(struct mk_backup_intake *t, struct mk_span bytes, struct mk_error *e)
{
    return t->vessel ? mk_vessel_put(t->vessel, bytes, e) : mk_backup_keep_bytes(t, bytes, e);
}

int mk_backup_seal_close(struct mk_backup_intake *t, bool whole, struct mk_error *e)
{
    struct mk_backup_sealed *s = mk_backup_sealed_at(&t->part, t->part.hand);
    bool encrypted = t->r->ios.encrypts == MK_YES;
    s->opened = whole;
    if (t->vessel && !whole)
        mk_backup_part_lost(&t->part, t->vessel);
    if (t->vessel)
        return 0;
    t->sums.held--;
    return whole ? mk_backup_keep_end(t, mk_str(encrypted ? OPENED : ""), e)
                 : mk_backup_lost(t, 2, mk_str("it could not be decrypted to its end"), e);
}
