#include "host/train/scenario.h"
#include "host/train/scenario_own.h"
#include "parsers/base/buf.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define SIZE_MAX_BYTES ((size_t)16 << 20)

/* What a scenario holds on to. */
struct own {
    json_t *root;
    struct mk_arena arena;
};

static const char *const apps[] = { "sms", "call", "whatsapp", "telegram", "signal", "viber" };

static bool app_of(enum mk_talk_app *out, const char *name)
{
    for (unsigned i = 0; i < MK_TALK_APPS; i++)
        if (!strcmp(apps[i], name)) {
            *out = (enum mk_talk_app)i;
            return true;
        }
    return false;
}

static int wrong(struct mk_error *e, const char *list, size_t i, const char *key, const char *why)
{
    return mk_fail(e, MK_EFORMAT, "scenario: %s[%zu].%s: %s", list, i, key, why);
}

static struct mk_person *person_of(const struct mk_scenario *s, const char *id)
{
    for (size_t i = 0; i < s->npeople; i++)
        if (id && !strcmp(s->people[i].id, id))
            return &s->people[i];
    return NULL;
}

static int link_person(struct mk_scenario *s, struct mk_reading *r, size_t i)
{
    struct mk_person *p = &s->people[i];
    char where[32];
    enum mk_talk_app app;
    snprintf(where, sizeof where, "people[%zu]", i);
    if (person_of(s, p->id) != p)
        return wrong(r->e, "people", i, "id", "stands twice");
    p->is_service = p->role && !strcmp(p->role, "service");
    p->is_unknown = p->role && !strcmp(p->role, "unknown");
    if (p->role && !p->is_service && !p->is_unknown && strcmp(p->role, "person") != 0)
        return wrong(r->e, "people", i, "role", "person, service or unknown is wanted");
    p->by = p->apps ? 0 : 1u << MK_BY_SMS | 1u << MK_BY_CALL;
    for (const char **a = p->apps; a && *a; a++) {
        if (!app_of(&app, *a))
            return wrong(r->e, "people", i, "apps", "no such app");
        p->by |= 1u << app;
    }
    p->weight = p->weight ? p->weight : 1;
    return mk_scenario_says(p, r, where);
}

static int link_group(struct mk_scenario *s, struct mk_reading *r, size_t i)
{
    struct mk_group *g = &s->groups[i];
    if (!app_of(&g->by, g->app) || g->by == MK_BY_CALL || g->by == MK_BY_SMS)
        return wrong(r->e, "groups", i, "app", "no app that has groups");
    while (g->members[g->nwho])
        g->nwho++;
    g->weight = g->weight ? g->weight : 1;
    g->who = mk_arena_array(r->a, g->nwho + 1, sizeof *g->who);
    if (!g->who)
        return mk_fail(r->e, MK_ENOMEM, "scenario");
    for (size_t k = 0; k < g->nwho; k++)
        if (!(g->who[k] = person_of(s, g->members[k])))
            return wrong(r->e, "groups", i, "members", "no such person");
    return 0;
}

static int link_sender(const struct mk_scenario *s, struct mk_lead *l, size_t i, struct mk_error *e)
{
    l->person = person_of(s, l->with);
    for (size_t k = 0; k < s->ngroups && !l->person; k++)
        if (!strcmp(s->groups[k].id, l->with))
            l->group = &s->groups[k];
    if (!l->person && !l->group)
        return wrong(e, "leads", i, "with", "no such person or group");
    if (l->group ? l->group->by != l->by : !(l->person->by & 1u << l->by))
        return wrong(e, "leads", i, "with", "not reached by that app");
    if (strcmp(l->dir, "in") != 0 && strcmp(l->dir, "out") != 0)
        return wrong(e, "leads", i, "dir", "in or out is wanted");
    bool in = !strcmp(l->dir, "in");
    l->from = in ? (l->group ? person_of(s, l->sender) : l->person) : NULL;
    return in && !l->from ? wrong(e, "leads", i, "by", "no such person") : 0;
}

static int link_lead(struct mk_scenario *s, struct mk_reading *r, size_t i)
{
    struct mk_lead *l = &s->leads[i];
    if (!app_of(&l->by, l->app))
        return wrong(r->e, "leads", i, "app", "no such app");
    if (link_sender(s, l, i, r->e) != 0)
        return -1;
    if (l->at_us > s->until_us || l->at_us < s->until_us - s->weeks * 7 * 86400000000)
        return wrong(r->e, "leads", i, "at", "outside of the weeks of activity");
    for (size_t k = 0; k < s->nplaces && l->place_id; k++)
        if (!strcmp(s->places[k].id, l->place_id))
            l->place = &s->places[k];
    if (l->place_id && !l->place)
        return wrong(r->e, "leads", i, "place", "no such place");
    l->contact = person_of(s, l->contact_id);
    if (l->contact_id && !l->contact)
        return wrong(r->e, "leads", i, "contact", "no such person");
    return 0;
}

static int by_time(const void *a, const void *b)
{
    const struct mk_lead *x = a, *y = b;
    return x->at_us != y->at_us ? (x->at_us > y->at_us) - (x->at_us < y->at_us)
                                : strcmp(x->id, y->id);
}

static int link_quotes(struct mk_scenario *s, struct mk_error *e)
{
    qsort(s->leads, s->nleads, sizeof *s->leads, by_time);
    for (size_t i = 0; i < s->nleads; i++) {
        struct mk_lead *l = &s->leads[i];
        for (size_t k = 0; k < i && l->quotes_id; k++)
            if (!strcmp(s->leads[k].id, l->quotes_id) && s->leads[k].by == l->by &&
                s->leads[k].person == l->person && s->leads[k].group == l->group)
                l->quotes = &s->leads[k];
        if (l->quotes_id && !l->quotes)
            return mk_fail(e, MK_EFORMAT,
                           "scenario: lead %.60s: quotes no earlier lead of that chat", l->id);
    }
    return 0;
}

static int link_all(struct mk_scenario *s, struct mk_reading *r)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < s->nplaces; i++)
        s->places[i].weight += s->places[i].weight == 0;
    for (size_t i = 0; rc == 0 && i < s->npeople; i++)
        rc = link_person(s, r, i);
    for (size_t i = 0; rc == 0 && i < s->ngroups; i++)
        rc = link_group(s, r, i);
    for (size_t i = 0; rc == 0 && i < s->nleads; i++)
        rc = link_lead(s, r, i);
    return rc == 0 ? link_quotes(s, r->e) : -1;
}

int mk_scenario_read(struct mk_scenario **out, struct mk_span json, struct mk_error *e)
{
    int rc = -1;
    json_error_t why;
    struct mk_scenario *s = calloc(1, sizeof *s);
    struct own *own = s ? calloc(1, sizeof *own) : NULL;
    if (!own) {
        mk_fail(e, MK_ENOMEM, "scenario");
        goto out;
    }
    s->own = own;
    mk_arena_init(&own->arena, SIZE_MAX_BYTES);
    own->root = json_loadb((const char *)json.p, json.len, JSON_REJECT_DUPLICATES, &why);
    if (!own->root) {
        mk_fail(e, MK_EFORMAT, "scenario: line %d: %s", why.line, why.text);
        goto out;
    }
    struct mk_reading r = { own->root, &own->arena, e };
    if (mk_scenario_take(s, &r) != 0 || link_all(s, &r) != 0)
        goto out;
    *out = s;
    s = NULL;
    rc = 0;
out:
    mk_scenario_free(s);
    return rc;
}

void mk_scenario_free(struct mk_scenario *s)
{
    struct own *own = s ? s->own : NULL;
    if (own) {
        json_decref(own->root);
        mk_arena_done(&own->arena);
    }
    free(own);
    free(s);
}

static int read_file(struct mk_scenario **out, const char *path, struct mk_error *e)
{
    struct mk_buf b;
    int rc = -1;
    size_t n = 1;
    mk_buf_init(&b, SIZE_MAX_BYTES);
    FILE *f = fopen(path, "re");
    if (!f) {
        mk_fail_errno(e, path);
        goto out;
    }
    for (uint8_t *p; n && (p = mk_buf_room(&b, 65536)); b.len += n)
        n = fread(p, 1, 65536, f);
    if (ferror(f))
        mk_fail_errno(e, path);
    else if (!mk_buf_ok(&b))
        mk_fail(e, MK_ELIMIT, "%.200s: too large", path);
    else
        rc = mk_scenario_read(out, mk_buf_span(&b), e);
out:
    if (f)
        fclose(f);
    mk_buf_done(&b);
    return rc;
}

int mk_scenario_load(struct mk_scenario **out, const char *name, struct mk_error *e)
{
    const char *one;
    struct mk_span json;
    if (name && strpbrk(name, "/."))
        return read_file(out, name, e);
    for (size_t i = 0; mk_scenario_built_in(&one, &json, i); i++)
        if (!strcmp(one, name ? name : "household"))
            return mk_scenario_read(out, json, e);
    return mk_fail(e, MK_EUSAGE, "%.100s: no such scenario is built in", name);
}
