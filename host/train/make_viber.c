/*
 * Viber: viber_messages. Tables and columns: ALEAPP, scripts/artifacts/Viber.py; plaso,
 * android_viber_call.py. The first participant is the owner, who is in every conversation.
 */
#include "host/train/make.h"

#define VIBER_DB "data/data/com.viber.voip/databases/viber_messages"

static const char schema[] =
    "CREATE TABLE conversations (_id INTEGER PRIMARY KEY AUTOINCREMENT,conversation_type INTEGER,"
    "name TEXT,date INTEGER);"
    "CREATE TABLE participants_info (_id INTEGER PRIMARY KEY AUTOINCREMENT,contact_id LONG,"
    "participant_type INTEGER,number TEXT,display_name TEXT,contact_name TEXT);"
    "CREATE TABLE participants (_id INTEGER PRIMARY KEY AUTOINCREMENT,conversation_id INTEGER,"
    "active INTEGER,participant_info_id INTEGER);"
    "CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT,msg_date LONG,"
    "status INTEGER,unread INTEGER,send_type INTEGER,conversation_id INTEGER,"
    "participant_id INTEGER,body TEXT,extra_uri TEXT,deleted INTEGER DEFAULT 0)";

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_talk k;
    struct mk_into info, member, message, conversation;
    struct mk_at at, member_at;
    int64_t members;
};

/* Rows of participants: one a conversation for the owner and for each other side. */
static int64_t row_of(uint32_t chat, uint32_t place)
{
    return (int64_t)chat * 32 + place + 1;
}

static void put_member(struct maker *m, uint32_t chat, uint32_t place, int64_t info,
                       const char *number)
{
    char thread[16];
    mk_put(&m->member, mk_i(row_of(chat, place)), mk_i(chat + 1), mk_i(1), mk_i(info));
    snprintf(thread, sizeof thread, "%u", chat + 1);
    struct mk_json *j = mk_true(&m->member_at, "event", row_of(chat, place));
    mk_json_kv_str(j, "name", "participant");
    mk_json_kv_str(j, "thread", thread);
    mk_true_party(j, "peer", false, mk_str(number), NULL);
    mk_true_end(&m->member_at);
}

static void put_chat(struct maker *m, uint32_t chat, const struct mk_group *g)
{
    const struct mk_scenario *sc = m->t->sc;
    struct mk_person_made made;
    mk_put(&m->conversation, mk_i(chat + 1), mk_i(g != NULL), mk_t(g ? g->title : NULL),
           mk_i(m->t->now_ms));
    put_member(m, chat, 0, 1, sc->owner.number);
    if (!g)
        put_member(m, chat, 1, chat + 2, mk_train_person(m->t, &made, chat)->number);
    for (uint32_t i = 0; g && i < g->nwho && i < 30; i++)
        put_member(m, chat, i + 1, g->who[i] - sc->people + 2, g->who[i]->number);
}

static void put_people(struct maker *m)
{
    const struct mk_scenario *sc = m->t->sc;
    struct mk_person_made made;
    mk_put(&m->info, mk_i(1), mk_i(0), mk_t(sc->owner.number), mk_t(sc->owner.name));
    for (uint32_t k = 0; k < m->k.people; k++) {
        const struct mk_person *p = mk_train_person(m->t, &made, k);
        mk_put(&m->info, mk_i(k + 2), mk_i(1), mk_t(p->number), mk_t(p->name));
        if (p->by & 1u << MK_BY_VIBER)
            put_chat(m, k, NULL);
    }
    for (uint32_t i = 0; i < sc->ngroups; i++)
        if (sc->groups[i].by == MK_BY_VIBER)
            put_chat(m, m->k.people + i, &sc->groups[i]);
}

static uint32_t place_of(const struct mk_said *s)
{
    uint32_t i = 0;
    if (s->out || !s->group)
        return s->out ? 0 : 1;
    while (i + 1 < s->group->nwho && s->group->who[i] != s->who)
        i++;
    return i + 1;
}

static void tell_from(struct mk_json *j, const struct maker *m, const struct mk_said *s)
{
    if (!s->out) {
        mk_true_party(j, "from", false, mk_str(s->who->number), NULL);
        return;
    }
    mk_json_key(j, "from");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", m->t->sc->owner.number);
    mk_json_kv_str(j, "phone", m->t->sc->owner.number);
    mk_json_kv_bool(j, "self", true);
    mk_json_close(j, '}');
}

static void put_message(struct maker *m, const struct mk_said *s)
{
    int64_t id = (int64_t)s->index + 1;
    char uri[64], thread[16];
    bool picture = s->what == MK_TALK_PICTURE && !s->deleted;
    snprintf(uri, sizeof uri, "content://com.viber.voip.provider.file/%lld", (long long)id);
    mk_put(&m->message, mk_i(id), mk_i(s->at_ms), mk_i(2), mk_i(0), mk_i(s->out), mk_i(s->chat + 1),
           mk_i(row_of(s->chat, place_of(s))), s->deleted ? mk_null() : mk_s(s->text),
           mk_t(picture ? uri : NULL));
    struct mk_json *j = mk_true(&m->at, "message", id);
    mk_json_kv_str(j, "transport", "app");
    mk_true_ms(j, s->at_ms);
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    tell_from(j, m, s);
    snprintf(thread, sizeof thread, "%u", s->chat + 1);
    mk_json_kv_str(j, "thread", thread);
    if (!s->deleted && s->text.p)
        mk_json_kv_text(j, "text", s->text);
    mk_true_end(&m->at);
    mk_train_lead(m->t, s->lead, &m->at, "message", id);
    if (!picture)
        return;
    j = mk_true(&m->at, "attachment", id);
    mk_true_ref(j, "parent", "messages", id);
    mk_json_kv_str(j, "path", uri);
    mk_true_end(&m->at);
}

int mk_train_viber(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .at = { &t->whole, "viber.android", VIBER_DB, "messages" } };
    struct mk_error other = { 0 };
    struct mk_said s;
    m.member_at = (struct mk_at){ &t->whole, "viber.android", VIBER_DB, "participants" };
    if (!t->o->system || !t->o->viber)
        return 0;
    if (mk_talk_open(&m.k, t, MK_BY_VIBER, true, t->o->viber, 15, e) != 0)
        return -1;
    int rc = mk_db_open(&m.d, t, "system/" VIBER_DB, schema, e);
    if (rc == 0) {
        m.conversation = mk_into(&m.d, "conversations", "_id,conversation_type,name,date");
        m.info = mk_into(&m.d, "participants_info", "_id,participant_type,number,display_name");
        m.member = mk_into(&m.d, "participants", "_id,conversation_id,active,participant_info_id");
        m.message = mk_into(&m.d, "messages",
                            "_id,msg_date,status,unread,send_type,conversation_id,participant_id,"
                            "body,extra_uri");
        put_people(&m);
        while (mk_talk_next(&s, &m.k))
            put_message(&m, &s);
        rc = mk_talk_ok(&m.k) ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    }
    mk_talk_close(&m.k);
    int closed = mk_db_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
