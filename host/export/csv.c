#include "host/export/formats.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include <string.h>

/*
 * RFC 4180, one record a line. A cell that a spreadsheet would take for a formula (it begins with
 * one of = + - @, or with a tab or a line end) gets an apostrophe in front, numbers excepted that
 * are our own; what steers a terminal or the reading direction is written \u{XXXX}.
 */
static const char header[] =
    "bundle,verdict,training,kind,app,time_utc,time_stored,time_unit,direction,from,to,peer,result,"
    "duration_s,words,lat,lon,accuracy_m,whose,state_of_deletion,confidence,source,ref\r\n";

static void begin(struct mk_buf *out)
{
    mk_buf_puts(out, header);
}

static void end(struct mk_buf *out)
{
    (void)out;
}

static void cell(struct mk_buf *out, struct mk_span s)
{
    struct mk_buf plain;
    mk_buf_init(&plain, MK_ITEM_MAX);
    mk_escape_terminal(&plain, s);
    mk_buf_u8(out, '"');
    if (plain.len && memchr("=+-@", plain.p[0], 4))
        mk_buf_u8(out, '\'');
    for (size_t i = 0; i < plain.len; i++) {
        mk_buf_u8(out, plain.p[i]);
        if (plain.p[i] == '"')
            mk_buf_u8(out, '"');
    }
    mk_buf_puts(out, "\",");
    out->bad |= !mk_buf_ok(&plain);
    mk_buf_done(&plain);
}

static void by(struct mk_buf *out, const struct mk_view *v,
               void (*put)(struct mk_buf *b, const struct mk_view *v))
{
    struct mk_buf b;
    mk_buf_init(&b, MK_ITEM_MAX);
    put(&b, v);
    out->bad |= !mk_buf_ok(&b);
    cell(out, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void parties(struct mk_buf *out, const struct mk_view *v, enum mk_key key)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_view_parties(&b, v, key);
    out->bad |= !mk_buf_ok(&b);
    cell(out, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void number(struct mk_buf *out, const struct mk_view *v, enum mk_key key)
{
    double r;
    if (mk_view_real(&r, v, key)) {
        struct mk_json j = mk_json(out);
        mk_json_real(&j, r);
    }
    mk_buf_u8(out, ',');
}

static void times(struct mk_buf *out, const struct mk_view *v)
{
    char iso[MK_ISO_MAX];
    struct mk_value t;
    if (mk_view_time(&t, v))
        mk_buf_put(out, iso, mk_time_iso(iso, t.i, t.digits));
    mk_buf_u8(out, ',');
    if (mk_view_find(&t, v, MK_TIME_RAW) && t.type == MK_T_INT)
        mk_buf_printf(out, "%lld,", (long long)t.i);
    else
        cell(out, mk_view_text(v, MK_TIME_RAW));
    cell(out, mk_view_text(v, MK_TIME_UNIT));
}

static int record(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why)
{
    (void)first;
    (void)why;
    mk_buf_printf(out, "%lld,%s,%s,%s,", (long long)v->bundle, v->verdict,
                  v->training ? "TRAINING" : "", mk_kind_name(v->kind));
    cell(out, mk_view_text(v, MK_APP));
    times(out, v);
    cell(out, mk_view_text(v, MK_DIR));
    parties(out, v, MK_FROM);
    parties(out, v, MK_TO);
    parties(out, v, MK_PEER);
    cell(out, mk_view_text(v, MK_RESULT));
    number(out, v, MK_DURATION_S);
    by(out, v, mk_view_words);
    number(out, v, MK_LAT);
    number(out, v, MK_LON);
    number(out, v, MK_ACCURACY_M);
    cell(out, mk_view_text(v, MK_WHOSE));
    cell(out, mk_view_origin(v, MK_STATE));
    number(out, v, MK_CONFIDENCE);
    by(out, v, mk_view_source);
    by(out, v, mk_view_ref);
    if (mk_buf_ok(out))
        out->len--; /* the last comma */
    mk_buf_puts(out, "\r\n");
    return 0;
}

const struct mk_export_format mk_export_csv = {
    .name = "csv",
    .summary = "every record a line, in words (RFC 4180); details of a kind are left out",
    .begin = begin,
    .record = record,
    .end = end,
};
