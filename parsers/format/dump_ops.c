#include "parsers/format/dump_private.h"

/* What apps may do, and when they did: the app operations of the phone. */

enum { UID, PACKAGE }; /* in d->text */

/* "READ_SMS (allow):" or "COARSE_LOCATION: mode=ignore" */
static void operation(struct mk_dump *d, struct mk_grid *g, struct mk_span text)
{
    struct mk_span name, mode;
    size_t at = mk_dump_find(text, ": mode=");
    if (at < text.len) {
        name = mk_span(text.p, at);
        mode = mk_span_from(text, at + 7);
        mode.len = mk_dump_find(mode, ";");
    } else {
        at = mk_dump_find(text, " (");
        if (at == text.len || !mk_dump_between(&mode, text, " (", ')'))
            return;
        name = mk_span(text.p, at);
    }
    d->row++;
    if (!mk_grid_wants(g, MK_DUMP_OPS))
        return;
    mk_grid_row(g, MK_DUMP_OPS, d->row);
    mk_dump_put(g, 0, mk_buf_span(&d->text[UID]));
    mk_dump_put(g, 1, mk_buf_span(&d->text[PACKAGE]));
    mk_dump_put(g, 2, name);
    mk_dump_put(g, 3, mk_dump_trim(mode));
    mk_grid_int(g, 4, d->row);
}

/* "Access: [fg-s] 2022-03-29 18:37:30.315 (-4h50m23s772ms) duration=+33ms" */
static void use(const struct mk_dump *d, struct mk_grid *g, struct mk_span text)
{
    struct mk_span state, rest = mk_span_from(text, sizeof "Access:" - 1);
    mk_grid_row(g, MK_DUMP_OP_USES, 0);
    mk_grid_int(g, 0, d->row);
    mk_grid_text(g, 1, mk_str(mk_dump_starts(text, "Access:") ? "access" : "reject"));
    if (mk_dump_between(&state, text, "[", ']')) {
        mk_dump_put(g, 2, state);
        rest = mk_span_from(text, (size_t)(state.p - text.p) + state.len + 1);
    }
    size_t at = mk_dump_find(rest, " (");
    mk_dump_put(g, 3, mk_dump_trim(mk_span(rest.p, at)));
    mk_dump_put(g, 4, mk_dump_trim(mk_span_from(rest, at)));
}

bool mk_dump_op(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l)
{
    struct mk_span name = l->text;
    if (l->text.len && l->text.p[l->text.len - 1] == ':')
        name.len--;
    if (l->indent == 2) { /* "Uid u0a103:"; any other heading ends the list */
        mk_dump_keep(&d->text[PACKAGE], mk_span(NULL, 0));
        mk_dump_keep(&d->text[UID],
                     mk_dump_starts(name, "Uid ") ? mk_span_from(name, 4) : mk_span(NULL, 0));
    } else if (d->text[UID].len == 0) {
        return true;
    } else if (l->indent == 4 && mk_dump_starts(name, "Package ")) {
        mk_dump_keep(&d->text[PACKAGE], mk_span_from(name, 8));
    } else if (l->indent == 6) {
        operation(d, g, l->text);
    } else if (l->indent > 6 && mk_grid_wants(g, MK_DUMP_OP_USES) &&
               (mk_dump_starts(l->text, "Access:") || mk_dump_starts(l->text, "Reject:"))) {
        use(d, g, l->text);
    }
    return true;
}
