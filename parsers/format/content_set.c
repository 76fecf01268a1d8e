#include "parsers/format/content_set.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_MAX ((size_t)64 << 20)

void mk_set_issue(struct mk_content_set *s, const char *fmt, ...)
{
    char line[400];
    va_list ap;
    if (s->nissues == MK_SET_ISSUES) {
        s->more_issues++;
        return;
    }
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    struct mk_span copy = mk_arena_copy(&s->arena, mk_str(line));
    if (copy.p)
        s->issues[s->nissues++] = (const char *)copy.p;
    else
        s->no_memory = true;
}

/* The last one gives way to how many there are besides. */
static void count_rest(struct mk_content_set *s)
{
    s->nissues--;
    mk_set_issue(s, "and %zu more", s->more_issues + 1);
}

int mk_set_read(struct mk_content_set *s, const struct mk_entry *en,
                void (*feed)(void *u, struct mk_span s), void *u, struct mk_error *e)
{
    struct mk_file file = { 0 };
    uint64_t at = 0;
    size_t got = 1;
    int rc = -1;
    uint8_t *step = malloc(MK_SET_READ);
    if (!step) {
        mk_fail(e, MK_ENOMEM, "reply");
        goto out;
    }
    if ((*s->src->open)(&file, s->src->u, en->id, e) != 0)
        goto out;
    for (rc = 0; rc == 0 && got; at += got) {
        rc = file.pread(file.u, at, step, MK_SET_READ, &got, e);
        if (rc == 0 && got)
            feed(u, mk_span(step, got));
    }
out:
    mk_file_close(&file);
    free(step);
    return rc;
}

static int copy_entries(struct mk_content_set *s, const struct mk_entry *entries, size_t n,
                        struct mk_error *e)
{
    s->entries = calloc(n ? n : 1, sizeof *s->entries);
    s->replies = calloc(n ? n : 1, sizeof *s->replies);
    s->singles = calloc(n ? n : 1, sizeof *s->singles);
    if (!s->entries || !s->replies || !s->singles)
        return mk_fail(e, MK_ENOMEM, "set");
    for (size_t i = 0; i < n; i++) {
        struct mk_entry *en = &s->entries[s->nentries++];
        *en = entries[i];
        en->path = en->set = mk_span(NULL, 0);
        if (en->column.len > MK_ROW_COLUMNS * (MK_ROW_NAME + 1))
            en->column = mk_str(":"); /* which is no name, and told as such */
        en->column = mk_arena_copy(&s->arena, en->column);
        if (!en->column.p)
            return mk_fail(e, MK_ENOMEM, "set");
    }
    return 0;
}

int mk_content_set_open(struct mk_content_set **out, const struct mk_source *src,
                        const struct mk_entry *entries, size_t n, struct mk_error *e)
{
    struct mk_content_set *s = calloc(1, sizeof *s);
    int rc = -1;
    if (!s) {
        mk_fail(e, MK_ENOMEM, "set");
        goto out;
    }
    s->src = src;
    mk_arena_init(&s->arena, ARENA_MAX);
    if (copy_entries(s, entries, n, e) != 0)
        goto out;
    for (size_t i = 0; i < n; i++)
        if (mk_set_take(s, &s->entries[i], e) != 0)
            goto out;
    if (mk_set_settle(s, e) != 0)
        goto out;
    if (s->more_issues)
        count_rest(s);
    if (s->no_memory) {
        mk_fail(e, MK_ENOMEM, "issues of a set");
        goto out;
    }
    *out = s;
    s = NULL;
    rc = 0;
out:
    mk_content_set_close(s);
    return rc;
}

void mk_content_set_close(struct mk_content_set *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->nlists; i++)
        if (!s->lists[i].shared)
            mk_set_list_done(&s->lists[i]);
    for (size_t i = 0; i < s->nreplies; i++) {
        mk_rows_done(&s->replies[i].rows);
        mk_window_done(&s->replies[i].in);
    }
    for (size_t i = 0; i < s->ncolumns; i++) {
        free(s->columns[i].nulls.bits);
        free(s->columns[i].blobs.bits);
        mk_buf_done(&s->columns[i].single);
    }
    free(s->words.bits);
    free(s->entries);
    free(s->replies);
    free(s->singles);
    mk_arena_done(&s->arena);
    free(s);
}

size_t mk_content_set_columns(const struct mk_content_set *s)
{
    return s->nshown;
}

struct mk_span mk_content_set_column(const struct mk_content_set *s, size_t i)
{
    return i < s->nshown ? s->columns[s->shown[i]].name : mk_span(NULL, 0);
}

uint64_t mk_content_set_rows(const struct mk_content_set *s)
{
    return s->nlists ? s->lists[0].n : 0;
}

int mk_content_set_next(int64_t *id, const struct mk_content_cell **cells, struct mk_content_set *s,
                        struct mk_error *e)
{
    if (s->row >= mk_content_set_rows(s))
        return 0;
    *id = s->lists[0].v[s->row];
    if (mk_set_row(s, *id, e) != 0)
        return -1;
    s->row++;
    *cells = s->cells;
    return 1;
}

const char *mk_content_set_issue(const struct mk_content_set *s, size_t i)
{
    return i < s->nissues ? s->issues[i] : NULL;
}
