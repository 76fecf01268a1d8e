#include "host/export/formats.h"
#include "parsers/base/time.h"

/*
 * JSON Lines for Timesketch: `message`, `datetime` and `timestamp_desc` are what its importer asks
 * for (timesketch.org, "Create a timeline from JSON/JSONL/CSV"); everything else becomes an
 * attribute. A record has a line for each of its times.
 */

void mk_export_common(struct mk_json *j, const struct mk_view *v)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_json_kv_str(j, "kind", mk_kind_name(v->kind));
    mk_json_kv_text(j, "app", mk_view_text(v, MK_APP));
    mk_view_ref(&b, v);
    mk_json_kv_text(j, "ref", mk_buf_span(&b));
    mk_buf_clear(&b);
    mk_view_source(&b, v);
    mk_json_kv_text(j, "source_of_record", mk_buf_span(&b));
    mk_json_kv_int(j, "bundle", v->bundle);
    mk_json_kv_str(j, "verdict", v->verdict);
    if (v->training)
        mk_json_kv_bool(j, "training", true);
    j->b->bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
}

static void nothing(struct mk_buf *out)
{
    (void)out;
}

static void party(struct mk_json *j, const char *name, const struct mk_view *v, enum mk_key key)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_view_parties(&b, v, key);
    if (b.len)
        mk_json_kv_text(j, name, mk_buf_span(&b));
    j->b->bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
}

static void message(struct mk_json *j, const struct mk_view *v)
{
    static const struct {
        enum mk_key key;
        const char *word;
    } who[] = { { MK_FROM, " from " }, { MK_TO, " to " }, { MK_PEER, " with " } };
    struct mk_buf b;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_buf_puts(&b, mk_kind_name(v->kind));
    for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
        size_t before = b.len, word;
        mk_buf_puts(&b, who[i].word);
        word = b.len;
        mk_view_parties(&b, v, who[i].key);
        if (b.len == word)
            b.len = before;
    }
    mk_buf_puts(&b, ": ");
    mk_view_words(&b, v);
    mk_json_kv_text(j, "message", mk_buf_span(&b));
    j->b->bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
}

static void line(struct mk_buf *out, const struct mk_view *v, const struct mk_value *t,
                 struct mk_span role)
{
    struct mk_json j = mk_json(out);
    mk_json_open(&j, '{');
    message(&j, v);
    mk_json_kv_iso(&j, "datetime", t->i, 6);
    mk_json_kv_text(&j, "timestamp_desc", role);
    mk_export_common(&j, v);
    party(&j, "from", v, MK_FROM);
    party(&j, "to", v, MK_TO);
    party(&j, "peer", v, MK_PEER);
    mk_json_close(&j, '}');
    mk_buf_u8(out, '\n');
}

static int record(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why)
{
    struct mk_value t, times;
    bool any = false;
    (void)first;
    if (mk_view_time(&t, v)) {
        line(out, v, &t, mk_str("main time"));
        any = true;
    }
    if (mk_view_find(&times, v, MK_TIMES) && times.type == MK_T_OBJECT) {
        struct mk_cursor c = mk_cur(times.s);
        while (mk_value_next(&t, &c, false))
            if (t.type == MK_T_TIME) {
                line(out, v, &t, t.key ? mk_str(mk_key_name(t.key)) : t.name);
                any = true;
            }
    }
    *why = 0;
    return any ? 0 : -1;
}

const struct mk_export_format mk_export_timesketch = {
    .name = "timesketch",
    .summary = "JSON Lines for Timesketch, a line for each time of a record",
    .why = { "no time in UTC" },
    .begin = nothing,
    .record = record,
    .end = nothing,
};
