/* Messages of WhatsApp on an iPhone: ChatStorage.sqlite. Codes: parsers/app/whatsapp_ios.h. */
#include "host/train/ios_whatsapp.h"
#include <stdlib.h>

static const struct mk_ios_file db = { MK_IOS_WA("ChatStorage.sqlite") };
enum { SENT = 1, DELIVERED = 6, READ = 8 };

static int open_tables(struct mk_ios_wa *w, struct mk_error *e)
{
    if (mk_ios_open(&w->d, w->t, &db, mk_ios_wa_schema, e))
        return -1;
    w->rows = calloc(w->t->o->whatsapp + w->t->sc->nleads + 1, sizeof *w->rows);
    if (!w->rows)
        return mk_fail(e, MK_ENOMEM, "messages");
    w->message = mk_into(&w->d, "ZWAMESSAGE",
                         "Z_PK,Z_ENT,ZFLAGS,ZGROUPEVENTTYPE,ZISFROMME,ZMESSAGEERRORSTATUS,"
                         "ZMESSAGESTATUS,ZMESSAGETYPE,ZSORT,ZSTARRED,ZCHATSESSION,ZGROUPMEMBER,"
                         "ZMEDIAITEM,ZMESSAGEINFO,ZMESSAGEDATE,ZSENTDATE,ZFROMJID,ZSTANZAID,ZTEXT,"
                         "ZTOJID");
    w->media = mk_into(&w->d, "ZWAMEDIAITEM",
                       "Z_PK,ZMESSAGE,ZFILESIZE,ZMOVIEDURATION,ZLATITUDE,ZLONGITUDE,"
                       "ZMEDIALOCALPATH,ZTITLE,ZVCARDNAME,ZVCARDSTRING,ZMETADATA");
    w->info = mk_into(&w->d, "ZWAMESSAGEINFO", "Z_PK,ZMESSAGE,ZRECEIPTINFO");
    w->at = mk_ios_at(w->t, &db, "whatsapp.ios", "ZWAMESSAGE");
    w->media_at = mk_ios_at(w->t, &db, "whatsapp.ios", "ZWAMEDIAITEM");
    w->info_at = mk_ios_at(w->t, &db, "whatsapp.ios", "ZWAMESSAGEINFO");
    return 0;
}

static enum mk_ios_wa_type type_of(const struct mk_said *s)
{
    static const enum mk_ios_wa_type types[] = { [MK_TALK_TEXT] = WA_TEXT,
                                                 [MK_TALK_PICTURE] = WA_IMAGE,
                                                 [MK_TALK_VOICE] = WA_VOICE,
                                                 [MK_TALK_PLACE] = WA_PLACE,
                                                 [MK_TALK_CONTACT] = WA_CARD };
    return s->deleted ? WA_DELETED : types[s->what];
}

static void make(struct mk_ios_wa_row *r, struct mk_ios_wa *w, const struct mk_said *s)
{
    *r = (struct mk_ios_wa_row){ .s = s, .type = type_of(s) };
    r->id = w->row += s->index % 31 == 30 ? 2 : 1; /* now and then one was deleted */
    mk_ios_wa_stanza(r->stanza, r->id);
    mk_jid_of_chat(&r->chat, &w->names, s->chat);
    if (s->group && s->who) {
        mk_jid_of_person(&r->from, s->who);
        r->member = mk_ios_wa_member(w, s->group, s->who);
        r->name = s->who->name;
    } else if (!s->group) {
        r->from = r->chat;
        r->name = s->who->handle;
    }
    if (s->quotes && r->type == WA_TEXT)
        r->reply = w->rows[s->quoted.index];
}

static void store(struct mk_ios_wa *w, const struct mk_ios_wa_row *r, int64_t status, bool starred)
{
    const struct mk_said *s = r->s;
    bool text = r->type == WA_TEXT;
    mk_put(&w->message, mk_i(r->id), mk_i(9), mk_i(0), mk_i(0), mk_i(s->out), mk_i(0), mk_i(status),
           mk_i(r->type), mk_i(r->id), mk_i(starred), mk_i(s->chat + 1), mk_some(r->member),
           mk_some(r->media), mk_some(r->info), mk_r(mk_cocoa(s->at_ms)),
           mk_r(mk_cocoa(s->at_ms + 250)), mk_t(s->out ? NULL : r->chat.raw), mk_t(r->stanza),
           text ? mk_s(s->text) : mk_null(), mk_t(s->out ? r->chat.raw : NULL));
}

static void tell_party(struct mk_json *j, const char *key, bool list, const struct mk_jid *jid,
                       const char *name)
{
    mk_json_key(j, key);
    if (list)
        mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", jid->raw);
    mk_true_some(j, "name", name);
    mk_true_some(j, "phone", jid->phone);
    mk_json_close(j, '}');
    if (list)
        mk_json_close(j, ']');
}

static void tell(struct mk_ios_wa *w, const struct mk_ios_wa_row *r, int64_t status, bool starred)
{
    const struct mk_said *s = r->s;
    struct mk_json *j = mk_true(&w->at, "message", r->id);
    mk_true_cocoa_s(j, s->at_ms);
    mk_json_kv_str(j, "transport", "app");
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    mk_json_kv_str(j, "thread", r->chat.raw);
    if (s->out) {
        mk_json_kv_str(j, "status",
                       status == READ   ? "read"
                       : status == SENT ? "sent"
                                        : "delivered");
        tell_party(j, "to", true, &r->chat, s->group ? NULL : r->name);
    } else {
        tell_party(j, "from", false, &r->from, r->name);
    }
    if (r->type == WA_TEXT && s->text.len)
        mk_json_kv_text(j, "text", s->text);
    if (starred)
        mk_json_kv_bool(j, "starred", true);
    if (r->type == WA_DELETED)
        mk_json_kv_bool(j, "deleted", true);
    if (r->reply)
        mk_true_ref(j, "reply_to", "ZWAMESSAGE", r->reply);
    mk_true_end(&w->at);
    mk_train_lead(w->t, s->lead, &w->at, "message", r->id);
}

static void put(struct mk_ios_wa *w, const struct mk_said *s)
{
    static const int64_t states[] = { READ, READ, DELIVERED, SENT };
    struct mk_ios_wa_row r;
    make(&r, w, s);
    int64_t status = s->out ? states[mk_rng_below(&w->g, 4)] : READ;
    bool starred = mk_rng_below(&w->g, 40) == 0;
    mk_ios_wa_attach(w, &r);
    if (r.type == WA_TEXT && !s->group && mk_rng_below(&w->g, 14) == 0)
        mk_ios_wa_react(w, &r);
    store(w, &r, status, starred);
    tell(w, &r, status, starred);
    w->rows[s->index] = r.id;
}

static int put_all(struct mk_ios_wa *w, struct mk_error *e)
{
    struct mk_talk k;
    struct mk_said s;
    mk_ios_wa_chats(w);
    if (mk_talk_open(&k, w->t, MK_BY_WHATSAPP, true, w->t->o->whatsapp, 3, e))
        return -1;
    while (mk_talk_next(&s, &k))
        if (s.group || mk_on_whatsapp(s.who))
            put(w, &s);
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    mk_talk_close(&k);
    return rc;
}

int mk_ios_whatsapp(struct mk_train *t, struct mk_error *e)
{
    struct mk_ios_wa w = { .t = t, .g = mk_rng_for(t->o->seed, 0x7761) };
    struct mk_error other = { 0 };
    if (!t->o->whatsapp)
        return 0;
    w.names.t = t;
    w.names.k.people = mk_train_people(t);
    int rc = open_tables(&w, e);
    if (rc == 0)
        rc = put_all(&w, e);
    int closed = mk_db_close(&w.d, rc == 0 ? e : &other);
    free(w.rows);
    if (rc || closed)
        return -1;
    return mk_ios_wa_calls(t, e) || mk_ios_wa_contacts(t, e) ? -1 : 0;
}
