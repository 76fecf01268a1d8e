#include "parsers/format/usage_private.h"
#include <stdlib.h>

#define TEXTS_MAX ((size_t)1 << 20)

static int in_order(const void *a, const void *b)
{
    const struct mk_usage_text *x = a, *y = b;
    if (x->package != y->package)
        return x->package < y->package ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* {package_token = 1, strings = 2 repeated} */
static void read_package(struct mk_usage *x, struct mk_span message)
{
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field f, token;
    struct mk_usage_text t = { 0 };
    if (!mk_proto_find(&token, message, 1) || token.wire != MK_PROTO_VARINT)
        return;
    t.package = token.v;
    while (mk_proto_next(&f, &c)) {
        if (f.number != 2 || f.wire != MK_PROTO_BYTES)
            continue;
        t.number++;
        t.text = f.s;
        mk_buf_put(&x->mappings.pool, &t, sizeof t);
    }
}

void mk_usage_read_mappings(struct mk_usage *x, const struct mk_file *file)
{
    struct mk_buf *texts = &x->mappings.pool;
    struct mk_proto_field f;
    x->unnamed = mk_pooled_read(&x->mappings, file, 0, NULL) != 0;
    if (x->unnamed)
        return;
    mk_buf_done(texts);
    mk_buf_init(texts, TEXTS_MAX * sizeof(struct mk_usage_text));
    while (mk_proto_next(&f, &x->mappings.c))
        if (f.number == 2 && f.wire == MK_PROTO_BYTES)
            read_package(x, f.s);
    x->unnamed = !mk_buf_ok(texts) || !mk_cur_ok(&x->mappings.c);
    if (texts->len)
        qsort(texts->p, texts->len / sizeof(struct mk_usage_text), sizeof(struct mk_usage_text),
              in_order);
}

void mk_usage_name(const struct mk_usage *x, struct mk_grid *g, size_t column, uint64_t package,
                   uint64_t number)
{
    const struct mk_usage_text key = { package, number, { NULL, 0 } };
    const struct mk_buf *texts = &x->mappings.pool;
    const struct mk_usage_text *t =
        texts->len ? bsearch(&key, texts->p, texts->len / sizeof key, sizeof key, in_order) : NULL;
    if (t)
        mk_grid_text(g, column, t->text);
}
