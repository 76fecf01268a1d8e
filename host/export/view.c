#include "host/export/export.h"
#include <inttypes.h>
#include <string.h>

bool mk_view_find(struct mk_value *out, const struct mk_view *v, enum mk_key key)
{
    return mk_field_find(out, v->own, key) || mk_field_find(out, v->head, key);
}

struct mk_span mk_view_text(const struct mk_view *v, enum mk_key key)
{
    struct mk_value f;
    return mk_view_find(&f, v, key) && f.type == MK_T_TEXT ? f.s : mk_span(NULL, 0);
}

bool mk_view_time(struct mk_value *out, const struct mk_view *v)
{
    return mk_view_find(out, v, MK_TIME) && out->type == MK_T_TIME;
}

bool mk_view_real(double *out, const struct mk_view *v, enum mk_key key)
{
    struct mk_value f;
    if (!mk_view_find(&f, v, key) || (f.type != MK_T_REAL && f.type != MK_T_INT))
        return false;
    *out = f.type == MK_T_REAL ? f.r : (double)f.i;
    return true;
}

static void put_party(struct mk_buf *out, struct mk_span party)
{
    struct mk_value name, id, self;
    bool named = mk_field_find(&name, party, MK_NAME) && name.type == MK_T_TEXT && name.s.len;
    bool known = (mk_field_find(&id, party, MK_PHONE) && id.type == MK_T_TEXT) ||
                 (mk_field_find(&id, party, MK_ID) && id.type == MK_T_TEXT);
    if (mk_field_find(&self, party, MK_SELF) && self.type == MK_T_TRUE)
        mk_buf_puts(out, named || known ? "self: " : "self");
    if (named)
        mk_buf_put(out, name.s.p, name.s.len);
    if (known) {
        mk_buf_puts(out, named ? " <" : "");
        mk_buf_put(out, id.s.p, id.s.len);
        mk_buf_puts(out, named ? ">" : "");
    }
}

void mk_view_parties(struct mk_buf *out, const struct mk_view *v, enum mk_key key)
{
    struct mk_value f, one;
    if (!mk_view_find(&f, v, key))
        return;
    if (f.type == MK_T_OBJECT)
        put_party(out, f.s);
    if (f.type == MK_T_TEXT)
        mk_buf_put(out, f.s.p, f.s.len);
    if (f.type != MK_T_LIST)
        return;
    struct mk_cursor c = mk_cur(f.s);
    for (bool first = true; mk_value_next(&one, &c, true); first = false) {
        mk_buf_puts(out, first ? "" : "; ");
        if (one.type == MK_T_OBJECT)
            put_party(out, one.s);
        else if (one.type == MK_T_TEXT)
            mk_buf_put(out, one.s.p, one.s.len);
    }
}

struct mk_span mk_view_origin(const struct mk_view *v, enum mk_key key)
{
    const struct mk_span at[] = { v->own, v->head };
    struct mk_value source, f;
    for (size_t i = 0; i < 2; i++)
        if (mk_field_find(&source, at[i], MK_SOURCE) && source.type == MK_T_OBJECT &&
            mk_field_find(&f, source.s, key) && f.type == MK_T_TEXT)
            return f.s;
    return mk_span(NULL, 0);
}

void mk_view_source(struct mk_buf *out, const struct mk_view *v)
{
    struct mk_span file = mk_view_origin(v, MK_FILE), table = mk_view_origin(v, MK_TABLE),
                   state = mk_view_origin(v, MK_STATE);
    mk_buf_put(out, file.p, file.len);
    if (table.len) {
        mk_buf_u8(out, ' ');
        mk_buf_put(out, table.p, table.len);
    }
    if (v->has_row)
        mk_buf_printf(out, ":%" PRId64, v->row);
    if (state.len) {
        mk_buf_puts(out, " (");
        mk_buf_put(out, state.p, state.len);
        mk_buf_u8(out, ')');
    }
}

/* "a message", "an attachment" */
static void put_kind(struct mk_buf *out, enum mk_kind kind, const char *before)
{
    const char *name = mk_kind_name(kind);
    bool vowel = !*before && strchr("aeiou", *name);
    mk_buf_puts(out, vowel ? "an " : "a ");
    mk_buf_puts(out, before);
    for (; *name; name++)
        mk_buf_u8(out, (uint8_t)(*name == '_' ? ' ' : *name));
}

void mk_view_says(struct mk_buf *out, const struct mk_view *v)
{
    struct mk_span file = mk_view_origin(v, MK_FILE), table = mk_view_origin(v, MK_TABLE),
                   state = mk_view_origin(v, MK_STATE);
    bool asked = mk_span_starts(file, mk_str("content://")), log = mk_span_is(state, "wal");
    bool live = !state.len || log || mk_span_is(state, "live");
    mk_buf_puts(out, asked       ? "The phone answered, asked for "
                     : !live     ? "Of "
                     : log       ? "The log of the database "
                     : table.len ? "The database "
                                 : "The file ");
    mk_buf_put(out, file.p, file.len);
    mk_buf_puts(out, asked ? ", with " : live ? " holds " : ": ");
    put_kind(out, v->kind, live ? "" : "deleted ");
    if (!live) {
        mk_buf_puts(out, ", found in ");
        mk_buf_put(out, state.p, state.len);
    }
    if (!v->has_row)
        return;
    mk_buf_puts(out, ", in row ");
    mk_buf_put(out, table.p, table.len);
    mk_buf_printf(out, "%s%" PRId64, table.len ? ":" : "", v->row);
}

void mk_view_ref(struct mk_buf *out, const struct mk_view *v)
{
    struct mk_value ref;
    bool own = mk_field_find(&ref, v->own, MK_REF) && ref.type == MK_T_TEXT;
    struct mk_span s = mk_view_text(v, MK_REF);
    mk_buf_put(out, s.p, s.len);
    if (!own && v->has_row)
        mk_buf_printf(out, "%" PRId64, v->row);
}

void mk_view_words(struct mk_buf *out, const struct mk_view *v)
{
    static const enum mk_key keys[] = { MK_SUBJECT, MK_TEXT,  MK_TITLE, MK_URL,  MK_QUERY,
                                        MK_CAPTION, MK_LABEL, MK_NAME,  MK_SSID, MK_PATH,
                                        MK_ID,      MK_VALUE, MK_NOTE };
    bool any = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct mk_span s = mk_view_text(v, keys[i]);
        if (!s.len)
            continue;
        mk_buf_puts(out, any ? " | " : "");
        mk_buf_put(out, s.p, s.len);
        any = true;
    }
}
