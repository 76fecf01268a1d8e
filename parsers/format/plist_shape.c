#include "parsers/format/plist_shape.h"
#include "parsers/base/glob.h"
#include "parsers/format/plist_cell.h"
#include "parsers/format/plist_facts.h"
#include "parsers/format/plist_walk.h"
#include "parsers/format/text_lines.h"
#include "parsers/format/tree_value.h"
#include <stdlib.h>

#define TABLES_MAX 8
#define REST_MAX   ((size_t)1 << 20)
#define KEY_SHOWN  256
#define ROWS_ASKED 8u

struct shaped {
    const struct mk_shape *shape;
    const struct mk_file *file; /* of lines; NULL: the list is the document */
    size_t memory_max;
    struct mk_text_lines lines;
    bool opened; /* lines are */
    struct mk_plist list;
    bool loaded;  /* the list is */
    bool unknown; /* no table is in it, and it is damaged */
    struct mk_plist_archive archive;
    const struct mk_plist_value *root;
    size_t line;
    const struct mk_shape_table *table; /* that is walked; NULL: none yet */
    struct mk_plist_walk walk;
    struct mk_plist_facts facts;
    struct mk_grid_table tables[TABLES_MAX + 1];
    const struct mk_shape_table *of[TABLES_MAX];
};

/* ---- cells ---- */

struct rest {
    struct mk_grid *grid;
    struct mk_buf text;
    struct mk_json json;
    bool any, told; /* told: as remarks */
};

static void put_rest(void *u, struct mk_span path, const struct mk_plist_value *v)
{
    struct rest *r = u;
    struct mk_tree t = { .j = &r->json };
    if (r->told) {
        mk_grid_remark(r->grid, "a key that is not read: %.*s",
                       (int)(path.len < KEY_SHOWN ? path.len : KEY_SHOWN), (const char *)path.p);
        return;
    }
    r->any = true;
    mk_json_key_text(&r->json, path);
    mk_tree_plist_value(&t, v);
}

/* `column`: of "@rest"; SIZE_MAX: there is none. */
static void put_unread(const struct shaped *s, struct mk_grid *g, size_t column,
                       const struct mk_plist_value *row)
{
    struct rest r = { .grid = g, .told = column == SIZE_MAX };
    mk_buf_init(&r.text, REST_MAX);
    r.json = mk_json(&r.text);
    mk_json_open(&r.json, '{');
    mk_plist_unread(s->shape, s->table, row, put_rest, &r);
    mk_json_close(&r.json, '}');
    if (r.any && mk_buf_ok(&r.text))
        mk_grid_text(g, column, mk_buf_span(&r.text));
    else if (r.any)
        mk_grid_lost(g, column, "larger than 1 MiB as text");
    mk_buf_done(&r.text);
}

static void put_key(const struct shaped *s, struct mk_grid *g, size_t column, size_t star)
{
    if (star >= MK_WALK_STARS)
        return;
    if (s->walk.key[star])
        mk_plist_cell(g, column, s->walk.key[star]);
    else
        mk_grid_int(g, column, (int64_t)s->walk.at[star]);
}

static void put_column(struct shaped *s, struct mk_grid *g, size_t column,
                       const struct mk_plist_value *row)
{
    const char *name = s->table->columns[column];
    const struct mk_plist_value *v;
    size_t star = (size_t)(*name ? name[1] - '1' : 0);
    if (!strcmp(name, "@item"))
        v = row;
    else if (*name == '^')
        v = star < MK_WALK_STARS ? mk_archive_at(&s->archive, s->walk.item[star], name + 3) : NULL;
    else
        v = mk_archive_at(&s->archive, row, name);
    if (*name == '^' && star < MK_WALK_STARS)
        mk_plist_walk_cost(&s->walk, s->walk.item[star]);
    if (*name == '@' && v != row)
        put_key(s, g, column, star);
    else if (v && !(s->archive.objects && mk_plist_holds(v)))
        mk_plist_cell(g, column, v); /* what an archive's containers hold are numbers */
}

/* Of a row that is no container: what it is, in "@rest", or that it is none. */
static void put_odd(const struct shaped *s, struct mk_grid *g, size_t rest,
                    const struct mk_plist_value *row)
{
    bool read = rest < SIZE_MAX;
    for (size_t i = 0; s->table->columns[i]; i++)
        read = read || !strcmp(s->table->columns[i], "@item");
    if (rest < SIZE_MAX)
        mk_plist_cell(g, rest, row);
    else if (!read)
        mk_grid_lost(g, 0, "the item is no dictionary");
}

static void put_row(struct shaped *s, struct mk_grid *g, size_t table,
                    const struct mk_plist_value *row)
{
    size_t rest = SIZE_MAX;
    mk_grid_row(g, table, 0);
    for (size_t i = 0; s->table->columns[i]; i++)
        if (!strcmp(s->table->columns[i], "@rest"))
            rest = i;
        else
            put_column(s, g, i, row);
    if (mk_plist_holds(row) && s->archive.objects)
        return;
    if (mk_plist_holds(row))
        put_unread(s, g, rest, row);
    else
        put_odd(s, g, rest, row);
}

/* ---- documents ---- */

static void unload(struct shaped *s)
{
    if (s->loaded)
        mk_plist_done(&s->list);
    s->loaded = false;
    s->table = NULL;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct shaped *s = u;
    s->table = NULL;
    s->line = 0;
    if (!s->file) {
        if (s->list.damage[0])
            mk_grid_remark(g, "%s", s->list.damage);
        return 0;
    }
    unload(s);
    if (s->opened)
        mk_text_lines_done(&s->lines);
    s->opened = mk_text_lines_open(&s->lines, s->file, e) == 0;
    return s->opened ? 0 : -1;
}

/* 1: a line is loaded, or told to be none; 0 at the end. */
static int next_line(struct shaped *s, struct mk_grid *g, struct mk_error *e)
{
    struct mk_text_line line;
    struct mk_error why = { 0 };
    unload(s);
    int more = mk_text_lines_next(&line, &s->lines, e);
    if (more <= 0)
        return more;
    s->line++;
    if (line.text.len == 0)
        return 1;
    s->loaded = !line.dropped && line.text.p[0] == '{' &&
                mk_plist_read(&s->list, line.text, s->memory_max, &why) == 0;
    if (s->loaded)
        s->root = mk_archive_open(&s->archive, &s->list);
    if (!s->loaded || s->list.damage[0])
        mk_grid_remark(g, "line %zu: %s", s->line,
                       s->loaded     ? s->list.damage
                       : why.text[0] ? why.text
                                     : "no JSON object");
    return 1;
}

static void begin(struct shaped *s, size_t table)
{
    s->table = s->of[table];
    mk_plist_walk_begin(&s->walk, &s->archive, s->root, s->table->path);
}

static bool skips(void *u, struct mk_span name, const struct mk_plist_value *v)
{
    const struct shaped *s = u;
    return mk_shape_reads(s->shape, s->table, name, v);
}

/* The next row of the list in hand: false when there is no more. */
static bool next_row(struct shaped *s, struct mk_grid *g)
{
    const struct mk_plist_value *row;
    size_t table = 0;
    while (s->tables[table].name && !mk_grid_wants(g, table))
        table++;
    if (!s->loaded || !s->tables[table].name)
        return false;
    if (!s->table)
        begin(s, table);
    if (!mk_plist_walk_next(&row, &s->walk)) {
        if (!s->walk.ended)
            mk_grid_remark(g, "more than %llu rows, or fields of them: the rest is not read",
                           (unsigned long long)MK_WALK_MAX);
        return false;
    }
    if (s->table->facts) {
        s->facts.table = table;
        s->facts.skip = skips;
        s->facts.u = s;
        mk_plist_facts_put(&s->facts, g, mk_str(s->table->path), row);
    } else {
        put_row(s, g, table, row);
    }
    return true;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct shaped *s = u;
    if (next_row(s, g))
        return 1;
    return s->file ? next_line(s, g, e) : 0;
}

static void free_shaped(void *u)
{
    struct shaped *s = u;
    unload(s);
    if (s->opened)
        mk_text_lines_done(&s->lines);
    mk_plist_facts_done(&s->facts);
    free(s);
}

/* ---- what is there ---- */

static bool marked(const struct mk_shape *shape, const struct mk_plist_value *root)
{
    for (size_t i = 0; shape->marks && root->kind == MK_PLIST_DICT && i < root->n; i++)
        for (size_t m = 0; shape->marks[m]; m++)
            if (root->items[i]->kind == MK_PLIST_TEXT &&
                mk_glob_fits(shape->marks[m], root->items[i]->s))
                return true;
    return !shape->marks;
}

/* Without marks the rows have to speak for a table: one of the first has one of its columns. */
static bool speaks(const struct mk_shape_table *t, const struct mk_plist_archive *a,
                   const struct mk_plist_value *root)
{
    struct mk_plist_walk w;
    const struct mk_plist_value *row;
    bool any = false;
    mk_plist_walk_begin(&w, a, root, t->path);
    for (unsigned n = 0; n < ROWS_ASKED && mk_plist_walk_next(&row, &w); n++) {
        any = true;
        for (size_t i = 0; !t->facts && t->columns[i]; i++)
            if (!strchr("@^", t->columns[i][0]) && mk_archive_at(a, row, t->columns[i]))
                return true;
    }
    return !any || t->facts;
}

/* `root` NULL: lines, whose tables are all there. */
static void choose(struct shaped *s, const struct mk_plist_value *root)
{
    size_t n = 0;
    for (const struct mk_shape_table *t = s->shape->tables; t->name && n < TABLES_MAX; t++) {
        if (root && (!marked(s->shape, root) || !mk_plist_walk_leads(&s->archive, root, t->path)))
            continue;
        if (root && !s->shape->marks && !speaks(t, &s->archive, root))
            continue;
        s->of[n] = t;
        s->tables[n++] =
            (struct mk_grid_table){ t->name, t->facts ? mk_plist_fact_columns : t->columns };
    }
}

static int open_shaped(struct mk_tables *out, const struct mk_file *file,
                       const struct mk_context *cx, bool lines, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_shaped };
    struct shaped *s = cx->shape ? calloc(1, sizeof *s) : NULL;
    if (!s)
        return mk_fail(e, cx->shape ? MK_ENOMEM : MK_EUSAGE, "document");
    s->shape = cx->shape;
    s->file = lines ? file : NULL;
    s->memory_max = cx->memory_max;
    mk_plist_facts_init(&s->facts, 0);
    s->loaded = !lines && mk_plist_open(&s->list, file, cx->memory_max, e) == 0;
    if (s->loaded)
        s->root = mk_archive_open(&s->archive, &s->list);
    if (s->loaded || lines)
        choose(s, lines ? NULL : s->root);
    if (s->loaded && !s->tables[0].name && s->list.damage[0]) {
        mk_fail(e, MK_EFORMAT, "%s", s->list.damage);
        s->unknown = true;
    }
    if ((s->loaded || lines) && !s->unknown &&
        mk_grid_new(out, s->tables, &ops, s, cx->memory_max, e) == 0)
        return 0;
    free_shaped(s);
    return -1;
}

static int open_list(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                     struct mk_error *e)
{
    return open_shaped(out, file, cx, false, e);
}

static int open_lines(struct mk_tables *out, const struct mk_file *file,
                      const struct mk_context *cx, struct mk_error *e)
{
    return open_shaped(out, file, cx, true, e);
}

static bool begins(struct mk_span head, const char *any)
{
    size_t i = 0;
    while (i < head.len &&
           (head.p[i] <= ' ' || head.p[i] == 0xef || head.p[i] == 0xbb || head.p[i] == 0xbf))
        i++;
    return i < head.len && strchr(any, head.p[i]) != NULL;
}

static bool knows_list(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_plist_knows(head) || begins(head, "{[");
}

/* By its extension: other documents begin with a brace as well. */
static bool knows_lines(struct mk_span head, struct mk_span path)
{
    return mk_span_ends(path, mk_str(".ndjson")) && begins(head, "{");
}

const struct mk_format mk_format_plist = { "plist", knows_list, open_list, mk_grid_close };
const struct mk_format mk_format_json_lines = { "json_lines", knows_lines, open_lines,
                                                mk_grid_close };
