#include "firmware/daemon/case_doc.h"
#include "firmware/daemon/cases_private.h"
#include <stdio.h>

#define S(x) (1u << MK_CASE_##x)

/* From where to where. What is not here cannot happen. */
static const uint32_t next[MK_CASE_STATE_COUNT] = {
    [MK_CASE_DRAFT] = S(READY) | S(WITHDRAWN),
    [MK_CASE_READY] = S(DRAFT) | S(MEETING) | S(WITHDRAWN),
    /* back to ready: it ended before there was a bundle */
    [MK_CASE_MEETING] = S(READY) | S(COPYING) | S(AWAY) | S(SEALING) | S(SEALED) | S(CUT) |
                        S(STOPPED) | S(REFUSED) | S(WITHDRAWN),
    [MK_CASE_COPYING] =
        S(AWAY) | S(SEALING) | S(SEALED) | S(CUT) | S(STOPPED) | S(REFUSED) | S(WITHDRAWN),
    [MK_CASE_AWAY] = S(MEETING) | S(COPYING) | S(SEALING) | S(SEALED) | S(CUT) | S(STOPPED) |
                     S(REFUSED) | S(WITHDRAWN),
    [MK_CASE_SEALING] = S(SEALED) | S(CUT) | S(STOPPED) | S(REFUSED),
    [MK_CASE_CUT] = S(MEETING) | S(SEALING) | S(SEALED) | S(WITHDRAWN),
    [MK_CASE_STOPPED] = S(MEETING) | S(SEALING) | S(SEALED) | S(WITHDRAWN),
    [MK_CASE_REFUSED] = S(DRAFT) | S(READY) | S(MEETING) | S(SEALING) | S(SEALED) | S(WITHDRAWN),
    [MK_CASE_SEALED] = S(HANDED),
    [MK_CASE_HANDED] = S(WIPED),
    [MK_CASE_WIPED] = 0,
    [MK_CASE_WITHDRAWN] = 0,
};

bool mk_cases_may(enum mk_case_state from, enum mk_case_state to)
{
    return next[from] >> to & 1u;
}

/* What moves or ends a case is not kept back by how much was said before. */
static bool has_to_be(const char *act)
{
    static const char *const all[] = { "state", "stop",       "resume",
                                       "keep",  "handover",   "withdraw",
                                       "wipe",  "taken-over", "authority-over" };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i], act))
            return true;
    return false;
}

int mk_cases_act(struct mk_cases *c, struct mk_case *x, const char *act, const char *officer,
                 struct mk_span more, struct mk_error *e)
{
    struct mk_buf line;
    const struct mk_act a = {
        act, officer, mk_loop_wall_us(c->loop), mk_loop_boot_us(c->loop), more, has_to_be(act)
    };
    mk_buf_init(&line, MK_ACT_LINE);
    int rc = mk_acts_add(&x->seq, x->dir, "operator.jsonl", c->disk, &a, &line, e);
    if (rc == 0 && c->told.act && mk_buf_ok(&line))
        c->told.act(c->told.u, x, mk_buf_span(&line));
    mk_buf_done(&line);
    return rc;
}

static int act_of_state(struct mk_cases *c, struct mk_case *x, enum mk_case_state to,
                        const char *code, const char *officer, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 256);
    mk_buf_printf(&b, "\"state\":\"%s\"", mk_cases_state_word(to));
    if (code) {
        struct mk_json j = mk_json(&b);
        mk_buf_u8(&b, ',');
        mk_json_kv_str(&j, "why", code);
    }
    int rc = mk_buf_ok(&b) ? mk_cases_act(c, x, "state", officer, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "case");
    mk_buf_done(&b);
    return rc;
}

int mk_cases_save(struct mk_cases *c, struct mk_case *x, struct mk_error *e)
{
    x->changed_us = mk_loop_wall_us(c->loop);
    if (mk_cases_doc_update(x, e) || mk_cases_doc_write(x, c->disk, e))
        return -1;
    if (c->told.changed)
        c->told.changed(c->told.u, x);
    return 0;
}

int mk_cases_become(struct mk_cases *c, struct mk_case *x, enum mk_case_state to, const char *code,
                    const char *text, const char *officer, struct mk_error *e)
{
    const struct mk_case was = *x;
    bool loaded = x->doc != NULL;
    if (!mk_cases_may(x->state, to))
        return mk_fail(e, MK_ESTATE, "from %s there is no way to %s", mk_cases_state_word(x->state),
                       mk_cases_state_word(to));
    if (!loaded && mk_cases_load(x, e))
        return -1;
    int rc = act_of_state(c, x, to, code, officer, e);
    if (rc == 0) {
        x->state = to;
        snprintf(x->why_code, sizeof x->why_code, "%s", code ? code : "");
        snprintf(x->why_text, sizeof x->why_text, "%s", text ? text : "");
        if (to == MK_CASE_SEALED)
            x->sealed_us = mk_loop_wall_us(c->loop);
        rc = mk_cases_save(c, x, e);
    }
    if (rc) {
        x->state = was.state;
        x->sealed_us = was.sealed_us;
        memcpy(x->why_code, was.why_code, sizeof x->why_code);
        memcpy(x->why_text, was.why_text, sizeof x->why_text);
    }
    if (rc || !loaded)
        mk_cases_unload(x);
    return rc;
}
