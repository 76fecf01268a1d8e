#include "parsers/source/zip.h"
#include <stdlib.h>

#define NAMES_MAX   ((size_t)256 << 20)
#define ENTRIES_MAX ((size_t)256 << 20) /* bytes */

/* "PK" and a local header, or the end of an empty archive, or the mark of a part [8.5.5]. */
static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_span_starts(head, mk_str("PK\3\4")) || mk_span_starts(head, mk_str("PK\5\6")) ||
           mk_span_starts(head, mk_str("PK\7\10PK\3\4"));
}

static void zip_free(void *u)
{
    struct mk_zip *z = u;
    if (!z)
        return;
    mk_view_done(&z->w);
    mk_arena_done(&z->arena);
    mk_buf_done(&z->entries);
    mk_remarks_done(&z->notes);
    free(z);
}

static int by_name(const void *a, const void *b)
{
    const struct mk_zip_entry *x = a, *y = b;
    int d = mk_span_cmp(x->name, y->name);
    return d ? d : (x->local > y->local) - (x->local < y->local);
}

static void tell_doubles(struct mk_zip *z)
{
    size_t n;
    const struct mk_zip_entry *all = mk_zip_entries(z, &n);
    for (size_t i = 1; i < n; i++)
        if (mk_span_eq(all[i - 1].name, all[i].name))
            mk_remark_on(&z->notes, all[i].name, "is there more than once");
}

static int load(struct mk_zip *z, struct mk_error *e)
{
    bool found;
    size_t n;
    if (mk_view_init(&z->w, z->f, e) != 0 || mk_zip_find_end(&found, z, e) != 0)
        return -1;
    if (found && mk_zip_read_central(z, e) != 0)
        return -1;
    mk_zip_entries(z, &n);
    if (n == 0 && (!found || z->count || z->central != z->central_end)) {
        z->central = z->central_end = 0;
        if (mk_zip_scan(z, e) != 0)
            return -1;
        mk_zip_entries(z, &n);
        if (n == 0)
            return mk_fail(e, MK_EFORMAT, "zip: nothing in it can be listed");
    } else if (mk_zip_check_locals(z, e) != 0) {
        return -1;
    }
    struct mk_zip_entry *all = mk_zip_entries(z, &n);
    if (n)
        qsort(all, n, sizeof *all, by_name);
    tell_doubles(z);
    return mk_zip_try(z, e);
}

static int zip_list(void *u, int (*each)(void *, const struct mk_entry *, struct mk_error *),
                    void *eu, struct mk_error *e)
{
    size_t n;
    const struct mk_zip_entry *all = mk_zip_entries(u, &n);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        struct mk_entry en = { .id = i, .path = all[i].name, .size = all[i].size };
        bool folder = en.path.len && en.path.p[en.path.len - 1] == '/';
        bool named = en.path.len && !memchr(en.path.p, 0, en.path.len);
        if (!folder && named)
            rc = each(eu, &en, e);
    }
    return rc < 0 ? -1 : 0;
}

static int zip_open(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    size_t n;
    struct mk_zip_entry *all = mk_zip_entries(u, &n);
    if (id >= n)
        return mk_fail(e, MK_EABSENT, "no entry %llu", (unsigned long long)id);
    return mk_zip_open_entry(out, u, &all[id], e);
}

int mk_zip_open(struct mk_zip **out, const struct mk_file *file, const struct mk_context *cx,
                struct mk_error *e)
{
    struct mk_zip *z = calloc(1, sizeof *z);
    if (!z)
        return mk_fail(e, MK_ENOMEM, "zip");
    z->f = file;
    z->scratch = cx->scratch;
    mk_arena_init(&z->arena, NAMES_MAX);
    mk_buf_init(&z->entries, ENTRIES_MAX);
    mk_remarks_init(&z->notes);
    if (load(z, e) != 0) {
        zip_free(z);
        return -1;
    }
    *out = z;
    return 0;
}

void mk_zip_free(struct mk_zip *z)
{
    zip_free(z);
}

static int open_container(struct mk_source *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    struct mk_zip *z;
    if (mk_zip_open(&z, file, cx, e) != 0)
        return -1;
    *out = (struct mk_source){ zip_list, zip_open, zip_free, z };
    return 0;
}

static const char *remark(const struct mk_source *src, size_t i)
{
    struct mk_zip *z = src->u;
    return mk_remarks_at(&z->notes, i);
}

const struct mk_container mk_container_zip = { "zip", knows, open_container, remark };
