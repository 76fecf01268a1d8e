#include "parsers/base/hash.h"
#include "parsers/format/ios_backup_open.h"
#include "parsers/format/ios_domain.h"
#include <stdio.h>
#include <stdlib.h>

#define HELD_MAX ((size_t)256 << 20)

/* The number of the payload file of that name. */
static uint32_t find_payload(const struct mk_ios_backup *b, const uint8_t id[static MK_IOS_ID])
{
    size_t from = 0, to = b->files.n;
    while (from < to) {
        size_t half = from + (to - from) / 2;
        if (memcmp(b->files.payload[b->by_name[half]].name, id, MK_IOS_ID) < 0)
            from = half + 1;
        else
            to = half;
    }
    if (from == b->files.n || memcmp(b->files.payload[b->by_name[from]].name, id, MK_IOS_ID) != 0)
        return MK_NO_PAYLOAD;
    return b->by_name[from];
}

/* Its whole name, for a remark. */
static struct mk_span told_name(struct mk_ios_backup *b, const struct mk_ios_row *row)
{
    mk_buf_clear(&b->path);
    mk_buf_put(&b->path, row->domain.p, row->domain.len < 200 ? row->domain.len : 200);
    mk_buf_u8(&b->path, '/');
    mk_buf_put(&b->path, row->path.p, row->path.len < 200 ? row->path.len : 200);
    return mk_buf_span(&b->path);
}

/* Whether the fileID is one; it says which of the payload files is this one's. */
static bool read_id(struct mk_held *h, struct mk_ios_backup *b, const struct mk_ios_row *row)
{
    size_t len;
    uint8_t sum[MK_IOS_ID];
    if (row->id.len != 2 * MK_IOS_ID || !mk_unhex(h->id, sizeof h->id, &len, row->id)) {
        mk_remark_on(&b->remarks, told_name(b, row),
                     "its fileID is no 40 hex digits: its file is not looked for");
        return false;
    }
    if (mk_ios_id(sum, row->domain, row->path, NULL) == 0 && memcmp(sum, h->id, sizeof sum) != 0)
        b->strange_ids++;
    h->payload = find_payload(b, h->id);
    return true;
}

/* Reads the keyed archive where there is one. */
static void read_facts(struct mk_ios_backup *b, struct mk_ios_row *row)
{
    const char *why = row->file.len ? mk_ios_mbfile(row, &b->key) : NULL;
    if (why)
        mk_remark_on(&b->remarks, told_name(b, row), "what the manifest says of it %s", why);
}

static int add(struct mk_ios_backup *b, struct mk_held *h, struct mk_ios_row *row, bool placed,
               struct mk_error *e)
{
    read_facts(b, row);
    mk_buf_clear(&b->path);
    if (placed && !mk_ios_path(&b->path, row->domain, row->path))
        mk_remark_on(&b->remarks, row->domain, "a domain that is not known: a folder of its own");
    h->path = mk_arena_copy(&b->arena, mk_buf_span(&b->path));
    h->unplaced = !placed;
    const struct mk_held *last = b->n ? mk_ios_backup_at(b, b->n - 1) : NULL;
    h->domain = last && mk_span_eq(last->domain, row->domain)
                    ? last->domain
                    : mk_arena_copy(&b->arena, row->domain);
    h->key = row->key.len ? mk_arena_copy(&b->arena, row->key) : mk_span(NULL, 0);
    h->has_size = row->has_size;
    h->size = row->size;
    h->has_modified = row->has_modified;
    h->modified = row->modified;
    mk_buf_put(&b->held, h, sizeof *h);
    b->n++;
    bool ok = mk_buf_ok(&b->path) && h->path.p && h->domain.p && (!row->key.len || h->key.p);
    return ok && mk_buf_ok(&b->held) ? 0 : mk_fail(e, MK_ENOMEM, "files of the backup");
}

static int each_row(void *u, const struct mk_ios_row *given, struct mk_error *e)
{
    struct mk_ios_backup *b = u;
    struct mk_ios_row row = *given;
    struct mk_held h = { .payload = MK_NO_PAYLOAD };
    b->rows++;
    if (row.type == MK_IOS_FOLDER || row.type == MK_IOS_LINK)
        return 0;
    if (row.type == MK_IOS_OTHER)
        mk_remark_on(&b->remarks, told_name(b, &row),
                     "neither file, folder nor link: read as file");
    if (!read_id(&h, b, &row))
        return 0;
    const char *why = mk_ios_path_bad(row.domain, row.path);
    if (h.payload != MK_NO_PAYLOAD)
        b->named[h.payload] = 1;
    b->named_files++;
    b->missing += h.payload == MK_NO_PAYLOAD;
    if (why)
        mk_remark_on(&b->remarks, told_name(b, &row), "%s: not read", why);
    return add(b, &h, &row, !why, e);
}

/* ---- in order ---- */

static int by_path(const void *a, const void *b)
{
    const struct mk_held *x = a, *y = b;
    int d = x->unplaced - y->unplaced;
    if (!d)
        d = mk_span_cmp(x->path, y->path);
    return d ? d : memcmp(x->id, y->id, sizeof x->id);
}

/* Logs of databases whose payload is missing are left out: with one that cannot be opened the
 * database could not be read either. */
static bool is_lost_log(const struct mk_held *h)
{
    return h->payload == MK_NO_PAYLOAD &&
           (mk_span_ends(h->path, mk_str("-wal")) || mk_span_ends(h->path, mk_str("-journal")));
}

static void put_in_order(struct mk_ios_backup *b)
{
    struct mk_held *all = (struct mk_held *)(void *)b->held.p;
    size_t n = 0;
    if (b->n)
        qsort(all, b->n, sizeof *all, by_path);
    size_t all_of = b->n, placed = 0;
    while (placed < all_of && !all[placed].unplaced)
        placed++;
    for (size_t i = 0; i < placed; i++) {
        bool again = n && mk_span_eq(all[n - 1].path, all[i].path);
        if (is_lost_log(&all[i])) {
            mk_remark_on(&b->remarks, all[i].path,
                         "a log of which the file is missing: the database is read without it");
            continue;
        }
        if (again)
            mk_remark_on(&b->remarks, all[i].path, "stands in the manifest more than once");
        if (again && memcmp(all[n - 1].id, all[i].id, sizeof all[i].id) == 0)
            continue; /* the same file */
        all[n++] = all[i];
    }
    b->n = n;
    b->unplaced = all_of - placed;
    if (b->unplaced)
        memmove(all + n, all + placed, b->unplaced * sizeof *all);
}

static void tell_sums(struct mk_ios_backup *b)
{
    if (b->missing)
        mk_remark(&b->remarks, "%llu of %llu files that the manifest names are not in the folder",
                  (unsigned long long)b->missing, (unsigned long long)b->named_files);
    if (b->strange_ids)
        mk_remark(&b->remarks, "%llu files whose fileID is not the SHA-1 of domain and path",
                  (unsigned long long)b->strange_ids);
    for (size_t i = 0; i < b->files.n; i++) {
        char hex[2 * MK_IOS_ID + 1];
        for (size_t k = 0; k < MK_IOS_ID; k++)
            snprintf(hex + 2 * k, 3, "%02x", b->files.payload[i].name[k]);
        if (!b->named[i])
            mk_remark(&b->remarks, "%s: a file that the manifest does not name: not read", hex);
    }
}

static int open_list(const struct mk_file **out, struct mk_file *f, const struct mk_ios_backup *b,
                     enum mk_backup_list which, struct mk_error *e)
{
    const struct mk_source *src = b->files.src;
    *out = NULL;
    if (!b->files.has[which])
        return 0;
    if (src->open(f, src->u, b->files.ids[which], e) != 0)
        return -1;
    *out = f;
    return 0;
}

/* The logs of an encrypted one are not its own: it was written whole. */
static int list_db(struct mk_ios_backup *b, struct mk_error *e)
{
    struct mk_file logs[2] = { { 0 } };
    struct mk_sqlite_set set = { .db = &b->list };
    struct mk_sqlite *db = NULL;
    bool plain = !b->encrypted;
    int rc = plain ? open_list(&set.wal, &logs[0], b, MK_BACKUP_WAL, e) : 0;
    if (rc == 0 && plain)
        rc = open_list(&set.journal, &logs[1], b, MK_BACKUP_JOURNAL, e);
    if (rc == 0)
        rc = mk_sqlite_open(&db, &set, NULL, e);
    if (rc == 0)
        rc = mk_ios_manifest_db(each_row, b, db, e);
    const char *text;
    for (size_t i = 0; db && (text = mk_sqlite_remark(db, i)); i++)
        mk_remark(&b->remarks, "Manifest.db: %s", text);
    if (db)
        mk_sqlite_close(db);
    mk_file_close(&logs[0]);
    mk_file_close(&logs[1]);
    return rc;
}

int mk_ios_backup_list(struct mk_ios_backup *b, enum mk_backup_list which, struct mk_error *e)
{
    struct mk_error why = { 0 };
    mk_buf_init(&b->held, HELD_MAX);
    int rc = which == MK_BACKUP_MBDB ? mk_ios_mbdb(each_row, b, &b->list, &why) : list_db(b, &why);
    if (rc != 0 && (why.code != MK_EFORMAT || b->rows == 0)) {
        if (e)
            *e = why;
        return -1;
    }
    if (rc != 0)
        mk_remark(&b->remarks, "the list of files is damaged, what follows is not read: %s",
                  why.text);
    put_in_order(b);
    tell_sums(b);
    return 0;
}
