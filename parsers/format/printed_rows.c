/* Rows of a provider as content query prints them, all columns in one line. */
#include "parsers/format/printed_private.h"
#include <stdio.h>

/* What follows " key=" up to the next column, or the line's end; how often such a key is there. */
static unsigned cell(struct mk_span *out, struct mk_span line, const char *key,
                     const char *const *all)
{
    char mark[40];
    unsigned n = 0;
    int len = snprintf(mark, sizeof mark, " %s=", key);
    for (const uint8_t *at = line.p;
         at && (at = memmem(at, line.len - (size_t)(at - line.p), mark, (size_t)len)); at += len)
        if (n++ == 0)
            *out = mk_span_from(line, (size_t)(at - line.p) + (size_t)len);
    for (size_t i = 0; n && all[i]; i++) {
        snprintf(mark, sizeof mark, ", %s=", all[i]);
        const uint8_t *end = out->len ? memmem(out->p, out->len, mark, strlen(mark)) : NULL;
        out->len = end ? (size_t)(end - out->p) : out->len;
    }
    return n;
}

static bool no_rows(struct mk_span line)
{
    return mk_span_is(line, "No result found.");
}

bool mk_printed_sim_contact(struct mk_printed *p, struct mk_grid *g, struct mk_span line)
{
    static const char *const keys[] = { "name", "number", "emails", "anrs", "_id", NULL };
    struct mk_span s;
    (void)p;
    if (no_rows(line))
        return true;
    if (!mk_span_starts(line, mk_str("Row: ")))
        return false;
    mk_grid_row(g, SIM_CONTACTS, 0);
    for (size_t i = 0; i < 3; i++) {
        unsigned n = cell(&s, line, keys[i], keys);
        if (n && s.len && !mk_span_is(s, "NULL") && !mk_span_is(s, "null"))
            mk_grid_text(g, i, s);
        if (n > 1)
            mk_grid_doubt(g, i, "something looks like a column twice: it may be part of a name");
    }
    return true;
}

bool mk_printed_deleted_contact(struct mk_printed *p, struct mk_grid *g, struct mk_span line)
{
    static const char *const keys[] = { "contact_id", "contact_deleted_timestamp", NULL };
    struct mk_span s;
    (void)p;
    if (no_rows(line))
        return true;
    if (!mk_span_starts(line, mk_str("Row: ")))
        return false;
    mk_grid_row(g, DELETED, 0);
    for (size_t i = 0; i < 2; i++) {
        int64_t v = 0;
        size_t k = 0;
        if (!cell(&s, line, keys[i], keys))
            continue;
        for (; k < s.len && k < 18 && s.p[k] >= '0' && s.p[k] <= '9'; k++)
            v = v * 10 + (s.p[k] - '0');
        if (k && k == s.len)
            mk_grid_int(g, i, v);
        else
            mk_grid_lost(g, i, "not a number");
    }
    return true;
}
