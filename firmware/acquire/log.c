#include "firmware/acquire/run.h"

struct facts {
    const struct mk_fact *v;
    size_t n;
};

static void members(struct mk_json *j, const void *u)
{
    const struct facts *f = u;
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].is_number)
            mk_json_kv_int(j, f->v[i].key, f->v[i].number);
        else
            mk_json_kv_text(j, f->v[i].key, f->v[i].text);
}

int mk_run_act(struct mk_run *r, const char *act, const struct mk_fact *facts, size_t n, bool now,
               struct mk_error *e)
{
    const struct facts f = { facts, n };
    return mk_bundle_act(r->b, act, members, &f, now, e);
}
