/* The JSON of a scenario into its structures: tables say which key goes where. */
#include "host/train/scenario_own.h"
#include "parsers/base/time.h"
#include <stddef.h>

enum type { TEXT, TEXTS, INT, REAL, BOOL, TIME, COUNT };
struct take { /* a list of these ends with key == NULL */
    const char *key;
    enum type type;
    size_t at;
    bool needed;
    int64_t min, max; /* of INT and REAL; 0, 0: 0 to 2^31 */
};

#define AT(type, field) offsetof(struct type, field)

static const struct take top[] = {
    { "format", TEXT, 0, true, 0, 0 },
    { "name", TEXT, AT(mk_scenario, name), true, 0, 0 },
    { "title", TEXT, AT(mk_scenario, title), true, 0, 0 },
    { "about", TEXT, AT(mk_scenario, about), true, 0, 0 },
    { "until", TIME, AT(mk_scenario, until_us), true, 0, 0 },
    { "weeks", INT, AT(mk_scenario, weeks), true, 1, 520 },
    { 0 },
};
static const struct take owner[] = {
    { "name", TEXT, AT(mk_scenario, owner.name), true, 0, 0 },
    { "number", TEXT, AT(mk_scenario, owner.number), true, 0, 0 },
    { "email", TEXT, AT(mk_scenario, owner.email), true, 0, 0 },
    { "handle", TEXT, AT(mk_scenario, owner.handle), true, 0, 0 },
    { 0 },
};
static const struct take phone[] = {
    { "manufacturer", TEXT, AT(mk_scenario, phone.manufacturer), true, 0, 0 },
    { "model", TEXT, AT(mk_scenario, phone.model), true, 0, 0 },
    { "zone", TEXT, AT(mk_scenario, phone.zone), true, 0, 0 },
    { "country", TEXT, AT(mk_scenario, phone.country), true, 0, 0 },
    { "utc_offset_min", INT, AT(mk_scenario, phone.utc_offset_min), true, -840, 840 },
    { 0 },
};
static const struct take place[] = {
    { "id", TEXT, AT(mk_place, id), true, 0, 0 },
    { "name", TEXT, AT(mk_place, name), true, 0, 0 },
    { "lat", REAL, AT(mk_place, lat), true, -90, 90 },
    { "lon", REAL, AT(mk_place, lon), true, -180, 180 },
    { "alt_m", REAL, AT(mk_place, alt_m), false, -500, 9000 },
    { "weight", INT, AT(mk_place, weight), false, 0, 0 },
    { 0 },
};
static const struct take person[] = {
    { "id", TEXT, AT(mk_person, id), true, 0, 0 },
    { "name", TEXT, AT(mk_person, name), true, 0, 0 },
    { "number", TEXT, AT(mk_person, number), true, 0, 0 },
    { "second", TEXT, AT(mk_person, second), false, 0, 0 },
    { "relation", TEXT, AT(mk_person, relation), false, 0, 0 },
    { "org", TEXT, AT(mk_person, org), false, 0, 0 },
    { "email", TEXT, AT(mk_person, email), false, 0, 0 },
    { "email2", TEXT, AT(mk_person, email2), false, 0, 0 },
    { "handle", TEXT, AT(mk_person, handle), false, 0, 0 },
    { "language", TEXT, AT(mk_person, language), true, 0, 0 },
    { "role", TEXT, AT(mk_person, role), false, 0, 0 },
    { "apps", TEXTS, AT(mk_person, apps), false, 0, 0 },
    { "weight", INT, AT(mk_person, weight), false, 0, 0 },
    { 0 },
};
static const struct take group[] = {
    { "id", TEXT, AT(mk_group, id), true, 0, 0 },
    { "title", TEXT, AT(mk_group, title), true, 0, 0 },
    { "app", TEXT, AT(mk_group, app), true, 0, 0 },
    { "members", TEXTS, AT(mk_group, members), true, 0, 0 },
    { "weight", INT, AT(mk_group, weight), false, 0, 0 },
    { 0 },
};
static const struct take lead[] = {
    { "id", TEXT, AT(mk_lead, id), true, 0, 0 },
    { "about", TEXT, AT(mk_lead, about), true, 0, 0 },
    { "app", TEXT, AT(mk_lead, app), true, 0, 0 },
    { "with", TEXT, AT(mk_lead, with), true, 0, 0 },
    { "by", TEXT, AT(mk_lead, sender), false, 0, 0 },
    { "at", TIME, AT(mk_lead, at_us), true, 0, 0 },
    { "dir", TEXT, AT(mk_lead, dir), true, 0, 0 },
    { "text", TEXT, AT(mk_lead, text), false, 0, 0 },
    { "was", TEXT, AT(mk_lead, was), false, 0, 0 },
    { "deleted", BOOL, AT(mk_lead, deleted), false, 0, 0 },
    { "place", TEXT, AT(mk_lead, place_id), false, 0, 0 },
    { "picture", TEXT, AT(mk_lead, picture), false, 0, 0 },
    { "contact", TEXT, AT(mk_lead, contact_id), false, 0, 0 },
    { "payment", TEXT, AT(mk_lead, payment), false, 0, 0 },
    { "quotes", TEXT, AT(mk_lead, quotes_id), false, 0, 0 },
    { 0 },
};
#define VOLUME(name)                                                                               \
    {                                                                                              \
#name, COUNT, AT(mk_volumes, name), false, 0, 10000000                                     \
    }
static const struct take volumes[] = {
    VOLUME(sms),      VOLUME(mms),    VOLUME(calls),    VOLUME(contacts),
    VOLUME(calendar), VOLUME(files),  VOLUME(pictures), VOLUME(whatsapp),
    VOLUME(telegram), VOLUME(signal), VOLUME(viber),    VOLUME(web),
    VOLUME(places),   { 0 },
};

static int wrong(struct mk_reading *r, const char *where, const char *key, const char *why)
{
    return mk_fail(r->e, MK_EFORMAT, "scenario: %s%s%s: %s", where, *where && *key ? "." : "", key,
                   why);
}

static int take_texts(struct mk_reading *r, const char ***out, const json_t *v, const char *where,
                      const char *key)
{
    size_t n = json_array_size(v);
    const char **list = mk_arena_array(r->a, n + 1, sizeof *list);
    if (!list)
        return mk_fail(r->e, MK_ENOMEM, "scenario");
    for (size_t i = 0; i < n; i++)
        if (!(list[i] = json_string_value(json_array_get(v, i))))
            return wrong(r, where, key, "a list of texts is wanted");
    *out = list;
    return json_is_array(v) && n ? 0 : wrong(r, where, key, "a list of texts is wanted");
}

static bool in_range(double v, const struct take *t)
{
    double max = t->min || t->max ? (double)t->max : 2147483647.0;
    return v >= (double)t->min && v <= max;
}

static const char *take_number(char *field, const struct take *t, const json_t *v)
{
    bool real = t->type == REAL;
    if (real ? !json_is_number(v) : !json_is_integer(v))
        return real ? "a number is wanted" : "a whole number is wanted";
    if (!in_range(json_number_value(v), t))
        return "out of range";
    int64_t whole = json_integer_value(v);
    double number = json_number_value(v);
    uint32_t count = (uint32_t)whole;
    if (t->type == COUNT)
        memcpy(field, &count, sizeof count);
    else if (real)
        memcpy(field, &number, sizeof number);
    else
        memcpy(field, &whole, sizeof whole);
    return NULL;
}

static int take_one(struct mk_reading *r, char *field, const struct take *t, const json_t *v,
                    const char *where)
{
    const char *text = json_string_value(v), *why = NULL;
    bool yes = json_is_true(v);
    int64_t us = 0;
    switch (t->type) {
    case TEXTS:
        return take_texts(r, (const char ***)(void *)field, v, where, t->key);
    case TEXT:
        why = text ? NULL : "a text is wanted";
        memcpy(field, &text, sizeof text);
        break;
    case TIME:
        why = text && mk_time_parse(&us, mk_str(text)) ? NULL : "a time is wanted, ISO 8601";
        memcpy(field, &us, sizeof us);
        break;
    case BOOL:
        why = json_is_boolean(v) ? NULL : "true or false is wanted";
        memcpy(field, &yes, sizeof yes);
        break;
    case INT:
    case REAL:
    case COUNT:
        why = take_number(field, t, v);
        break;
    }
    return why ? wrong(r, where, t->key, why) : 0;
}

static const struct take *known(const struct take *list, const char *key)
{
    while (list->key && strcmp(list->key, key) != 0)
        list++;
    return list->key ? list : NULL;
}

/* `also` names keys that somebody else reads. */
static int take_object(struct mk_reading *r, void *out, const struct take *list,
                       const char *const *also, json_t *v, const char *where)
{
    const char *key;
    json_t *one;
    if (!json_is_object(v))
        return wrong(r, where, "", "an object is wanted");
    json_object_foreach(v, key, one)
    {
        const struct take *t = known(list, key);
        size_t i = 0;
        while (!t && also && also[i] && strcmp(also[i], key) != 0)
            i++;
        if (!t && (!also || !also[i]))
            return wrong(r, where, key, "not known");
        if (t && strcmp(key, "format") != 0 && take_one(r, (char *)out + t->at, t, one, where) != 0)
            return -1;
    }
    for (; list->key; list++)
        if (list->needed && !json_object_get(v, list->key))
            return wrong(r, where, list->key, "missing");
    return 0;
}

static int take_list(struct mk_reading *r, void **out, size_t *n, size_t size,
                     const struct take *list, const char *key)
{
    char where[64];
    json_t *v = json_object_get(r->root, key);
    *n = json_array_size(v);
    if (v && !json_is_array(v))
        return wrong(r, key, "", "a list is wanted");
    if (*n > 10000)
        return wrong(r, key, "", "too many");
    char *p = mk_arena_array(r->a, *n + 1, size);
    if (!p)
        return mk_fail(r->e, MK_ENOMEM, "scenario");
    *out = p;
    for (size_t i = 0; i < *n; i++) {
        snprintf(where, sizeof where, "%s[%zu]", key, i);
        if (take_object(r, p + i * size, list, NULL, json_array_get(v, i), where) != 0)
            return -1;
    }
    return 0;
}

static int take_hours(struct mk_reading *r, struct mk_scenario *s)
{
    json_t *v = json_object_get(r->root, "hours");
    int64_t all = 0;
    if (json_array_size(v) != 24)
        return wrong(r, "hours", "", "24 weights are wanted");
    for (size_t i = 0; i < 24; i++) {
        const json_t *one = json_array_get(v, i);
        s->hours[i] = json_integer_value(one);
        if (!json_is_integer(one) || s->hours[i] < 0 || s->hours[i] > 1000)
            return wrong(r, "hours", "", "weights from 0 to 1000 are wanted");
        all += s->hours[i];
    }
    return all ? 0 : wrong(r, "hours", "", "not all of them can be 0");
}

int mk_scenario_take(struct mk_scenario *s, struct mk_reading *r)
{
    static const char *const others[] = { "owner",  "phone",   "hours", "places",  "people",
                                          "groups", "phrases", "leads", "volumes", NULL };
    json_t *format = json_object_get(r->root, "format");
    json_t *v = json_object_get(r->root, "volumes");
    if (take_object(r, s, top, others, r->root, "") != 0)
        return -1;
    if (!json_string_value(format) || strcmp(json_string_value(format), "moka-scenario-1") != 0)
        return wrong(r, "format", "", "moka-scenario-1 is wanted");
    if (take_object(r, s, owner, NULL, json_object_get(r->root, "owner"), "owner") != 0 ||
        take_object(r, s, phone, NULL, json_object_get(r->root, "phone"), "phone") != 0 ||
        (v && take_object(r, &s->volumes, volumes, NULL, v, "volumes") != 0) ||
        take_hours(r, s) != 0)
        return -1;
    void *list[4];
    if (take_list(r, &list[0], &s->nplaces, sizeof *s->places, place, "places") != 0 ||
        take_list(r, &list[1], &s->npeople, sizeof *s->people, person, "people") != 0 ||
        take_list(r, &list[2], &s->ngroups, sizeof *s->groups, group, "groups") != 0 ||
        take_list(r, &list[3], &s->nleads, sizeof *s->leads, lead, "leads") != 0)
        return -1;
    s->places = list[0];
    s->people = list[1];
    s->groups = list[2];
    s->leads = list[3];
    return s->npeople ? 0 : wrong(r, "people", "", "somebody is wanted");
}

int mk_scenario_says(struct mk_person *p, struct mk_reading *r, const char *where)
{
    json_t *phrases = json_object_get(r->root, "phrases");
    json_t *list = json_object_get(phrases, p->language);
    if (!list)
        return wrong(r, where, "language", "no phrases in that language");
    p->nsays = json_array_size(list);
    return take_texts(r, &p->says, list, "phrases", p->language);
}
