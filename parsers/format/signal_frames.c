#include "parsers/format/signal_frames.h"
#include "parsers/format/signal_schema.h"
#include "parsers/format/signal_tables.h"
#include <stdlib.h>

#define TABLES  32
#define COLUMNS 64
#define WINDOW  ((size_t)256 << 10)
#define KINDS   8 /* of frames */

struct frames {
    const struct mk_file *f;
    struct mk_buf window; /* bytes of the file from `at` on */
    uint64_t at;
    size_t used;
    int64_t frame; /* 0: BackupInfo comes next */
    struct mk_signal_schema *schema;
    size_t ntables;
    const struct mk_signal_table *tables[TABLES];
    struct mk_grid_table grid[TABLES + 1];
    const char *names[TABLES][COLUMNS + 1];
};

/* ---- rows ---- */

static size_t cell_of(const struct frames *x, size_t table, const char *name)
{
    size_t i = 0;
    while (x->names[table][i] && strcmp(x->names[table][i], name) != 0)
        i++;
    return i;
}

static void add_row(struct frames *x, struct mk_grid *g, size_t table,
                    const struct mk_signal_rows *rows, const struct mk_signal_place *p)
{
    bool first = rows == x->tables[table]->rows, whole = rows->path[0] && !strchr(rows->path, '.');
    mk_grid_row(g, table, whole ? p->frame : 0);
    for (size_t i = 0; rows->columns[i].name; i++)
        mk_signal_put(g, first ? i : cell_of(x, table, rows->columns[i].name), p,
                      &rows->columns[i]);
}

struct walk {
    struct frames *x;
    struct mk_grid *g;
    size_t table;
    const struct mk_signal_rows *rows;
    struct mk_signal_place place;
};

/* Every occurrence of the path below `message`. */
static void walk(struct walk *w, struct mk_span message, const char *path)
{
    char *end;
    uint32_t number = (uint32_t)strtoul(path, &end, 10);
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field f;
    while (mk_proto_next(&f, &c)) {
        if (f.number != number || f.wire != MK_PROTO_BYTES)
            continue;
        w->place.row = f.s;
        w->place.around = message;
        if (path == w->rows->path)
            w->place.item = f.s;
        if (*end == '.')
            walk(w, f.s, end + 1);
        else
            add_row(w->x, w->g, w->table, w->rows, &w->place);
    }
    if (!mk_cur_ok(&c))
        mk_grid_remark(w->g, "frame %lld is damaged inside", (long long)w->place.frame);
}

static bool is_other(struct mk_span frame)
{
    struct mk_cursor c = mk_cur(frame);
    struct mk_proto_field f;
    return frame.len && (!mk_proto_next(&f, &c) || f.number > KINDS);
}

/* ---- fields that the schema does not have ---- */

struct unknown {
    struct mk_grid *g;
    size_t table;
    int64_t frame;
};

static void add_unknown(struct mk_signal_unknown *v, const struct mk_proto_field *f)
{
    const struct unknown *u = v->u;
    struct mk_buf b;
    if (v->depth == 1 && f->number)
        return; /* a frame of an unknown kind, which is a row of "other" */
    mk_buf_init(&b, 3 * MK_SIGNAL_FRAME_MAX);
    mk_grid_row(u->g, u->table, 0);
    mk_grid_int(u->g, 0, u->frame);
    for (size_t i = 0; i < v->depth; i++)
        mk_buf_printf(&b, "%s%u", i ? "." : "", v->path[i]);
    mk_buf_puts(&b, f->number ? "" : " damaged");
    mk_grid_text(u->g, 1, mk_buf_span(&b));
    mk_buf_clear(&b);
    mk_buf_hex(&b, f->whole);
    mk_grid_text(u->g, 2, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void add_unknowns(struct frames *x, struct mk_grid *g, size_t table, struct mk_span frame)
{
    struct unknown u = { g, table, x->frame };
    struct mk_signal_unknown v = { .found = add_unknown, .u = &u };
    mk_signal_schema_visit(x->schema, x->frame == 0, frame, &v);
}

static void add_rows(struct frames *x, struct mk_grid *g, size_t table, struct mk_span frame)
{
    const struct mk_signal_rows *rows = x->tables[table]->rows;
    for (; rows->columns; rows++) {
        struct walk w = { x, g, table, rows, { frame, frame, frame, x->frame } };
        if (!rows->path[0] ? x->frame == 0 : !strcmp(rows->path, "other") && is_other(frame))
            add_row(x, g, table, rows, &w.place);
        else if (!strcmp(rows->path, "unknown"))
            add_unknowns(x, g, table, frame);
        else if (x->frame > 0 && rows->path[0] >= '0' && rows->path[0] <= '9')
            walk(&w, frame, rows->path);
    }
}

/* ---- the stream ---- */

/* At least `n` unread bytes in the window, or all there are. */
static int fill(struct frames *x, size_t n, struct mk_error *e)
{
    size_t got;
    if (x->window.len - x->used >= n)
        return 0;
    mk_buf_drop(&x->window, x->used);
    x->at += x->used;
    x->used = 0;
    size_t want = n > WINDOW ? n : WINDOW;
    if (x->window.len >= want)
        return 0;
    uint8_t *room = mk_buf_room(&x->window, want - x->window.len);
    if (!room)
        return mk_fail(e, MK_ENOMEM, "frames");
    if (x->f->pread(x->f->u, x->at + x->window.len, room, want - x->window.len, &got, e) != 0)
        return -1;
    x->window.len += got;
    return 0;
}

/* 1 and the frame, which lives until the next; 0 at the end. */
static int next_frame(struct mk_span *out, struct frames *x, struct mk_error *e)
{
    if (fill(x, 10, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&x->window), x->used));
    if (mk_cur_left(&c) == 0)
        return 0;
    uint64_t n = mk_cur_varint(&c);
    if (!mk_cur_ok(&c) || n > MK_SIGNAL_FRAME_MAX)
        return mk_fail(e, MK_EFORMAT, "frame %lld: a length that makes no sense",
                       (long long)x->frame);
    size_t head = c.pos;
    if (fill(x, head + (size_t)n, e) != 0)
        return -1;
    c = mk_cur(mk_span_from(mk_buf_span(&x->window), x->used));
    mk_cur_take(&c, head);
    *out = mk_cur_take(&c, n);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EFORMAT, "frame %lld is cut off", (long long)x->frame);
    x->used += c.pos;
    return 1;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct frames *x = u;
    (void)g, (void)e;
    mk_buf_clear(&x->window);
    x->used = 0;
    x->at = 0;
    x->frame = 0;
    return 0;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct frames *x = u;
    struct mk_span frame;
    int more = next_frame(&frame, x, e);
    if (more <= 0)
        return more;
    for (size_t i = 0; i < x->ntables; i++)
        if (mk_grid_wants(g, i))
            add_rows(x, g, i, frame);
    x->frame++;
    return 1;
}

static void free_frames(void *u)
{
    struct frames *x = u;
    mk_buf_done(&x->window);
    mk_signal_schema_free(x->schema);
    free(x);
}

static void list_tables(struct frames *x, const struct mk_signal_table *t)
{
    for (; t->name && x->ntables < TABLES; t++) {
        size_t n = x->ntables++;
        x->tables[n] = t;
        for (size_t i = 0; i < COLUMNS && t->rows->columns[i].name; i++)
            x->names[n][i] = t->rows->columns[i].name;
        x->grid[n] = (struct mk_grid_table){ t->name, x->names[n] };
    }
}

static int open_frames(struct mk_tables *out, const struct mk_file *file,
                       const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_frames };
    struct frames *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "frames");
    x->f = file;
    mk_buf_init(&x->window, MK_SIGNAL_FRAME_MAX + WINDOW);
    list_tables(x, mk_signal_tables);
    list_tables(x, mk_signal_item_tables);
    if (mk_signal_schema_new(&x->schema, e) == 0 &&
        mk_grid_new(out, x->grid, &ops, x, cx->memory_max, e) == 0)
        return 0;
    free_frames(x);
    return -1;
}

/* BackupInfo, then a frame of a known kind. Where BackupInfo is longer than what is seen of it, its
 * first two fields have to do. */
static bool knows(struct mk_span head, struct mk_span path)
{
    struct mk_proto_field f;
    struct mk_cursor c = mk_cur(head);
    (void)path;
    uint64_t n = mk_cur_varint(&c), left = mk_cur_left(&c);
    struct mk_span info = mk_cur_take(&c, n < left ? n : left);
    if (!mk_cur_ok(&c) || n < 8 || !mk_proto_find(&f, info, 1) || f.wire != MK_PROTO_VARINT ||
        f.v == 0 || f.v > 99 || !mk_proto_find(&f, info, 2) || f.wire != MK_PROTO_VARINT)
        return false;
    if (n > left || mk_cur_left(&c) == 0)
        return true;
    mk_cur_varint(&c);
    uint8_t tag = mk_cur_u8(&c);
    return mk_proto_is(info) && mk_cur_ok(&c) && (tag & 7) == MK_PROTO_BYTES && tag >> 3 >= 1 &&
           tag >> 3 <= KINDS;
}

const struct mk_format mk_format_signal_backup = {
    .id = "Signal backup frames",
    .knows = knows,
    .open = open_frames,
    .close = mk_grid_close,
};
