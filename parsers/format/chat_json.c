#include "parsers/format/chat_json.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include "parsers/format/json_each.h"
#include "parsers/table/grid.h"
#include <stdio.h>
#include <stdlib.h>

enum {
    M_ROW,
    M_CHAT,
    M_ID,
    M_KIND,
    M_UNIX,
    M_DATE,
    M_TIME,
    M_ZONE,
    M_ZONE_ORIGIN,
    M_MS,
    M_EDITED,
    M_FROM,
    M_FROM_ID,
    M_TEXT,
    M_REPLY_TO,
    M_ACTION,
    M_FORWARDED,
    M_FILE,
    M_MIME,
    M_LAT,
    M_LON,
    M_DURATION,
    M_UNSENT,
    M_LOCAL
};
static const char *const message_columns[] = {
    "row",    "chat",           "id",      "kind",        "unix",
    "date",   "time",           "zone",    "zone_origin", "ms",
    "edited", "from",           "from_id", "text",        "reply_to",
    "action", "forwarded_from", "file",    "mime",        "lat",
    "lon",    "duration_s",     "unsent",  "local",       NULL,
};
enum { R_MESSAGE, R_FROM, R_TEXT };
static const char *const reaction_columns[] = { "message", "from", "text", NULL };
enum { T_MESSAGES, T_REACTIONS };
static const struct mk_grid_table tables[] = {
    { "messages", message_columns },
    { "reactions", reaction_columns },
    { 0 },
};

static const char *const telegram_paths[] = { "chats.list.*.messages", "messages",
                                              "left_chats.list.*.messages", NULL };
static const char *const instagram_paths[] = { "messages", NULL };

struct doc {
    const struct mk_file *file;
    const struct mk_zone *zone;
    const char *const *paths;
    void (*put)(struct doc *d, struct mk_grid *g, const json_t *m);
    size_t path;
    struct mk_json_each *each;
};

/* ---- values ---- */

static struct mk_span text_of(const json_t *v)
{
    return json_is_string(v) ? mk_span(json_string_value(v), json_string_length(v))
                             : mk_span(NULL, 0);
}

/* Texts and numbers as they stand; nothing for the rest. */
static void put(struct mk_grid *g, size_t column, const json_t *v)
{
    if (json_is_string(v))
        mk_grid_text(g, column, text_of(v));
    else if (json_is_integer(v))
        mk_grid_int(g, column, json_integer_value(v));
    else if (json_is_real(v))
        mk_grid_real(g, column, json_real_value(v));
    else if (json_is_boolean(v))
        mk_grid_int(g, column, json_is_true(v));
    else if (v && !json_is_null(v))
        mk_grid_lost(g, column, "neither a text nor a number");
}

static const json_t *get(const json_t *o, const char *key)
{
    return json_object_get(o, key);
}

/* ---- Telegram ---- */

/* A text, or pieces of one. */
static void put_pieces(struct mk_grid *g, const json_t *v)
{
    struct mk_buf b;
    const json_t *piece;
    size_t i;
    if (!json_is_array(v)) {
        put(g, M_TEXT, v);
        return;
    }
    mk_buf_init(&b, (size_t)16 << 20);
    json_array_foreach(v, i, piece)
    {
        struct mk_span s = text_of(json_is_object(piece) ? get(piece, "text") : piece);
        mk_buf_put(&b, s.p, s.len);
    }
    if (mk_buf_ok(&b))
        mk_grid_text(g, M_TEXT, mk_buf_span(&b));
    else
        mk_grid_lost(g, M_TEXT, "longer than is kept");
    mk_buf_done(&b);
}

/* Only older exports need it: the exporting computer's wall clock. */
static void put_local(struct mk_grid *g, const struct mk_zone *zone, struct mk_span date)
{
    struct mk_stamp t;
    char iso[MK_ISO_MAX];
    int64_t us, year;
    unsigned month, day;
    bool twice;
    if (date.len)
        mk_grid_text(g, M_LOCAL, date);
    if (!zone || !mk_time_read(&t, date) || t.zoned)
        return;
    int64_t s = t.us / MK_US - (t.us % MK_US < 0), days = s / 86400 - (s % 86400 < 0);
    mk_date(days, &year, &month, &day);
    s -= days * 86400;
    struct mk_civil c = { (int32_t)year,
                          (uint8_t)month,
                          (uint8_t)day,
                          (uint8_t)(s / 3600),
                          (uint8_t)(s / 60 % 60),
                          (uint8_t)(s % 60),
                          0 };
    if (!mk_zone_to_utc(&us, &twice, zone, &c))
        return;
    mk_time_iso(iso, us, 0);
    mk_grid_text(g, M_TIME, mk_str(iso));
    mk_grid_text(g, M_ZONE, mk_str(mk_zone_name(zone)));
    mk_grid_text(g, M_ZONE_ORIGIN, mk_str("assumed"));
}

static void put_telegram(struct doc *d, struct mk_grid *g, const json_t *m)
{
    static const struct {
        const char *key;
        size_t column;
    } plain[] = {
        { "id", M_ID },
        { "type", M_KIND },
        { "date", M_DATE },
        { "date_unixtime", M_UNIX },
        { "edited_unixtime", M_EDITED },
        { "actor", M_FROM },
        { "from", M_FROM },
        { "actor_id", M_FROM_ID },
        { "from_id", M_FROM_ID },
        { "reply_to_message_id", M_REPLY_TO },
        { "action", M_ACTION },
        { "forwarded_from", M_FORWARDED },
        { "photo", M_FILE },
        { "file", M_FILE },
        { "mime_type", M_MIME },
        { "duration_seconds", M_DURATION },
    };
    const json_t *where = get(m, "location_information");
    bool deep = strchr(d->paths[d->path], '*') != NULL;
    int64_t row = mk_grid_row(g, T_MESSAGES, 0);
    mk_grid_int(g, M_ROW, row);
    if (deep)
        mk_grid_int(g, M_CHAT, (int64_t)mk_json_each_at(d->each, 0));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        put(g, plain[i].column, get(m, plain[i].key));
    put_pieces(g, get(m, "text"));
    put(g, M_LAT, get(where, "latitude"));
    put(g, M_LON, get(where, "longitude"));
    if (!get(m, "date_unixtime"))
        put_local(g, d->zone, text_of(get(m, "date")));
}

/* ---- Instagram ---- */

/* The bytes that the code points stand for, if they are UTF-8 then and were not ASCII before. */
static bool repair(struct mk_buf *out, struct mk_span s)
{
    bool high = false;
    for (size_t at = 0; at < s.len;) {
        int32_t c = mk_utf8_next(s, &at);
        if (c < 0 || c > 0xff)
            return false;
        high = high || c > 0x7f;
        mk_buf_u8(out, (uint8_t)c);
    }
    return high && mk_buf_ok(out) && mk_utf8_valid(mk_buf_span(out)) == out->len;
}

static void put_repaired(struct mk_grid *g, size_t column, const json_t *v)
{
    struct mk_span s = text_of(v);
    struct mk_buf b;
    if (!json_is_string(v)) {
        put(g, column, v);
        return;
    }
    mk_buf_init(&b, s.len + 1);
    if (repair(&b, s)) {
        mk_grid_text(g, column, mk_buf_span(&b));
        mk_grid_remark(g, "texts whose UTF-8 was escaped byte by byte were put right");
    } else {
        mk_grid_text(g, column, s);
    }
    mk_buf_done(&b);
}

/* The first file of any kind; further ones are named in a remark. */
static void put_files(struct mk_grid *g, const json_t *m, int64_t row)
{
    static const char *const kinds[] = { "photos", "videos", "audio_files", "files", "gifs" };
    size_t n = 0, k;
    const json_t *file;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        json_array_foreach(get(m, kinds[i]), k, file)
        {
            struct mk_span uri = text_of(get(file, "uri"));
            if (n++ == 0)
                put_repaired(g, M_FILE, get(file, "uri"));
            else
                mk_grid_remark(g, "message %lld has one file more: %.*s", (long long)row,
                               uri.len < 200 ? (int)uri.len : 200,
                               uri.len ? (const char *)uri.p : "");
        }
}

static void put_reactions(struct mk_grid *g, const json_t *m, int64_t row)
{
    const json_t *r;
    size_t i;
    json_array_foreach(get(m, "reactions"), i, r)
    {
        mk_grid_row(g, T_REACTIONS, 0);
        mk_grid_int(g, R_MESSAGE, row);
        put_repaired(g, R_FROM, get(r, "actor"));
        put_repaired(g, R_TEXT, get(r, "reaction"));
    }
}

static void put_instagram(struct doc *d, struct mk_grid *g, const json_t *m)
{
    const json_t *share = get(m, "share");
    int64_t row = mk_grid_row(g, T_MESSAGES, 0);
    (void)d;
    mk_grid_int(g, M_ROW, row);
    put(g, M_MS, get(m, "timestamp_ms"));
    put_repaired(g, M_FROM, get(m, "sender_name"));
    put_repaired(g, M_TEXT, get(m, "content") ? get(m, "content") : get(share, "link"));
    put(g, M_KIND, get(m, "type"));
    put(g, M_UNSENT, get(m, "is_unsent"));
    put(g, M_DURATION, get(m, "call_duration"));
    put_files(g, m, row);
    if (mk_grid_wants(g, T_REACTIONS))
        put_reactions(g, m, row);
}

/* ---- the document ---- */

static void shut(struct doc *d)
{
    mk_json_each_free(d->each);
    d->each = NULL;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    (void)g;
    shut(d);
    d->path = 0;
    return mk_json_each_open(&d->each, d->file, d->paths[0], e);
}

static int next_path(struct doc *d, struct mk_error *e)
{
    shut(d);
    if (!d->paths[++d->path])
        return 0;
    return mk_json_each_open(&d->each, d->file, d->paths[d->path], e) == 0 ? 1 : -1;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    const char *why = NULL;
    json_t *m = NULL;
    int more = d->each ? mk_json_each_next(&m, &why, d->each, e) : 0;
    if (more < 0)
        return -1;
    if (more == 0)
        return d->each ? next_path(d, e) : 0;
    if (json_is_object(m))
        d->put(d, g, m);
    else
        mk_grid_remark(g, "a message that is none: %s", why ? why : "no object");
    json_decref(m);
    return 1;
}

static void free_doc(void *u)
{
    shut(u);
    free(u);
}

static int open_json(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                     const char *const *paths,
                     void (*put_one)(struct doc *, struct mk_grid *, const json_t *),
                     struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_doc };
    struct doc *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "chat");
    *d = (struct doc){ .file = file, .zone = cx->zone, .paths = paths, .put = put_one };
    if (mk_grid_new(out, tables, &ops, d, cx->memory_max, e) == 0)
        return 0;
    free(d);
    return -1;
}

static int open_telegram(struct mk_tables *out, const struct mk_file *file,
                         const struct mk_context *cx, struct mk_error *e)
{
    return open_json(out, file, cx, telegram_paths, put_telegram, e);
}

static int open_instagram(struct mk_tables *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    return open_json(out, file, cx, instagram_paths, put_instagram, e);
}

static bool has(struct mk_span head, const char *word)
{
    return head.len && memmem(head.p, head.len, word, strlen(word)) != NULL;
}

static bool knows_telegram(struct mk_span head, struct mk_span path)
{
    (void)path;
    return has(head, "\"messages\"") && (has(head, "\"date_unixtime\"") ||
                                         has(head, "\"from_id\"") || has(head, "\"actor_id\""));
}

static bool knows_instagram(struct mk_span head, struct mk_span path)
{
    (void)path;
    return has(head, "\"messages\"") && has(head, "\"sender_name\"") &&
           has(head, "\"timestamp_ms\"");
}

const struct mk_format mk_format_telegram_json = { "telegram_json", knows_telegram, open_telegram,
                                                   mk_grid_close };
const struct mk_format mk_format_instagram_json = { "instagram_json", knows_instagram,
                                                    open_instagram, mk_grid_close };
