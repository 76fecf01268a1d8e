#include "parsers/format/chat_text.h"
#include "parsers/base/time.h"
#include "parsers/format/chat_stamp.h"
#include "parsers/format/chat_words.h"
#include "parsers/format/text_lines.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

enum {
    M_ROW,
    M_CHAT,
    M_FROM,
    M_TEXT,
    M_TIME_RAW,
    M_TIME,
    M_ZONE,
    M_ZONE_ORIGIN,
    M_SYSTEM,
    M_FILE,
    M_OMITTED,
    M_DELETED,
    M_EDITED,
    M_SERVICE
};
static const char *const columns[] = {
    "row",    "chat", "from",    "text",    "time_raw", "time",    "zone", "zone_origin",
    "system", "file", "omitted", "deleted", "edited",   "service", NULL,
};
static const struct mk_grid_table tables[] = { { "messages", columns }, { 0 } };

struct doc {
    const struct mk_file *file;
    const struct mk_context *cx;
    struct mk_text_lines lines;
    bool open, seen, message; /* the order was looked for; a message is in hand */
    struct mk_chat_order order;
    struct mk_chat_stamp stamp; /* of the message in hand; `raw` lies in `raw` */
    struct mk_buf raw, text;
    uint64_t dropped;
};

static void shut(struct doc *d)
{
    if (d->open)
        mk_text_lines_done(&d->lines);
    d->open = false;
}

static int begin(struct doc *d, struct mk_error *e)
{
    shut(d);
    d->message = false;
    if (mk_text_lines_open(&d->lines, d->file, e) != 0) {
        mk_text_lines_done(&d->lines);
        return -1;
    }
    d->open = true;
    return 0;
}

/* The first time, the whole file is asked for the order of its days and months. */
static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    struct mk_text_line l;
    struct mk_chat_stamp s;
    int more = 1;
    (void)g;
    if (begin(d, e) != 0)
        return -1;
    if (d->seen)
        return 0;
    while ((more = mk_text_lines_next(&l, &d->lines, e)) > 0)
        if (mk_chat_stamp(&s, l.text))
            mk_order_see(&d->order, &s);
    d->seen = true;
    return more < 0 ? -1 : begin(d, e);
}

/* "/a/WhatsApp Chat with Ana.txt" and "/WhatsApp Chat - Ana/_chat.txt" are chats of Ana. */
static struct mk_span chat_of(struct mk_span path)
{
    size_t from = path.len;
    while (from && path.p[from - 1] != '/')
        from--;
    struct mk_span base = mk_span_from(path, from);
    if (mk_span_is(base, "_chat.txt") && from > 1)
        return chat_of(mk_span(path.p, from - 1));
    return mk_span_ends(base, mk_str(".txt")) ? mk_span(base.p, base.len - 4) : base;
}

static void put_time(struct mk_grid *g, const struct doc *d)
{
    struct mk_civil c;
    char iso[MK_ISO_MAX];
    const char *remark, *why = mk_chat_civil(&c, &remark, &d->stamp, &d->order);
    int64_t us;
    bool twice = false;
    mk_grid_text(g, M_TIME_RAW, mk_buf_span(&d->raw));
    if (!why && d->cx->zone && !mk_zone_to_utc(&us, &twice, d->cx->zone, &c))
        why = "no date";
    if (why || remark)
        mk_grid_doubt(g, M_TIME_RAW, why ? why : remark);
    if (why || !d->cx->zone)
        return;
    mk_time_iso(iso, us, 0);
    mk_grid_text(g, M_TIME, mk_str(iso));
    if (twice)
        mk_grid_doubt(g, M_TIME, "the hour exists twice that day: the first is given");
    mk_grid_text(g, M_ZONE, mk_str(mk_zone_name(d->cx->zone)));
    mk_grid_text(g, M_ZONE_ORIGIN, mk_str("assumed"));
}

/* "Ana: text"; without a colon and a space nobody says it. */
static struct mk_span split_from(struct mk_span *from, struct mk_span s)
{
    *from = mk_span(NULL, 0);
    const uint8_t *eol = s.len ? memchr(s.p, '\n', s.len) : NULL;
    size_t line = eol ? (size_t)(eol - s.p) : s.len;
    for (size_t i = 1; i < line; i++)
        if (s.p[i] == ':' && (i + 1 == line || s.p[i + 1] == ' ')) {
            *from = mk_span(s.p, i);
            return mk_span_from(s, i + 1 + (i + 1 < s.len && s.p[i + 1] == ' '));
        }
    return s;
}

/* Signal's exporters write ISO dates in brackets, without seconds; WhatsApp's brackets have them.
 */
static const char *service(const struct mk_chat_stamp *s)
{
    return s->bracket && s->dashes && !s->seconds && s->digits[0] == 4 ? "signal" : "whatsapp";
}

static void put_what(struct mk_grid *g, const struct doc *d)
{
    struct mk_span from, all = mk_buf_span(&d->text);
    struct mk_span text = split_from(&from, mk_span_from(all, mk_chat_blank(all)));
    struct mk_span file = mk_chat_file(text);
    bool omitted = mk_chat_is_omitted(text);
    mk_grid_int(g, M_SYSTEM, from.len == 0);
    mk_grid_text(g, M_SERVICE, mk_str(service(&d->stamp)));
    if (from.len)
        mk_grid_text(g, M_FROM, from);
    mk_grid_text(g, M_TEXT, text);
    if (d->dropped)
        mk_grid_doubt(g, M_TEXT, "longer than is kept: cut");
    if (file.len)
        mk_grid_text(g, M_FILE, file);
    if (omitted)
        mk_grid_int(g, M_OMITTED, 1);
    if (mk_chat_is_deleted(text))
        mk_grid_int(g, M_DELETED, 1);
    if (mk_chat_is_edited(text))
        mk_grid_int(g, M_EDITED, 1);
}

static void put_message(struct doc *d, struct mk_grid *g)
{
    if (!d->message)
        return;
    d->message = false;
    struct mk_span chat = chat_of(d->cx->path);
    mk_grid_int(g, M_ROW, mk_grid_row(g, 0, 0));
    if (chat.len)
        mk_grid_text(g, M_CHAT, chat);
    put_time(g, d);
    put_what(g, d);
}

static void more_text(struct doc *d, struct mk_span s, uint64_t dropped)
{
    size_t room = d->text.max - d->text.len;
    d->dropped += dropped;
    if (s.len > room)
        d->dropped += s.len - room;
    mk_buf_put(&d->text, s.p, s.len < room ? s.len : room);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    struct mk_text_line l;
    struct mk_chat_stamp s;
    int more = mk_text_lines_next(&l, &d->lines, e);
    if (more <= 0) {
        put_message(d, g);
        return more;
    }
    if (mk_chat_stamp(&s, l.text)) {
        put_message(d, g);
        mk_buf_clear(&d->raw);
        mk_buf_clear(&d->text);
        mk_buf_put(&d->raw, s.raw.p, s.raw.len);
        d->stamp = s;
        d->dropped = 0;
        d->message = true;
        more_text(d, mk_span_from(l.text, s.end), l.dropped);
    } else if (d->message) {
        more_text(d, mk_str("\n"), 0);
        more_text(d, l.text, l.dropped);
    } else if (l.text.len) {
        mk_grid_remark(g, "at byte %llu: a line before the first message",
                       (unsigned long long)l.at);
    }
    return mk_buf_ok(&d->text) && mk_buf_ok(&d->raw) ? 1 : mk_fail(e, MK_ENOMEM, "chat");
}

static void free_doc(void *u)
{
    struct doc *d = u;
    shut(d);
    mk_buf_done(&d->raw);
    mk_buf_done(&d->text);
    free(d);
}

static int open_text(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                     struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_doc };
    struct doc *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "chat");
    d->file = file;
    d->cx = cx;
    mk_buf_init(&d->raw, 1024);
    mk_buf_init(&d->text, 4 * MK_LINE_MAX);
    if (mk_grid_new(out, tables, &ops, d, cx->memory_max, e) == 0)
        return 0;
    free_doc(d);
    return -1;
}

static bool first_stamp(struct mk_chat_stamp *out, struct mk_span head)
{
    struct mk_buf text;
    bool is = false;
    mk_buf_init(&text, 16 << 10);
    mk_text_head(&text, head);
    struct mk_span rest = mk_buf_span(&text);
    for (int lines = 0; lines < 4 && rest.len && !is; lines++) {
        const uint8_t *eol = memchr(rest.p, '\n', rest.len);
        size_t n = eol ? (size_t)(eol - rest.p) : rest.len;
        is = mk_chat_stamp(out, mk_span(rest.p, n));
        rest = mk_span_from(rest, n + 1);
    }
    mk_buf_done(&text);
    return is;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    struct mk_chat_stamp first;
    (void)path;
    return first_stamp(&first, head);
}

const struct mk_format mk_format_chat_text = { "chat_text", knows, open_text, mk_grid_close };
