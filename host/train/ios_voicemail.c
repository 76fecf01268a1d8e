/*
 * Voicemails of an iPhone: voicemail.db and the recordings beside it, named by their row. Tables:
 * CREATE statements of a file of iOS 15 (observed); flags: abrignoni/iLEAPP,
 * scripts/artifacts/voicemail.py.
 */
#include "host/train/ios.h"

#define FOLDER "Library/Voicemail/"
static const struct mk_ios_file db = { MK_IOS_HOME(FOLDER "voicemail.db") };
#define COLUMNS                                                                                    \
    "(ROWID INTEGER PRIMARY KEY AUTOINCREMENT,remote_uid INTEGER,date INTEGER,token TEXT,"         \
    "sender TEXT,callback_num TEXT,duration INTEGER,expiration INTEGER,trashed_date INTEGER,"      \
    "flags INTEGER,receiver TEXT,label TEXT);"
static const char schema[] =
    "CREATE TABLE _SqliteDatabaseProperties (key TEXT,value TEXT,UNIQUE(key));"
    "CREATE TABLE voicemail " COLUMNS "CREATE TABLE deleted " COLUMNS
    "CREATE TABLE map (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,account TEXT,label TEXT);"
    "CREATE INDEX date_index on voicemail(date);"
    "CREATE INDEX remote_uid_index on voicemail(remote_uid);"
    "INSERT INTO map(account,label) VALUES('" MK_SIM_ICC "','L1')";
enum { HEARD = 11, TRASHED = 75 };

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into in;
    struct mk_at at;
    struct mk_rng g;
};

/* AMR of silent frames (RFC 4867): 50 a second. */
static int put_recording(struct maker *m, int64_t id, int64_t ms, int64_t seconds,
                         struct mk_error *e)
{
    char path[80];
    struct mk_buf b;
    snprintf(path, sizeof path, "HomeDomain/" FOLDER "%lld.amr", (long long)id);
    mk_buf_init(&b, 1 << 20);
    mk_buf_puts(&b, "#!AMR\n");
    for (int64_t i = 0; i < seconds * 50; i++)
        mk_buf_u8(&b, 0x7c);
    int rc = mk_buf_ok(&b) ? mk_ios_put(m->t, path, ms, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "voicemail");
    mk_buf_done(&b);
    return rc;
}

static int put(struct maker *m, int64_t id, const struct mk_said *s, struct mk_error *e)
{
    int64_t date = s->at_ms / 1000, seconds = 3 + mk_rng_below(&m->g, 60);
    bool trashed = id % 5 == 0;
    mk_put(&m->in, mk_i(id), mk_i(1000 + id), mk_i(date), mk_t("Complete"), mk_t(s->who->number),
           mk_t(s->who->number), mk_i(seconds), mk_i(date + 30 * 86400),
           mk_i(trashed ? date + 86400 - MK_COCOA_S : 0), mk_i(trashed ? TRASHED : HEARD),
           mk_t(m->t->sc->owner.number), mk_t("L1"));
    struct mk_json *j = mk_true(&m->at, "voicemail", id);
    mk_true_s(j, date);
    mk_true_party(j, "peer", false, mk_str(s->who->number), NULL);
    mk_json_kv_int(j, "duration_s", seconds);
    mk_json_kv_str(j, "subscription", MK_SIM_ICC);
    if (trashed)
        mk_json_kv_bool(j, "deleted", true);
    mk_true_end(&m->at);
    return put_recording(m, id, s->at_ms, seconds, e);
}

int mk_ios_voicemail(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x766d) };
    struct mk_error other = { 0 };
    struct mk_talk k;
    struct mk_said s;
    int64_t id = 0;
    if (mk_ios_open(&m.d, t, &db, schema, e))
        return -1;
    m.in = mk_into(&m.d, "voicemail",
                   "ROWID,remote_uid,date,token,sender,callback_num,duration,expiration,"
                   "trashed_date,flags,receiver,label");
    m.at = mk_ios_at(t, &db, "ios.voicemail", "voicemail");
    int rc = mk_talk_open(&k, t, MK_BY_CALL, false, t->o->calls / 8, 3, e);
    while (rc == 0 && mk_talk_next(&s, &k))
        if (!s.out && !s.lead)
            rc = put(&m, ++id, &s, e);
    if (rc == 0 && !mk_talk_ok(&k))
        rc = mk_fail(e, MK_ENOMEM, "voicemail");
    mk_talk_close(&k);
    int closed = mk_db_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
