#include "firmware/acquire/cut.h"
#include "firmware/acquire/events.h"
#include "firmware/acquire/ios_backup.h"
#include "firmware/acquire/progress.h"
#include "firmware/plan/files.h"
#include "parsers/format/ios_domain.h"
#include "parsers/format/plist.h"
#include <stdio.h>
#include <stdlib.h>

#define SECTION    "ios backup"        /* of withheld digests */
#define MEMORY     ((uint64_t)8 << 20) /* that a vessel may hold in the clear */
#define HELD_MAX   ((size_t)4 << 20)
#define SEALED_MAX ((size_t)32 << 20)
#define PATHS_MAX  ((size_t)8 << 20)

static const char *const lists[MK_BACKUP_LISTS_HELD] = { "Status.plist", "Manifest.plist",
                                                         "Manifest.db", "Manifest.mbdb",
                                                         "Info.plist" };

static struct mk_backup_held *held_at(const struct mk_backup_part *p, size_t i)
{
    return i < p->held.len / sizeof(struct mk_backup_held)
               ? (struct mk_backup_held *)(void *)p->held.p + i
               : NULL;
}

int mk_backup_part_open(struct mk_backup_part *p, struct mk_error *e)
{
    *p = (struct mk_backup_part){ 0 };
    mk_arena_init(&p->arena, PATHS_MAX);
    mk_buf_init(&p->held, HELD_MAX);
    mk_buf_init(&p->sealed, SEALED_MAX);
    return mk_ios_index_make(&p->index, e);
}

static void empty(struct mk_backup_part *p)
{
    mk_backup_seal_empty(p);
    struct mk_backup_held *h;
    for (size_t i = 0; (h = held_at(p, i)); i++)
        for (size_t k = 0; k < 3; k++)
            mk_vessel_free(h->parts[k]);
    mk_buf_clear(&p->held);
    for (size_t i = 0; i < MK_BACKUP_LISTS_HELD; i++) {
        mk_vessel_free(p->lists[i]);
        p->lists[i] = NULL;
    }
}

void mk_backup_part_done(struct mk_backup_part *p)
{
    empty(p);
    mk_buf_done(&p->held);
    mk_buf_done(&p->sealed);
    mk_arena_done(&p->arena);
}

int mk_backup_part_again(struct mk_backup_part *p, struct mk_run *r, struct mk_error *e)
{
    empty(p);
    mk_arena_done(&p->arena);
    mk_arena_init(&p->arena, PATHS_MAX);
    memset(p->areas, 0, sizeof p->areas);
    return mk_withheld_cancel(r->withheld, e) || mk_withheld_begin(r->withheld, mk_str(SECTION), e)
               ? -1
               : 0;
}

/* ---- a file ---- */

static struct mk_backup_held *hold(struct mk_backup_part *p, struct mk_span path,
                                   struct mk_error *e)
{
    struct mk_backup_held *h, new = { 0 };
    for (size_t i = 0; (h = held_at(p, i)); i++)
        if (mk_span_eq(h->path, path))
            return h;
    new.path = mk_arena_copy(&p->arena, path);
    if (new.path.p)
        mk_buf_put(&p->held, &new, sizeof new);
    if (!new.path.p || !mk_buf_ok(&p->held)) {
        mk_fail(e, MK_ELIMIT, "too many databases to be cut");
        return NULL;
    }
    return held_at(p, p->held.len / sizeof new - 1);
}

/* "/private/var/mobile/Library/SMS/sms.db" into t->path. */
static int device_path(struct mk_backup_intake *t, const struct mk_ios_place *place,
                       struct mk_error *e)
{
    mk_buf_clear(&t->path);
    mk_buf_u8(&t->path, '/');
    mk_ios_path(&t->path, mk_str(place->domain), mk_str(place->path));
    return mk_buf_ok(&t->path) ? 0 : mk_fail(e, MK_ENOMEM, "path");
}

int mk_backup_part_vessel(struct mk_vessel ***out, struct mk_backup_intake *t, struct mk_error *e)
{
    static const char *const ends[] = { "", "-wal", "-journal" };
    struct mk_span path = mk_buf_span(&t->path), stem = mk_file_stem(path);
    struct mk_span end = mk_span_from(path, stem.len);
    *out = NULL;
    for (size_t i = 0; i < 3; i++)
        if (mk_span_is(end, ends[i])) {
            struct mk_backup_held *h = hold(&t->part, stem, e);
            *out = h ? &h->parts[i] : NULL;
            return h ? 0 : -1;
        }
    t->part.why = MK_IOS_ALONE; /* "-shm" */
    return 0;
}

/* A vessel, emptied where the file has come before. */
static int into(struct mk_backup_intake *t, struct mk_vessel **v, struct mk_error *e)
{
    int rc = *v ? mk_vessel_clear(*v, e) : mk_vessel_new(v, t->r->o->bundle, MEMORY, e);
    t->sink = MK_SINK_VESSEL;
    t->vessel = rc == 0 ? *v : NULL;
    return rc;
}

/* t->part.why: it is left after all. */
static int cut_later(struct mk_backup_intake *t, struct mk_span name, struct mk_error *e)
{
    struct mk_vessel **v;
    if (mk_backup_part_vessel(&v, t, e))
        return -1;
    if (!v)
        return 0;
    return t->part.seals ? mk_backup_seal_begin(t, name, true, e) : into(t, v, e);
}

static bool is_log_or_database(struct mk_span path)
{
    struct mk_span stem = mk_file_stem(path);
    return stem.len < path.len || mk_span_ends(path, mk_str(".db")) ||
           mk_span_ends(path, mk_str(".sqlite")) || mk_span_ends(path, mk_str(".sqlitedb")) ||
           mk_span_ends(path, mk_str(".storedata"));
}

/* The backup's path of it is what a digest is made of. */
static int leave(struct mk_backup_intake *t, struct mk_span name, const char *why, const char *area,
                 struct mk_error *e)
{
    t->sink = MK_SINK_NONE;
    t->part.why = why;
    t->part.area = area;
    return mk_backup_intake_whole_path(t, name, e);
}

static int is_list(struct mk_span name)
{
    for (int i = 0; i < (int)MK_BACKUP_LISTS_HELD; i++)
        if (mk_span_is(name, lists[i]))
            return i;
    return -1;
}

int mk_backup_part_begin(struct mk_backup_intake *t, const struct mk_backup_file *f,
                         struct mk_span name, struct mk_error *e)
{
    struct mk_ios_place place;
    const struct mk_scope *scope = &t->r->authority->scope;
    int list = is_list(name);
    t->part.why = NULL;
    if (list >= 0)
        return into(t, &t->part.lists[list], e);
    mk_ios_place_of(&place, &t->part.index, scope, name, f->phone);
    struct mk_ios_rule rule = mk_ios_rule(scope, &place);
    if (rule.fate == MK_IOS_LEAVE)
        return leave(t, name, rule.why, mk_ios_area(name, f->phone), e);
    if (device_path(t, &place, e))
        return -1;
    t->sink = MK_SINK_OBJECT;
    if (rule.fate == MK_IOS_CUT || rule.fate == MK_IOS_PART) {
        t->sink = MK_SINK_NONE;
        if (cut_later(t, name, e))
            return -1;
        return t->part.why ? leave(t, name, t->part.why, mk_ios_area(name, f->phone), e) : 0;
    }
    struct mk_span path = mk_buf_span(&t->path);
    if (is_log_or_database(path)) {
        t->database = mk_arena_copy(&t->part.arena, mk_file_stem(path));
        if (!t->database.p)
            return mk_fail(e, MK_ELIMIT, "too many databases");
    }
    return t->part.seals ? mk_backup_seal_begin(t, name, false, e) : 0;
}

void mk_backup_part_lost(struct mk_backup_part *p, struct mk_vessel *v)
{
    struct mk_backup_held *h;
    for (size_t i = 0; (h = held_at(p, i)); i++)
        for (size_t k = 0; k < 3; k++)
            if (h->parts[k] == v)
                h->parts[k] = NULL;
    for (size_t i = 0; i < MK_BACKUP_LISTS_HELD; i++)
        if (p->lists[i] == v)
            p->lists[i] = NULL;
    mk_vessel_free(v);
}

static void count(struct mk_backup_part *p, uint64_t bytes)
{
    size_t i = 0;
    const char *area = p->area ? p->area : MK_IOS_NO_AREA;
    while (i < MK_BACKUP_AREAS - 1 && p->areas[i].area && strcmp(p->areas[i].area, area) != 0)
        i++;
    p->areas[i].area = area;
    p->areas[i].files++;
    p->areas[i].bytes += bytes;
}

int mk_backup_part_left(struct mk_backup_intake *t, uint64_t bytes, struct mk_error *e)
{
    const struct mk_withheld_item item = { .what = MK_WITHHELD_FILE,
                                           .path = mk_buf_span(&t->path),
                                           .size = bytes };
    t->sums.left++;
    count(&t->part, bytes);
    return mk_withheld_add(t->r->withheld, &item, MK_BACKUP_ARTEFACT, t->part.why, e);
}

int mk_backup_part_list(struct mk_file *out, const struct mk_backup_part *p, struct mk_span name,
                        struct mk_error *e)
{
    int list = is_list(name);
    if (list < 0 || !p->lists[list])
        return 0;
    return mk_vessel_file(out, p->lists[list], e) ? -1 : 1;
}

bool mk_backup_part_encrypted(const struct mk_backup_part *p)
{
    struct mk_file f = { 0 };
    struct mk_plist list;
    struct mk_error ignored = { 0 };
    bool yes = false;
    if (mk_backup_part_list(&f, p, mk_str("Manifest.plist"), &ignored) != 1)
        return false;
    if (mk_plist_open(&list, &f, 0, &ignored) == 0) {
        const struct mk_plist_value *is = mk_plist_get_as(list.root, "IsEncrypted", MK_PLIST_BOOL);
        yes = is && is->i;
        mk_plist_done(&list);
    }
    mk_file_close(&f);
    return yes;
}

/* ---- the end ---- */

static int fetch(enum mk_cut_fetched *out, struct mk_cut *c, void *u, struct mk_error *e)
{
    struct mk_backup_part *p = u;
    struct mk_backup_held *h;
    *out = MK_CUT_GONE;
    for (size_t i = 0; (h = held_at(p, i)); i++) {
        if (!mk_span_eq(h->path, c->file->path))
            continue;
        for (size_t k = 0; k < MK_CUT_PARTS; k++) {
            struct mk_vessel *was = c->parts[k];
            if (h->parts[k])
                c->parts[k] = h->parts[k];
            else if (mk_vessel_clear(was, e))
                return -1;
            if (h->parts[k])
                h->parts[k] = was;
        }
        *out = MK_CUT_HERE;
    }
    return 0;
}

/* What was cut is in the bundle, one behind the other. */
static void count_cut(struct mk_run *r)
{
    for (uint64_t n = MK_BACKUP_CUT; mk_bundle_state(r->b, n) == MK_OBJECT_WHOLE; n++)
        r->result.objects++;
}

/* A log whose database did not come: nothing can be told of it. */
static int note_alone(struct mk_run *r, const struct mk_backup_held *h, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_TEXT("path", h->path),
                                     MK_FACT_STR("why", "a log came without its database") };
    if (h->parts[0] || (!h->parts[1] && !h->parts[2]))
        return 0;
    r->result.not_taken++;
    return mk_run_act(r, "not-taken", facts, 2, false, e);
}

static int cut_all(struct mk_backup_part *p, struct mk_run *r, struct mk_error *e)
{
    const struct mk_cut_from from = { fetch, p, MK_BACKUP_ARTEFACT, MK_BACKUP_ROUTE,
                                      MK_BACKUP_COMMAND };
    struct mk_cut_sums *sums = calloc(1, sizeof *sums);
    struct mk_held held;
    struct mk_backup_held *h;
    uint64_t number = r->next_number;
    int rc = sums ? 0 : mk_fail(e, MK_ENOMEM, "databases");
    mk_held_init(&held);
    for (size_t i = 0; rc == 0 && (h = held_at(p, i)); i++) {
        const struct mk_listed file = { .type = 'f',
                                        .size = h->parts[0] ? mk_vessel_size(h->parts[0]) : 0,
                                        .path = h->path };
        if (h->parts[0] && !mk_held_add(&held, &file, false))
            rc = mk_fail(e, MK_ELIMIT, "too many databases to be cut");
        else
            rc = note_alone(r, h, e);
    }
    if (rc == 0)
        rc = mk_cut_files(sums, r, &held, MK_BACKUP_CUT, &from, e);
    if (rc == 0)
        rc = mk_cut_cover(r, sums, e);
    count_cut(r);
    r->next_number = number;
    mk_held_done(&held);
    free(sums);
    return rc;
}

/* What is left, by domain: a line of the ledger each. */
static int cover_areas(const struct mk_backup_part *p, struct mk_run *r, struct mk_error *e)
{
    for (size_t i = 0; i < MK_BACKUP_AREAS && p->areas[i].area; i++) {
        char why[120], size[24];
        mk_bytes_words(size, p->areas[i].bytes);
        snprintf(why, sizeof why,
                 "files of this domain that came with the backup and were left: %s", size);
        const struct mk_coverage c = { .artefact = MK_BACKUP_LEFT,
                                       .route = MK_BACKUP_ROUTE,
                                       .where = p->areas[i].area,
                                       .state = MK_COVER_OUT_OF_SCOPE,
                                       .seen = (int64_t)p->areas[i].files,
                                       .taken = 0,
                                       .records = MK_COVER_NONE,
                                       .issues = MK_COVER_NONE,
                                       .files = (int64_t)p->areas[i].files,
                                       .why = why,
                                       .proven_on = "simulated" };
        if (mk_run_cover(r, &c, e))
            return -1;
    }
    return 0;
}

int mk_backup_part_end(struct mk_backup_part *p, struct mk_run *r, struct mk_error *e)
{
    int rc = cover_areas(p, r, e) || mk_withheld_end(r->withheld, "backup", e) || cut_all(p, r, e)
                 ? -1
                 : 0;
    empty(p);
    return rc;
}

int mk_backup_part_claim(struct mk_run *r, struct mk_error *e)
{
    bool found;
    struct mk_cut_sums *sums = calloc(1, sizeof *sums);
    int rc = sums ? mk_withheld_claim(&found, NULL, r->withheld, mk_str(SECTION), e)
                  : mk_fail(e, MK_ENOMEM, "databases");
    if (rc == 0)
        rc = mk_cut_add_all(sums, r, e);
    if (rc == 0)
        rc = mk_cut_cover(r, sums, e);
    count_cut(r);
    free(sums);
    return rc;
}
