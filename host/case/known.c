#include "host/case/known.h"
#include "host/case/store.h"
#include "parsers/base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JSON_MAX  ((size_t)256 << 20)
#define FILES_MAX ((size_t)512 << 20) /* bytes of what is held of a bundle */

/* ---- the set ---- */

struct counted {
    struct mk_known_tally *t;
    mk_known_fn *each;
    void *u;
};

static int count(void *u, const struct mk_known *k)
{
    const struct counted *c = u;
    c->t->entries++;
    c->t->without += k->sha256.len == 0;
    return c->each(c->u, k);
}

static int list_lines(struct counted *c, FILE *f, struct mk_error *e)
{
    struct mk_hash_lines l;
    struct mk_known k;
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    int rc = 0;
    mk_hash_lines_init(&l);
    while (rc == 0 && (n = getline(&line, &room, f)) > 0) {
        int is = mk_hash_line(&k, &l, mk_span(line, (size_t)n));
        c->t->odd += is < 0;
        rc = is > 0 ? count(c, &k) : 0;
    }
    if (rc == 0 && ferror(f))
        rc = mk_fail(e, MK_EIO, "the hash set cannot be read");
    free(line);
    mk_hash_lines_done(&l);
    return rc;
}

static int list_json(struct counted *c, FILE *f, struct mk_error *e)
{
    struct mk_buf text;
    size_t n = 1;
    mk_buf_init(&text, JSON_MAX);
    while (n && !text.bad) {
        uint8_t *p = mk_buf_room(&text, 65536);
        n = p ? fread(p, 1, 65536, f) : 0;
        text.len += n;
    }
    int rc = text.bad    ? mk_fail(e, MK_ELIMIT, "a hash set as JSON of more than 256 MiB")
             : ferror(f) ? mk_fail(e, MK_EIO, "the hash set cannot be read")
                         : mk_hash_json(mk_buf_span(&text), count, c, e);
    mk_buf_done(&text);
    return rc;
}

int mk_known_list(struct mk_known_tally *t, const char *set, mk_known_fn *each, void *u,
                  struct mk_error *e)
{
    struct counted c = { t, each, u };
    char begin[256];
    FILE *f = fopen(set, "re");
    if (!f)
        return mk_fail_errno(e, set);
    size_t n = fread(begin, 1, sizeof begin, f);
    rewind(f);
    int rc = mk_hash_is_json(mk_span(begin, n)) ? list_json(&c, f, e) : list_lines(&c, f, e);
    if (rc == 0 && t->entries == 0)
        rc = mk_fail(e, MK_EFORMAT, "%s: there is no hash in it", set);
    fclose(f);
    return rc;
}

/* ---- the files of a bundle ---- */

struct file {
    struct mk_digest sha256;
    bool record; /* else a line of the index */
    int64_t where;
};

struct check {
    struct mk_case *c;
    struct mk_error *e;
    struct mk_known_tally *t;
    int64_t bundle;
    char path[4096]; /* of the bundle */
    const char *set;
    struct mk_buf files; /* struct file[], in order of their hashes */
    int index;           /* index.jsonl; -1: none */
    void (*hit)(void *u, struct mk_span path, struct mk_span line);
    void *u;
    struct mk_buf line, shown;
};

static void add_file(struct check *k, struct mk_span hex, bool record, int64_t where)
{
    struct file f = { .record = record, .where = where };
    if (!mk_digest_parse(&f.sha256, hex))
        return;
    mk_buf_put(&k->files, &f, sizeof f);
}

static int add_index(struct check *k, struct mk_error *e)
{
    char name[4200], *line = NULL;
    size_t room = 0;
    ssize_t n;
    int64_t at = 0;
    snprintf(name, sizeof name, "%s/index.jsonl", k->path);
    k->index = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int copy = k->index < 0 ? -1 : dup(k->index);
    FILE *f = copy < 0 ? NULL : fdopen(copy, "r");
    if (!f)
        return k->index >= 0 || (errno != ENOENT && errno != ENOTDIR) ? mk_fail_errno(e, name) : 0;
    for (; (n = getline(&line, &room, f)) > 0; at += n) {
        json_t *j = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
        const char *hex = json_string_value(json_object_get(j, "sha256"));
        if (hex)
            add_file(k, mk_str(hex), false, at);
        json_decref(j);
    }
    free(line);
    fclose(f);
    return 0;
}

static bool own_text(struct mk_span *out, const struct mk_case_record *r, enum mk_key key)
{
    struct mk_cursor c = mk_cur(r->items);
    struct mk_item head, own;
    struct mk_value v;
    bool is = mk_item_next(&head, &c) > 0 && mk_item_next(&own, &c) > 0 &&
              mk_field_find(&v, own.fields, key) && v.type == MK_T_TEXT;
    *out = is ? v.s : mk_span(NULL, 0);
    return is;
}

static int add_record(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct check *k = u;
    struct mk_span hex;
    if (own_text(&hex, r, MK_SHA256))
        add_file(k, hex, true, r->id);
    return mk_buf_ok(&k->files) ? 0 : mk_fail(e, MK_ELIMIT, "too many files");
}

static int by_hash(const void *a, const void *b)
{
    const struct file *x = a, *y = b;
    int by = memcmp(&x->sha256, &y->sha256, sizeof x->sha256);
    return by ? by : x->where < y->where ? -1 : x->where > y->where;
}

/* In order; a record of a file that stands in the index is that file. */
static void sort(struct check *k)
{
    struct file *all = (struct file *)(void *)k->files.p;
    size_t n = k->files.len / sizeof *all, kept = 0, from = 0;
    if (n)
        qsort(all, n, sizeof *all, by_hash);
    for (size_t i = 0, end; i < n; i = end) {
        bool indexed = false;
        for (end = i; end < n && !memcmp(&all[end].sha256, &all[i].sha256, sizeof all->sha256);
             end++)
            indexed |= !all[end].record;
        for (from = i; from < end; from++)
            if (!indexed || !all[from].record)
                all[kept++] = all[from];
    }
    k->files.len = kept * sizeof *all;
    k->t->files = kept;
}

/* ---- hits ---- */

static int path_of(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct mk_span path;
    (void)e;
    if (own_text(&path, r, MK_PATH))
        mk_buf_put(u, path.p, path.len);
    return 0;
}

/* Where the file is, as members of the line; its path as it is shown. */
static int put_where(struct check *k, struct mk_json *j, const struct file *f, struct mk_error *e)
{
    char line[65536];
    if (f->record) {
        if (mk_case_one(k->c, f->where, path_of, &k->shown, e) < 0)
            return -1;
        mk_json_kv_int(j, "record", f->where);
    } else {
        ssize_t n = pread(k->index, line, sizeof line, f->where);
        const char *end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
        json_t *at = end ? json_loadb(line, (size_t)(end - line), 0, NULL) : NULL;
        const char *file = json_string_value(json_object_get(at, "file"));
        const char *path = json_string_value(json_object_get(at, "path"));
        if (file)
            mk_json_kv_text(j, "file", mk_str(file));
        mk_buf_puts(&k->shown, path ? path : file ? file : "");
        json_decref(at);
    }
    mk_json_kv_text(j, "path", mk_buf_span(&k->shown));
    return 0;
}

static int say_hit(struct check *k, const struct file *f, const struct mk_known *known)
{
    char hex[MK_SHA256_HEX];
    struct mk_json j = mk_json(&k->line);
    mk_buf_clear(&k->line);
    mk_buf_clear(&k->shown);
    mk_digest_hex(hex, &f->sha256);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "sha256", hex);
    mk_json_kv_text(&j, "set", mk_str(k->set));
    if (known->name.len)
        mk_json_kv_text(&j, "name", known->name);
    if (known->category.len)
        mk_json_kv_text(&j, "category", known->category);
    if (put_where(k, &j, f, k->e) != 0)
        return -1;
    mk_json_close(&j, '}');
    if (!mk_buf_ok(&k->line) || !mk_buf_ok(&k->shown))
        return mk_fail(k->e, MK_ENOMEM, "a hit");
    sqlite3_stmt *st = mk_sql(k->c, MK_SQL_said_hit, k->e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, k->bundle);
    mk_sql_bind(st, 2, mk_buf_span(&k->line));
    if (mk_sql_run(k->c, st, k->e) != 0)
        return -1;
    k->t->hits++;
    k->hit(k->u, mk_buf_span(&k->shown), mk_buf_span(&k->line));
    return 0;
}

static int compare(void *u, const struct mk_known *known)
{
    struct check *k = u;
    const struct file *all = (const struct file *)(const void *)k->files.p;
    size_t n = k->files.len / sizeof *all, low = 0, high = n;
    struct mk_digest d;
    if (!mk_digest_parse(&d, known->sha256))
        return 0;
    while (low < high) { /* the first that is not below */
        size_t mid = low + (high - low) / 2;
        if (memcmp(&all[mid].sha256, &d, sizeof d) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    int rc = 0;
    for (; rc == 0 && low < n && !memcmp(&all[low].sha256, &d, sizeof d); low++)
        rc = say_hit(k, &all[low], known);
    return rc;
}

static void act_fields(struct mk_json *j, const void *u)
{
    const struct check *k = u;
    mk_json_kv_int(j, "bundle", k->bundle);
    mk_json_kv_text(j, "set", mk_str(k->set));
    mk_json_kv_uint(j, "entries", k->t->entries);
    mk_json_kv_uint(j, "without_sha256", k->t->without);
    mk_json_kv_uint(j, "not_understood", k->t->odd);
    mk_json_kv_uint(j, "files", k->t->files);
    mk_json_kv_uint(j, "hits", k->t->hits);
}

static int find_path(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct check *k = u;
    (void)e;
    if (b->id == k->bundle)
        snprintf(k->path, sizeof k->path, "%s", b->path);
    return 0;
}

static int gather(struct check *k, struct mk_error *e)
{
    if (mk_case_bundles(k->c, find_path, k, e) != 0)
        return -1;
    if (!*k->path)
        return mk_fail(e, MK_EABSENT, "the case has no bundle %lld", (long long)k->bundle);
    if (add_index(k, e) != 0 ||
        mk_case_records(k->c, k->bundle, MK_KIND_MEDIA, add_record, k, e) != 0 ||
        mk_case_records(k->c, k->bundle, MK_ATTACHMENT, add_record, k, e) != 0)
        return -1;
    if (!mk_buf_ok(&k->files))
        return mk_fail(e, MK_ELIMIT, "too many files");
    sort(k);
    return 0;
}

static int check(struct check *k, const char *set, struct mk_error *e)
{
    if (gather(k, e) != 0 || mk_sql_exec(k->c, "BEGIN IMMEDIATE", e) != 0)
        return -1;
    k->c->open = true;
    int rc = mk_known_list(k->t, set, compare, k, e);
    if (rc == 0)
        rc = mk_case_act(k->c, "checked", act_fields, k, e);
    if (rc == 0)
        rc = mk_sql_exec(k->c, "COMMIT", e);
    if (rc != 0)
        (void)sqlite3_exec(k->c->db, "ROLLBACK", NULL, NULL, NULL);
    k->c->open = false;
    return rc;
}

int mk_case_check(struct mk_known_tally *t, struct mk_case *c, int64_t bundle, const char *set,
                  void (*hit)(void *u, struct mk_span path, struct mk_span line), void *u,
                  struct mk_error *e)
{
    const char *slash = strrchr(set, '/');
    struct check k = { .c = c,
                       .e = e,
                       .t = t,
                       .bundle = bundle,
                       .set = slash ? slash + 1 : set,
                       .index = -1,
                       .hit = hit,
                       .u = u };
    *t = (struct mk_known_tally){ 0 };
    mk_buf_init(&k.files, FILES_MAX);
    mk_buf_init(&k.line, (size_t)1 << 20);
    mk_buf_init(&k.shown, (size_t)1 << 20);
    int rc = check(&k, set, e);
    if (k.index >= 0)
        close(k.index);
    mk_buf_done(&k.files);
    mk_buf_done(&k.line);
    mk_buf_done(&k.shown);
    return rc;
}
