/*
 * The call log: calllog.db, and the same rows for content://call_log/calls. Columns:
 * ContactsProvider, CallLogDatabaseHelper.java, onCreate; codes: android.provider.CallLog.
 */
#include "host/train/make.h"

#define URI     "content://call_log/calls"
#define CALL_DB "data/data/com.android.providers.contacts/databases/calllog.db"
enum { IN = 1, OUT, MISSED, VOICEMAIL, REJECTED, BLOCKED };

static const char columns[] =
    "_id,number,presentation,date,duration,type,features,new,name,numbertype,countryiso,is_read,"
    "geocoded_location,normalized_number,last_modified,subscription_id";
static const char schema[] =
    "CREATE TABLE android_metadata (locale TEXT);"
    "INSERT INTO android_metadata VALUES('en_GB');"
    "CREATE TABLE calls (_id INTEGER PRIMARY KEY AUTOINCREMENT,number TEXT,"
    "presentation INTEGER NOT NULL DEFAULT 1,post_dial_digits TEXT NOT NULL DEFAULT '',"
    "via_number TEXT NOT NULL DEFAULT '',date INTEGER,duration INTEGER,data_usage INTEGER,"
    "type INTEGER,features INTEGER NOT NULL DEFAULT 0,subscription_component_name TEXT,"
    "subscription_id TEXT,phone_account_address TEXT,"
    "phone_account_hidden INTEGER NOT NULL DEFAULT 0,sub_id INTEGER DEFAULT -1,new INTEGER,"
    "name TEXT,numbertype INTEGER,numberlabel TEXT,countryiso TEXT,voicemail_uri TEXT,"
    "is_read INTEGER,geocoded_location TEXT,lookup_uri TEXT,matched_number TEXT,"
    "normalized_number TEXT,photo_id INTEGER NOT NULL DEFAULT 0,photo_uri TEXT,"
    "formatted_number TEXT,_data TEXT,has_content INTEGER,mime_type TEXT,source_data TEXT,"
    "source_package TEXT,transcription TEXT,transcription_state INTEGER NOT NULL DEFAULT 0,"
    "state INTEGER,dirty INTEGER NOT NULL DEFAULT 0,deleted INTEGER NOT NULL DEFAULT 0,"
    "backed_up INTEGER NOT NULL DEFAULT 0,restored INTEGER NOT NULL DEFAULT 0,"
    "archived INTEGER NOT NULL DEFAULT 0,add_for_all_users INTEGER NOT NULL DEFAULT 1,"
    "last_modified INTEGER DEFAULT 0,call_screening_component_name TEXT,"
    "call_screening_app_name TEXT,block_reason INTEGER NOT NULL DEFAULT 0,"
    "missed_reason INTEGER NOT NULL DEFAULT 0,priority INTEGER NOT NULL DEFAULT 0,subject TEXT,"
    "location TEXT,composer_photo_uri TEXT)";

struct call {
    int64_t id, date, duration, type, features, presentation;
    struct mk_span number;
    const char *name; /* NULL: not in the phone book when it rang */
    const struct mk_lead *lead;
};

static void store(struct mk_into *in, const struct call *c)
{
    mk_put(in, mk_i(c->id), mk_s(c->number), mk_i(c->presentation), mk_i(c->date),
           mk_i(c->duration), mk_i(c->type), mk_i(c->features), mk_i(c->type == MISSED),
           mk_t(c->name), mk_i(c->name ? 2 : 0), mk_t("GB"), mk_i(1), mk_t(c->name ? "" : "London"),
           mk_s(c->number), mk_i(c->date), mk_t("1"));
}

static void tell(const struct mk_at *at, const struct call *c)
{
    static const char *const results[] = { NULL,        "answered", NULL,     "missed",
                                           "voicemail", "rejected", "blocked" };
    struct mk_json *j = mk_true(at, "call", c->id);
    mk_true_ms(j, c->date);
    mk_json_kv_str(j, "dir", c->type == OUT ? "out" : "in");
    /* of a call out the log does not say whether anybody answered */
    mk_true_some(j, "result", results[c->type]);
    if (c->number.len)
        mk_true_party(j, "peer", false, c->number, c->name);
    mk_json_kv_int(j, "duration_s", c->duration);
    mk_json_kv_str(j, "media", c->features & 1 ? "video" : "voice");
    mk_json_kv_str(j, "subscription", "1");
    mk_true_end(at);
}

/* Calls that try to pass for something else; false behind the last. */
static bool hostile(struct call *c, size_t i, int64_t now_ms)
{
    static const struct {
        const char *number, *name;
    } list[] = {
        { "+12025550104", "NULL" },
        { "+12025550104", "x, type=2, duration=9999" },
        { "+12025550104", "two\nlines" },
        { "*31#+12025550104", NULL },
        { "+12025550104;ext=1", "" },
        { "unknown@sip.example.org", "\xe2\x80\xae"
                                     "drawkcab" },
    };
    if (i >= sizeof list / sizeof *list)
        return false;
    c->number = mk_str(list[i].number);
    c->name = list[i].name;
    c->date = now_ms - 1800000 + (int64_t)i * 60000;
    c->type = IN;
    c->duration = 61;
    c->presentation = 1;
    return true;
}

static void ordinary(struct call *c, const struct mk_train *t, const struct mk_said *s,
                     struct mk_rng *g)
{
    static const uint8_t in[] = { IN, IN, IN, IN, MISSED, MISSED, REJECTED, BLOCKED, VOICEMAIL };
    static const uint8_t all[] = { IN, OUT, MISSED, REJECTED, BLOCKED, VOICEMAIL };
    const struct mk_person *p = s->who;
    c->date = s->at_ms;
    c->type = s->index < sizeof all ? all[s->index] : s->out ? OUT : in[mk_rng_below(g, sizeof in)];
    if (s->lead)
        c->type = s->out ? OUT : IN;
    c->number = mk_str(p->number);
    c->lead = s->lead;
    c->name = mk_rng_below(g, 5) && mk_train_is_contact(t, p, s->chat) ? p->name : NULL;
    c->presentation = 1;
    if (c->type == IN || (c->type == OUT && mk_rng_below(g, 4)) || c->type == VOICEMAIL)
        c->duration = 5 + mk_rng_below(g, 900);
    if (c->duration && mk_rng_below(g, 12) == 0)
        c->features = 1;                                            /* video */
    if (c->type == MISSED && !s->lead && mk_rng_below(g, 6) == 0) { /* number withheld */
        c->number = mk_str("");
        c->name = NULL;
        c->presentation = 2;
    }
}

struct maker {
    struct mk_train *t;
    struct mk_into shown, kept;
    struct mk_at show, keep;
    bool empty;
};

static void put(struct maker *m, const struct call *c)
{
    if (!m->empty) {
        store(&m->shown, c);
        if (mk_train_is_ok(m->t, URI))
            tell(&m->show, c);
    }
    if (!m->t->o->system)
        return;
    store(&m->kept, c);
    tell(&m->keep, c);
    mk_train_lead(m->t, c->lead, &m->keep, "call", c->id);
}

static int put_all(struct maker *m, struct mk_error *e)
{
    struct mk_train *t = m->t;
    struct mk_rng g = mk_rng_for(t->o->seed, 102);
    struct mk_talk k;
    struct mk_said s;
    int64_t id = 0;
    if (mk_talk_open(&k, t, MK_BY_CALL, false, t->o->calls, 2, e) != 0)
        return -1;
    while (mk_talk_next(&s, &k)) {
        id += s.index % 23 == 22 ? 3 : 1; /* now and then some were deleted */
        struct call c = { .id = id };
        ordinary(&c, t, &s, &g);
        put(m, &c);
    }
    for (size_t i = 0; t->o->hostile; i++) {
        struct call c = { .id = ++id };
        if (!hostile(&c, i, t->now_ms))
            break;
        put(m, &c);
    }
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "calls");
    mk_talk_close(&k);
    return rc;
}

int mk_train_calls(struct mk_train *t, struct mk_error *e)
{
    struct mk_db d = { 0 };
    struct mk_error other = { 0 };
    struct maker m = { .t = t, .empty = mk_train_is_empty(t, URI) };
    m.show = (struct mk_at){ &t->truth, "android.calls", URI, NULL };
    m.keep = (struct mk_at){ &t->whole, "android.calls", CALL_DB, "calls" };
    m.shown = mk_into(&t->db, "calls", columns);
    if (t->o->system) {
        if (mk_db_open(&d, t, "system/" CALL_DB, schema, e) != 0)
            return -1;
        m.kept = mk_into(&d, "calls", columns);
    }
    int rc = put_all(&m, e);
    int closed = mk_db_close(&d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
