#include "firmware/acquire/events.h"

void mk_run_event(const struct mk_run *r, const char *event,
                  void (*fill)(struct mk_json *j, const void *u), const void *u)
{
    struct mk_buf b;
    if (!r->o->event)
        return;
    mk_buf_init(&b, 32768);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "event", event);
    fill(&j, u);
    mk_json_close(&j, '}');
    const char *text = mk_buf_cstr(&b);
    if (text)
        r->o->event(r->o->tell_u, text);
    mk_buf_done(&b);
}

static void told_members(struct mk_json *j, const void *u)
{
    const struct mk_told *t = u;
    const char *act = mk_told_act(t->code);
    mk_json_kv_str(j, "code", mk_told_word(t->code));
    if (act[0])
        mk_json_kv_str(j, "act", act);
    if (t->what)
        mk_json_kv_text(j, "what", mk_str(t->what));
    if (t->left_s >= 0)
        mk_json_kv_int(j, "left_s", t->left_s);
    mk_json_kv_text(j, "text", mk_str(t->text));
}

void mk_run_tell_program(const struct mk_run *r, const struct mk_told *told)
{
    mk_run_event(r, "told", told_members, told);
}

void mk_run_tell(const struct mk_run *r, const struct mk_told *told)
{
    if (!told->text[0])
        return;
    if (r->o->tell)
        r->o->tell(r->o->tell_u, told->text);
    mk_run_tell_program(r, told);
}

void mk_run_say(const struct mk_run *r, enum mk_told_code code, const char *line)
{
    const struct mk_told t = { .code = code, .text = line, .left_s = MK_TOLD_NO_TIME };
    mk_run_tell(r, &t);
}

static void state_members(struct mk_json *j, const void *u)
{
    static const char *const words[] = {
        [MK_IS_NEW] = "new",   [MK_IS_MEETING] = "meeting", [MK_IS_COPYING] = "copying",
        [MK_IS_AWAY] = "away", [MK_IS_SEALING] = "sealing", [MK_IS_SEALED] = "sealed",
    };
    mk_json_kv_str(j, "is", words[*(const enum mk_run_is *)u]);
}

void mk_run_is(struct mk_run *r, enum mk_run_is state)
{
    if (r->state == (int)state)
        return;
    r->state = (int)state;
    mk_run_event(r, "state", state_members, &state);
}

/* ---- what was not had ---- */

static bool all_well(const struct mk_coverage *c)
{
    switch (c->state) {
    case MK_COVER_FOUND:
    case MK_COVER_ABSENT:
    case MK_COVER_EMPTY:
    case MK_COVER_OUT_OF_SCOPE:
        return c->issues <= 0;
    case MK_COVER_REFUSED:
    case MK_COVER_RESTRICTED:
    case MK_COVER_REDACTED:
    case MK_COVER_UNREACHABLE:
    case MK_COVER_FAILED:
    case MK_COVER_UNKNOWN:
        break;
    }
    return false;
}

static void cover_members(struct mk_json *j, const void *u)
{
    const struct mk_coverage *c = u;
    mk_json_kv_str(j, "artefact", c->artefact);
    mk_json_kv_str(j, "route", c->route ? c->route : "");
    if (c->profile)
        mk_json_kv_str(j, "profile", c->profile);
    mk_json_kv_str(j, "state", mk_cover_name(c->state));
    if (c->taken >= 0)
        mk_json_kv_int(j, "taken", c->taken);
    if (c->issues > 0)
        mk_json_kv_int(j, "issues", c->issues);
    if (c->why)
        mk_json_kv_text(j, "why", mk_str(c->why));
}

int mk_run_cover(struct mk_run *r, const struct mk_coverage *c, struct mk_error *e)
{
    if (mk_bundle_cover(r->b, c, e))
        return -1;
    if (!all_well(c))
        mk_run_event(r, "not-taken", cover_members, c);
    return 0;
}
