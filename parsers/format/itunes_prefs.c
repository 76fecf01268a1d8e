#include "parsers/format/itunes_prefs.h"
#include "parsers/base/cursor.h"
#include "parsers/base/utf.h"
#include "parsers/source/source.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

#define FILE_MAX ((size_t)1 << 20)
#define HOSTS    384u
#define NAME     64u

enum { T_HOSTS, T_LIBRARY };
static const char *const host_columns[] = { "user", "computer", "offset", NULL };
static const char *const library_columns[] = { "library", "sync_mode", "sync_type", NULL };
static const struct mk_grid_table tables[] = { { "hosts", host_columns },
                                               { "library", library_columns },
                                               { 0 } };

struct prefs {
    struct mk_buf file;
    bool done;
};

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct prefs *p = u;
    (void)g;
    (void)e;
    p->done = false;
    return 0;
}

/* Up to the NUL that pads it. */
static struct mk_span name_of(struct mk_span field)
{
    const uint8_t *nul = field.len ? memchr(field.p, 0, field.len) : NULL;
    return nul ? mk_span(field.p, (size_t)(nul - field.p)) : field;
}

static void put_name(struct mk_grid *g, size_t column, struct mk_span s)
{
    if (mk_utf8_valid(s) == s.len)
        mk_grid_text(g, column, s);
    else
        mk_grid_blob(g, column, s);
}

static void put_hosts(const struct prefs *p, struct mk_grid *g)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&p->file), HOSTS));
    while (mk_cur_left(&c) >= NAME) {
        size_t offset = p->file.len - mk_cur_left(&c);
        struct mk_span user = name_of(mk_cur_take(&c, NAME));
        if (!user.len)
            continue;
        struct mk_span computer =
            mk_cur_left(&c) < NAME ? mk_span(NULL, 0) : name_of(mk_cur_take(&c, NAME));
        mk_grid_row(g, T_HOSTS, 0);
        put_name(g, 0, user);
        if (computer.len)
            put_name(g, 1, computer);
        mk_grid_int(g, 2, (int64_t)offset);
    }
}

static void put_library(const struct prefs *p, struct mk_grid *g)
{
    struct mk_cursor c = mk_cur(mk_buf_span(&p->file));
    mk_cur_take(&c, 10);
    uint8_t mode = mk_cur_u8(&c), type = mk_cur_u8(&c);
    struct mk_span library = mk_cur_take(&c, 8);
    if (!mk_cur_ok(&c)) {
        mk_grid_remark(g, "the file ends before the library's number");
        return;
    }
    mk_grid_row(g, T_LIBRARY, 0);
    mk_grid_blob(g, 0, library);
    mk_grid_int(g, 1, mode);
    mk_grid_int(g, 2, type);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct prefs *p = u;
    (void)e;
    if (!p->done && mk_grid_wants(g, T_HOSTS))
        put_hosts(p, g);
    else if (!p->done)
        put_library(p, g);
    p->done = true;
    return 0;
}

static void free_prefs(void *u)
{
    struct prefs *p = u;
    mk_buf_done(&p->file);
    free(p);
}

static int open_prefs(struct mk_tables *out, const struct mk_file *file,
                      const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_prefs };
    struct prefs *p = calloc(1, sizeof *p);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "iTunesPrefs");
    mk_buf_init(&p->file, FILE_MAX);
    if (mk_file_whole(&p->file, file, e) == 0 &&
        mk_grid_new(out, tables, &ops, p, cx->memory_max, e) == 0)
        return 0;
    free_prefs(p);
    return -1;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_span_starts(head, mk_str("frpd"));
}

const struct mk_format mk_format_itunes_prefs = { "itunes_prefs", knows, open_prefs,
                                                  mk_grid_close };
