/*
 * msgstore.db before 2021: one wide table, addresses as text. CREATE statements as in
 * whatsapp-viewer, data/msgstore.db.schema.sql; columns: C. Anglano, Forensic Analysis of WhatsApp
 * Messenger on Android Smartphones (2014), table 2.
 */
#include "host/train/make_whatsapp.h"

#define WIDE                                                                                       \
    "(_id INTEGER PRIMARY KEY AUTOINCREMENT,key_remote_jid TEXT NOT NULL,key_from_me INTEGER,"     \
    "key_id TEXT NOT NULL,status INTEGER,needs_push INTEGER,data TEXT,timestamp INTEGER,"          \
    "media_url TEXT,media_mime_type TEXT,media_wa_type TEXT,media_size INTEGER,media_name TEXT,"   \
    "media_caption TEXT,media_hash TEXT,media_duration INTEGER,origin INTEGER,latitude REAL,"      \
    "longitude REAL,thumb_image TEXT,remote_resource TEXT,received_timestamp INTEGER,"             \
    "send_timestamp INTEGER,receipt_server_timestamp INTEGER,receipt_device_timestamp INTEGER,"    \
    "read_device_timestamp INTEGER,played_device_timestamp INTEGER,raw_data BLOB,"                 \
    "recipient_count INTEGER,participant_hash TEXT,starred INTEGER,quoted_row_id INTEGER,"         \
    "mentioned_jids TEXT,multicast_id TEXT,edit_version INTEGER,media_enc_hash TEXT,"              \
    "payment_transaction_id TEXT,forwarded INTEGER)"

static const char schema[] =
    "CREATE TABLE messages " WIDE ";"
    "CREATE TABLE messages_quotes " WIDE ";"
    "CREATE TABLE messages_vcards (_id INTEGER PRIMARY KEY AUTOINCREMENT,message_row_id INTEGER,"
    "sender_jid TEXT,vcard TEXT,chat_jid TEXT);"
    "CREATE TABLE chat_list (_id INTEGER PRIMARY KEY AUTOINCREMENT,key_remote_jid TEXT UNIQUE,"
    "message_table_id INTEGER,subject TEXT,creation INTEGER,last_read_message_table_id INTEGER,"
    "archived INTEGER,sort_timestamp INTEGER);"
    "CREATE TABLE group_participants (_id INTEGER PRIMARY KEY AUTOINCREMENT,gjid TEXT NOT NULL,"
    "jid TEXT NOT NULL,admin INTEGER,pending INTEGER,sent_sender_key INTEGER)";

struct old {
    struct mk_whatsapp *w;
    struct mk_into messages, quotes, vcards, chats, members;
    int64_t quote, card, member;
};

static void put_chat(struct old *o, uint32_t chat, const struct mk_group *g)
{
    struct mk_at at = { &o->w->t->whole, "whatsapp.android", MK_WHATSAPP_DB, "chat_list" };
    int64_t since = o->w->t->now_ms - 300 * 86400000LL - chat % 1000 * 3600000LL;
    struct mk_jid jid, who;
    mk_jid_of_chat(&jid, o->w, chat);
    mk_put(&o->chats, mk_i(chat + 1), mk_t(jid.raw), mk_t(g ? g->title : NULL), mk_i(since),
           mk_i(0));
    struct mk_json *j = mk_true(&at, "conversation", chat + 1);
    mk_true_ms(j, since);
    mk_json_kv_str(j, "thread", jid.raw);
    mk_true_some(j, "title", g ? g->title : NULL);
    if (g) {
        mk_json_key(j, "members");
        mk_json_open(j, '[');
    }
    for (size_t i = 0; g && i < g->nwho; i++) {
        if (!mk_on_whatsapp(g->who[i]))
            continue;
        mk_jid_of_person(&who, g->who[i]);
        o->member++;
        mk_put(&o->members, mk_i(o->member), mk_t(jid.raw), mk_t(who.raw), mk_i(i == 0));
        mk_true_jid(j, NULL, false, &who);
    }
    if (g)
        mk_json_close(j, ']');
    mk_true_end(&at);
}

static int64_t put_quote(struct old *o, const struct mk_wa_row *r)
{
    char key[36];
    if (!r->s->quotes)
        return 0;
    mk_wa_key(key, o->w, r->s->quoted.index);
    o->quote++;
    mk_put(&o->quotes, mk_i(o->quote), mk_t(r->chat.raw), mk_i(r->s->quoted.out), mk_t(key),
           mk_s(r->s->quoted.text), mk_i(r->s->quoted.at_ms), mk_t("0"));
    return o->quote;
}

static void tell_place(struct old *o, const struct mk_wa_row *r)
{
    struct mk_json *j = mk_true(&o->w->at, "location", r->id);
    mk_true_ref(j, "parent", "messages", r->id);
    mk_true_ms(j, r->s->at_ms);
    mk_true_place(j, r->s->place, "app", r->s->out ? "device" : "peer", "shared");
    mk_true_end(&o->w->at);
}

static void tell_media(struct old *o, const struct mk_wa_row *r, const char *mime, int64_t bytes)
{
    struct mk_json *j = mk_true(&o->w->at, "attachment", r->id);
    mk_true_ref(j, "parent", "messages", r->id);
    mk_json_kv_str(j, "mime", mime);
    mk_json_kv_int(j, "bytes", bytes);
    mk_true_end(&o->w->at);
}

static void put_vcard(struct old *o, const struct mk_wa_row *r)
{
    struct mk_at at = o->w->at;
    char card[512];
    const struct mk_person *p = r->s->contact;
    snprintf(card, sizeof card, "BEGIN:VCARD\nVERSION:3.0\nFN:%s\nTEL:%s\nEND:VCARD", p->name,
             p->number);
    o->card++;
    mk_put(&o->vcards, mk_i(o->card), mk_i(r->id), mk_t(r->from.raw), mk_t(card),
           mk_t(r->chat.raw));
    at.table = "messages_vcards";
    struct mk_json *j = mk_true(&at, "attachment", o->card);
    mk_true_ref(j, "parent", "messages", r->id);
    mk_json_kv_str(j, "mime", "text/vcard");
    mk_true_end(&at);
}

static void put(struct old *o, const struct mk_wa_row *r)
{
    const struct mk_said *s = r->s;
    bool image = r->type == MK_WA_IMAGE, file = image || r->type == MK_WA_AUDIO;
    const struct mk_place *p = r->type == MK_WA_PLACE ? s->place : NULL;
    const char *mime = image ? "image/jpeg" : file ? "audio/ogg; codecs=opus" : NULL;
    int64_t bytes = file ? 20000 + r->id % 9000 * 31 : 0;
    char type[8];
    snprintf(type, sizeof type, "%d", (int)r->type);
    mk_put(&o->messages, mk_i(r->id), mk_t(r->chat.raw), mk_i(s->out), mk_t(r->key),
           mk_i(r->status), s->deleted ? mk_null() : mk_s(s->text), mk_i(s->at_ms), mk_t(mime),
           mk_t(type), mk_i(bytes), mk_t(p ? p->name : NULL), p ? mk_r(p->lat) : mk_r(0),
           p ? mk_r(p->lon) : mk_r(0), mk_t(s->group && !s->out ? r->from.raw : NULL),
           mk_i(s->out ? 0 : s->at_ms + 900), mk_i(s->out ? s->at_ms + 900 : -1), mk_i(r->starred),
           mk_i(put_quote(o, r)));
    mk_wa_tell(o->w, r);
    mk_train_lead(o->w->t, s->lead, &o->w->at, "message", r->id);
    if (p)
        tell_place(o, r);
    if (file)
        tell_media(o, r, mime, bytes);
    if (r->type == MK_WA_CONTACT)
        put_vcard(o, r);
}

static void put_all(struct old *o)
{
    const struct mk_train *t = o->w->t;
    struct mk_rng g = mk_rng_for(t->o->seed, 103);
    struct mk_person_made made;
    struct mk_said s;
    struct mk_wa_row r;
    for (uint32_t k = 0; k < o->w->k.people; k++)
        if (mk_on_whatsapp(mk_train_person(t, &made, k)))
            put_chat(o, k, NULL);
    for (uint32_t i = 0; i < t->sc->ngroups; i++)
        if (t->sc->groups[i].by == MK_BY_WHATSAPP)
            put_chat(o, o->w->k.people + i, &t->sc->groups[i]);
    while (mk_talk_next(&s, &o->w->k)) {
        mk_wa_make_row(&r, o->w, &s, &g);
        put(o, &r);
    }
}

int mk_whatsapp_old(struct mk_whatsapp *w, struct mk_error *e)
{
    struct old o = { .w = w };
    w->first = 1;
    w->at = (struct mk_at){ &w->t->whole, "whatsapp.android", MK_WHATSAPP_DB, "messages" };
    if (mk_db_open(&w->d, w->t, "system/" MK_WHATSAPP_DB, schema, e) != 0)
        return -1;
    o.messages = mk_into(&w->d, "messages",
                         "_id,key_remote_jid,key_from_me,key_id,status,data,timestamp,"
                         "media_mime_type,media_wa_type,media_size,media_name,latitude,longitude,"
                         "remote_resource,received_timestamp,receipt_server_timestamp,starred,"
                         "quoted_row_id");
    o.quotes = mk_into(&w->d, "messages_quotes",
                       "_id,key_remote_jid,key_from_me,key_id,data,timestamp,media_wa_type");
    o.vcards = mk_into(&w->d, "messages_vcards", "_id,message_row_id,sender_jid,vcard,chat_jid");
    o.chats = mk_into(&w->d, "chat_list", "_id,key_remote_jid,subject,creation,archived");
    o.members = mk_into(&w->d, "group_participants", "_id,gjid,jid,admin");
    put_all(&o);
    if (!mk_talk_ok(&w->k))
        mk_fail(&w->d.e, MK_ENOMEM, "messages");
    return mk_db_close(&w->d, e);
}
