/*
 * Calls and contacts of WhatsApp on an iPhone: CallHistory.sqlite and ContactsV2.sqlite. Columns:
 * CREATE statements of public images of iOS 15 and 16, as in parsers/app/whatsapp_ios_calls.c and
 * whatsapp_ios_contacts.c.
 */
#include "host/train/ios_whatsapp.h"

static const struct mk_ios_file calls_db = { MK_IOS_WA("CallHistory.sqlite") };
static const struct mk_ios_file contacts_db = { MK_IOS_WA("ContactsV2.sqlite") };
static const char calls_schema[] =
    "CREATE TABLE ZWAAGGREGATECALLEVENT (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZINCOMING INTEGER,ZMISSED INTEGER,ZVIDEO INTEGER,ZFIRSTDATE TIMESTAMP,ZLINKTOKEN VARCHAR);"
    "CREATE TABLE ZWACDCALLEVENT (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZBYTESRECEIVED INTEGER,ZBYTESSENT INTEGER,ZOUTCOME INTEGER,Z1CALLEVENTS INTEGER,"
    "ZDATE TIMESTAMP,ZDURATION FLOAT,ZGROUPCALLCREATORUSERJIDSTRING VARCHAR,"
    "ZGROUPJIDSTRING VARCHAR,ZCALLIDSTRING VARCHAR);"
    "CREATE TABLE ZWACDCALLEVENTPARTICIPANT (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZOUTCOME INTEGER,Z1PARTICIPANTS INTEGER,ZJIDSTRING VARCHAR);";
static const char contacts_schema[] =
    "CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZDISAPPEARINGMODEDURATION INTEGER,ZPHONESTATUS INTEGER,ZSECTIONSORT INTEGER,ZSORT INTEGER,"
    "ZSPOTLIGHTSTATUS INTEGER,ZABOUTTIMESTAMP TIMESTAMP,ZDISAPPEARINGMODETIMESTAMP TIMESTAMP,"
    "ZABOUTTEXT VARCHAR,ZFULLNAME VARCHAR,ZGIVENNAME VARCHAR,ZHIGHLIGHTEDNAME VARCHAR,"
    "ZIDENTIFIER VARCHAR,ZLOCALIZEDPHONENUMBER VARCHAR,ZPHONENUMBER VARCHAR,"
    "ZPHONENUMBERLABEL VARCHAR,ZSEARCHTOKENLIST VARCHAR,ZSECTIONTITLE VARCHAR,"
    "ZWHATSAPPID VARCHAR,ZDEVICELIST BLOB);";
enum { ANSWERED, NOT_ANSWERED, REJECTED = 4 };

struct calls {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into aggregate, call, participant;
    struct mk_at at;
    struct mk_rng g;
    int64_t id;
};

static void put_call(struct calls *c, const struct mk_said *s)
{
    static const int outcomes[] = { ANSWERED, ANSWERED, NOT_ANSWERED, REJECTED };
    static const char *const in[] = { "answered", "missed", "", "", "rejected" };
    static const char *const out[] = { "answered", "cancelled", "", "", "unknown" };
    int64_t id = ++c->id;
    int outcome = outcomes[mk_rng_below(&c->g, 4)];
    bool video = mk_rng_below(&c->g, 4) == 0;
    double seconds = outcome == ANSWERED ? 3.25 + mk_rng_below(&c->g, 2000) : 0;
    char call[32];
    struct mk_jid jid;
    mk_jid_of_person(&jid, s->who);
    mk_ios_wa_stanza(call, id + 700000000);
    mk_put(&c->aggregate, mk_i(id), mk_i(!s->out), mk_i(!s->out && outcome == NOT_ANSWERED),
           mk_i(video));
    mk_put(&c->call, mk_i(id), mk_i((int64_t)seconds * 4000), mk_i((int64_t)seconds * 3000),
           mk_i(outcome), mk_i(id), mk_r(mk_cocoa(s->at_ms)), mk_r(seconds), mk_t(call));
    mk_put(&c->participant, mk_i(id), mk_i(outcome), mk_i(id), mk_t(jid.raw));
    struct mk_json *j = mk_true(&c->at, "call", id);
    mk_true_cocoa_s(j, s->at_ms);
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    mk_json_kv_str(j, "result", (s->out ? out : in)[outcome]);
    mk_true_jid(j, "peer", false, &jid);
    mk_true_real(j, "duration_s", seconds);
    mk_json_kv_str(j, "media", video ? "video" : "voice");
    mk_true_end(&c->at);
}

int mk_ios_wa_calls(struct mk_train *t, struct mk_error *e)
{
    struct calls c = { .t = t, .g = mk_rng_for(t->o->seed, 0x7762) };
    struct mk_error other = { 0 };
    struct mk_talk k;
    struct mk_said s;
    if (mk_ios_open(&c.d, t, &calls_db, calls_schema, e))
        return -1;
    c.aggregate = mk_into(&c.d, "ZWAAGGREGATECALLEVENT", "Z_PK,ZINCOMING,ZMISSED,ZVIDEO");
    c.call = mk_into(&c.d, "ZWACDCALLEVENT",
                     "Z_PK,ZBYTESRECEIVED,ZBYTESSENT,ZOUTCOME,Z1CALLEVENTS,ZDATE,ZDURATION,"
                     "ZCALLIDSTRING");
    c.participant =
        mk_into(&c.d, "ZWACDCALLEVENTPARTICIPANT", "Z_PK,ZOUTCOME,Z1PARTICIPANTS,ZJIDSTRING");
    c.at = mk_ios_at(t, &calls_db, "whatsapp.ios_calls", "ZWACDCALLEVENT");
    int rc = mk_talk_open(&k, t, MK_BY_WHATSAPP, false, t->o->whatsapp / 25, 8, e);
    k.lead = t->sc->nleads; /* they are messages */
    while (rc == 0 && mk_talk_next(&s, &k))
        if (!s.group && mk_on_whatsapp(s.who))
            put_call(&c, &s);
    if (rc == 0 && !mk_talk_ok(&k))
        rc = mk_fail(e, MK_ENOMEM, "calls");
    mk_talk_close(&k);
    int closed = mk_db_close(&c.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}

static void tell_contact(const struct mk_at *at, int64_t id, const struct mk_person *p,
                         const struct mk_jid *jid)
{
    struct mk_json *j = mk_true(at, "contact", id);
    mk_json_kv_str(j, "name", p->name);
    mk_json_key(j, "handles");
    mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", jid->raw);
    mk_json_kv_str(j, "service", "whatsapp");
    mk_json_close(j, '}');
    mk_json_close(j, ']');
    mk_true_party(j, "phones", true, mk_str(p->number), NULL);
    mk_true_end(at);
}

int mk_ios_wa_contacts(struct mk_train *t, struct mk_error *e)
{
    struct mk_at at = mk_ios_at(t, &contacts_db, "whatsapp.ios_contacts", "ZWAADDRESSBOOKCONTACT");
    struct mk_person_made made;
    struct mk_jid jid;
    struct mk_db d;
    int64_t id = 0;
    if (mk_ios_open(&d, t, &contacts_db, contacts_schema, e))
        return -1;
    struct mk_into in = mk_into(&d, "ZWAADDRESSBOOKCONTACT",
                                "Z_PK,Z_ENT,ZPHONESTATUS,ZABOUTTEXT,ZFULLNAME,ZPHONENUMBER,"
                                "ZPHONENUMBERLABEL,ZWHATSAPPID");
    for (uint32_t k = 0, n = mk_train_people(t); k < n; k++) {
        const struct mk_person *p = mk_train_person(t, &made, k);
        if (!mk_train_is_contact(t, p, k) || !mk_on_whatsapp(p))
            continue;
        mk_jid_of_person(&jid, p);
        id++;
        mk_put(&in, mk_i(id), mk_i(1), mk_i(1), mk_t("Available"), mk_t(p->name), mk_t(p->number),
               mk_t("_$!<Mobile>!$_"), mk_t(jid.raw));
        tell_contact(&at, id, p, &jid);
    }
    return mk_db_close(&d, e);
}
