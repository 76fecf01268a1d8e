#include "parsers/format/notifications.h"
#include "parsers/format/pooled.h"
#include <stdlib.h>

enum { POOL = 1, VERSION, NOTIFICATION };

static const struct mk_grid_table tables[] = {
    { "notifications",
      (const char *const[]){ "package", "channel", "channel_id", "uid", "user", "posted_ms",
                             "title", "text", "icon", "conversation", NULL } },
    { 0 },
};

static const struct mk_pooled_field fields[] = {
    { 1, 0, MK_POOLED_TEXT },  { 2, 0, MK_POOLED_POOL },  { 3, 1, MK_POOLED_TEXT },
    { 4, 1, MK_POOLED_POOL },  { 5, 2, MK_POOLED_TEXT },  { 6, 2, MK_POOLED_POOL },
    { 7, 3, MK_POOLED_INT },   { 8, 4, MK_POOLED_INT },   { 9, 5, MK_POOLED_INT },
    { 10, 6, MK_POOLED_TEXT }, { 11, 7, MK_POOLED_TEXT }, { 12, 8, MK_POOLED_HEX },
    { 13, 9, MK_POOLED_TEXT }, { 14, 9, MK_POOLED_POOL }, { 0 },
};
static const struct mk_pooled_rows notification = { NOTIFICATION, 0, "a notification", fields,
                                                    false };

struct history {
    const struct mk_file *file;
    struct mk_pooled p;
};

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct history *h = u;
    (void)g;
    return mk_pooled_read(&h->p, h->file, POOL, e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct history *h = u;
    struct mk_proto_field f;
    int more = mk_pooled_next(&f, &h->p, e);
    if (more <= 0)
        return more;
    if (f.number == NOTIFICATION && f.wire == MK_PROTO_BYTES) {
        mk_grid_row(g, 0, 0);
        mk_pooled_put(&h->p, g, &notification, f.s);
    } else if (f.number >= NOTIFICATION) {
        mk_pooled_unknown(&h->p, g, "the document", f.number);
    }
    return 1;
}

static void free_history(void *u)
{
    struct history *h = u;
    mk_pooled_done(&h->p);
    free(h);
}

static const struct mk_grid_ops ops = { start, step, free_history };

static int open_history(struct mk_tables *out, const struct mk_file *file,
                        const struct mk_context *cx, struct mk_error *e)
{
    struct history *h = calloc(1, sizeof *h);
    if (!h)
        return mk_fail(e, MK_ENOMEM, "notifications");
    mk_pooled_init(&h->p);
    h->file = file;
    if (mk_grid_new(out, tables, &ops, h, cx->memory_max, e) == 0)
        return 0;
    free_history(h);
    return -1;
}

/* Its first field: the pool, the version, or a notification. */
static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return head.len && (head.p[0] == (POOL << 3 | MK_PROTO_BYTES) ||
                        head.p[0] == (VERSION << 3 | MK_PROTO_VARINT) ||
                        head.p[0] == (NOTIFICATION << 3 | MK_PROTO_BYTES));
}

const struct mk_format mk_format_notifications = { "notifications", knows, open_history,
                                                   mk_grid_close };
