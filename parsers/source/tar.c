#include "parsers/source/tar.h"
#include "parsers/base/arena.h"
#include "parsers/source/tar_header.h"
#include <stdlib.h>

#define NAMES_MAX   ((size_t)256 << 20)
#define ENTRIES_MAX ((size_t)256 << 20) /* bytes */
#define EXTRA_MAX   ((size_t)256 << 10) /* a pax header or a long name; half of a view at most */

struct mk_tar {
    const struct mk_file *f;
    struct mk_view w;
    struct mk_arena arena;
    struct mk_buf entries; /* struct mk_tar_entry[] */
    struct mk_remarks notes;
    struct mk_tar_extra extra;
    struct mk_buf name;
};

bool mk_tar_knows(struct mk_span head)
{
    struct mk_tar_header h;
    return mk_tar_header(&h, head) == 1;
}

static bool is_file(char type)
{
    return type == '0' || type == 0 || type == '7' || type == 'S';
}

/* Its whole name, in t->name. */
static struct mk_span full_name(struct mk_tar *t, const struct mk_tar_header *h)
{
    if (t->extra.name.len)
        return mk_buf_span(&t->extra.name);
    mk_buf_clear(&t->name);
    mk_buf_put(&t->name, h->prefix.p, h->prefix.len);
    if (h->prefix.len)
        mk_buf_u8(&t->name, '/');
    mk_buf_put(&t->name, h->name.p, h->name.len);
    return mk_buf_span(&t->name);
}

static int add(struct mk_tar *t, const struct mk_tar_header *h, uint64_t data, uint64_t size,
               struct mk_error *e)
{
    struct mk_span name = full_name(t, h);
    struct mk_tar_entry en = { .data = data, .size = size };
    while (name.len >= 2 && name.p[0] == '.' && name.p[1] == '/')
        name = mk_span_from(name, 2); /* as `tar c .` puts in front of all */
    if (mk_path_leaves(name))
        mk_remark_on(&t->notes, name,
                     "a name that leads out of the archive; here it is but a name");
    if (t->extra.odd)
        mk_remark_on(&t->notes, name, "its extended header makes no sense");
    if (h->type == 'S' || t->extra.sparse) {
        en.refused = "stored with holes (sparse): not read";
        mk_remark_on(&t->notes, name, "%s", en.refused);
    } else if (data > t->f->size || size > t->f->size - data) {
        mk_remark_on(&t->notes, name, "cut off: the archive ends in it");
    }
    bool named = name.len && name.p[name.len - 1] != '/' && !memchr(name.p, 0, name.len);
    if (!named)
        return 0;
    en.name = mk_arena_copy(&t->arena, name);
    mk_buf_put(&t->entries, &en, sizeof en);
    return en.name.p && mk_buf_ok(&t->entries) ? 0 : mk_fail(e, MK_ENOMEM, "tar: its list");
}

/* Data that speak of the next entry. */
static int take_extra(struct mk_tar *t, const struct mk_tar_header *h, uint64_t data,
                      struct mk_error *e)
{
    struct mk_span s;
    if (h->size > EXTRA_MAX) {
        mk_remark(&t->notes, "tar: an extended header of %llu bytes is left out",
                  (unsigned long long)h->size);
        return 0;
    }
    if (mk_view_get(&s, &t->w, data, (size_t)h->size, e) != 0)
        return -1;
    if (h->type == 'x' || h->type == 'g') {
        mk_tar_pax(&t->extra, s);
        if (h->type == 'g') { /* no name or size is the same for all */
            mk_tar_extra_clear(&t->extra);
        }
        return 0;
    }
    const uint8_t *nul = s.len ? memchr(s.p, 0, s.len) : NULL;
    mk_buf_clear(&t->extra.name);
    mk_buf_put(&t->extra.name, s.p, nul ? (size_t)(nul - s.p) : s.len);
    t->extra.odd = t->extra.odd || !mk_buf_ok(&t->extra.name);
    return 0;
}

/* One header at *at, which moves behind its data. */
static int step(struct mk_tar *t, const struct mk_tar_header *h, uint64_t *at, struct mk_error *e)
{
    uint64_t data = *at + MK_TAR_BLOCK, size = t->extra.has_size ? t->extra.size : h->size;
    int rc;
    if (h->type == 'x' || h->type == 'g' || h->type == 'L') {
        size = h->size;
        rc = take_extra(t, h, data, e);
    } else {
        rc = is_file(h->type) ? add(t, h, data, size, e) : 0;
        /* links say the size of what they lead to, but have no data */
        if (h->type >= '1' && h->type <= '6')
            size = 0;
        mk_tar_extra_clear(&t->extra);
    }
    uint64_t whole = size > UINT64_MAX - MK_TAR_BLOCK
                         ? UINT64_MAX
                         : (size + MK_TAR_BLOCK - 1) / MK_TAR_BLOCK * MK_TAR_BLOCK;
    *at = whole > t->f->size - (data < t->f->size ? data : t->f->size) ? t->f->size : data + whole;
    return rc;
}

static int walk(struct mk_tar *t, struct mk_error *e)
{
    unsigned zeros = 0;
    for (uint64_t at = 0; at < t->f->size && zeros < 2;) {
        struct mk_tar_header h;
        struct mk_span block;
        if (mk_view_get(&block, &t->w, at, MK_TAR_BLOCK, e) != 0)
            return -1;
        int is = mk_tar_header(&h, block);
        if (is < 0) {
            mk_remark(&t->notes, "tar: what stands at %llu is no header: the rest is not read",
                      (unsigned long long)at);
            return 0;
        }
        zeros = is == 0 ? zeros + 1 : 0;
        if (is == 0)
            at += MK_TAR_BLOCK;
        else if (step(t, &h, &at, e) != 0)
            return -1;
    }
    if (zeros == 0)
        mk_remark(&t->notes, "tar: it has no end");
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const struct mk_tar_entry *x = a, *y = b;
    int d = mk_span_cmp(x->name, y->name);
    return d ? d : (x->data > y->data) - (x->data < y->data);
}

const struct mk_tar_entry *mk_tar_entries(const struct mk_tar *t, size_t *n)
{
    *n = t->entries.len / sizeof(struct mk_tar_entry);
    return (const struct mk_tar_entry *)(const void *)t->entries.p;
}

int mk_tar_open(struct mk_tar **out, const struct mk_file *file, struct mk_error *e)
{
    struct mk_tar *t = calloc(1, sizeof *t);
    size_t n;
    if (!t)
        return mk_fail(e, MK_ENOMEM, "tar");
    t->f = file;
    mk_arena_init(&t->arena, NAMES_MAX);
    mk_buf_init(&t->entries, ENTRIES_MAX);
    mk_buf_init(&t->name, 1024);
    mk_remarks_init(&t->notes);
    mk_tar_extra_init(&t->extra);
    if (mk_view_init(&t->w, file, e) != 0 || walk(t, e) != 0) {
        mk_tar_free(t);
        return -1;
    }
    mk_tar_entries(t, &n);
    if (n)
        qsort(t->entries.p, n, sizeof(struct mk_tar_entry), by_name);
    const struct mk_tar_entry *all = mk_tar_entries(t, &n);
    for (size_t i = 1; i < n; i++)
        if (mk_span_eq(all[i - 1].name, all[i].name))
            mk_remark_on(&t->notes, all[i].name, "is there more than once");
    *out = t;
    return 0;
}

void mk_tar_free(struct mk_tar *t)
{
    if (!t)
        return;
    mk_view_done(&t->w);
    mk_arena_done(&t->arena);
    mk_buf_done(&t->entries);
    mk_buf_done(&t->name);
    mk_buf_done(&t->extra.name);
    mk_remarks_done(&t->notes);
    free(t);
}

const char *mk_tar_remark(struct mk_tar *t, size_t i)
{
    return mk_remarks_at(&t->notes, i);
}

/* ---- as a source ---- */

int mk_tar_list(void *u, int (*each)(void *, const struct mk_entry *, struct mk_error *), void *eu,
                struct mk_error *e)
{
    size_t n;
    const struct mk_tar_entry *all = mk_tar_entries(u, &n);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        struct mk_entry en = { .id = i, .path = all[i].name, .size = all[i].size };
        rc = each(eu, &en, e);
    }
    return rc < 0 ? -1 : 0;
}

int mk_tar_open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    size_t n;
    const struct mk_tar *t = u;
    const struct mk_tar_entry *all = mk_tar_entries(t, &n);
    if (id >= n)
        return mk_fail(e, MK_EABSENT, "no entry %llu", (unsigned long long)id);
    if (all[id].refused)
        return mk_fail(e, MK_EFORMAT, "%s", all[id].refused);
    return mk_file_slice(out, t->f, all[id].data, all[id].size, e);
}

static void tar_free(void *u)
{
    mk_tar_free(u);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_tar_knows(head);
}

static int open_container(struct mk_source *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    struct mk_tar *t;
    (void)cx;
    if (mk_tar_open(&t, file, e) != 0)
        return -1;
    *out = (struct mk_source){ mk_tar_list, mk_tar_open_entry, tar_free, t };
    return 0;
}

static const char *remark(const struct mk_source *src, size_t i)
{
    return mk_tar_remark(src->u, i);
}

const struct mk_container mk_container_tar = { "tar", knows, open_container, remark };
