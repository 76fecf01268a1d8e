/*
 * Telegram's chats as its desktop program exports them, brought to the phone: result.json with all
 * chats (telegram.org/blog/export-and-more; Telegram Desktop, export_output_json.cpp). A chat's
 * messages stand together, so each chat is a pass over what was said; those with people that the
 * scenario does not name were not exported.
 */
#include "host/train/document.h"
#include "parsers/base/time.h"

struct maker {
    struct mk_document d;
    struct mk_at at, shown;
    struct mk_buf line;
    int64_t row;
    uint32_t chats; /* so far */
    bool any;
};

static void name_sender(char id[static 32], const char **name, const struct mk_train *t,
                        const struct mk_said *s)
{
    bool own = s->out || !s->who;
    snprintf(id, 32, "user%u",
             own ? 1u : 1000u + (s->group ? (uint32_t)(s->who - t->sc->people) : s->chat));
    *name = own ? t->sc->owner.name : s->who->name;
}

static void tell_edited(struct mk_json *j, int64_t s)
{
    mk_json_key(j, "times");
    mk_json_open(j, '{');
    mk_json_kv_iso(j, "edited", s * 1000000, 0);
    mk_json_close(j, '}');
}

static void tell(const struct maker *m, const struct mk_at *at, const struct mk_said *s,
                 const char *id, const char *name)
{
    static const char *const open[] = { "thread", "time_raw", "time_unit" };
    struct mk_json *j = mk_true(at, "message", m->row);
    int64_t sec = s->at_ms / 1000;
    mk_json_kv_str(j, "transport", "app");
    mk_json_kv_str(j, "dir", "unknown");
    mk_json_kv_iso(j, "time", sec * 1000000, 0);
    mk_json_key(j, "from");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", id);
    mk_json_kv_str(j, "name", name);
    mk_json_close(j, '}');
    if (s->was.p)
        tell_edited(j, sec + 60);
    mk_json_kv_text(j, "text", s->text.p ? s->text : mk_str(""));
    if (s->quotes) {
        char number[24];
        snprintf(number, sizeof number, "%llu", (unsigned long long)s->quoted.index + 1);
        mk_json_kv_str(j, "reply_to", number);
    }
    if (at->table)
        mk_true_open(j, open, 3);
    mk_true_end(at);
}

static void tell_place(const struct maker *m, const struct mk_said *s)
{
    static const char *const open[] = { "time_raw", "time_unit" };
    struct mk_json *j = mk_true(&m->at, "location", m->row);
    mk_json_kv_iso(j, "time", s->at_ms / 1000 * 1000000, 0);
    mk_true_ref(j, "parent", "messages", m->row);
    mk_true_real(j, "lat", s->place->lat);
    mk_true_real(j, "lon", s->place->lon);
    mk_json_kv_str(j, "origin", "app");
    mk_json_kv_str(j, "whose", "unknown");
    mk_json_kv_str(j, "meaning", "shared");
    mk_true_open(j, open, 2);
    mk_true_end(&m->at);
}

static void put_fields(struct mk_json *j, const struct maker *m, const struct mk_said *s,
                       const char *id, const char *name)
{
    char text[40];
    int64_t sec = s->at_ms / 1000;
    mk_json_kv_uint(j, "id", s->index + 1);
    mk_json_kv_str(j, "type", "message");
    mk_time_iso(text, (sec + m->d.t->sc->phone.utc_offset_min * 60) * 1000000, 0);
    text[19] = '\0';
    mk_json_kv_str(j, "date", text);
    snprintf(text, sizeof text, "%lld", (long long)sec);
    mk_json_kv_str(j, "date_unixtime", text);
    if (s->was.p) {
        snprintf(text, sizeof text, "%lld", (long long)sec + 60);
        mk_json_kv_str(j, "edited_unixtime", text);
    }
    mk_json_kv_str(j, "from", name);
    mk_json_kv_str(j, "from_id", id);
    if (s->quotes)
        mk_json_kv_uint(j, "reply_to_message_id", s->quoted.index + 1);
}

static void put_message(struct maker *m, const struct mk_said *s)
{
    char id[32];
    const char *name;
    name_sender(id, &name, m->d.t, s);
    mk_buf_clear(&m->line);
    struct mk_json j = mk_json(&m->line);
    mk_json_open(&j, '{');
    put_fields(&j, m, s, id, name);
    if (s->what == MK_TALK_PLACE) {
        mk_json_key(&j, "location_information");
        mk_json_open(&j, '{');
        mk_true_real(&j, "latitude", s->place->lat);
        mk_true_real(&j, "longitude", s->place->lon);
        mk_json_close(&j, '}');
    }
    mk_json_kv_text(&j, "text", s->text.p ? s->text : mk_str(""));
    mk_json_close(&j, '}');
    fputs(m->any ? ",\n" : "\n", m->d.f);
    fwrite(m->line.p, 1, m->line.len, m->d.f);
    m->any = true;
    m->row++;
    tell(m, &m->at, s, id, name);
    tell(m, &m->shown, s, id, name);
    mk_train_lead(m->d.t, s->lead, &m->at, "message", m->row);
    if (s->what == MK_TALK_PLACE)
        tell_place(m, s);
}

/* A message that was taken back is in no export. */
static int put_chat(struct maker *m, uint32_t chat, const char *title, bool group,
                    struct mk_error *e)
{
    struct mk_train *t = m->d.t;
    struct mk_talk k;
    struct mk_said s;
    if (mk_talk_open(&k, t, MK_BY_TELEGRAM, true, t->o->telegram, 13, e) != 0)
        return -1;
    mk_buf_clear(&m->line);
    struct mk_json j = mk_json(&m->line);
    mk_json_str(&j, title);
    fprintf(m->d.f, "%s{\"name\":%.*s,\"type\":\"%s\",\"id\":%u,\"messages\":[",
            m->chats++ ? ",\n" : "\n", (int)m->line.len, (const char *)m->line.p,
            group ? "private_group" : "personal_chat", chat + 1000);
    m->any = false;
    while (mk_talk_next(&s, &k))
        if (s.chat == chat && !s.deleted)
            put_message(m, &s);
    fputs("]}", m->d.f);
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    mk_talk_close(&k);
    return rc;
}

int mk_train_telegram(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .at = { &t->whole, "export.telegram", NULL, "messages" } };
    struct mk_error other = { 0 };
    uint32_t people = mk_train_people(t);
    if (mk_document_open(&m.d, t, "Download/Telegram/ChatExport_2025-06-15/result.json", e) != 0)
        return -1;
    bool room = mk_buf_fixed(&m.line, (size_t)1 << 16);
    m.at.file = m.d.where;
    m.shown = (struct mk_at){ &t->truth, "export.telegram", m.d.shown, NULL };
    fputs("{\"about\":\"Here is the data you requested.\",\"chats\":{\"about\":\"\",\"list\":[",
          m.d.f);
    int rc = room ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    for (uint32_t k = 0; rc == 0 && k < t->sc->npeople; k++)
        if (t->sc->people[k].by & 1u << MK_BY_TELEGRAM)
            rc = put_chat(&m, k, t->sc->people[k].name, false, e);
    for (uint32_t k = 0; rc == 0 && k < t->sc->ngroups; k++)
        if (t->sc->groups[k].by == MK_BY_TELEGRAM)
            rc = put_chat(&m, people + k, t->sc->groups[k].title, true, e);
    fputs("]}}\n", m.d.f);
    mk_buf_done(&m.line);
    int closed = mk_document_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
