/* The TPM's counter beside the kit's own: what the two say of each other. */
#include "firmware/kit/private.h"
#include "parsers/base/starved.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- moka-tpm ---- */

#define COUNTER_BYTES 17 /* firmware/tpm/tpm.h, MK_TPM_COUNTER_BYTES */

static int ask(struct mk_kit_counted *c, const struct mk_kit *k, const char *word,
               struct mk_error *e)
{
    struct mk_kit_answer a;
    uint32_t id = (uint32_t)strtoul(k->id + 2, NULL, 16);
    const uint8_t what[4] = { (uint8_t)(id >> 24), (uint8_t)(id >> 16), (uint8_t)(id >> 8),
                              (uint8_t)id };
    if (mk_kit_tpm_ask(&a, word, mk_span(what, sizeof what), e))
        return -1;
    if (a.said.len != COUNTER_BYTES || a.said.p[8] > 2)
        return mk_fail(e, MK_EPROTO, "the TPM's answer is no counter");
    for (size_t i = 0; i < 8; i++)
        snprintf(c->tpm + 2 * i, 3, "%02x", a.said.p[i]);
    c->counts = a.said.p[8] == 2;
    c->nv = 0;
    for (size_t i = 9; i < COUNTER_BYTES; i++)
        c->nv = c->nv << 8 | a.said.p[i];
    return 0;
}

static bool starved(const struct mk_error *e)
{
    return e->code == MK_ENOMEM || mk_starved() > 0;
}

int mk_kit_counted_on(struct mk_kit_counted *c, const struct mk_kit *k, struct mk_error *e)
{
    struct mk_error own = { 0 };
    if (ask(c, k, "count", &own) == 0)
        return 0;
    c->refused = !starved(&own);
    return mk_fail(e, own.code, "%s", own.text);
}

/* ---- what the lines say ---- */

struct memory {
    const char *tpm; /* the one that is here */
    bool mine, others;
    uint64_t nv;      /* of the last line that it counted */
    uint64_t missing; /* number of the last line that says so */
};

static void remember(void *u, const struct mk_kit_step *s)
{
    struct memory *m = u;
    if (!strcmp(s->act, "missing"))
        m->missing = s->n;
    if (!s->tpm)
        return;
    if (strcmp(s->tpm, m->tpm) != 0) {
        m->others = true;
        return;
    }
    m->mine = true;
    m->nv = s->nv;
}

__attribute__((format(printf, 3, 4))) static void found(struct mk_kit_counted *c, const char *act,
                                                        const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(c->why, sizeof c->why, fmt, ap);
    va_end(ap);
    c->act = act;
}

static void judge_first(struct mk_kit_counted *c, const struct memory *m)
{
    if (c->counts)
        found(c, "missing",
              "the TPM has counted up to %llu for this kit, and no line says so: an older copy of "
              "the kit's folder was put back, or lines were cut off",
              (unsigned long long)c->nv);
    else if (m->others)
        found(c, "made", "another TPM counted before: lines that it counted are not found missing");
    else
        found(c, "made", "%s", "");
}

static void judge(struct mk_kit_counted *c, const struct memory *m)
{
    unsigned long long tpm = c->nv, line = m->nv;
    if (!m->mine)
        judge_first(c, m);
    else if (!c->counts && line)
        found(c, "doubtful",
              "the TPM's counter, which stood at %llu, is gone: it was deleted, or the TPM was "
              "cleared; whether lines are missing cannot be told",
              line);
    else if (c->counts && !line)
        found(c, "doubtful",
              "the TPM has counted up to %llu since its counter was made: the power failed then, "
              "or a copy of the kit's folder from then was put back",
              tpm);
    else if (tpm + 1 == line)
        found(c, "cut",
              "the step before was written and not counted: the power failed in between, "
              "or the TPM did not answer");
    else if (tpm > line)
        found(c, "missing",
              "the TPM has counted %llu steps that no line is of: an older copy of the kit's "
              "folder was put back, or lines were cut off",
              tpm - line);
    else if (tpm < line)
        found(c, "doubtful",
              "the TPM has counted up to %llu only, the lines up to %llu: a TPM in software that "
              "was put back to an earlier state, or not this one",
              tpm, line);
}

static const char *without(void)
{
    switch (mk_kit_tpm_state()) {
    case MK_KIT_TPM_OFF:
        return "by no TPM (MOKA_TPM=none)";
    case MK_KIT_TPM_NO_PROGRAM:
        return "by no TPM, as this installation of Moka has none of its part for it";
    case MK_KIT_TPM_NONE:
        return "by no TPM, as none can be reached on this machine";
    case MK_KIT_TPM_THERE:
        break;
    }
    return NULL;
}

int mk_kit_counted_look(struct mk_kit_counted *c, struct mk_kit *k, struct mk_error *e)
{
    struct mk_error own = { 0 };
    *c = (struct mk_kit_counted){ .kept = without() };
    struct memory m = { .tpm = c->tpm };
    if (c->kept)
        return 0;
    if (ask(c, k, "look", &own)) {
        if (starved(&own))
            return mk_fail(e, MK_ENOMEM, "%s", own.text);
        snprintf(c->why, sizeof c->why, "%s", own.text);
        return 0;
    }
    c->on = true;
    if (mk_kit_steps(k, remember, &m, &own)) {
        if (own.code != MK_EFORMAT || starved(&own))
            return mk_fail(e, own.code, "%s", own.text);
        found(c, "missing", "%s", own.text);
    } else {
        judge(c, &m);
    }
    c->missing = m.missing;
    return 0;
}

/* ---- in words ---- */

void mk_kit_counted_tell(struct mk_kit *k, const struct mk_kit_counted *c, const char *refused)
{
    char *out = k->counted;
    size_t max = sizeof k->counted;
    int n = c->kept   ? snprintf(out, max, "%s", c->kept)
            : !c->on  ? snprintf(out, max, "by no TPM: %s", c->why)
            : refused ? snprintf(out, max, "by no TPM: %s", refused)
            : !c->nv  ? snprintf(out, max, "by this machine's TPM 2.0, from now on")
                      : snprintf(out, max, "by this machine's TPM 2.0, at %llu",
                                 (unsigned long long)c->nv);
    if (c->on && c->act && c->why[0] && (size_t)n < max)
        n += snprintf(out + n, max - (size_t)n, "; %s: %s", c->act, c->why);
    if (c->missing && (size_t)n < max)
        snprintf(out + n, max - (size_t)n, "; missing: found before, line %llu",
                 (unsigned long long)c->missing);
}

const char *mk_kit_counter_kept(const struct mk_kit *k)
{
    return k->counted;
}

int mk_kit_counter_look(bool *missing, struct mk_kit *k, struct mk_error *e)
{
    struct mk_kit_counted c;
    if (mk_kit_counted_look(&c, k, e))
        return -1;
    *missing = c.act && !strcmp(c.act, "missing");
    mk_kit_counted_tell(k, &c, NULL);
    return 0;
}
