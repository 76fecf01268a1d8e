#include "parsers/format/vcard_rows.h"
#include <strings.h>

enum {
    C_CARD,
    C_VERSION,
    C_NAME,
    C_FAMILY,
    C_GIVEN,
    C_ADDITIONAL,
    C_PREFIX,
    C_SUFFIX,
    C_NICKNAME,
    C_ORG,
    C_ROLE,
    C_NOTE,
    C_BIRTHDAY,
    C_ANNIVERSARY,
    C_GENDER,
    C_KIND,
    C_UID,
    C_REVISED,
    C_REVISED_RAW,
    C_AGENT_OF
};
static const char *const card_columns[] = {
    "card",   "version",  "name", "family",  "given",       "additional", "prefix",
    "suffix", "nickname", "org",  "role",    "note",        "birthday",   "anniversary",
    "gender", "kind",     "uid",  "revised", "revised_raw", "agent_of",   NULL,
};
enum { P_CARD, P_PART, P_NAME, P_LABEL, P_SERVICE, P_VALUE, P_BYTES };
static const char *const property_columns[] = {
    "card", "part", "name", "label", "service", "value", "bytes", NULL,
};
const struct mk_grid_table mk_vcard_tables[] = {
    { "cards", card_columns },
    { "properties", property_columns },
    { "events", mk_vcard_event_columns },
    { 0 },
};

/* ---- texts ---- */

void mk_vcard_put_text(struct mk_grid *g, size_t column, const struct mk_vprop *p, struct mk_span s)
{
    struct mk_buf b;
    mk_buf_init(&b, 6 * MK_LINE_MAX);
    mk_vunescape(&b, s);
    if (b.len)
        mk_grid_text(g, column, mk_buf_span(&b));
    if (!mk_buf_ok(&b))
        mk_grid_lost(g, column, "no memory");
    else if (p->doubt)
        mk_grid_doubt(g, column, p->doubt);
    mk_buf_done(&b);
}

/* The parts that are not empty, `between` them. */
static void put_joined(struct mk_grid *g, size_t column, const struct mk_vprop *p,
                       const char *between)
{
    struct mk_span part, rest = p->value;
    struct mk_buf b;
    mk_buf_init(&b, 6 * MK_LINE_MAX);
    while (mk_vcomponent(&part, &rest, ';')) {
        if (part.len && b.len)
            mk_buf_puts(&b, between);
        mk_vunescape(&b, part);
    }
    if (b.len)
        mk_grid_text(g, column, mk_buf_span(&b));
    if (p->doubt)
        mk_grid_doubt(g, column, p->doubt);
    mk_buf_done(&b);
}

/* ---- the card ---- */

const struct mk_vprop *mk_vcard_first(const struct mk_vcomp *c, const char *name)
{
    for (const struct mk_vprop *p = c->first; p; p = p->next)
        if (mk_vname_is(p->name, name) && !p->bytes)
            return p;
    return NULL;
}

static const struct {
    const char *name;
    size_t column;
    bool joined;
} of_card[] = {
    { "VERSION", C_VERSION, false },   { "FN", C_NAME, false },
    { "NICKNAME", C_NICKNAME, false }, { "ORG", C_ORG, true },
    { "TITLE", C_ROLE, false },        { "NOTE", C_NOTE, false },
    { "BDAY", C_BIRTHDAY, false },     { "ANNIVERSARY", C_ANNIVERSARY, false },
    { "GENDER", C_GENDER, true },      { "KIND", C_KIND, false },
    { "UID", C_UID, false },           { "REV", C_REVISED_RAW, false },
};

/* Said by the card itself: not told a second time among its properties. */
static bool is_told(const struct mk_vcomp *c, const struct mk_vprop *p)
{
    for (size_t i = 0; i < sizeof of_card / sizeof *of_card; i++)
        if (mk_vname_is(p->name, of_card[i].name))
            return mk_vcard_first(c, of_card[i].name) == p;
    return mk_vname_is(p->name, "N") && mk_vcard_first(c, "N") == p;
}

/* N: family; given; additional; prefixes; suffixes. */
static void put_n(struct mk_grid *g, const struct mk_vprop *p, bool named)
{
    static const size_t spoken[] = { 3, 1, 2, 0, 4 };
    struct mk_span parts[5] = { 0 }, rest = p->value;
    struct mk_buf full;
    for (size_t i = 0; i < 5 && mk_vcomponent(&parts[i], &rest, ';'); i++)
        mk_vcard_put_text(g, C_FAMILY + i, p, parts[i]);
    mk_buf_init(&full, 6 * MK_LINE_MAX);
    for (size_t i = 0; i < 5; i++) {
        if (parts[spoken[i]].len && full.len)
            mk_buf_u8(&full, ' ');
        mk_vunescape(&full, parts[spoken[i]]);
    }
    if (!named && full.len)
        mk_grid_text(g, C_NAME, mk_buf_span(&full));
    mk_buf_done(&full);
}

static void put_card_row(struct mk_grid *g, const struct mk_vcomp *c)
{
    const struct mk_vprop *p, *n = mk_vcard_first(c, "N");
    bool named = false;
    mk_grid_row(g, MK_V_CARDS, c->number);
    mk_grid_int(g, C_CARD, c->number);
    if (c->inside)
        mk_grid_int(g, C_AGENT_OF, c->inside);
    for (size_t i = 0; i < sizeof of_card / sizeof *of_card; i++) {
        if (!(p = mk_vcard_first(c, of_card[i].name)))
            continue;
        named = named || (of_card[i].column == C_NAME && p->value.len);
        if (of_card[i].joined)
            put_joined(g, of_card[i].column, p, "; ");
        else
            mk_vcard_put_text(g, of_card[i].column, p, p->value);
        if (of_card[i].column == C_REVISED_RAW)
            mk_vcard_put_time(g, C_REVISED, p->value, NULL);
    }
    if (n)
        put_n(g, n, named);
}

/* ---- its properties ---- */

static const struct {
    const char *name, *part, *service;
} of_part[] = {
    { "TEL", "phone", NULL },
    { "EMAIL", "email", NULL },
    { "ADR", "address", NULL },
    { "LABEL", "address", NULL },
    { "IMPP", "handle", NULL },
    { "X-SOCIALPROFILE", "handle", NULL },
    { "X-AIM", "handle", "aim" },
    { "X-ICQ", "handle", "icq" },
    { "X-JABBER", "handle", "jabber" },
    { "X-MSN", "handle", "msn" },
    { "X-YAHOO", "handle", "yahoo" },
    { "X-SKYPE", "handle", "skype" },
    { "X-SKYPE-USERNAME", "handle", "skype" },
    { "X-QQ", "handle", "qq" },
    { "X-GTALK", "handle", "google_talk" },
    { "X-GOOGLE-TALK", "handle", "google_talk" },
    { "X-SIP", "handle", "sip" },
    { "X-TWITTER", "handle", "twitter" },
};

/* The label of that group: "item1.X-ABLabel:_$!<Mother>!$_". */
static struct mk_span label_of(const struct mk_vcomp *c, const struct mk_vprop *p)
{
    for (const struct mk_vprop *l = c->first; l && p->group.len; l = l->next) {
        struct mk_span s = l->value;
        if (!l->label || !mk_span_eq(l->group, p->group))
            continue;
        if (mk_span_starts(s, mk_str("_$!<")) && mk_span_ends(s, mk_str(">!$_")) && s.len >= 8)
            s = mk_span(s.p + 4, s.len - 8);
        return s;
    }
    return mk_span(NULL, 0);
}

static void mark_labels(struct mk_vcomp *c)
{
    for (struct mk_vprop *l = c->first; l; l = l->next)
        for (const struct mk_vprop *p = c->first; p && l->group.len; p = p->next)
            if (mk_vname_is(l->name, "X-ABLABEL") && p != l && mk_span_eq(p->group, l->group))
                l->label = true;
}

static void add_type(struct mk_buf *b, struct mk_span v)
{
    if (v.len == 0)
        return;
    if (b->len)
        mk_buf_u8(b, ',');
    for (size_t i = 0; i < v.len; i++)
        mk_buf_u8(b, v.p[i] >= 'A' && v.p[i] <= 'Z' ? v.p[i] | 0x20 : v.p[i]);
}

static void put_label(struct mk_grid *g, const struct mk_vcomp *c, const struct mk_vprop *p)
{
    struct mk_span n, v, rest = p->params, own = label_of(c, p);
    struct mk_buf b;
    mk_buf_init(&b, MK_LINE_MAX);
    if (own.len)
        mk_vunescape(&b, own);
    while (!own.len && mk_vparam_next(&n, &v, &rest)) {
        bool encoding = !n.len && (mk_vname_is(v, "QUOTED-PRINTABLE") || mk_vname_is(v, "BASE64"));
        if ((!n.len && !encoding) || mk_vname_is(n, "TYPE"))
            add_type(&b, v);
    }
    if (b.len)
        mk_grid_text(g, P_LABEL, mk_buf_span(&b));
    mk_buf_done(&b);
}

/* A handle is "scheme:name", or says its service in a parameter. */
static struct mk_span put_service(struct mk_grid *g, const struct mk_vprop *p, const char *service)
{
    struct mk_span s = p->value, said;
    if (service) {
        mk_grid_text(g, P_SERVICE, mk_str(service));
        return s;
    }
    if (mk_vparam(&said, p->params, "X-SERVICE-TYPE") ||
        (mk_vname_is(p->name, "X-SOCIALPROFILE") && mk_vparam(&said, p->params, "TYPE")))
        mk_grid_text(g, P_SERVICE, said);
    const uint8_t *colon = s.len ? memchr(s.p, ':', s.len) : NULL;
    if (!mk_vname_is(p->name, "IMPP") || !colon)
        return s;
    if (!said.len)
        mk_grid_text(g, P_SERVICE, mk_span(s.p, (size_t)(colon - s.p)));
    return mk_span_from(s, (size_t)(colon - s.p) + 1);
}

static void put_value(struct mk_grid *g, const struct mk_vprop *p, const char *part,
                      const char *service)
{
    struct mk_span s = p->value;
    if (p->bytes) {
        mk_grid_int(g, P_BYTES, p->bytes < INT64_MAX ? (int64_t)p->bytes : INT64_MAX);
        return;
    }
    if (!strcmp(part, "handle"))
        s = put_service(g, p, service);
    if (!strcmp(part, "phone") && s.len > 4 && mk_vname_is(mk_span(s.p, 4), "tel:"))
        s = mk_span_from(s, 4);
    if (mk_vname_is(p->name, "ADR"))
        put_joined(g, P_VALUE, p, ", ");
    else
        mk_vcard_put_text(g, P_VALUE, p, s);
}

static void put_property(struct mk_grid *g, const struct mk_vcomp *c, const struct mk_vprop *p)
{
    const char *part = "other", *service = NULL;
    for (size_t i = 0; i < sizeof of_part / sizeof *of_part; i++)
        if (mk_vname_is(p->name, of_part[i].name)) {
            part = of_part[i].part;
            service = of_part[i].service;
        }
    mk_grid_row(g, MK_V_PROPERTIES, 0);
    mk_grid_int(g, P_CARD, c->number);
    mk_grid_text(g, P_PART, mk_str(part));
    mk_grid_text(g, P_NAME, p->name);
    put_label(g, c, p);
    put_value(g, p, part, service);
}

void mk_vcard_put_card(struct mk_grid *g, struct mk_vcomp *c)
{
    if (mk_grid_wants(g, MK_V_CARDS))
        put_card_row(g, c);
    if (!mk_grid_wants(g, MK_V_PROPERTIES))
        return;
    mark_labels(c);
    for (const struct mk_vprop *p = c->first; p; p = p->next)
        if (!p->label && !is_told(c, p) && (p->value.len || p->bytes))
            put_property(g, c, p);
}
