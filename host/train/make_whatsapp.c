/* WhatsApp's messages: msgstore.db; see make_whatsapp_schema.c. Types of messages, statuses:
 * ALEAPP, scripts/artifacts/WhatsApp.py; WAInsight, models/enums.py. */
#include "host/train/make_whatsapp.h"

static const char columns[] =
    "_id,chat_row_id,from_me,key_id,sender_jid_row_id,status,timestamp,received_timestamp,"
    "receipt_server_timestamp,message_type,text_data,starred,sort_id";

int64_t mk_wa_id(const struct mk_whatsapp *w, uint64_t index)
{
    return w->first + (int64_t)(index + index / 41); /* now and then one was deleted for good */
}

void mk_wa_key(char key[static 36], const struct mk_whatsapp *w, uint64_t index)
{
    struct mk_rng g = mk_rng_for(w->t->o->seed, 0x6b65790000000000u + index);
    uint64_t a = mk_rng(&g), b = mk_rng(&g);
    snprintf(key, 36, "3EB0%012llX%016llX", (unsigned long long)(a >> 16), (unsigned long long)b);
}

static enum mk_wa_type type_of(const struct mk_said *s)
{
    static const enum mk_wa_type types[] = { [MK_TALK_TEXT] = MK_WA_TEXT,
                                             [MK_TALK_PICTURE] = MK_WA_IMAGE,
                                             [MK_TALK_VOICE] = MK_WA_AUDIO,
                                             [MK_TALK_PLACE] = MK_WA_PLACE,
                                             [MK_TALK_CONTACT] = MK_WA_CONTACT };
    return s->deleted ? MK_WA_REVOKED : types[s->what];
}

void mk_wa_make_row(struct mk_wa_row *r, struct mk_whatsapp *w, const struct mk_said *s,
                    struct mk_rng *g)
{
    *r = (struct mk_wa_row){ .s = s, .id = mk_wa_id(w, s->index), .type = type_of(s) };
    mk_wa_key(r->key, w, s->index);
    r->status = s->out ? (mk_rng_below(g, 4) ? MK_WA_READ : MK_WA_DELIVERED) : MK_WA_RECEIVED;
    r->starred = mk_rng_below(g, 50) == 0 && r->type != MK_WA_REVOKED;
    mk_jid_of_chat(&r->chat, w, s->chat);
    r->from = r->chat;
    if (s->group && s->who) {
        r->sender = s->who - w->t->sc->people + 1;
        mk_jid_of_person(&r->from, s->who);
    }
}

static void tell_from(struct mk_json *j, const struct mk_wa_row *r)
{
    if (!r->s->out) {
        mk_true_jid(j, "from", false, &r->from);
        return;
    }
    mk_true_self(j, "from", false, NULL);
    mk_true_jid(j, "to", true, &r->chat);
}

/* The older schema keeps no time of changes. */
static void tell_times(struct mk_json *j, const struct mk_wa_row *r, bool old)
{
    const struct mk_said *s = r->s;
    mk_true_ms(j, s->at_ms);
    mk_json_key(j, "times");
    mk_json_open(j, '{');
    mk_json_kv_iso(j, s->out ? "sent" : "received", (s->at_ms + 900) * 1000, 3);
    if (s->was.p && r->type == MK_WA_TEXT && !old)
        mk_json_kv_iso(j, "edited", (s->at_ms + 65000) * 1000, 3);
    if (s->deleted && !old)
        mk_json_kv_iso(j, "deleted", (s->at_ms + 42000) * 1000, 3);
    mk_json_close(j, '}');
}

static void tell_deleted_by(struct mk_json *j, const struct mk_wa_row *r)
{
    if (r->s->out)
        mk_true_self(j, "deleted_by", false, NULL);
    else
        mk_true_jid(j, "deleted_by", false, &r->from);
}

void mk_wa_tell(struct mk_whatsapp *w, const struct mk_wa_row *r)
{
    const struct mk_said *s = r->s;
    struct mk_json *j = mk_true(&w->at, "message", r->id);
    char quoted[36];
    mk_json_kv_str(j, "transport", "app");
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    tell_times(j, r, w->old);
    tell_from(j, r);
    mk_json_kv_str(j, "thread", r->chat.raw);
    if (s->out)
        mk_json_kv_str(j, "status", r->status == MK_WA_READ ? "read" : "delivered");
    if (!s->deleted && s->text.p)
        mk_json_kv_text(j, "text", s->text);
    if (s->was.p && r->type == MK_WA_TEXT && !w->old)
        mk_json_kv_bool(j, "edited", true);
    if (s->deleted)
        mk_json_kv_bool(j, "deleted", true);
    if (s->deleted && (s->out || !w->old))
        tell_deleted_by(j, r);
    mk_json_kv_bool(j, "starred", r->starred);
    if (s->quotes) {
        mk_wa_key(quoted, w, s->quoted.index);
        mk_json_kv_str(j, "reply_to", quoted);
    }
    mk_true_end(&w->at);
}

static void put_row(struct mk_whatsapp *w, const struct mk_wa_row *r)
{
    const struct mk_said *s = r->s;
    mk_put(&w->message, mk_i(r->id), mk_i(s->chat + 1), mk_i(s->out), mk_t(r->key), mk_i(r->sender),
           mk_i(r->status), mk_i(s->at_ms), mk_i(s->out ? 0 : s->at_ms + 900),
           mk_i(s->out ? s->at_ms + 900 : -1), mk_i(r->type),
           s->deleted ? mk_null() : mk_s(s->text), mk_i(r->starred), mk_i(r->id));
    mk_wa_tell(w, r);
    mk_train_lead(w->t, s->lead, &w->at, "message", r->id);
}

static void put_media(struct mk_whatsapp *w, const struct mk_wa_row *r)
{
    bool image = r->type == MK_WA_IMAGE;
    char path[96];
    int64_t bytes = 20000 + r->id % 9000 * 31;
    if (!image && r->type != MK_WA_AUDIO)
        return;
    snprintf(path, sizeof path,
             image ? "Media/WhatsApp Images/IMG-WA%06lld.jpg"
                   : "Media/WhatsApp Voice Notes/PTT-WA%06lld.opus",
             (long long)r->id);
    int64_t there = image ? mk_wa_picture(w, r, path) : 0;
    int64_t width = there ? 48 : image ? 1280 : 0;
    bytes = there ? there : bytes;
    const char *mime = image ? "image/jpeg" : "audio/ogg; codecs=opus";
    mk_put(&w->media, mk_i(r->id), mk_i(r->s->chat + 1), mk_i(1), mk_t(path), mk_i(bytes),
           mk_i(width), mk_i(width * 2 / 3), mk_t(mime), mk_i(bytes), mk_i(image ? 0 : 7));
    struct mk_json *j = mk_true(&w->media_at, "attachment", r->id);
    mk_true_ref(j, "parent", "message", r->id);
    mk_json_kv_str(j, "path", path);
    mk_json_kv_str(j, "mime", mime);
    mk_json_kv_int(j, "bytes", bytes);
    mk_true_end(&w->media_at);
}

static void put_place(struct mk_whatsapp *w, const struct mk_wa_row *r)
{
    const struct mk_place *p = r->s->place;
    if (r->type != MK_WA_PLACE)
        return;
    mk_put(&w->location, mk_i(r->id), mk_i(r->s->chat + 1), mk_r(p->lat), mk_r(p->lon),
           mk_t(p->name), mk_null(), mk_null(), mk_i(0));
    struct mk_at at = w->at;
    at.table = "message_location";
    struct mk_json *j = mk_true(&at, "location", r->id);
    mk_true_ref(j, "parent", "message", r->id);
    mk_true_ms(j, r->s->at_ms);
    mk_true_place(j, p, "app", r->s->out ? "device" : "peer", "shared");
    mk_true_end(&at);
    mk_train_lead(w->t, r->s->lead, &at, "location", r->id);
}

static void put_vcard(struct mk_whatsapp *w, const struct mk_wa_row *r)
{
    const struct mk_person *p = r->s->contact;
    char card[512];
    if (r->type != MK_WA_CONTACT)
        return;
    snprintf(card, sizeof card,
             "BEGIN:VCARD\nVERSION:3.0\nN:;%s;;;\nFN:%s\nTEL;type=CELL;waid=%s:%s\nEND:VCARD",
             p->name, p->name, p->number + 1, p->number);
    int64_t id = ++w->vcard_id;
    mk_put(&w->vcard, mk_i(id), mk_i(r->id), mk_t(card));
    struct mk_json *j = mk_true(&w->vcard_at, "attachment", id);
    mk_true_ref(j, "parent", "message", r->id);
    mk_json_kv_str(j, "mime", "text/vcard");
    mk_true_end(&w->vcard_at);
}

/* What was quoted, taken back or changed. */
static void put_history(struct mk_whatsapp *w, const struct mk_wa_row *r)
{
    const struct mk_said *s = r->s;
    char key[36];
    if (s->quotes) {
        mk_wa_key(key, w, s->quoted.index);
        int64_t sender = s->group && s->quoted.who ? s->quoted.who - w->t->sc->people + 1 : 0;
        mk_put(&w->quoted, mk_i(r->id), mk_i(s->chat + 1), mk_i(s->chat + 1), mk_i(s->quoted.out),
               mk_i(sender), mk_t(key), mk_i(s->at_ms - 60000), mk_i(0), mk_s(s->quoted.text));
    }
    if (s->deleted)
        mk_put(&w->revoked, mk_i(r->id), mk_t(r->key), mk_null(), mk_i(s->at_ms + 42000));
    if (s->was.p && r->type == MK_WA_TEXT)
        mk_put(&w->edited, mk_i(r->id), mk_t(r->key), mk_i(s->at_ms + 65000),
               mk_i(s->at_ms + 65000));
}

static void put_reaction(struct mk_whatsapp *w, const struct mk_wa_row *r, struct mk_rng *g)
{
    static const char *const faces[] = {
        "👍", "❤️", "😂", "🙏🏽", "😮", "👨‍👩‍👧"
    };
    bool mine = !r->s->out; /* the other side reacts */
    const char *face = faces[mk_rng_below(g, 6)];
    int64_t id, at = r->s->at_ms + 30000;
    char key[36];
    if (mk_rng_below(g, 30) || r->type == MK_WA_REVOKED || r->s->group)
        return;
    id = ++w->add_on_id;
    mk_wa_key(key, w, (uint64_t)id + 0x80000000u);
    mk_put(&w->add_on, mk_i(id), mk_i(r->s->chat + 1), mk_i(mine), mk_t(key), mk_i(0), mk_i(r->id),
           mk_i(at + 500), mk_i(at), mk_i(mine ? 13 : 0), mk_i(56));
    mk_put(&w->reaction, mk_i(id), mk_t(face), mk_i(at));
    struct mk_json *j = mk_true(&w->reaction_at, "reaction", id);
    mk_true_ms(j, at);
    mk_true_ref(j, "parent", "message", r->id);
    mk_json_kv_str(j, "text", face);
    if (mine)
        mk_true_self(j, "from", false, NULL);
    else
        mk_true_jid(j, "from", false, &r->chat);
    mk_true_end(&w->reaction_at);
}

static void put_receipt(struct mk_whatsapp *w, const struct mk_wa_row *r)
{
    bool read = r->status == MK_WA_READ;
    if (!r->s->out || r->s->group || r->id % 4)
        return;
    int64_t id = ++w->receipt_id, at = r->s->at_ms;
    mk_put(&w->receipt, mk_i(id), mk_i(r->id), mk_i(r->s->chat + 1), mk_i(at + 2000),
           read ? mk_i(at + 60000) : mk_i(-1));
    struct mk_json *j = mk_true(&w->receipt_at, "event", id);
    mk_json_kv_str(j, "name", "receipt");
    mk_true_ref(j, "parent", "message", r->id);
    mk_true_jid(j, "peer", false, &r->chat);
    mk_true_times(j, read ? "read" : "delivered", read ? at + 60000 : at + 2000);
    mk_true_end(&w->receipt_at);
}

static void open_tables(struct mk_whatsapp *w)
{
    struct mk_db *d = &w->d;
    struct mk_at at = { &w->t->whole, "whatsapp.android", MK_WHATSAPP_DB, "message" };
    w->message = mk_into(d, "message", columns);
    w->media = mk_into(d, "message_media",
                       "message_row_id,chat_row_id,transferred,file_path,file_size,width,height,"
                       "mime_type,file_length,media_duration");
    w->location = mk_into(d, "message_location",
                          "message_row_id,chat_row_id,latitude,longitude,place_name,place_address,"
                          "url,live_location_share_duration");
    w->vcard = mk_into(d, "message_vcard", "_id,message_row_id,vcard");
    w->quoted = mk_into(d, "message_quoted",
                        "message_row_id,chat_row_id,parent_message_chat_row_id,from_me,"
                        "sender_jid_row_id,key_id,timestamp,message_type,text_data");
    w->revoked = mk_into(d, "message_revoked",
                         "message_row_id,revoked_key_id,admin_jid_row_id,revoke_timestamp");
    w->edited = mk_into(d, "message_edit_info",
                        "message_row_id,original_key_id,edited_timestamp,sender_timestamp");
    w->add_on = mk_into(d, "message_add_on",
                        "_id,chat_row_id,from_me,key_id,sender_jid_row_id,parent_message_row_id,"
                        "received_timestamp,timestamp,status,message_add_on_type");
    w->reaction =
        mk_into(d, "message_add_on_reaction", "message_add_on_row_id,reaction,sender_timestamp");
    w->receipt = mk_into(d, "receipt_user",
                         "_id,message_row_id,receipt_user_jid_row_id,receipt_timestamp,"
                         "read_timestamp");
    w->system = mk_into(d, "message_system", "message_row_id,action_type");
    w->at = w->media_at = w->vcard_at = w->reaction_at = w->receipt_at = at;
    w->media_at.table = "message_media";
    w->vcard_at.table = "message_vcard";
    w->reaction_at.table = "message_add_on";
    w->receipt_at.table = "receipt_user";
}

static void put_messages(struct mk_whatsapp *w)
{
    struct mk_rng g = mk_rng_for(w->t->o->seed, 103);
    struct mk_said s;
    struct mk_wa_row r;
    while (mk_talk_next(&s, &w->k)) {
        mk_wa_make_row(&r, w, &s, &g);
        put_row(w, &r);
        put_media(w, &r);
        put_place(w, &r);
        put_vcard(w, &r);
        put_history(w, &r);
        put_reaction(w, &r, &g);
        put_receipt(w, &r);
    }
}

int mk_train_whatsapp(struct mk_train *t, struct mk_error *e)
{
    struct mk_whatsapp w = { .t = t };
    struct mk_error other = { 0 };
    if (!t->o->system || !t->o->whatsapp)
        return 0;
    if (mk_talk_open(&w.k, t, MK_BY_WHATSAPP, true, t->o->whatsapp, 3, e) != 0)
        return -1;
    w.owner = w.k.chats + 1;
    w.old = t->o->old_whatsapp;
    if (w.old) {
        int made = mk_whatsapp_old(&w, e);
        mk_talk_close(&w.k);
        return made == 0 ? mk_whatsapp_contacts(t, e) : -1;
    }
    int rc = mk_db_open(&w.d, t, "system/" MK_WHATSAPP_DB, mk_whatsapp_schema, e);
    if (rc == 0) {
        open_tables(&w);
        mk_whatsapp_chats(&w);
        put_messages(&w);
        mk_db_sql(&w.d, mk_whatsapp_indexes);
        rc = mk_whatsapp_calls(&w, e);
    }
    if (rc == 0 && !mk_talk_ok(&w.k))
        rc = mk_fail(e, MK_ENOMEM, "messages");
    mk_talk_close(&w.k);
    int closed = mk_db_close(&w.d, rc == 0 ? e : &other);
    rc = rc == 0 ? closed : rc;
    return rc == 0 ? mk_whatsapp_contacts(t, e) : rc;
}
