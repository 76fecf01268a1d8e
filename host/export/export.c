#include "host/export/formats.h"
#include <stdlib.h>
#include <string.h>

#define PIECE  ((size_t)1 << 20)
#define PLACES 65536u
#define TAGGED 1000u /* records at once */

static const struct mk_export_format *const formats[] = {
    &mk_export_csv, &mk_export_timesketch, &mk_export_geojson,
    &mk_export_kml, &mk_export_vcard,      &mk_export_uco,
};

const struct mk_export_format *mk_export_at(size_t i)
{
    return i < sizeof formats / sizeof *formats ? formats[i] : NULL;
}

const struct mk_export_format *mk_export_find(const char *name)
{
    for (size_t i = 0; mk_export_at(i); i++)
        if (!strcmp(mk_export_at(i)->name, name))
            return mk_export_at(i);
    return NULL;
}

struct mk_told {
    uint64_t name[PLACES]; /* FNV-1a */
};

bool mk_export_told(const struct mk_view *v, const char *name)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *name; name++)
        h = (h ^ (uint8_t)*name) * 0x100000001b3u;
    uint64_t *place = &v->told->name[(h ^ h >> 32) % PLACES];
    bool was = *place == h;
    *place = h;
    return was;
}

struct job {
    const struct mk_export_format *f;
    struct mk_case *c;
    int64_t only; /* one bundle; 0: all */
    struct mk_told *told;
    struct mk_export_tally *tally;
    int (*put)(void *u, struct mk_span bytes, struct mk_error *e);
    void *u;
    struct mk_buf out;
    struct mk_buf bundles; /* struct known[], in order of id */
    bool any;
};

struct known {
    int64_t id;
    char root[MK_SHA256_HEX];
    char verdict[16];
    bool training;
};

static int know(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct job *j = u;
    struct known k = { .id = b->id, .training = b->training };
    snprintf(k.root, sizeof k.root, "%s", b->root);
    snprintf(k.verdict, sizeof k.verdict, "%s", b->verdict);
    mk_buf_put(&j->bundles, &k, sizeof k);
    if (!mk_buf_ok(&j->bundles))
        return mk_fail(e, MK_ENOMEM, "export");
    bool told = j->f->bundle && (!j->only || j->only == b->id);
    return told ? j->f->bundle(&j->out, j->c, b, e) : 0;
}

static int flush(struct job *j, struct mk_error *e)
{
    if (!mk_buf_ok(&j->out))
        return mk_fail(e, MK_ENOMEM, "export");
    int rc = j->out.len ? j->put(j->u, mk_buf_span(&j->out), e) : 0;
    mk_buf_clear(&j->out);
    return rc;
}

static bool view(struct mk_view *v, const struct mk_case_record *r, const struct job *j)
{
    const struct known *k = (const struct known *)(const void *)j->bundles.p;
    struct mk_cursor c = mk_cur(r->items);
    struct mk_item head, own;
    if (mk_item_next(&head, &c) <= 0 || mk_item_next(&own, &c) <= 0)
        return false;
    *v = (struct mk_view){ .kind = head.kind,
                           .has_row = own.has_row,
                           .row = own.row,
                           .bundle = r->bundle,
                           .verdict = "",
                           .root = "",
                           .head = head.fields,
                           .own = own.fields,
                           .told = j->told };
    for (size_t i = 0; i < j->bundles.len / sizeof *k; i++)
        if (k[i].id == r->bundle) {
            v->verdict = k[i].verdict;
            v->root = k[i].root;
            v->training = k[i].training;
        }
    return true;
}

static int each(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct job *j = u;
    struct mk_view v;
    unsigned why = 0;
    if (!view(&v, r, j))
        return mk_fail(e, MK_EFORMAT, "a record of the case makes no sense");
    size_t before = j->out.len;
    if (j->f->record(&j->out, &v, !j->any, &why) == 0) {
        j->tally->written[v.kind]++;
        j->any = true;
    } else {
        j->out.len = before;
        j->tally->left[v.kind][why]++;
    }
    return j->out.len >= PIECE || !mk_buf_ok(&j->out) ? flush(j, e) : 0;
}

struct tagged {
    struct job *j;
    uint32_t n;
    int64_t last;
};

static int one_tagged(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct tagged *t = u;
    t->n++;
    t->last = r->id;
    return t->j->only && t->j->only != r->bundle ? 0 : each(t->j, r, e);
}

static int each_tagged(struct job *j, const char *tag, struct mk_error *e)
{
    struct tagged t = { .j = j };
    int rc;
    do {
        t.n = 0;
        rc = mk_case_tagged(j->c, tag, t.last, TAGGED, one_tagged, &t, e);
    } while (rc == 0 && t.n == TAGGED);
    return rc;
}

int mk_export(struct mk_export_tally *tally, const struct mk_export_format *f, struct mk_case *c,
              int64_t bundle, const char *tag,
              int (*put)(void *u, struct mk_span bytes, struct mk_error *e), void *u,
              struct mk_error *e)
{
    struct job j = { .f = f, .c = c, .only = bundle, .tally = tally, .put = put, .u = u };
    *tally = (struct mk_export_tally){ 0 };
    mk_buf_init(&j.out, PIECE + 2 * MK_ITEM_MAX);
    mk_buf_init(&j.bundles, 1 << 20);
    f->begin(&j.out);
    j.told = calloc(1, sizeof *j.told);
    int rc = j.told ? mk_case_bundles(c, know, &j, e) : mk_fail(e, MK_ENOMEM, "export");
    if (rc == 0)
        rc = tag ? each_tagged(&j, tag, e) : mk_case_records(c, bundle, MK_KIND_NONE, each, &j, e);
    if (rc == 0) {
        f->end(&j.out);
        rc = flush(&j, e);
    }
    mk_buf_done(&j.out);
    mk_buf_done(&j.bundles);
    free(j.told);
    return rc;
}
