#include "host/train/make.h"

#define URI "content://call_log/calls"
enum { IN = 1, OUT, MISSED, VOICEMAIL, REJECTED, BLOCKED };

static const char insert[] =
    "INSERT INTO calls(_id,number,presentation,date,duration,type,features,new,name,numbertype,"
    "countryiso,is_read,geocoded_location,normalized_number,last_modified,subscription_id) VALUES("
    ":id,:number,:presentation,:date,:duration,:type,:features,:new,:name,:numbertype,'GB',1,"
    ":place,:number,:date,'1')";

struct call {
    int64_t id, date, duration, type, features, presentation;
    struct mk_span number;
    const char *name; /* NULL: not in the phone book when it rang */
};

static int store(struct mk_train *t, sqlite3_stmt *st, const struct call *c, struct mk_error *e)
{
    mk_train_int(st, ":id", c->id);
    mk_train_text(st, ":number", c->number);
    mk_train_int(st, ":presentation", c->presentation);
    mk_train_int(st, ":date", c->date);
    mk_train_int(st, ":duration", c->duration);
    mk_train_int(st, ":type", c->type);
    mk_train_int(st, ":features", c->features);
    mk_train_int(st, ":new", c->type == MISSED);
    mk_train_text(st, ":name", mk_str(c->name));
    mk_train_int(st, ":numbertype", c->name ? 2 : 0);
    mk_train_str(st, ":place", c->name ? "" : "London");
    return mk_train_step(t, st, e);
}

static int tell(struct mk_train *t, const struct call *c, struct mk_error *e)
{
    static const char *const results[] = { NULL,        "answered", NULL,     "missed",
                                           "voicemail", "rejected", "blocked" };
    if (!mk_train_is_ok(t, URI))
        return 0;
    struct mk_json j = mk_truth_begin(t, "call", "android.calls", URI, c->id);
    mk_truth_time(&j, c->date);
    mk_json_kv_str(&j, "dir", c->type == OUT ? "out" : "in");
    if (results[c->type]) /* of a call out the log does not say whether anybody answered */
        mk_json_kv_str(&j, "result", results[c->type]);
    if (c->number.len)
        mk_truth_party(&j, "peer", false, c->number, c->name);
    mk_json_kv_int(&j, "duration_s", c->duration);
    mk_json_kv_str(&j, "media", c->features & 1 ? "video" : "voice");
    return mk_truth_end(t, &j, e);
}

/* Calls that try to pass for something else; false behind the last. */
static bool hostile(struct call *c, size_t i)
{
    static const struct {
        const char *number, *name;
    } list[] = {
        { "+12025550104", "NULL" },
        { "+12025550104", "x, type=2, duration=9999" },
        { "+12025550104", "two\nlines" },
        { "*31#+12025550104", NULL },
        { "+12025550104;ext=1", "" },
        { "unknown@sip.example.org", "\xe2\x80\xae"
                                     "drawkcab" },
    };
    if (i >= sizeof list / sizeof *list)
        return false;
    c->number = mk_str(list[i].number);
    c->name = list[i].name;
    c->date = MK_TRAIN_NOW_MS - 1800000 + (int64_t)i * 60000;
    c->type = IN;
    c->duration = 61;
    c->presentation = 1;
    return true;
}

static void ordinary(struct call *c, struct mk_person_made *made, struct mk_rng *g, uint64_t i,
                     const struct mk_train_options *o)
{
    static const uint8_t types[] = { IN,  IN,     IN,     OUT,      OUT,     OUT,
                                     OUT, MISSED, MISSED, REJECTED, BLOCKED, VOICEMAIL };
    const struct mk_person *p = mk_train_person(made, mk_train_anyone(g, o->contacts));
    if (p->number[0] != '+') /* short senders do not ring */
        p = mk_train_person(made, 0);
    c->date = mk_train_moment(g, i, o->calls);
    c->type = i < sizeof types ? types[i] : types[mk_rng_below(g, sizeof types)];
    c->number = mk_str(p->number);
    c->name = mk_rng_below(g, 5) ? p->name : NULL;
    c->presentation = 1;
    if (c->type == IN || (c->type == OUT && mk_rng_below(g, 4)) || c->type == VOICEMAIL)
        c->duration = 5 + mk_rng_below(g, 900);
    if (c->duration && mk_rng_below(g, 12) == 0)
        c->features = 1;                                /* video */
    if (c->type == MISSED && mk_rng_below(g, 6) == 0) { /* number withheld */
        c->number = mk_str("");
        c->name = NULL;
        c->presentation = 2;
    }
}

int mk_train_calls(struct mk_train *t, struct mk_error *e)
{
    int rc = -1;
    bool empty = mk_train_is_empty(t, URI);
    struct mk_rng g = mk_rng_for(t->o->seed, 2);
    struct mk_person_made made;
    sqlite3_stmt *st = NULL;
    if (mk_train_prepare(&st, t, insert, e))
        goto out;
    int64_t id = 0;
    for (uint64_t i = 0; !empty && i < t->o->calls; i++) {
        id += i % 23 == 22 ? 3 : 1; /* now and then some were deleted */
        struct call c = { .id = id };
        ordinary(&c, &made, &g, i, t->o);
        if (store(t, st, &c, e) || tell(t, &c, e))
            goto out;
    }
    for (size_t i = 0; !empty && t->o->hostile; i++) {
        id++;
        struct call c = { .id = id };
        if (!hostile(&c, i))
            break;
        if (store(t, st, &c, e) || tell(t, &c, e))
            goto out;
    }
    rc = 0;
out:
    sqlite3_finalize(st);
    return rc;
}
