/* Who is talked to: handle, chat and who is in it. */
#include "host/train/ios_sms.h"

enum { STYLE_GROUP = 43, STYLE_SINGLE = 45 };

static bool in_a_group(const struct mk_scenario *sc, uint32_t k)
{
    for (size_t i = 0; i < sc->ngroups; i++)
        for (size_t w = 0; w < sc->groups[i].nwho; w++)
            if (sc->groups[i].who[w] == &sc->people[k])
                return true;
    return false;
}

bool mk_ios_by_imessage(const struct mk_train *t, uint32_t k)
{
    if (k >= t->sc->npeople)
        return k % 4 != 3;
    return in_a_group(t->sc, k) || (k % 3 != 2 && !t->sc->people[k].is_service);
}

const char *mk_ios_address(const struct mk_train *t, const struct mk_person *p, uint32_t k)
{
    bool by_email = k % 5 == 1 && k < t->sc->npeople && p->email && mk_ios_by_imessage(t, k);
    return by_email ? p->email : p->number;
}

static void identifier(char out[static 80], const struct mk_ios_chats *c, uint32_t chat)
{
    struct mk_person_made made;
    if (chat >= c->people) {
        snprintf(out, 80, "chat10000000%02u", chat - c->people + 1);
        return;
    }
    const struct mk_person *p = mk_train_person(c->t, &made, chat);
    snprintf(out, 80, "%s", mk_ios_address(c->t, p, chat));
}

static bool is_imessage(const struct mk_ios_chats *c, uint32_t chat)
{
    return chat >= c->people || mk_ios_by_imessage(c->t, chat);
}

void mk_ios_chat_guid(char out[static 96], const struct mk_ios_chats *c, uint32_t chat)
{
    char id[80];
    identifier(id, c, chat);
    snprintf(out, 96, "%s;%c;%s", is_imessage(c, chat) ? "iMessage" : "SMS",
             chat >= c->people ? '+' : '-', id);
}

static void tell(struct mk_ios_chats *c, uint32_t chat)
{
    const struct mk_group *g = chat < c->people ? NULL : &c->t->sc->groups[chat - c->people];
    struct mk_at at = c->at;
    struct mk_person_made made;
    char guid[96];
    at.table = "chat";
    mk_ios_chat_guid(guid, c, chat);
    struct mk_json *j = mk_true(&at, "conversation", chat + 1);
    mk_json_kv_str(j, "thread", guid);
    mk_true_some(j, "title", g ? g->title : NULL);
    mk_json_key(j, "members");
    mk_json_open(j, '[');
    for (size_t i = 0; i < (g ? g->nwho : 1); i++) {
        uint32_t k = g ? (uint32_t)(g->who[i] - c->t->sc->people) : chat;
        mk_true_id(j, mk_str(mk_ios_address(c->t, mk_train_person(c->t, &made, k), k)), NULL);
    }
    mk_json_close(j, ']');
    mk_true_end(&at);
}

static void put_chat(struct mk_ios_chats *c, struct mk_into *in, struct mk_into *who, uint32_t chat)
{
    const struct mk_group *g = chat < c->people ? NULL : &c->t->sc->groups[chat - c->people];
    const char *owner = c->t->sc->owner.email;
    char guid[96], id[80], login[128];
    bool imessage = is_imessage(c, chat);
    mk_ios_chat_guid(guid, c, chat);
    identifier(id, c, chat);
    snprintf(login, sizeof login, "E:%s", owner);
    mk_put(in, mk_i(chat + 1), mk_t(guid), mk_i(g ? STYLE_GROUP : STYLE_SINGLE), mk_i(3), mk_t(id),
           mk_t(imessage ? "iMessage" : "SMS"), mk_t(g ? id : NULL), mk_t(imessage ? login : "P:"),
           mk_t(c->t->sc->owner.number), mk_t(g ? g->title : ""), mk_t(mk_ios_guid(&c->g).s));
    for (size_t i = 0; i < (g ? g->nwho : 1); i++)
        mk_put(who, mk_i(chat + 1), mk_i((g ? g->who[i] - c->t->sc->people : chat) + 1));
    tell(c, chat);
}

void mk_ios_put_chats(struct mk_ios_chats *c)
{
    struct mk_into handles = mk_into(&c->d, "handle", "ROWID,id,country,service");
    struct mk_into chats = mk_into(&c->d, "chat",
                                   "ROWID,guid,style,state,chat_identifier,service_name,room_name,"
                                   "account_login,last_addressed_handle,display_name,group_id");
    struct mk_into who = mk_into(&c->d, "chat_handle_join", "chat_id,handle_id");
    struct mk_person_made made;
    for (uint32_t k = 0; k < c->people; k++) {
        const struct mk_person *p = mk_train_person(c->t, &made, k);
        mk_put(&handles, mk_i(k + 1), mk_t(mk_ios_address(c->t, p, k)), mk_t("gb"),
               mk_t(is_imessage(c, k) ? "iMessage" : "SMS"));
    }
    for (uint32_t chat = 0; chat < c->people + c->t->sc->ngroups; chat++)
        put_chat(c, &chats, &who, chat);
}
