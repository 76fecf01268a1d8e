/* Addresses, chats, members and calls of WhatsApp; see make_whatsapp_schema.c. */
#include "host/train/make_whatsapp.h"

#define SERVER "@s.whatsapp.net"

bool mk_on_whatsapp(const struct mk_person *p)
{
    return p->by & 1u << MK_BY_WHATSAPP && mk_is_e164(mk_str(p->number));
}

void mk_jid_of_person(struct mk_jid *out, const struct mk_person *p)
{
    snprintf(out->phone, sizeof out->phone, "%s", p->number);
    snprintf(out->raw, sizeof out->raw, "%s" SERVER, p->number + 1);
}

void mk_jid_of_group(struct mk_jid *out, const struct mk_group *g, const struct mk_whatsapp *w)
{
    out->phone[0] = '\0';
    snprintf(out->raw, sizeof out->raw, "1203634%011u@g.us",
             (unsigned)(g - w->t->sc->groups) * 7919u + 1000003u);
}

void mk_jid_of_chat(struct mk_jid *out, struct mk_whatsapp *w, uint32_t chat)
{
    struct mk_person_made made;
    if (chat < w->k.people)
        mk_jid_of_person(out, mk_train_person(w->t, &made, chat));
    else
        mk_jid_of_group(out, &w->t->sc->groups[chat - w->k.people], w);
}

void mk_true_jid(struct mk_json *j, const char *key, bool list, const struct mk_jid *jid)
{
    if (key)
        mk_json_key(j, key);
    if (list)
        mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", jid->raw);
    mk_true_some(j, "phone", jid->phone);
    mk_json_close(j, '}');
    if (list)
        mk_json_close(j, ']');
}

static void put_jid(struct mk_into *in, int64_t row, const struct mk_jid *jid, int type)
{
    const char *at = strchr(jid->raw, '@');
    mk_put(in, mk_i(row), mk_s(mk_span(jid->raw, (size_t)(at - jid->raw))), mk_t(at + 1), mk_i(0),
           mk_i(0), mk_i(type), mk_t(jid->raw));
}

static int64_t created(const struct mk_whatsapp *w, uint32_t chat)
{
    return w->t->now_ms - 400 * 86400000LL - (int64_t)(chat % 1000) * 3600000;
}

static void tell_members(struct mk_json *j, struct mk_whatsapp *w, const struct mk_group *g,
                         const struct mk_jid *owner)
{
    struct mk_jid jid;
    mk_json_key(j, "members");
    mk_json_open(j, '[');
    mk_true_jid(j, NULL, false, owner);
    for (size_t i = 0; i < g->nwho; i++) {
        if (!mk_on_whatsapp(g->who[i]))
            continue;
        mk_jid_of_person(&jid, g->who[i]);
        mk_true_jid(j, NULL, false, &jid);
    }
    mk_json_close(j, ']');
    (void)w;
}

static void put_chat(struct mk_whatsapp *w, struct mk_into *in, uint32_t chat,
                     const struct mk_jid *jid, const struct mk_group *g, const struct mk_jid *owner)
{
    struct mk_at at = { &w->t->whole, "whatsapp.android", MK_WHATSAPP_DB, "chat" };
    int64_t since = created(w, chat);
    mk_put(in, mk_i(chat + 1), mk_i(chat + 1), mk_i(0), mk_t(g ? g->title : NULL), mk_i(since),
           mk_i(0), mk_i(since));
    struct mk_json *j = mk_true(&at, "conversation", chat + 1);
    mk_true_ms(j, since);
    mk_json_kv_str(j, "thread", jid->raw);
    if (g) {
        mk_json_kv_str(j, "title", g->title);
        tell_members(j, w, g, owner);
    }
    mk_true_end(&at);
}

static void put_members(struct mk_whatsapp *w, struct mk_into *in, uint32_t chat,
                        const struct mk_group *g, int64_t *id)
{
    int64_t since = created(w, chat);
    ++*id;
    mk_put(in, mk_i(*id), mk_i(chat + 1), mk_i(w->owner), mk_i(0), mk_i(0), mk_i(since));
    for (size_t i = 0; i < g->nwho; i++) {
        if (!mk_on_whatsapp(g->who[i]))
            continue;
        ++*id;
        mk_put(in, mk_i(*id), mk_i(chat + 1), mk_i(g->who[i] - w->t->sc->people + 1),
               mk_i(i == 0 ? 2 : 0), mk_i(0), mk_i(since + 60000));
    }
}

/* The row that the app makes itself, and the one by which a group begins. */
static void put_first_messages(struct mk_whatsapp *w)
{
    const struct mk_scenario *sc = w->t->sc;
    int64_t id = 1;
    mk_put(&w->message, mk_i(1), mk_i(-1), mk_i(0), mk_t("-1"), mk_i(0), mk_i(-1), mk_i(0), mk_i(0),
           mk_i(0), mk_i(-1), mk_null(), mk_i(0), mk_i(1));
    struct mk_json *j = mk_true(&w->at, "event", 1);
    mk_json_kv_str(j, "name", "placeholder");
    mk_true_open(j, (const char *const[]){ "time", "time_raw", "time_unit" }, 3);
    mk_true_end(&w->at);
    for (size_t i = 0; i < sc->ngroups; i++) {
        const struct mk_group *g = &sc->groups[i];
        uint32_t chat = w->k.people + (uint32_t)i;
        int64_t since = created(w, chat);
        struct mk_jid group, by;
        if (g->by != MK_BY_WHATSAPP)
            continue;
        mk_jid_of_group(&group, g, w);
        mk_jid_of_person(&by, g->who[0]);
        id++;
        mk_put(&w->message, mk_i(id), mk_i(chat + 1), mk_i(0), mk_t(group.raw),
               mk_i(g->who[0] - sc->people + 1), mk_i(6), mk_i(since), mk_i(since), mk_i(0),
               mk_i(7), mk_t(g->title), mk_i(0), mk_i(id));
        mk_put(&w->system, mk_i(id), mk_i(11));
        j = mk_true(&w->at, "message", id);
        mk_json_kv_str(j, "transport", "app");
        mk_true_ms(j, since);
        mk_json_kv_str(j, "dir", "system");
        mk_true_jid(j, "from", false, &by);
        mk_json_kv_str(j, "thread", group.raw);
        mk_json_kv_str(j, "text", g->title);
        mk_json_kv_str(j, "action", "group_created");
        mk_true_open(j, (const char *const[]){ "status" }, 1);
        mk_true_end(&w->at);
    }
    w->first = id + 1;
}

static void put_owner(struct mk_whatsapp *w, struct mk_into *in, const struct mk_jid *owner)
{
    struct mk_at at = { &w->t->whole, "whatsapp.android", MK_WHATSAPP_DB, "props" };
    struct mk_into props = mk_into(&w->d, "props", "_id,key,value");
    put_jid(in, w->owner, owner, 0);
    mk_put(&props, mk_i(1), mk_t("user_push_name"), mk_t(w->t->sc->owner.name));
    mk_put(&props, mk_i(2), mk_t("call_log_ready"), mk_t("1"));
    struct mk_json *j = mk_true(&at, "account", 1);
    mk_json_kv_str(j, "service", "whatsapp");
    mk_json_kv_str(j, "name", w->t->sc->owner.name);
    mk_true_end(&at);
}

void mk_whatsapp_chats(struct mk_whatsapp *w)
{
    const struct mk_scenario *sc = w->t->sc;
    struct mk_into jids = mk_into(&w->d, "jid", "_id,user,server,agent,device,type,raw_string");
    struct mk_into chats = mk_into(&w->d, "chat",
                                   "_id,jid_row_id,hidden,subject,created_timestamp,archived,"
                                   "sort_timestamp");
    struct mk_into members =
        mk_into(&w->d, "group_participant_user",
                "_id,group_jid_row_id,user_jid_row_id,rank,pending,add_timestamp");
    struct mk_person self = { .number = sc->owner.number };
    struct mk_person_made made;
    struct mk_jid owner, jid;
    int64_t member = 0;
    mk_jid_of_person(&owner, &self);
    for (uint32_t k = 0; k < w->k.people; k++) {
        const struct mk_person *p = mk_train_person(w->t, &made, k);
        if (!mk_on_whatsapp(p))
            continue;
        mk_jid_of_person(&jid, p);
        put_jid(&jids, k + 1, &jid, 0);
        put_chat(w, &chats, k, &jid, NULL, NULL);
    }
    for (uint32_t i = 0; i < sc->ngroups; i++) {
        if (sc->groups[i].by != MK_BY_WHATSAPP)
            continue;
        mk_jid_of_group(&jid, &sc->groups[i], w);
        put_jid(&jids, w->k.people + i + 1, &jid, 1);
        put_chat(w, &chats, w->k.people + i, &jid, &sc->groups[i], &owner);
        put_members(w, &members, w->k.people + i, &sc->groups[i], &member);
    }
    put_owner(w, &jids, &owner);
    put_first_messages(w);
}
