#include "host/export/uco.h"
#include <math.h>
#include <string.h>

/* One record: its node, and what ties it to the rest. */

struct node {
    struct mk_buf *out; /* nodes that have to be told before it */
    struct mk_buf own;  /* itself */
    struct mk_json j;
    const struct mk_view *v;
    struct mk_buf ref;
    char iri[MK_UCO_IRI];
};

static void facet(struct node *n, const char *type)
{
    char id[MK_UCO_IRI];
    mk_uco_iri(id, type, mk_str(n->iri), mk_str(""));
    mk_uco_inner(&n->j, "uco-core:hasFacet", id, type);
}

static void text(struct node *n, const char *key, enum mk_key field)
{
    mk_uco_text(&n->j, key, mk_view_text(n->v, field));
}

static void number(struct node *n, const char *key, enum mk_key field)
{
    struct mk_value f;
    if (mk_view_find(&f, n->v, field) && f.type == MK_T_INT) {
        mk_json_key(&n->j, key);
        mk_json_int(&n->j, f.i);
    }
}

static void app(struct node *n, const char *key)
{
    char iri[MK_UCO_IRI];
    mk_uco_app(iri, n->out, n->v);
    mk_uco_link(&n->j, key, iri);
}

static void link_party(struct node *n, struct mk_span party)
{
    char iri[MK_UCO_IRI];
    if (!mk_uco_party(iri, n->out, n->v, party))
        return;
    mk_json_open(&n->j, '{');
    mk_json_kv_str(&n->j, "@id", iri);
    mk_json_close(&n->j, '}');
}

/* one: the property takes one value, so a list's first stands for it. */
static void parties(struct node *n, const char *key, enum mk_key field, bool one)
{
    struct mk_value f, party;
    if (!mk_view_find(&f, n->v, field) || (f.type != MK_T_OBJECT && f.type != MK_T_LIST))
        return;
    mk_json_key(&n->j, key);
    mk_json_open(&n->j, '[');
    if (f.type == MK_T_OBJECT)
        link_party(n, f.s);
    struct mk_cursor c = mk_cur(f.s);
    for (bool more = f.type == MK_T_LIST; more && mk_value_next(&party, &c, true); more = !one)
        if (party.type == MK_T_OBJECT)
            link_party(n, party.s);
    mk_json_close(&n->j, ']');
}

static bool says(const struct node *n, enum mk_key field, const char *word)
{
    return mk_span_is(mk_view_text(n->v, field), word);
}

/* From whom and to whom, where only the other end is stored. */
static void ends(struct node *n, const char *neither)
{
    bool in = says(n, MK_DIR, "in"), out = says(n, MK_DIR, "out");
    parties(n, "uco-observable:from", MK_FROM, true);
    parties(n, "uco-observable:to", MK_TO, false);
    if (in || out || neither)
        parties(n, in ? "uco-observable:from" : out ? "uco-observable:to" : neither, MK_PEER, in);
}

static void time_of(struct node *n, const char *key, enum mk_key role)
{
    struct mk_value times, t;
    if (role && mk_view_find(&times, n->v, MK_TIMES) && times.type == MK_T_OBJECT &&
        mk_field_find(&t, times.s, role) && t.type == MK_T_TIME)
        mk_uco_time(&n->j, key, t.i, t.digits);
    else if (mk_view_time(&t, n->v))
        mk_uco_time(&n->j, key, t.i, t.digits);
}

static void message(struct node *n)
{
    facet(n, "uco-observable:MessageFacet");
    text(n, "uco-observable:messageText", MK_TEXT);
    text(n, "uco-observable:messageType", MK_TRANSPORT);
    text(n, "uco-observable:messageID", MK_ID);
    text(n, "uco-observable:sessionID", MK_THREAD);
    time_of(n, "uco-observable:sentTime", MK_SENT);
    ends(n, NULL);
    app(n, "uco-observable:application");
    mk_json_close(&n->j, '}');
}

static void email(struct node *n)
{
    facet(n, "uco-observable:EmailMessageFacet");
    text(n, "uco-observable:subject", MK_SUBJECT);
    text(n, "uco-observable:body", MK_TEXT);
    time_of(n, "uco-observable:sentTime", MK_SENT);
    parties(n, "uco-observable:from", MK_FROM, true);
    parties(n, "uco-observable:to", MK_TO, false);
    parties(n, "uco-observable:cc", MK_CC, false);
    app(n, "uco-observable:application");
    mk_json_close(&n->j, '}');
}

static void call(struct node *n)
{
    facet(n, "uco-observable:CallFacet");
    text(n, "uco-observable:callType", MK_RESULT);
    number(n, "uco-observable:duration", MK_DURATION_S);
    time_of(n, "uco-observable:startTime", MK_KEY_NONE);
    ends(n, "uco-observable:participant");
    app(n, "uco-observable:application");
    mk_json_close(&n->j, '}');
}

/* Each of a card's numbers, mails, handles: a thing of its own that names an account. */
static void details(struct node *n, enum mk_key list, const char *key, const char *type,
                    const char *to)
{
    char id[MK_UCO_IRI], iri[MK_UCO_IRI], at[24];
    struct mk_value all, one;
    unsigned i = 0;
    if (!mk_view_find(&all, n->v, list) || all.type != MK_T_LIST)
        return;
    mk_json_key(&n->j, key);
    mk_json_open(&n->j, '[');
    struct mk_cursor c = mk_cur(all.s);
    while (mk_value_next(&one, &c, true)) {
        if (one.type != MK_T_OBJECT || !mk_uco_party(iri, n->out, n->v, one.s))
            continue;
        snprintf(at, sizeof at, "%u", i++);
        mk_uco_iri(id, type, mk_str(n->iri), mk_str(at));
        mk_json_open(&n->j, '{');
        mk_json_kv_str(&n->j, "@id", id);
        mk_json_kv_str(&n->j, "@type", type);
        mk_uco_link(&n->j, to, iri);
        mk_json_close(&n->j, '}');
    }
    mk_json_close(&n->j, ']');
}

static void contact(struct node *n)
{
    facet(n, "uco-observable:ContactFacet");
    text(n, "uco-observable:displayName", MK_NAME);
    text(n, "uco-observable:contactNote", MK_NOTE);
    details(n, MK_PHONES, "uco-observable:contactPhone", "uco-observable:ContactPhone",
            "uco-observable:contactPhoneNumber");
    details(n, MK_EMAILS, "uco-observable:contactEmail", "uco-observable:ContactEmail",
            "uco-observable:emailAddress");
    details(n, MK_HANDLES, "uco-observable:contactMessaging", "uco-observable:ContactMessaging",
            "uco-observable:messagingAddress");
    app(n, "uco-observable:sourceApplication");
    mk_json_close(&n->j, '}');
}

static void file(struct node *n)
{
    struct mk_value size;
    if (mk_view_text(n->v, MK_PATH).len) {
        facet(n, "uco-observable:FileFacet");
        text(n, "uco-observable:filePath", MK_PATH);
        mk_json_close(&n->j, '}');
    }
    facet(n, "uco-observable:ContentDataFacet");
    text(n, "uco-observable:mimeType", MK_MIME);
    if (mk_view_find(&size, n->v, MK_BYTES) && size.type == MK_T_INT)
        number(n, "uco-observable:sizeInBytes", MK_BYTES);
    mk_uco_hash(&n->j, mk_view_text(n->v, MK_SHA256));
    mk_json_close(&n->j, '}');
}

static void place(struct node *n)
{
    static const struct {
        enum mk_key key;
        const char *name;
    } at[] = { { MK_LAT, "uco-location:latitude" },
               { MK_LON, "uco-location:longitude" },
               { MK_ALTITUDE_M, "uco-location:altitude" } };
    double r;
    facet(n, "uco-location:LatLongCoordinatesFacet");
    for (size_t i = 0; i < 3; i++)
        if (mk_view_real(&r, n->v, at[i].key) && isfinite(r))
            mk_uco_decimal(&n->j, at[i].name, r);
    mk_json_close(&n->j, '}');
}

static const struct {
    enum mk_kind kind;
    const char *type;
    void (*put)(struct node *n);
} kinds[] = {
    { MK_MESSAGE, "uco-observable:Message", message },
    { MK_CALL, "uco-observable:Call", call },
    { MK_CONTACT, "uco-observable:Contact", contact },
    { MK_KIND_EMAIL, "uco-observable:EmailMessage", email },
    { MK_ATTACHMENT, "uco-observable:ObservableObject", file },
    { MK_KIND_MEDIA, "uco-observable:File", file },
    { MK_LOCATION, "uco-location:Location", place },
};

/* What of a record has no property of its own, in words, so that it is not lost. */
static void describe(struct node *n)
{
    static const struct {
        enum mk_key key;
        const char *word;
    } at[] = { { MK_DIR, "; direction " },          { MK_STATUS, "; status " },
               { MK_ORIGIN, "; origin " },          { MK_WHOSE, "; whose " },
               { MK_MEANING, "; meaning " },        { MK_CLOCK, "; its clock: " },
               { MK_TIME_RAW, "; time as stored " } };
    struct mk_buf b;
    struct mk_value f;
    double r;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_view_says(&b, n->v);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        if (!mk_view_find(&f, n->v, at[i].key) || (f.type != MK_T_TEXT && f.type != MK_T_INT))
            continue;
        mk_buf_puts(&b, at[i].word);
        if (f.type == MK_T_INT)
            mk_buf_printf(&b, "%lld", (long long)f.i);
        else
            mk_buf_put(&b, f.s.p, f.s.len);
    }
    if (mk_view_real(&r, n->v, MK_ACCURACY_M))
        mk_buf_printf(&b, "; accuracy %.1f m", r);
    mk_json_kv_text(&n->j, "uco-core:description", mk_buf_span(&b));
    n->own.bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
}

static void tags(struct node *n)
{
    struct mk_span state = mk_view_origin(n->v, MK_STATE);
    mk_json_key(&n->j, "uco-core:tag");
    mk_json_open(&n->j, '[');
    if (n->v->training)
        mk_json_str(&n->j, "TRAINING");
    mk_json_str(&n->j, n->v->verdict);
    if (state.len && !mk_span_is(state, "live") && !mk_span_is(state, "wal")) {
        mk_json_str(&n->j, "deleted");
        mk_json_text(&n->j, state);
    }
    mk_json_close(&n->j, ']');
}

static void reference(struct node *n)
{
    char id[MK_UCO_IRI];
    mk_uco_iri(id, "reference", mk_str(n->iri), mk_str(""));
    mk_uco_inner(&n->j, "uco-core:externalReference", id, "uco-core:ExternalReference");
    mk_json_kv_str(&n->j, "uco-core:definingContext", "ref of a record of moka parse");
    mk_json_kv_text(&n->j, "uco-core:externalIdentifier", mk_buf_span(&n->ref));
    mk_json_close(&n->j, '}');
}

/* The record among those of its bundle, its file, what it hangs on, where the phone was. */
static void ties(struct node *n)
{
    char other[MK_UCO_IRI];
    struct mk_span parent = mk_view_text(n->v, MK_PARENT);
    struct mk_value t;
    mk_uco_iri(other, "records", mk_str(n->v->root), mk_str(""));
    struct mk_json j = mk_uco_open(n->out, other, NULL);
    mk_uco_link(&j, "uco-core:object", n->iri);
    mk_json_close(&j, '}');
    if (mk_uco_file(other, n->out, n->v))
        mk_uco_relation(n->out, n->iri, "Extracted_From", other, NULL);
    if (parent.len) {
        mk_uco_iri(other, "record", mk_str(n->v->root), parent);
        j = mk_uco_open(n->out, other, "uco-core:UcoObject"); /* whatever kind it is of */
        mk_json_close(&j, '}');
        mk_uco_relation(n->out, n->iri, "Attached_To", other, NULL);
    }
    if (n->v->kind == MK_LOCATION && says(n, MK_WHOSE, "device") && mk_view_time(&t, n->v)) {
        mk_uco_iri(other, "device", mk_str(n->v->root), mk_str(""));
        mk_uco_relation(n->out, other, "Located_At", n->iri, &t);
    }
}

static void put(struct node *n, size_t k)
{
    mk_view_ref(&n->ref, n->v);
    mk_uco_iri(n->iri, "record", mk_str(n->v->root), mk_buf_span(&n->ref));
    n->j = mk_uco_open(&n->own, n->iri, kinds[k].type);
    describe(n);
    tags(n);
    reference(n);
    kinds[k].put(n);
    mk_json_close(&n->j, '}');
    mk_buf_put(n->out, n->own.p, n->own.len);
    ties(n);
    n->out->bad |= !mk_buf_ok(&n->own) || !mk_buf_ok(&n->ref);
}

static bool on_earth(const struct mk_view *v)
{
    double lat, lon;
    return mk_view_real(&lat, v, MK_LAT) && mk_view_real(&lon, v, MK_LON) && fabs(lat) <= 90 &&
           fabs(lon) <= 180;
}

int mk_uco_record(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why)
{
    size_t k = 0;
    (void)first;
    while (k < sizeof kinds / sizeof *kinds && kinds[k].kind != v->kind)
        k++;
    *why = MK_UCO_KIND;
    if (k == sizeof kinds / sizeof *kinds)
        return -1;
    *why = MK_UCO_PLACE;
    if (v->kind == MK_LOCATION && !on_earth(v))
        return -1;
    struct node n = { .out = out, .v = v };
    mk_buf_init(&n.own, 2 * MK_ITEM_MAX);
    mk_buf_init(&n.ref, MK_ITEM_MAX);
    put(&n, k);
    mk_buf_done(&n.own);
    mk_buf_done(&n.ref);
    return 0;
}
