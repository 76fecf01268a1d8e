/* The last event of a run, however it went. */
#include "firmware/acquire/acquire.h"
#include "parsers/base/json.h"

static const char *how_of(const struct mk_acquire_options *o, const struct mk_acquire_result *r,
                          const struct mk_error *e)
{
    if (r->sealed && e->code == MK_OK)
        return "sealed";
    if (o->stop && *o->stop)
        return "stopped";
    switch (e->code) {
    case MK_ECLOSED:
    case MK_ETIMEOUT:
    case MK_EABSENT:
        return r->phone ? "away" : "failed";
    case MK_EREFUSED:
        return "refused";
    case MK_EAUTH:
        return r->phone ? "not-allowed" : "failed";
    case MK_ENOSPC:
        return "full";
    case MK_EUSAGE:
        return "usage";
    case MK_OK:
    case MK_EIO:
    case MK_ENOMEM:
    case MK_ELIMIT:
    case MK_EFORMAT:
    case MK_EPROTO:
    case MK_ESTATE:
        break;
    }
    return "failed";
}

void mk_acquire_end(struct mk_buf *out, const struct mk_acquire_options *o,
                    const struct mk_acquire_result *r, const struct mk_error *e, int status)
{
    struct mk_json j = mk_json(out);
    const char *how = how_of(o, r, e);
    const char *todo =
        r->phone && strcmp(how, "stopped") != 0 ? mk_acquire_todo(e, r->iphone) : NULL;
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "event", "end");
    mk_json_kv_str(&j, "how", how);
    if (r->why && e->code == MK_EREFUSED)
        mk_json_kv_str(&j, "why", r->why);
    mk_json_kv_str(&j, "code", mk_code_name(e->code));
    mk_json_kv_int(&j, "status", status);
    mk_json_kv_bool(&j, "resume", r->begun && !r->sealed);
    if (e->code != MK_OK)
        mk_json_kv_text(&j, "text", mk_str(e->text));
    if (todo)
        mk_json_kv_str(&j, "todo", todo);
    mk_json_close(&j, '}');
}
