/*
 * Property lists as XML: <plist> around one value. Source: Apple, PropertyList-1.0.dtd;
 * CoreFoundation, CFPropertyList.c (CF-1153.18): integers may be hexadecimal, white space inside
 * <data> is passed over, a dictionary {"CF$UID": n} is a UID.
 */
#include "parsers/base/base64.h"
#include "parsers/base/time.h"
#include "parsers/format/plist_build.h"
#include "parsers/format/xml.h"
#include "parsers/source/source.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define COCOA_EPOCH_S 978307200

struct reader {
    struct mk_plist_build build;
    struct mk_buf text; /* of the element that is open */
    bool in_value;      /* inside a value that is no container */
    const char *odd;    /* first thing that is not as it should be */
};

static void odd(struct reader *r, const char *why)
{
    if (!r->odd)
        r->odd = why;
}

static struct mk_span trimmed(struct mk_span s)
{
    while (s.len && s.p[0] <= ' ')
        s = mk_span_from(s, 1);
    while (s.len && s.p[s.len - 1] <= ' ')
        s.len--;
    return s;
}

/* Such text is short; a longer one is no number. */
static const char *short_text(char out[static 64], struct mk_span s)
{
    s = trimmed(s);
    if (!s.len || s.len > 63 || memchr(s.p, 0, s.len))
        return NULL;
    memcpy(out, s.p, s.len);
    out[s.len] = 0;
    return out;
}

static void put_damaged(struct reader *r, struct mk_span s)
{
    mk_plist_put_text(&r->build, MK_PLIST_DAMAGED, s);
    odd(r, "a value is not of its type");
}

static void put_integer(struct reader *r, struct mk_span s)
{
    char text[64], *end = NULL;
    const char *p = short_text(text, s);
    bool minus = p && *p == '-';
    if (p && (*p == '-' || *p == '+'))
        p++;
    bool digits = p && ((*p >= '0' && *p <= '9'));
    errno = 0;
    uint64_t v = digits ? strtoull(p, &end, p[0] == '0' && (p[1] | 32) == 'x' ? 16 : 10) : 0;
    if (!digits || errno || *end || (minus && v > (uint64_t)INT64_MAX + 1)) {
        put_damaged(r, s);
        return;
    }
    bool wide = !minus && v > INT64_MAX;
    struct mk_plist_value *out = mk_plist_put(&r->build, wide ? MK_PLIST_UINT : MK_PLIST_INT);
    if (out)
        out->u = minus ? 0 - v : v;
}

static void put_real(struct reader *r, struct mk_span s)
{
    char text[64], *end = NULL;
    const char *p = short_text(text, s);
    double v = p ? strtod(p, &end) : 0;
    if (!p || *end) {
        put_damaged(r, s);
        return;
    }
    struct mk_plist_value *out = mk_plist_put(&r->build, MK_PLIST_REAL);
    if (out)
        out->r = v;
}

static void put_date(struct reader *r, struct mk_span s)
{
    int64_t us;
    if (!mk_time_parse(&us, trimmed(s))) {
        put_damaged(r, s);
        return;
    }
    struct mk_plist_value *out = mk_plist_put(&r->build, MK_PLIST_DATE);
    if (out)
        out->r = (double)us / 1e6 - COCOA_EPOCH_S;
}

static void put_data(struct reader *r, struct mk_span s)
{
    struct mk_buf packed, bytes;
    mk_buf_init(&packed, s.len);
    mk_buf_init(&bytes, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] > ' ')
            mk_buf_u8(&packed, s.p[i]);
    bool whole = mk_base64_get(&bytes, mk_buf_span(&packed));
    if (whole)
        mk_plist_put_text(&r->build, MK_PLIST_DATA, mk_buf_span(&bytes));
    else
        put_damaged(r, s);
    if (!mk_buf_ok(&packed))
        r->build.values.bad = true;
    mk_buf_done(&packed);
    mk_buf_done(&bytes);
}

/* ---- elements ---- */

static const struct {
    const char *name;
    void (*put)(struct reader *r, struct mk_span s);
} numbers[] = {
    { "integer", put_integer },
    { "real", put_real },
    { "date", put_date },
    { "data", put_data },
};

/* Keys and values of a dictionary take turns; what is missing is put in as damaged. */
static void take_turn(struct reader *r, bool key)
{
    if (mk_plist_build_in(&r->build) != MK_PLIST_DICT)
        return;
    bool value_due = mk_plist_build_count(&r->build) % 2;
    if (key == value_due) {
        const char *why = key ? "there is no value for this key" : "there is no key for this value";
        mk_plist_put_text(&r->build, MK_PLIST_DAMAGED, mk_str(why));
        odd(r, "a dictionary whose keys and values do not take turns");
    }
}

static void on_open(struct reader *r, const struct mk_xml_event *ev)
{
    if (r->in_value)
        odd(r, "an element inside a value");
    mk_buf_clear(&r->text);
    r->in_value = false;
    if (!mk_span_is(ev->name, "plist"))
        take_turn(r, mk_span_is(ev->name, "key"));
    if (mk_span_is(ev->name, "dict"))
        mk_plist_put_open(&r->build, MK_PLIST_DICT);
    else if (mk_span_is(ev->name, "array"))
        mk_plist_put_open(&r->build, MK_PLIST_ARRAY);
    else
        r->in_value = !mk_span_is(ev->name, "plist");
}

static void put_value(struct reader *r, struct mk_span name)
{
    struct mk_plist_value *v;
    bool yes = mk_span_is(name, "true");
    if (mk_span_is(name, "string") || mk_span_is(name, "key")) {
        mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_buf_span(&r->text));
        return;
    }
    if (yes || mk_span_is(name, "false")) {
        v = mk_plist_put(&r->build, MK_PLIST_BOOL);
        if (v)
            v->i = yes;
        return;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (mk_span_is(name, numbers[i].name)) {
            numbers[i].put(r, mk_buf_span(&r->text));
            return;
        }
    mk_plist_put_text(&r->build, MK_PLIST_DAMAGED, name);
    odd(r, "an element of another name");
}

static void on_close(struct reader *r, const struct mk_xml_event *ev)
{
    if (mk_span_is(ev->name, "dict") || mk_span_is(ev->name, "array"))
        mk_plist_put_close(&r->build);
    else if (r->in_value)
        put_value(r, ev->name);
    r->in_value = false;
    mk_buf_clear(&r->text);
}

static void on_event(struct reader *r, const struct mk_xml_event *ev)
{
    switch (ev->what) {
    case MK_XML_OPEN:
        on_open(r, ev);
        break;
    case MK_XML_CLOSE:
        on_close(r, ev);
        break;
    case MK_XML_TEXT:
        if (r->in_value)
            mk_buf_put(&r->text, ev->text.p, ev->text.len);
        else if (trimmed(ev->text).len)
            odd(r, "text outside of a value");
        break;
    }
}

static int read_events(struct reader *r, struct mk_span s, struct mk_error *e)
{
    struct mk_file f = mk_file_memory(&s);
    struct mk_xml *x;
    struct mk_xml_event ev;
    int rc = mk_xml_open(&x, &f, e);
    if (rc != 0)
        return -1;
    while ((rc = mk_xml_next(&ev, x, e)) == 1) {
        on_event(r, &ev);
        if (!mk_plist_build_ok(&r->build) || !mk_buf_ok(&r->text))
            break;
    }
    mk_xml_free(x);
    return rc;
}

/* ---- a bare & ---- */

/* Whether what begins at the & is a reference that XML itself knows. */
static bool is_reference(struct mk_span s)
{
    static const char *const names[] = { "&lt;", "&gt;", "&amp;", "&apos;", "&quot;", "&#" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mk_span_starts(s, mk_str(names[i])))
            return true;
    return false;
}

/* Some programs wrote & without escaping it, or left out the ; behind: `b` gets a text that can be
 * read. False when nothing had to be changed. */
static bool mend(struct mk_buf *b, struct mk_span s)
{
    static const struct mk_span no_end = { (const uint8_t *)"&amp", 4 };
    bool changed = false;
    mk_buf_init(b, 5 * s.len + 1);
    while (s.len) {
        const uint8_t *next = memchr(s.p, '&', s.len);
        size_t n = next ? (size_t)(next - s.p) : s.len;
        mk_buf_put(b, s.p, n);
        s = mk_span_from(s, n);
        if (!s.len)
            break;
        bool whole = is_reference(s);
        mk_buf_puts(b, whole ? "&" : "&amp;");
        s = mk_span_from(s, !whole && mk_span_starts(s, no_end) ? no_end.len : 1);
        changed |= !whole;
    }
    return changed && mk_buf_ok(b);
}

/* ---- all of it ---- */

static int read_once(struct mk_plist *out, struct mk_span s, struct mk_error *why)
{
    struct reader r = { 0 };
    mk_plist_build_init(&r.build, &out->arena);
    mk_buf_init(&r.text, s.len + 1);
    int rc = read_events(&r, s, why);
    out->root = mk_plist_build_root(&r.build);
    if (rc > 0 || !mk_plist_build_ok(&r.build) || !mk_buf_ok(&r.text))
        rc = mk_fail(why, MK_ELIMIT, "too large for the memory there is");
    else if (rc == 0 && !out->root)
        rc = mk_fail(why, MK_EFORMAT, "there is no value in it");
    snprintf(out->damage, sizeof out->damage, "%s", rc != 0 ? why->text : r.odd ? r.odd : "");
    mk_buf_done(&r.text);
    mk_plist_build_done(&r.build);
    return rc;
}

int mk_plist_read_xml(struct mk_plist *out, struct mk_span s, struct mk_error *e)
{
    struct mk_error why = { 0 };
    struct mk_buf mended = { 0 };
    out->form = "xml";
    int rc = read_once(out, s, &why);
    bool entities = s.len && memmem(s.p, s.len, "<!ENTITY", 8);
    if (rc != 0 && why.code == MK_EFORMAT && !entities && mend(&mended, s)) {
        rc = read_once(out, mk_buf_span(&mended), &why);
        if (rc == 0)
            snprintf(out->damage, sizeof out->damage, "it holds & that are not escaped");
    }
    mk_buf_done(&mended);
    if (rc != 0 && (!out->root || why.code != MK_EFORMAT))
        return mk_fail(e, why.code, "XML plist: %s", why.text);
    return 0;
}
