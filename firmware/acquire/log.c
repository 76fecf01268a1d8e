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

void mk_run_say(const struct mk_run *r, const char *line)
{
    struct mk_buf b;
    if (!line[0])
        return;
    if (r->o->tell)
        r->o->tell(r->o->tell_u, line);
    if (!r->o->event)
        return;
    mk_buf_init(&b, 8192);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "event", "told");
    mk_json_kv_text(&j, "text", mk_str(line));
    mk_json_close(&j, '}');
    const char *text = mk_buf_cstr(&b);
    if (text)
        r->o->event(r->o->tell_u, text);
    mk_buf_done(&b);
}
