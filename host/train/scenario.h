#ifndef MK_TRAIN_SCENARIO_H
#define MK_TRAIN_SCENARIO_H

#include "parsers/base/error.h"

/*
 * A scenario: whose phone it is, with whom they live and work, what is planted. One JSON file,
 *
 *   {"format": "moka-scenario-1", "name", "title", "about",
 *    "owner":  {"name", "number", "email", "handle", "device"},
 *    "phone":  {"manufacturer", "model", "zone": "Europe/London", "utc_offset_min", "country"},
 *    "until":  "2025-06-15T12:00:00Z"   the last moment on the phone
 *    "weeks":  1 to 520                 of activity before it
 *    "hours":  [24 weights]             how much happens in each hour of the owner's day
 *    "places":  [{"id", "name", "lat", "lon", "alt_m", "weight"}],
 *    "people":  [{"id", "name", "number", "second", "relation", "org", "email", "email2",
 *                 "handle", "language": of "phrases", "role": "person" (default), "service" (only
 *                 writes) or "unknown" (in no address book), "apps": ["sms", "call", "whatsapp",
 *                 "telegram", "signal", "viber"] (default: "sms", "call"), "weight"}],
 *    "groups":  [{"id", "title", "app", "members": [ids], "weight"}],
 *    "phrases": {language: [texts]},
 *    "leads":   [{"id", "about": for the trainer, "app", "with": a person or group, "by": who of
 * the group, "at": ISO 8601, "dir": "in" or "out", "text", "was": before it was edited, "deleted":
 * true, "place": id (a position is sent; with "picture" that is where the picture was taken),
 * "picture": caption, "contact": a person whose number is passed on, "payment": "120.00 GBP",
 * "quotes": id of an earlier lead}], "volumes": {"sms", "mms", "calls", "contacts", "calendar",
 * "files", "pictures", "whatsapp", "telegram", "signal", "viber", "web", "places"}}
 *
 * Unknown keys, unknown names and wrong types are refused by their place ("people[3].weight").
 * host/train/scenarios holds the built-in ones, each named after its file.
 */
enum mk_talk_app {
    MK_BY_SMS,
    MK_BY_CALL,
    MK_BY_WHATSAPP,
    MK_BY_TELEGRAM,
    MK_BY_SIGNAL,
    MK_BY_VIBER
};
#define MK_TALK_APPS 6u

struct mk_place {
    const char *id, *name;
    double lat, lon, alt_m;
    int64_t weight;
};

struct mk_person {
    const char *id;
    const char *name;     /* as the phone's owner saved it */
    const char *number;   /* as the network gives it, mostly E.164 */
    const char *second;   /* another number, in a national form, or NULL */
    const char *relation; /* what the owner's note says, or NULL */
    const char *org, *email, *email2, *handle;
    const char *language, *role;
    const char **apps; /* NULL-ended; NULL: the first two */
    int64_t weight;
    /* worked out */
    const char **says; /* NULL-ended, at least one */
    size_t nsays;
    uint32_t by; /* a bit each of mk_talk_app */
    bool is_service, is_unknown;
};

struct mk_group {
    const char *id, *title, *app;
    const char **members;
    int64_t weight;
    /* worked out */
    enum mk_talk_app by;
    const struct mk_person **who; /* NULL-ended */
    size_t nwho;
};

struct mk_lead {
    const char *id, *about, *app, *with, *sender, *dir, *text, *was, *picture, *payment;
    const char *place_id, *contact_id, *quotes_id;
    int64_t at_us;
    bool deleted;
    /* worked out */
    enum mk_talk_app by;
    const struct mk_person *person, *from; /* from NULL: the owner */
    const struct mk_group *group;          /* instead of person */
    const struct mk_place *place;
    const struct mk_person *contact;
    const struct mk_lead *quotes;
};

/* How much of each there is. */
struct mk_volumes {
    uint32_t sms, mms, calls, contacts, calendar, files, pictures;
    uint32_t whatsapp, telegram, signal, viber, web, places;
};

struct mk_scenario {
    const char *name, *title, *about;
    struct {
        const char *name, *number, *email, *handle;
    } owner;
    struct {
        const char *manufacturer, *model, *zone, *country;
        int64_t utc_offset_min;
    } phone;
    int64_t until_us, weeks, hours[24];
    struct mk_place *places;
    struct mk_person *people;
    struct mk_group *groups;
    struct mk_lead *leads; /* in the order of time */
    size_t nplaces, npeople, ngroups, nleads;
    struct mk_volumes volumes;
    void *own; /* what holds it all */
};

/* Reads one. MK_EFORMAT names the place of what is wrong. */
MK_CHECK int mk_scenario_read(struct mk_scenario **out, struct mk_span json, struct mk_error *e);
/* A file; or, by a name without '/' and '.', a built-in one. NULL: the built-in "household". */
MK_CHECK int mk_scenario_load(struct mk_scenario **out, const char *name, struct mk_error *e);
void mk_scenario_free(struct mk_scenario *s);
/* The text of a built-in one and its name; false behind the last. */
bool mk_scenario_built_in(const char **name, struct mk_span *json, size_t i);

#endif
