#include "firmware/plan/records.h"
#include <stdio.h>

static const enum mk_category category_of[MK_KIND_COUNT] = {
    [MK_KIND_NONE] = MK_CAT_FILES,       [MK_MESSAGE] = MK_CAT_MESSAGES,
    [MK_CONVERSATION] = MK_CAT_MESSAGES, [MK_REACTION] = MK_CAT_MESSAGES,
    [MK_ATTACHMENT] = MK_CAT_MESSAGES,   [MK_CALL] = MK_CAT_CALLS,
    [MK_VOICEMAIL] = MK_CAT_CALLS,       [MK_CONTACT] = MK_CAT_CONTACTS,
    [MK_KIND_ACCOUNT] = MK_CAT_ACCOUNTS, [MK_KIND_EMAIL] = MK_CAT_MESSAGES,
    [MK_LOCATION] = MK_CAT_FILES,        [MK_KIND_MEDIA] = MK_CAT_FILES,
    [MK_WEB_VISIT] = MK_CAT_FILES,       [MK_WEB_DOWNLOAD] = MK_CAT_FILES,
    [MK_WEB_SEARCH] = MK_CAT_FILES,      [MK_BOOKMARK] = MK_CAT_FILES,
    [MK_COOKIE] = MK_CAT_FILES,          [MK_KIND_NOTE] = MK_CAT_FILES,
    [MK_CALENDAR] = MK_CAT_CALENDAR,     [MK_PAYMENT] = MK_CAT_FILES,
    [MK_KIND_APP] = MK_CAT_APPS,         [MK_DEVICE] = MK_CAT_DEVICE,
    [MK_NETWORK] = MK_CAT_NETWORK,       [MK_BLUETOOTH] = MK_CAT_NETWORK,
    [MK_CELL] = MK_CAT_NETWORK,          [MK_EVENT] = MK_CAT_FILES,
};

/* A record's own field, or the one that its table's records share. */
static bool find(struct mk_value *out, const struct mk_scoped *r, enum mk_key key)
{
    return mk_field_find(out, r->fields, key) || mk_field_find(out, r->head, key);
}

/* ---- people ---- */

static bool all_digits(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.len > 0;
}

/* The number of a WhatsApp id without the device that may stand behind it: "N:7", "N.0:7". */
static struct mk_span without_device(struct mk_span id)
{
    size_t n = 0;
    while (n < id.len && id.p[n] >= '0' && id.p[n] <= '9')
        n++;
    for (size_t i = n; i < id.len; i++)
        if ((id.p[i] < '0' || id.p[i] > '9') && id.p[i] != '.' && id.p[i] != ':')
            return id;
    return mk_span(id.p, n);
}

/* A number in the form that WhatsApp keeps it in; its other ids ("@lid") are no numbers. */
static struct mk_span number_of(struct mk_span id)
{
    static const char *const ends[] = { "@s.whatsapp.net", "@c.us" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (mk_span_ends(id, mk_str(ends[i]))) {
            struct mk_span number = without_device(mk_span(id.p, id.len - strlen(ends[i])));
            return all_digits(number) ? number : id;
        }
    return id;
}

static uint8_t with_value(const struct mk_scope *s, struct mk_span value, bool name)
{
    enum mk_party p = mk_scope_party(s, number_of(value));
    if (p == MK_PARTY_EXCLUDED)
        return MK_WITH_EXCLUDED;
    return p == MK_PARTY_IN && !name ? MK_WITH_IN : MK_WITH_OUT;
}

/* All that one party is known by: one of it is enough. */
static uint8_t sum_party(uint8_t with)
{
    uint8_t in = with & (MK_WITH_IN | MK_WITH_EXCLUDED);
    return in ? in : with;
}

static uint8_t with_party(const struct mk_scope *s, const struct mk_value *v)
{
    struct mk_cursor c = mk_cur(v->s);
    struct mk_value m;
    uint8_t with = 0;
    if (v->type == MK_T_TEXT)
        return v->s.len ? with_value(s, v->s, false) : 0;
    if (v->type != MK_T_OBJECT)
        return 0;
    while (mk_value_next(&m, &c, false)) {
        if (m.key == MK_SELF && m.type == MK_T_TRUE)
            return 0;
        bool known = m.key == MK_ID || m.key == MK_PHONE || m.key == MK_EMAIL || m.key == MK_NAME;
        if (known && m.type == MK_T_TEXT && m.s.len)
            with |= with_value(s, m.s, m.key == MK_NAME);
    }
    return sum_party(with);
}

static uint8_t with_field(const struct mk_scope *s, const struct mk_scoped *r, enum mk_key key)
{
    struct mk_value v, element;
    uint8_t with = 0;
    if (!find(&v, r, key))
        return 0;
    if (v.type != MK_T_LIST)
        return with_party(s, &v);
    struct mk_cursor c = mk_cur(v.s);
    size_t n = 0;
    while (mk_value_next(&element, &c, true)) {
        uint8_t one = with_party(s, &element);
        n += one != 0;
        with |= one;
    }
    return key == MK_MEMBERS && n > 1 ? with | MK_WITH_GROUP : with;
}

struct mk_span mk_record_thread(const struct mk_scoped *r, char small[static 24])
{
    struct mk_value v;
    if (!find(&v, r, MK_THREAD))
        return mk_span(NULL, 0);
    if (v.type == MK_T_INT)
        return mk_span(small, (size_t)snprintf(small, 24, "%lld", (long long)v.i));
    return v.type == MK_T_TEXT ? v.s : mk_span(NULL, 0);
}

/* Ids that tell: WhatsApp's "...@g.us", Telegram's below 0. */
static bool is_group_id(const struct mk_scoped *r)
{
    char small[24];
    struct mk_span thread = mk_record_thread(r, small);
    return mk_span_ends(thread, mk_str("@g.us")) || mk_span_ends(thread, mk_str("@broadcast")) ||
           (thread.len > 1 && thread.p[0] == '-' && all_digits(mk_span_from(thread, 1)));
}

uint8_t mk_record_with(const struct mk_scope *s, const struct mk_scoped *r)
{
    static const enum mk_key parties[] = { MK_FROM, MK_TO, MK_CC, MK_BCC, MK_PEER, MK_MEMBERS };
    static const enum mk_key known_by[] = { MK_PHONE,  MK_EMAIL,   MK_PHONES,
                                            MK_EMAILS, MK_HANDLES, MK_ID };
    struct mk_value v;
    uint8_t with = 0, one = 0;
    for (size_t i = 0; i < sizeof parties / sizeof *parties; i++)
        with |= with_field(s, r, parties[i]);
    if ((r->kind == MK_CONVERSATION && find(&v, r, MK_OWNER)) || is_group_id(r))
        with |= MK_WITH_GROUP;
    /* A contact is one party, however many numbers it has. A message's id is none. */
    bool is_party = r->kind == MK_CONTACT || r->kind == MK_CONVERSATION;
    for (size_t i = 0; is_party && i < sizeof known_by / sizeof *known_by; i++)
        if (known_by[i] != MK_ID || r->kind == MK_CONTACT)
            one |= with_field(s, r, known_by[i]);
    return with | sum_party(one);
}

/* By "threads", which are those of the phone's own messages. */
static bool in_thread(const struct mk_scope *s, const struct mk_scoped *r)
{
    char small[24];
    int64_t id = 0;
    struct mk_span thread = mk_record_thread(r, small);
    bool own = mk_span_is(r->app, "android.sms") || mk_span_is(r->app, "android.mms") ||
               mk_span_is(r->app, "android.threads");
    if (!own || !all_digits(thread) || thread.len > 18)
        return false;
    for (size_t i = 0; i < thread.len; i++)
        id = id * 10 + (thread.p[i] - '0');
    return mk_scope_thread(s, id);
}

static const char *by_people(const struct mk_scope *s, const struct mk_scoped *r, uint8_t thread)
{
    uint8_t own = mk_record_with(s, r), all = own | thread;
    bool others = thread & MK_WITH_GROUP || (all & MK_WITH_IN && all & MK_WITH_OUT);
    if (own & MK_WITH_EXCLUDED || (thread & MK_WITH_EXCLUDED && !(thread & MK_WITH_GROUP)))
        return MK_RECORD_EXCLUDED;
    if (!s->counterparties.n && !s->nthreads)
        return all & (MK_WITH_IN | MK_WITH_OUT) ? NULL : MK_RECORD_NO_PARTY;
    if (in_thread(s, r))
        return NULL;
    if (!(all & (MK_WITH_IN | MK_WITH_OUT)))
        return MK_RECORD_NO_PARTY;
    if (!(all & MK_WITH_IN))
        return MK_RECORD_PEOPLE;
    return !others || s->groups ? NULL : MK_RECORD_GROUP;
}

/* ---- all of it ---- */

static const char *by_time(const struct mk_scope *s, const struct mk_scoped *r)
{
    struct mk_value v;
    bool has = find(&v, r, MK_TIME) && v.type == MK_T_TIME;
    if (!has)
        has = find(&v, r, MK_START) && v.type == MK_T_TIME;
    if (!has)
        return MK_RECORD_NO_TIME;
    return mk_scope_at(s, v.i) ? NULL : MK_RECORD_WINDOW;
}

static const char *by_kind(const struct mk_scope *s, const struct mk_scoped *r)
{
    if (r->kind >= MK_KIND_COUNT || !s->categories[category_of[r->kind]])
        return MK_RECORD_CATEGORY;
    bool media = r->kind == MK_ATTACHMENT || r->kind == MK_KIND_MEDIA;
    return media && s->media == MK_MEDIA_NONE ? MK_RECORD_MEDIA : NULL;
}

const char *mk_record_out(const struct mk_scope *s, const struct mk_scoped *r, uint8_t with)
{
    const char *why = by_kind(s, r);
    if (!why && mk_scope_by_time(s))
        why = by_time(s, r);
    if (!why && mk_scope_by_people(s))
        why = by_people(s, r, with);
    return why;
}

const char *mk_record_follower_out(const struct mk_scope *s, const struct mk_scoped *r)
{
    const char *why = by_kind(s, r);
    bool excluded = mk_record_with(s, r) & MK_WITH_EXCLUDED;
    return !why && excluded ? MK_RECORD_EXCLUDED : why;
}

struct mk_span mk_record_parent(const struct mk_scoped *r)
{
    struct mk_value v;
    return find(&v, r, MK_PARENT) && v.type == MK_T_TEXT ? v.s : mk_span(NULL, 0);
}

/* Its last message's time, a draft or a snippet may be of another time than its messages. */
bool mk_record_conversation_key(enum mk_key key)
{
    static const enum mk_key kept[] = { MK_REF,    MK_SOURCE, MK_KIND,    MK_APP,    MK_PARSER,
                                        MK_THREAD, MK_TITLE,  MK_MEMBERS, MK_OWNER,  MK_PEER,
                                        MK_PHONE,  MK_TYPE,   MK_PROFILE, MK_SERVICE };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (kept[i] == key)
            return true;
    return false;
}

const char *mk_record_means(const char *word)
{
    static const char *const words[][2] = {
        { MK_RECORD_CATEGORY, "of another category" },
        { MK_RECORD_WINDOW, "outside the window" },
        { MK_RECORD_NO_TIME, "without a time" },
        { MK_RECORD_PEOPLE, "with others" },
        { MK_RECORD_NO_PARTY, "that name nobody" },
        { MK_RECORD_EXCLUDED, "with somebody who is excluded" },
        { MK_RECORD_GROUP, "of conversations with others as well" },
        { MK_RECORD_MEDIA, "of pictures, sounds and films" },
        { MK_RECORD_FOLLOWS, "that belong to what is not kept" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(word, words[i][0]))
            return words[i][1];
    return "";
}
