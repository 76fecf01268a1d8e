/*
 * Telegram's own database: cache4.db, with the same messages as its export, and those of people
 * whose chats were not exported. Tables: Telegram-Android, MessagesStorage.java; objects:
 * make_tl.h.
 */
#include "host/train/make_tl.h"
#include <stdlib.h>

#define CACHE "data/data/org.telegram.messenger/files/cache4.db"

static const char schema[] =
    "CREATE TABLE messages_v2(mid INTEGER,uid INTEGER,read_state INTEGER,send_state INTEGER,"
    "date INTEGER,data BLOB,out INTEGER,ttl INTEGER,media INTEGER,replydata BLOB,imp INTEGER,"
    "mention INTEGER,forwards INTEGER,replies_data BLOB,thread_reply_id INTEGER,is_channel INTEGER,"
    "reply_to_message_id INTEGER,custom_params BLOB,group_id INTEGER,reply_to_story_id INTEGER,"
    "PRIMARY KEY(mid,uid));"
    "CREATE TABLE users(uid INTEGER PRIMARY KEY,name TEXT,status INTEGER,data BLOB);"
    "CREATE TABLE chats(uid INTEGER PRIMARY KEY,name TEXT,data BLOB);"
    "CREATE TABLE dialogs(did INTEGER PRIMARY KEY,date INTEGER,unread_count INTEGER,"
    "last_mid INTEGER,inbox_max INTEGER,outbox_max INTEGER,last_mid_i INTEGER,"
    "unread_count_i INTEGER,pts INTEGER,date_i INTEGER,pinned INTEGER,flags INTEGER,"
    "folder_id INTEGER,data BLOB,unread_reactions INTEGER,last_mid_group INTEGER)";

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_talk k;
    struct mk_into message, user, chat, dialog;
    struct mk_buf b; /* the object at hand */
    struct {
        int64_t last_s, mid;
    } * last; /* of each chat */
    int64_t row;
};

static struct mk_at at(const struct maker *m, const char *table)
{
    return (struct mk_at){ &m->t->whole, "telegram.android", CACHE, table };
}

static int64_t dialog_of(const struct maker *m, uint32_t chat)
{
    int64_t id = MK_TL_FIRST + (int64_t)chat;
    return chat < m->k.people ? id : -id;
}

static void put_user(struct maker *m, int64_t uid, const char *name, const char *handle,
                     const char *phone)
{
    phone = mk_is_e164(mk_str(phone)) ? phone : NULL;
    mk_tl_user(&m->b, uid, name, handle, phone);
    mk_put(&m->user, mk_i(uid), mk_t(name), mk_i(0), mk_b(mk_buf_span(&m->b)));
    struct mk_at users = at(m, "users");
    struct mk_json *j = mk_true(&users, "contact", uid);
    mk_json_kv_str(j, "name", name);
    if (handle)
        mk_true_party(j, "handles", true, mk_str(handle), NULL);
    if (phone)
        mk_true_party(j, "phones", true, mk_str(phone), NULL);
    mk_true_end(&users);
}

static void tell_account(struct maker *m)
{
    struct mk_at users = at(m, "users");
    struct mk_json *j = mk_true(&users, "account", MK_TL_OWNER);
    mk_json_kv_str(j, "service", "telegram");
    mk_json_kv_str(j, "id", "1");
    mk_json_kv_str(j, "name", m->t->sc->owner.name);
    if (mk_is_e164(mk_str(m->t->sc->owner.number)))
        mk_json_kv_str(j, "phone", m->t->sc->owner.number);
    mk_true_end(&users);
}

static void put_group(struct maker *m, const struct mk_group *g, int64_t id)
{
    int64_t made = m->t->now_ms / 1000 - m->t->sc->weeks * 7 * 86400;
    struct mk_at chats = at(m, "chats");
    mk_tl_chat(&m->b, id, g->title, (uint32_t)g->nwho + 1, made);
    mk_put(&m->chat, mk_i(id), mk_t(g->title), mk_b(mk_buf_span(&m->b)));
    struct mk_json *j = mk_true(&chats, "event", id);
    mk_json_kv_str(j, "name", "chat");
    mk_json_kv_str(j, "title", g->title);
    mk_true_end(&chats);
}

static void put_people(struct maker *m)
{
    const struct mk_scenario *sc = m->t->sc;
    struct mk_person_made made;
    put_user(m, MK_TL_OWNER, sc->owner.name, sc->owner.handle, sc->owner.number);
    tell_account(m);
    for (uint32_t k = 0; k < m->k.people; k++) {
        const struct mk_person *p = mk_train_person(m->t, &made, k);
        if (p->by & 1u << MK_BY_TELEGRAM)
            put_user(m, MK_TL_FIRST + (int64_t)k, p->name, p->handle, p->number);
    }
    for (uint32_t i = 0; i < sc->ngroups; i++)
        if (sc->groups[i].by == MK_BY_TELEGRAM)
            put_group(m, &sc->groups[i], MK_TL_FIRST + (int64_t)m->k.people + i);
}

static int64_t sender_of(const struct maker *m, const struct mk_said *s)
{
    if (s->out || !s->who)
        return MK_TL_OWNER;
    return MK_TL_FIRST + (s->group ? s->who - m->t->sc->people : (int64_t)s->chat);
}

static void tell_user(struct mk_json *j, int64_t id, const char *name, const char *phone, bool own)
{
    char text_id[24];
    snprintf(text_id, sizeof text_id, "%lld", (long long)id);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", text_id);
    mk_json_kv_str(j, "name", name);
    if (phone && mk_is_e164(mk_str(phone)))
        mk_json_kv_str(j, "phone", phone);
    if (own)
        mk_json_kv_bool(j, "self", true);
    mk_json_close(j, '}');
}

static void tell_sides(struct mk_json *j, const struct maker *m, const struct mk_said *s,
                       int64_t dialog)
{
    const struct mk_scenario *sc = m->t->sc;
    mk_json_key(j, "from");
    if (!s->out) {
        tell_user(j, sender_of(m, s), s->who->name, s->who->number, false);
        return;
    }
    tell_user(j, MK_TL_OWNER, sc->owner.name, sc->owner.number, true);
    mk_json_key(j, "to");
    mk_json_open(j, '[');
    if (s->group)
        tell_user(j, dialog, s->group->title, NULL, false);
    else
        tell_user(j, dialog, s->who->name, s->who->number, false);
    mk_json_close(j, ']');
}

static void tell(struct maker *m, const struct mk_said *s, int64_t dialog)
{
    struct mk_at messages = at(m, "messages_v2");
    struct mk_json *j = mk_true(&messages, "message", m->row);
    char id[24];
    mk_json_kv_str(j, "transport", "app");
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    mk_true_s(j, s->at_ms / 1000);
    tell_sides(j, m, s, dialog);
    snprintf(id, sizeof id, "%lld", (long long)dialog);
    mk_json_kv_str(j, "thread", id);
    if (s->text.len)
        mk_json_kv_text(j, "text", s->text);
    if (s->out)
        mk_json_kv_str(j, "status", "sent");
    if (s->was.p)
        mk_json_kv_bool(j, "edited", true);
    if (s->quotes) {
        snprintf(id, sizeof id, "%llu", (unsigned long long)s->quoted.index + 1);
        mk_json_kv_str(j, "reply_to", id);
    }
    mk_true_end(&messages);
    mk_train_lead(m->t, s->lead, &messages, "message", m->row);
}

static void tell_media(struct maker *m, const struct mk_said *s)
{
    struct mk_at messages = at(m, "messages_v2");
    bool place = s->what == MK_TALK_PLACE;
    if (s->what == MK_TALK_TEXT || s->what == MK_TALK_CONTACT)
        return;
    struct mk_json *j = mk_true(&messages, place ? "location" : "attachment", m->row);
    mk_true_ref(j, "parent", "messages_v2", m->row);
    if (place) {
        mk_true_s(j, s->at_ms / 1000);
        mk_true_real(j, "lat", s->place->lat);
        mk_true_real(j, "lon", s->place->lon);
        mk_json_kv_str(j, "origin", "app");
        mk_json_kv_str(j, "whose", s->out ? "device" : "peer");
        mk_json_kv_str(j, "meaning", "shared");
    } else if (s->what == MK_TALK_VOICE) {
        mk_json_kv_str(j, "mime", "audio/ogg");
        mk_json_kv_int(j, "bytes", 4000 + (int64_t)s->index);
    }
    mk_true_end(&messages);
}

static void put_message(struct maker *m, const struct mk_said *s)
{
    int64_t dialog = dialog_of(m, s->chat), sec = s->at_ms / 1000, mid = (int64_t)s->index + 1;
    if (s->deleted)
        return; /* gone from both sides */
    mk_tl_message(&m->b, m->t, s, s->out || s->group ? sender_of(m, s) : 0, dialog);
    mk_put(&m->message, mk_i(mid), mk_i(dialog), mk_i(3), mk_i(0), mk_i(sec),
           mk_b(mk_buf_span(&m->b)), mk_i(s->out), mk_i(0), mk_i(-1));
    m->row++;
    m->last[s->chat].last_s = sec;
    m->last[s->chat].mid = mid;
    tell(m, s, dialog);
    tell_media(m, s);
}

static void put_dialogs(struct maker *m)
{
    struct mk_at dialogs = at(m, "dialogs");
    struct mk_person_made made;
    char id[24];
    for (uint32_t c = 0; c < m->k.chats; c++) {
        int64_t did = dialog_of(m, c);
        if (!m->last[c].mid)
            continue;
        mk_put(&m->dialog, mk_i(did), mk_i(m->last[c].last_s), mk_i(0), mk_i(m->last[c].mid),
               mk_i(0), mk_i(0));
        struct mk_json *j = mk_true(&dialogs, "conversation", did);
        mk_true_s(j, m->last[c].last_s);
        snprintf(id, sizeof id, "%lld", (long long)did);
        mk_json_kv_str(j, "thread", id);
        mk_json_kv_str(j, "title",
                       did < 0 ? m->t->sc->groups[c - m->k.people].title
                               : mk_train_person(m->t, &made, c)->name);
        mk_true_end(&dialogs);
    }
}

static void put_all(struct maker *m)
{
    struct mk_said s;
    m->message =
        mk_into(&m->d, "messages_v2", "mid,uid,read_state,send_state,date,data,out,ttl,media");
    m->user = mk_into(&m->d, "users", "uid,name,status,data");
    m->chat = mk_into(&m->d, "chats", "uid,name,data");
    m->dialog = mk_into(&m->d, "dialogs", "did,date,unread_count,last_mid,pinned,folder_id");
    put_people(m);
    while (mk_talk_next(&s, &m->k))
        put_message(m, &s);
    put_dialogs(m);
}

int mk_train_telegram_db(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t };
    struct mk_error other = { 0 };
    if (!t->o->system || !t->o->telegram)
        return 0;
    if (mk_talk_open(&m.k, t, MK_BY_TELEGRAM, true, t->o->telegram, 13, e) != 0)
        return -1;
    m.last = calloc(m.k.chats + 1, sizeof *m.last);
    bool room = mk_buf_fixed(&m.b, (size_t)1 << 18) && m.last;
    int rc =
        room ? mk_db_open(&m.d, t, "system/" CACHE, schema, e) : mk_fail(e, MK_ENOMEM, "messages");
    if (rc == 0) {
        put_all(&m);
        rc = mk_talk_ok(&m.k) && mk_buf_ok(&m.b) ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    }
    mk_talk_close(&m.k);
    mk_buf_done(&m.b);
    free(m.last);
    int closed = mk_db_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
