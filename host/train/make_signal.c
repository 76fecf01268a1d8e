/*
 * Signal's database once SQLCipher is taken off: signal.db. Tables: signalapp/Signal-Android,
 * MessageTable, RecipientTable, ThreadTable, GroupTable, AttachmentTable, ReactionTable, CallTable
 * (since 2023, one table of messages); types of messages: MessageTypes (base types 20 and 23,
 * secure 0x800000, push 0x200000). The first recipient is the owner.
 */
#include "host/train/make.h"

#define SIGNAL_DB "data/data/org.thoughtcrime.securesms/databases/signal.db"
enum { IN = 20 | 0x800000 | 0x200000, OUT = 23 | 0x800000 | 0x200000 };

static const char schema[] =
    "CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT,date_sent INTEGER NOT NULL,"
    "date_received INTEGER NOT NULL,date_server INTEGER DEFAULT -1,thread_id INTEGER NOT NULL,"
    "from_recipient_id INTEGER NOT NULL,from_device_id INTEGER,"
    "to_recipient_id INTEGER NOT NULL,type INTEGER NOT NULL,body TEXT,read INTEGER DEFAULT 0,"
    "expires_in INTEGER DEFAULT 0,quote_id INTEGER DEFAULT 0,quote_author INTEGER DEFAULT 0,"
    "quote_body TEXT DEFAULT NULL,quote_missing INTEGER DEFAULT 0,quote_type INTEGER DEFAULT 0,"
    "view_once INTEGER DEFAULT 0,remote_deleted INTEGER DEFAULT 0,"
    "latest_revision_id INTEGER DEFAULT NULL,original_message_id INTEGER DEFAULT NULL,"
    "revision_number INTEGER DEFAULT 0);"
    "CREATE TABLE recipient (_id INTEGER PRIMARY KEY AUTOINCREMENT,type INTEGER DEFAULT 0,"
    "e164 TEXT UNIQUE DEFAULT NULL,aci TEXT UNIQUE DEFAULT NULL,pni TEXT UNIQUE DEFAULT NULL,"
    "username TEXT UNIQUE DEFAULT NULL,group_id TEXT UNIQUE DEFAULT NULL,"
    "blocked INTEGER DEFAULT 0,registered INTEGER DEFAULT 0,"
    "system_joined_name TEXT DEFAULT NULL,profile_joined_name TEXT DEFAULT NULL);"
    "CREATE TABLE thread (_id INTEGER PRIMARY KEY AUTOINCREMENT,date INTEGER DEFAULT 0,"
    "meaningful_messages INTEGER DEFAULT 0,recipient_id INTEGER NOT NULL UNIQUE,"
    "read INTEGER DEFAULT 1,snippet TEXT,archived INTEGER DEFAULT 0);"
    "CREATE TABLE groups (_id INTEGER PRIMARY KEY,group_id TEXT NOT NULL UNIQUE,"
    "recipient_id INTEGER NOT NULL UNIQUE,title TEXT DEFAULT NULL,timestamp INTEGER DEFAULT 0,"
    "active INTEGER DEFAULT 1);"
    "CREATE TABLE attachment (_id INTEGER PRIMARY KEY AUTOINCREMENT,message_id INTEGER,"
    "content_type TEXT,transfer_state INTEGER,data_file TEXT,data_size INTEGER,file_name TEXT,"
    "caption TEXT DEFAULT NULL,width INTEGER DEFAULT 0,height INTEGER DEFAULT 0);"
    "CREATE TABLE reaction (_id INTEGER PRIMARY KEY,message_id INTEGER NOT NULL,"
    "author_id INTEGER NOT NULL,emoji TEXT NOT NULL,date_sent INTEGER NOT NULL,"
    "date_received INTEGER NOT NULL);"
    "CREATE TABLE call (_id INTEGER PRIMARY KEY,call_id INTEGER NOT NULL,"
    "message_id INTEGER DEFAULT NULL,peer INTEGER DEFAULT NULL,type INTEGER NOT NULL,"
    "direction INTEGER NOT NULL,event INTEGER NOT NULL,timestamp INTEGER NOT NULL,"
    "ringer INTEGER DEFAULT NULL,deletion_timestamp INTEGER DEFAULT 0,read INTEGER DEFAULT 1)";

/* A party, as its recipient row says. */
struct party {
    char aci[40], group_id[48];
    const char *phone, *name;
    bool self;
};

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_talk k;
    struct mk_into message, recipient, thread, group, attachment, reaction, call;
    struct mk_at at;
    int64_t attachments, reactions;
};

static int64_t recipient_of(const struct maker *m, const struct mk_person *p)
{
    return p - m->t->sc->people + 2; /* of those of the scenario */
}

static void make_aci(char out[static 40], uint64_t n)
{
    struct mk_rng g = mk_rng_for(0x516e616c, n);
    uint64_t a = mk_rng(&g), b = mk_rng(&g);
    snprintf(out, 40, "%08llx-%04llx-4%03llx-a%03llx-%012llx", (unsigned long long)(a >> 32),
             (unsigned long long)(a >> 16 & 0xffff), (unsigned long long)(a & 0xfff),
             (unsigned long long)(b >> 48 & 0xfff), (unsigned long long)(b & 0xffffffffffff));
}

static void owner(struct party *out, const struct maker *m)
{
    *out = (struct party){ .phone = m->t->sc->owner.number, .self = true };
    out->name = m->t->sc->owner.name;
    make_aci(out->aci, 1);
}

static void person(struct party *out, const struct maker *m, const struct mk_person *p, uint32_t k)
{
    *out = (struct party){ .phone = mk_is_e164(mk_str(p->number)) ? p->number : NULL };
    out->name = mk_train_is_contact(m->t, p, k) || !p->handle ? p->name : p->handle;
    make_aci(out->aci, k + 2);
}

static void group_of(struct party *out, uint32_t i)
{
    *out = (struct party){ 0 };
    snprintf(out->group_id, sizeof out->group_id, "__signal_group__v2__!%08x", 0x51000000u + i);
}

static void put_party(struct mk_json *j, const struct party *p)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", p->aci[0] ? p->aci : p->group_id);
    mk_true_some(j, "phone", p->phone);
    mk_true_some(j, "name", p->name);
    if (p->self)
        mk_json_kv_bool(j, "self", true);
    mk_json_close(j, '}');
}

/* A row of `recipient`, which comes out as a contact. */
static void put_recipient(struct maker *m, int64_t id, const struct party *p, bool known)
{
    struct mk_at at = { &m->t->whole, "signal.android", SIGNAL_DB, "recipient" };
    mk_put(&m->recipient, mk_i(id), mk_i(p->aci[0] ? 0 : 3), mk_t(p->phone),
           mk_t(p->aci[0] ? p->aci : NULL), mk_t(p->group_id[0] ? p->group_id : NULL), mk_i(1),
           mk_t(known ? p->name : NULL), mk_t(known ? NULL : p->name));
    struct mk_json *j = mk_true(&at, "contact", id);
    mk_true_some(j, "name", p->name);
    mk_json_key(j, "handles");
    mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_true_some(j, "id", p->aci);
    mk_json_kv_str(j, "service", "signal");
    mk_json_close(j, '}');
    mk_json_close(j, ']');
    if (p->phone)
        mk_true_party(j, "phones", true, mk_str(p->phone), NULL);
    mk_true_end(&at);
}

static void put_thread(struct maker *m, uint32_t chat, const char *title)
{
    struct mk_at at = { &m->t->whole, "signal.android", SIGNAL_DB, "thread" };
    char thread[16];
    snprintf(thread, sizeof thread, "%u", chat + 1);
    mk_put(&m->thread, mk_i(chat + 1), mk_i(m->t->now_ms), mk_i(chat + 2));
    struct mk_json *j = mk_true(&at, "conversation", chat + 1);
    mk_true_ms(j, m->t->now_ms);
    mk_json_kv_str(j, "thread", thread);
    mk_true_some(j, "title", title);
    mk_true_end(&at);
}

static void put_people(struct maker *m)
{
    const struct mk_scenario *sc = m->t->sc;
    struct mk_person_made made;
    struct party p;
    owner(&p, m);
    put_recipient(m, 1, &p, false);
    for (uint32_t k = 0; k < m->k.people; k++) {
        const struct mk_person *who = mk_train_person(m->t, &made, k);
        if (!(who->by & 1u << MK_BY_SIGNAL))
            continue;
        person(&p, m, who, k);
        put_recipient(m, k + 2, &p, mk_train_is_contact(m->t, who, k));
        put_thread(m, k, NULL);
    }
    for (uint32_t i = 0; i < sc->ngroups; i++) {
        if (sc->groups[i].by != MK_BY_SIGNAL)
            continue;
        group_of(&p, i);
        put_recipient(m, m->k.people + i + 2, &p, false);
        mk_put(&m->group, mk_i(i + 1), mk_t(p.group_id), mk_i(m->k.people + i + 2),
               mk_t(sc->groups[i].title));
        put_thread(m, m->k.people + i, sc->groups[i].title);
    }
}

static void tell(struct maker *m, const struct mk_said *s, int64_t id, const struct party *from,
                 const struct party *chat)
{
    struct mk_json *j = mk_true(&m->at, "message", id);
    char text[24];
    mk_json_kv_str(j, "transport", "app");
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    mk_true_ms(j, s->at_ms);
    mk_true_times(j, "received", s->at_ms + 700);
    mk_json_key(j, "from");
    put_party(j, from);
    if (s->out) {
        mk_json_key(j, "to");
        mk_json_open(j, '[');
        put_party(j, chat);
        mk_json_close(j, ']');
        mk_json_kv_str(j, "status", "sent");
    }
    snprintf(text, sizeof text, "%u", s->chat + 1);
    mk_json_kv_str(j, "thread", text);
    if (!s->deleted && s->text.p)
        mk_json_kv_text(j, "text", s->text);
    mk_json_kv_bool(j, "deleted", s->deleted);
    if (s->quotes) {
        snprintf(text, sizeof text, "%lld", (long long)s->quoted.at_ms);
        mk_json_kv_str(j, "reply_to", text);
    }
    mk_true_end(&m->at);
    mk_train_lead(m->t, s->lead, &m->at, "message", id);
}

static void put_attachment(struct maker *m, const struct mk_said *s, int64_t message)
{
    struct mk_at at = { &m->t->whole, "signal.android", SIGNAL_DB, "attachment" };
    bool picture = s->what == MK_TALK_PICTURE;
    int64_t id, bytes = 9000 + message % 700 * 13;
    char path[96];
    if (s->deleted || (!picture && s->what != MK_TALK_VOICE))
        return;
    id = ++m->attachments;
    snprintf(path, sizeof path, "/data/user/0/org.thoughtcrime.securesms/app_parts/part%lld.mms",
             (long long)id);
    mk_put(&m->attachment, mk_i(id), mk_i(message), mk_t(picture ? "image/jpeg" : "audio/aac"),
           mk_t(path), mk_i(bytes));
    struct mk_json *j = mk_true(&at, "attachment", id);
    mk_true_ref(j, "parent", "message", message);
    mk_json_kv_str(j, "mime", picture ? "image/jpeg" : "audio/aac");
    mk_json_kv_str(j, "path", path);
    mk_json_kv_int(j, "bytes", bytes);
    mk_true_end(&at);
}

/* Now and then the other side of a message reacts to it. */
static void put_reaction(struct maker *m, const struct mk_said *s, int64_t message)
{
    static const char *const faces[] = { "👍", "😂", "❤️", "🙏🏽" };
    struct mk_at at = { &m->t->whole, "signal.android", SIGNAL_DB, "reaction" };
    struct party from;
    int64_t id, ms = s->at_ms + 20000;
    if (s->deleted || s->group || message % 9)
        return;
    id = ++m->reactions;
    if (s->out)
        person(&from, m, s->who, s->chat);
    else
        owner(&from, m);
    mk_put(&m->reaction, mk_i(id), mk_i(message), mk_i(s->out ? s->chat + 2 : 1),
           mk_t(faces[id % 4]), mk_i(ms), mk_i(ms + 400));
    struct mk_json *j = mk_true(&at, "reaction", id);
    mk_true_ms(j, ms);
    mk_true_times(j, "received", ms + 400);
    mk_true_ref(j, "parent", "message", message);
    from.self = false; /* the row does not tell that */
    mk_json_key(j, "from");
    put_party(j, &from);
    mk_json_kv_str(j, "text", faces[id % 4]);
    mk_true_end(&at);
}

/* Calls are between two; how long they were is not kept. */
static void put_call(struct maker *m, const struct mk_said *s, int64_t id)
{
    enum { ACCEPTED = 1, NOT_ACCEPTED = 2, MISSED = 3 };
    struct mk_at at = { &m->t->whole, "signal.android", SIGNAL_DB, "call" };
    struct party peer;
    bool answered = id % 3, video = id % 4 == 0;
    int64_t event = answered ? ACCEPTED : s->out ? NOT_ACCEPTED : MISSED;
    if (s->group)
        return;
    person(&peer, m, s->who, s->chat);
    mk_put(&m->call, mk_i(id), mk_i(9000000 + id), mk_i(s->chat + 2), mk_i(video), mk_i(s->out),
           mk_i(event), mk_i(s->at_ms));
    struct mk_json *j = mk_true(&at, "call", id);
    mk_true_ms(j, s->at_ms);
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    mk_json_kv_str(j, "result", answered ? "answered" : s->out ? "cancelled" : "missed");
    mk_json_kv_str(j, "media", video ? "video" : "voice");
    mk_json_key(j, "peer");
    put_party(j, &peer);
    mk_true_end(&at);
}

static int put_calls(struct maker *m, struct mk_error *e)
{
    struct mk_talk k;
    struct mk_said s;
    if (mk_talk_open(&k, m->t, MK_BY_SIGNAL, false, m->t->o->signal / 10, 25, e) != 0)
        return -1;
    k.lead = m->t->sc->nleads; /* they are messages */
    for (int64_t id = 1; mk_talk_next(&s, &k); id++)
        put_call(m, &s, id);
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "calls");
    mk_talk_close(&k);
    return rc;
}

static void put_message(struct maker *m, const struct mk_said *s)
{
    int64_t id = (int64_t)(s->index + s->index / 53) + 1, chat = s->chat + 2;
    struct party self, other, from;
    owner(&self, m);
    if (s->group)
        group_of(&other, s->chat - m->k.people);
    else
        person(&other, m, s->who, s->chat);
    from = s->out ? self : other;
    int64_t sender = s->out ? 1 : chat;
    if (!s->out && s->group) {
        sender = recipient_of(m, s->who);
        person(&from, m, s->who, (uint32_t)sender - 2);
    }
    mk_put(&m->message, mk_i(id), mk_i(s->at_ms), mk_i(s->at_ms + 700), mk_i(s->chat + 1),
           mk_i(sender), mk_i(s->out || s->group ? chat : 1), mk_i(s->out ? OUT : IN),
           s->deleted ? mk_null() : mk_s(s->text), mk_i(1), mk_i(s->quotes ? s->quoted.at_ms : 0),
           mk_s(s->quotes ? s->quoted.text : mk_str(NULL)), mk_i(s->deleted));
    tell(m, s, id, &from, &other);
    put_attachment(m, s, id);
    put_reaction(m, s, id);
}

static void open_tables(struct maker *m)
{
    m->message = mk_into(&m->d, "message",
                         "_id,date_sent,date_received,thread_id,from_recipient_id,"
                         "to_recipient_id,type,body,read,quote_id,quote_body,remote_deleted");
    m->recipient = mk_into(&m->d, "recipient",
                           "_id,type,e164,aci,group_id,registered,system_joined_name,"
                           "profile_joined_name");
    m->thread = mk_into(&m->d, "thread", "_id,date,recipient_id");
    m->group = mk_into(&m->d, "groups", "_id,group_id,recipient_id,title");
    m->attachment = mk_into(&m->d, "attachment", "_id,message_id,content_type,data_file,data_size");
    m->reaction =
        mk_into(&m->d, "reaction", "_id,message_id,author_id,emoji,date_sent,date_received");
    m->call = mk_into(&m->d, "call", "_id,call_id,peer,type,direction,event,timestamp");
}

int mk_train_signal(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .at = { &t->whole, "signal.android", SIGNAL_DB, "message" } };
    struct mk_error other = { 0 };
    struct mk_said s;
    if (!t->o->system || !t->o->signal)
        return 0;
    if (mk_talk_open(&m.k, t, MK_BY_SIGNAL, true, t->o->signal, 14, e) != 0)
        return -1;
    int rc = mk_db_open(&m.d, t, "system/" SIGNAL_DB, schema, e);
    if (rc == 0) {
        open_tables(&m);
        put_people(&m);
        while (mk_talk_next(&s, &m.k))
            put_message(&m, &s);
        rc = mk_talk_ok(&m.k) ? put_calls(&m, e) : mk_fail(e, MK_ENOMEM, "messages");
    }
    mk_talk_close(&m.k);
    int closed = mk_db_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
