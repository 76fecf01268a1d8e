/* Who one talks to in WhatsApp: chats, groups and members of ChatStorage.sqlite. */
#include "host/train/ios_whatsapp.h"

enum { SINGLE, GROUP };

void mk_ios_wa_stanza(char out[static 32], int64_t row)
{
    snprintf(out, 32, "3A%016llX", (unsigned long long)row * 0x9e3779b97f4a7c15u);
}

int64_t mk_ios_wa_member(const struct mk_ios_wa *w, const struct mk_group *g,
                         const struct mk_person *p)
{
    int64_t row = 1;
    for (const struct mk_group *x = w->t->sc->groups; x < g; x++)
        row += (int64_t)x->nwho;
    for (size_t i = 0; i < g->nwho; i++)
        if (g->who[i] == p)
            return row + (int64_t)i;
    return 0;
}

static int64_t created_ms(const struct mk_ios_wa *w, int64_t row)
{
    return w->t->now_ms - (w->t->sc->weeks * 7 + row) * 86400000 - 250;
}

static void tell_members(struct mk_json *j, const struct mk_group *g)
{
    struct mk_jid jid;
    mk_json_key(j, "members");
    mk_json_open(j, '[');
    for (size_t i = 0; i < g->nwho; i++) {
        mk_jid_of_person(&jid, g->who[i]);
        mk_json_open(j, '{');
        mk_json_kv_str(j, "id", jid.raw);
        mk_json_kv_str(j, "name", g->who[i]->name);
        mk_json_kv_str(j, "phone", jid.phone);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

static void tell(struct mk_ios_wa *w, int64_t row, const struct mk_jid *jid, const char *title,
                 const struct mk_group *g)
{
    struct mk_at at = w->at;
    struct mk_jid owner;
    at.table = "ZWACHATSESSION";
    struct mk_json *j = mk_true(&at, "conversation", row);
    if (g)
        mk_true_cocoa_s(j, created_ms(w, row));
    mk_json_kv_str(j, "thread", jid->raw);
    mk_json_kv_str(j, "title", title);
    if (g) {
        mk_jid_of_person(&owner, g->who[0]);
        mk_true_jid(j, "owner", false, &owner);
        tell_members(j, g);
    }
    mk_true_end(&at);
}

static void put_group(struct mk_ios_wa *w, const struct mk_group *g, int64_t row)
{
    struct mk_into info =
        mk_into(&w->d, "ZWAGROUPINFO", "Z_PK,ZCHATSESSION,ZCREATIONDATE,ZCREATORJID");
    struct mk_into in = mk_into(&w->d, "ZWAGROUPMEMBER",
                                "Z_PK,ZISACTIVE,ZISADMIN,ZCHATSESSION,ZCONTACTNAME,ZMEMBERJID");
    struct mk_jid jid;
    mk_jid_of_person(&jid, g->who[0]);
    mk_put(&info, mk_i(row), mk_i(row), mk_r(mk_cocoa(created_ms(w, row))), mk_t(jid.raw));
    for (size_t i = 0; i < g->nwho; i++) {
        mk_jid_of_person(&jid, g->who[i]);
        mk_put(&in, mk_i(mk_ios_wa_member(w, g, g->who[i])), mk_i(1), mk_i(i == 0), mk_i(row),
               mk_t(g->who[i]->name), mk_t(jid.raw));
    }
}

static void put_chat(struct mk_ios_wa *w, struct mk_into *in, uint32_t chat, const char *title,
                     const struct mk_group *g)
{
    struct mk_jid jid;
    int64_t row = chat + 1;
    mk_jid_of_chat(&jid, &w->names, chat);
    mk_put(in, mk_i(row), mk_i(4), mk_i(g ? GROUP : SINGLE), mk_i(0), mk_i(0), mk_i(0),
           mk_some(g ? row : 0), mk_r(mk_cocoa(w->t->now_ms - row * 1000)), mk_t(jid.raw),
           mk_t(title));
    if (g)
        put_group(w, g, row);
    tell(w, row, &jid, title, g);
}

/* What people call themselves. */
static void put_name(struct mk_ios_wa *w, struct mk_into *in, uint32_t k, const struct mk_person *p)
{
    struct mk_at at = w->at;
    struct mk_jid jid;
    mk_jid_of_person(&jid, p);
    at.table = "ZWAPROFILEPUSHNAME";
    mk_put(in, mk_i(k + 1), mk_t(jid.raw), mk_t(p->handle));
    struct mk_json *j = mk_true(&at, "contact", k + 1);
    mk_json_kv_str(j, "name", p->handle);
    mk_json_key(j, "handles");
    mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", jid.raw);
    mk_json_close(j, '}');
    mk_json_close(j, ']');
    mk_json_key(j, "phones");
    mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_json_kv_str(j, "phone", jid.phone);
    mk_json_close(j, '}');
    mk_json_close(j, ']');
    mk_true_end(&at);
}

void mk_ios_wa_chats(struct mk_ios_wa *w)
{
    const struct mk_scenario *sc = w->t->sc;
    struct mk_person_made made;
    struct mk_into in = mk_into(&w->d, "ZWACHATSESSION",
                                "Z_PK,Z_ENT,ZSESSIONTYPE,ZREMOVED,ZARCHIVED,ZHIDDEN,ZGROUPINFO,"
                                "ZLASTMESSAGEDATE,ZCONTACTJID,ZPARTNERNAME");
    struct mk_into names = mk_into(&w->d, "ZWAPROFILEPUSHNAME", "Z_PK,ZJID,ZPUSHNAME");
    for (uint32_t k = 0; k < w->names.k.people; k++) {
        const struct mk_person *p = mk_train_person(w->t, &made, k);
        if (!mk_on_whatsapp(p))
            continue;
        put_chat(w, &in, k, p->name, NULL);
        if (p->handle)
            put_name(w, &names, k, p);
    }
    for (uint32_t i = 0; i < sc->ngroups; i++)
        if (sc->groups[i].by == MK_BY_WHATSAPP)
            put_chat(w, &in, w->names.k.people + i, sc->groups[i].title, &sc->groups[i]);
}
