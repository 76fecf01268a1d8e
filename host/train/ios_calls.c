/*
 * Calls of an iPhone: CallHistory.storedata, telephone and FaceTime. Columns: CREATE statements of
 * recent versions as they stand in test data of public programs; codes:
 * abrignoni/iLEAPP, scripts/artifacts/callHistory.py. What the store says of calls that went out: 0
 * in ZANSWERED, whether they were answered or not.
 */
#include "host/train/ios.h"

static const struct mk_ios_file store_db = {
    MK_IOS_HOME("Library/CallHistoryDB/CallHistory.storedata"), .encrypted_only = true
};
static const char schema[] =
    "CREATE TABLE ZCALLDBPROPERTIES (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZTIMER_ALL FLOAT,ZTIMER_INCOMING FLOAT,ZTIMER_LAST FLOAT,ZTIMER_LAST_RESET FLOAT,"
    "ZTIMER_LIFETIME FLOAT,ZTIMER_OUTGOING FLOAT);"
    "CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZANSWERED INTEGER,ZCALL_CATEGORY INTEGER,ZCALLTYPE INTEGER,ZDISCONNECTED_CAUSE INTEGER,"
    "ZFACE_TIME_DATA INTEGER,ZFILTERED_OUT_REASON INTEGER,ZHANDLE_TYPE INTEGER,"
    "ZHASMESSAGE INTEGER,ZJUNKCONFIDENCE INTEGER,ZNUMBER_AVAILABILITY INTEGER,"
    "ZORIGINATED INTEGER,ZREAD INTEGER,ZSCREENSHARINGTYPE INTEGER,"
    "ZUSEDEMERGENCYVIDEOSTREAMING INTEGER,ZVERIFICATIONSTATUS INTEGER,ZWASEMERGENCYCALL INTEGER,"
    "ZDATE TIMESTAMP,ZDURATION FLOAT,ZADDRESS VARCHAR,ZBLOCKEDBYEXTENSION VARCHAR,"
    "ZIDENTITYEXTENSION VARCHAR,ZISO_COUNTRY_CODE VARCHAR,ZJUNKIDENTIFICATIONCATEGORY VARCHAR,"
    "ZLOCATION VARCHAR,ZNAME VARCHAR,ZSERVICE_PROVIDER VARCHAR,ZUNIQUE_ID VARCHAR,"
    "ZCONVERSATIONID BLOB,ZIMAGEURL VARCHAR,ZLOCALPARTICIPANTUUID BLOB,"
    "ZOUTGOINGLOCALPARTICIPANTUUID BLOB,ZPARTICIPANTGROUPUUID BLOB);"
    "CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,ZTYPE INTEGER,"
    "ZNORMALIZEDVALUE VARCHAR,ZVALUE VARCHAR);"
    "CREATE TABLE Z_2REMOTEPARTICIPANTHANDLES (Z_2REMOTEPARTICIPANTCALLS INTEGER,"
    "Z_4REMOTEPARTICIPANTHANDLES INTEGER,"
    "PRIMARY KEY (Z_2REMOTEPARTICIPANTCALLS,Z_4REMOTEPARTICIPANTHANDLES));"
    "CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY,Z_NAME VARCHAR,Z_SUPER INTEGER,"
    "Z_MAX INTEGER);"
    "CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY,Z_UUID VARCHAR(255),Z_PLIST BLOB);"
    "INSERT INTO Z_PRIMARYKEY VALUES(1,'CallDBProperties',0,1),(2,'CallRecord',0,0),"
    "(4,'Handle',0,0);"
    "INSERT INTO ZCALLDBPROPERTIES VALUES(1,1,1,5210.0,2600.0,61.0,0.0,5210.0,2610.0);"
    "CREATE INDEX Z_CallRecord_byDateIndex ON ZCALLRECORD (ZDATE COLLATE BINARY ASC)";
enum { TELEPHONE = 1, FACETIME_VIDEO = 8, FACETIME_AUDIO = 16 };

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into call, handle, took_part;
    struct mk_at at, handle_at;
    struct mk_rng g;
    int64_t id, handles;
};

struct call {
    int64_t ms, type, answered;
    bool out;
    const char *address; /* "": withheld */
    double duration_s;
    const struct mk_lead *lead;
};

static void tell(struct maker *m, const struct call *c)
{
    struct mk_json *j = mk_true(&m->at, "call", m->id);
    mk_true_cocoa_s(j, c->ms);
    mk_json_kv_str(j, "dir", c->out ? "out" : "in");
    if (!c->out)
        mk_json_kv_str(j, "result", c->answered ? "answered" : "missed");
    if (*c->address)
        mk_true_party(j, "peer", false, mk_str(c->address), NULL);
    mk_true_real(j, "duration_s", c->duration_s);
    mk_json_kv_str(j, "media", c->type == FACETIME_VIDEO ? "video" : "voice");
    mk_true_end(&m->at);
    mk_train_lead(m->t, c->lead, &m->at, "call", m->id);
}

/* Who took part, by itself: the store names the call in a table between the two. */
static void put_handle(struct maker *m, const struct call *c)
{
    bool email = strchr(c->address, '@');
    if (!*c->address)
        return;
    m->handles++;
    mk_put(&m->handle, mk_i(m->handles), mk_i(4), mk_i(1), mk_i(email ? 3 : 2), mk_t(c->address),
           mk_t(c->address));
    mk_put(&m->took_part, mk_i(m->id), mk_i(m->handles));
    struct mk_json *j = mk_true(&m->handle_at, "event", m->handles);
    mk_json_kv_str(j, "name", "call_participant");
    mk_true_party(j, "peer", false, mk_str(c->address), NULL);
    mk_true_end(&m->handle_at);
}

static void put(struct maker *m, const struct call *c)
{
    bool telephone = c->type == TELEPHONE;
    mk_put(&m->call, mk_i(m->id), mk_i(2), mk_i(1), mk_i(c->answered),
           mk_i(c->type == FACETIME_VIDEO ? 2 : 1), mk_i(c->type),
           mk_i(c->answered || c->out ? 0 : 49), mk_i(telephone ? 2 : 3), mk_i(*c->address == '\0'),
           mk_i(c->out), mk_i(c->out || c->answered), mk_r(mk_cocoa(c->ms)), mk_r(c->duration_s),
           mk_t(*c->address ? c->address : NULL), mk_t("gb"),
           mk_t(telephone ? "com.apple.Telephony" : "com.apple.FaceTime"),
           mk_t(mk_ios_guid(&m->g).s));
    put_handle(m, c);
    tell(m, c);
}

static void ordinary(struct call *c, const struct mk_said *s, struct mk_rng *g)
{
    uint32_t kind = mk_rng_below(g, 12), answered = mk_rng_below(g, 3);
    const struct mk_person *p = s->who;
    *c = (struct call){ .ms = s->at_ms, .out = s->out, .lead = s->lead, .type = TELEPHONE };
    if (kind < 3 && !p->is_service && !s->lead)
        c->type = kind ? FACETIME_AUDIO : FACETIME_VIDEO;
    c->address = c->type != TELEPHONE && p->email ? p->email : p->number;
    if (s->lead || answered)
        c->duration_s = 5 + mk_rng_below(g, 900) + mk_rng_below(g, 1000) / 1000.0;
    c->answered = !c->out && c->duration_s > 0;
    if (!c->out && !c->answered && !s->lead && mk_rng_below(g, 6) == 0)
        c->address = "";
}

static const char *const hostile[] = { "NULL", "two\nlines", "*31#+12025550104",
                                       "+12025550104;ext=1", "unknown@sip.example.org" };

static int put_all(struct maker *m, struct mk_error *e)
{
    struct mk_talk k;
    struct mk_said s;
    struct call c;
    if (mk_talk_open(&k, m->t, MK_BY_CALL, false, m->t->o->calls, 2, e) != 0)
        return -1;
    while (mk_talk_next(&s, &k)) {
        m->id += s.index % 23 == 22 ? 3 : 1; /* now and then some were deleted */
        ordinary(&c, &s, &m->g);
        put(m, &c);
    }
    for (size_t i = 0; m->t->o->hostile && i < sizeof hostile / sizeof *hostile; i++) {
        m->id++;
        c = (struct call){ .ms = m->t->now_ms - 1800125 + (int64_t)i * 60000, .answered = 1 };
        c.type = TELEPHONE;
        c.address = hostile[i];
        c.duration_s = 61.5;
        put(m, &c);
    }
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "calls");
    mk_talk_close(&k);
    return rc;
}

int mk_ios_calls(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x6363) };
    struct mk_error other = { 0 };
    if (mk_ios_open(&m.d, t, &store_db, schema, e))
        return -1;
    m.call = mk_into(&m.d, "ZCALLRECORD",
                     "Z_PK,Z_ENT,Z_OPT,ZANSWERED,ZCALL_CATEGORY,ZCALLTYPE,ZDISCONNECTED_CAUSE,"
                     "ZHANDLE_TYPE,ZNUMBER_AVAILABILITY,ZORIGINATED,ZREAD,ZDATE,ZDURATION,"
                     "ZADDRESS,ZISO_COUNTRY_CODE,ZSERVICE_PROVIDER,ZUNIQUE_ID");
    m.handle = mk_into(&m.d, "ZHANDLE", "Z_PK,Z_ENT,Z_OPT,ZTYPE,ZNORMALIZEDVALUE,ZVALUE");
    m.took_part = mk_into(&m.d, "Z_2REMOTEPARTICIPANTHANDLES",
                          "Z_2REMOTEPARTICIPANTCALLS,Z_4REMOTEPARTICIPANTHANDLES");
    m.at = mk_ios_at(t, &store_db, "ios.calls", "ZCALLRECORD");
    m.handle_at = mk_ios_at(t, &store_db, "ios.calls", "ZHANDLE");
    int rc = put_all(&m, e);
    int closed = mk_db_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
