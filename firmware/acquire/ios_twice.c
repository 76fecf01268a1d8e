/*
 * What lies in the bundle twice: files of the media partition that came over AFC are in a whole
 * backup, too. Both stay. A row of the index stands for a payload file, and a stranger's sha256sum
 * finds each (firmware/bundle/format.h): a row that only points to another one's bytes would be
 * nothing that anybody but Moka can check. And they are two answers of the phone's: that they are
 * the same, or not, is a finding of its own, which the ledger tells.
 */
#include "firmware/acquire/events.h"
#include "firmware/acquire/ios.h"
#include "firmware/acquire/ios_backup.h"
#include "firmware/acquire/storage.h"
#include "firmware/plan/files.h"
#include "parsers/format/ios_manifest.h"
#include <stdio.h>
#include <stdlib.h>

#define ROOT      MK_IOS_ROOT_MEDIA "/"
#define INSIDE    "Media/" /* as the backup has it, behind its domain */
#define SEEN_MAX  ((size_t)32 << 20)
#define NAME_HEX  40u
#define ARTEFACT  "ios.held_twice"
#define BOTH_KEPT "files are in the backup and came from the media partition as well: both are kept"

/* A file of the media partition under one of the two names that a backup can have for it. */
struct one {
    uint64_t name, sum; /* the beginnings of SHA-1 and SHA-256 */
    uint64_t size;
};

struct twice {
    struct mk_buf seen; /* struct one[], sorted for the second pass */
    bool second;
    uint64_t files, bytes, differ;
};

static uint64_t head_of(const uint8_t *digest)
{
    uint64_t v;
    memcpy(&v, digest, sizeof v);
    return v;
}

static int note(struct twice *t, const struct mk_entry *en, struct mk_span inside,
                struct mk_error *e)
{
    static const char *const domains[] = { "CameraRollDomain", "MediaDomain" };
    struct mk_buf path;
    int rc = 0;
    mk_buf_init(&path, 8192);
    mk_buf_puts(&path, INSIDE);
    mk_buf_put(&path, inside.p, inside.len);
    for (size_t i = 0; rc == 0 && i < sizeof domains / sizeof *domains; i++) {
        uint8_t id[MK_IOS_ID];
        rc = mk_ios_id(id, mk_str(domains[i]), mk_buf_span(&path), e);
        const struct one o = { head_of(id), head_of(en->sha256.b), en->size };
        if (rc == 0)
            mk_buf_put(&t->seen, &o, sizeof o);
    }
    if (rc == 0 && !mk_buf_ok(&path))
        rc = mk_fail(e, MK_ENOMEM, "path");
    mk_buf_done(&path);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    const struct one *x = a, *y = b;
    return x->name < y->name ? -1 : x->name > y->name;
}

static void look_up(struct twice *t, const struct mk_entry *en)
{
    uint8_t id[MK_IOS_ID];
    size_t n;
    struct mk_span hex = mk_span_from(en->path, en->path.len - NAME_HEX);
    if (!mk_unhex(id, sizeof id, &n, hex) || n != sizeof id)
        return;
    const struct one key = { .name = head_of(id) };
    const struct one *o =
        t->seen.len ? bsearch(&key, t->seen.p, t->seen.len / sizeof key, sizeof key, by_name)
                    : NULL;
    if (!o)
        return;
    t->files++;
    t->bytes += en->size;
    t->differ += o->sum != head_of(en->sha256.b);
}

static int each(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct twice *t = u;
    struct mk_span path = mk_span_from(en->path, en->path.len && en->path.p[0] == '/');
    bool media = mk_span_starts(path, mk_span_from(mk_str(ROOT), 1));
    if (!en->has_sha256)
        return 0;
    if (media && !t->second)
        return note(t, en, mk_span_from(path, strlen(ROOT) - 1), e);
    if (t->second && path.len > NAME_HEX && mk_span_starts(path, mk_str("backup/")))
        look_up(t, en);
    return 0;
}

static int cover(struct mk_run *r, const struct twice *t, bool encrypted, struct mk_error *e)
{
    char why[240], size[24], differ[100] = "";
    mk_bytes_words(size, t->bytes);
    if (encrypted)
        snprintf(differ, sizeof differ, "; the backup is encrypted, they are not held together");
    else if (t->differ)
        snprintf(differ, sizeof differ, "; %llu of them differ", (unsigned long long)t->differ);
    else
        snprintf(differ, sizeof differ, "; they are the same");
    snprintf(why, sizeof why, BOTH_KEPT " (%s)%s", size, differ);
    const struct mk_coverage c = { .artefact = ARTEFACT,
                                   .route = mk_storage_words(r)->route,
                                   .where = MK_IOS_ROOT_MEDIA,
                                   .state = t->files ? MK_COVER_FOUND : MK_COVER_EMPTY,
                                   .seen = (int64_t)t->files,
                                   .taken = (int64_t)t->files,
                                   .records = MK_COVER_NONE,
                                   .issues = MK_COVER_NONE,
                                   .files = (int64_t)t->files,
                                   .control = "the names of both were held together",
                                   .why = t->files ? why : NULL,
                                   .proven_on = "simulated" };
    return mk_run_cover(r, &c, e);
}

static int cover_many(struct mk_run *r, struct mk_error *e)
{
    const struct mk_coverage c = { .artefact = ARTEFACT,
                                   .route = mk_storage_words(r)->route,
                                   .where = MK_IOS_ROOT_MEDIA,
                                   .state = MK_COVER_UNKNOWN,
                                   .seen = MK_COVER_NONE,
                                   .taken = MK_COVER_NONE,
                                   .records = MK_COVER_NONE,
                                   .issues = MK_COVER_NONE,
                                   .why = "more files than are held together",
                                   .proven_on = "simulated" };
    return mk_run_cover(r, &c, e);
}

static int count(struct twice *t, struct mk_run *r, struct mk_error *e)
{
    struct mk_source bundle;
    if (mk_bundle_sync(r->b, e) || mk_source_bundle(&bundle, r->o->bundle, e))
        return -1;
    int rc = bundle.list(bundle.u, each, t, e);
    if (rc == 0 && mk_buf_ok(&t->seen) && t->seen.len) {
        qsort(t->seen.p, t->seen.len / sizeof(struct one), sizeof(struct one), by_name);
        t->second = true;
        rc = bundle.list(bundle.u, each, t, e);
    }
    mk_source_done(&bundle);
    return rc;
}

/* More files than fit are told as not known, which they are. */
int mk_run_ios_twice(struct mk_run *r, struct mk_error *e)
{
    struct twice t = { .files = 0 };
    bool encrypted;
    if (!mk_ios_whole(&r->authority->scope) || mk_run_encrypted(&encrypted, r, e))
        return mk_ios_whole(&r->authority->scope) ? -1 : 0;
    mk_buf_init(&t.seen, SEEN_MAX);
    int rc = count(&t, r, e);
    bool many = !mk_buf_ok(&t.seen);
    mk_buf_done(&t.seen);
    if (rc == 0 && many)
        rc = cover_many(r, e);
    else if (rc == 0 && t.second)
        rc = cover(r, &t, encrypted, e);
    return rc;
}
