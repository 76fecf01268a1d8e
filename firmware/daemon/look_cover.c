/* The ledger, summed up for a screen. */
#include "firmware/daemon/look.h"
#include "firmware/plan/plan.h"
#include "firmware/plan/questions.h"
#include "parsers/engine/engine.h"
#include "parsers/engine/provider.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define NAMES 12u
#define SUMS  128u /* category and state */

/* ---- which category ---- */

/* Of what no app's table or question names. Those of encrypted backups as in acquire/ios.c. */
static const struct {
    const char *begins, *category;
} others[] = {
    { "android.files", "files" },    { "android.mms_", "messages" },
    { "android.profile", "device" }, { "ios.lockdown", "device" },
    { "ios.apps", "apps" },          { "ios.calls", "calls" },
    { "ios.safari_", "files" },      { "ios.health", "activity" },
    { "ios.keychain", "accounts" },  { "ios.wifi_passwords", "network" },
    { "ios.files", "files" },        { "ios.offloaded", "files" },
    { "ios.backup", "backup" },
};

static const char *of_apps(const char *artefact)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++)
            if (!strcmp(p->artefact, artefact))
                return p->category;
    return NULL;
}

const char *mk_look_category(const char *artefact)
{
    const struct mk_question *q;
    size_t n = strlen(MK_QUESTION_ARTEFACT);
    const char *found = of_apps(artefact);
    for (size_t i = 0; !found && !strncmp(artefact, MK_QUESTION_ARTEFACT, n); i++) {
        if (!(q = mk_question_at(i)))
            break;
        if (!strcmp(q->name, artefact + n))
            found = q->category;
    }
    for (size_t i = 0; !found && i < sizeof others / sizeof *others; i++)
        if (!strncmp(artefact, others[i].begins, strlen(others[i].begins)))
            found = others[i].category;
    return found ? found : "other";
}

/* ---- sums ---- */

enum list { TAKEN, NOT_TAKEN, UNREACHABLE, NOTHING, LISTS };

struct sum {
    enum list list;
    const char *category, *state;
    int64_t count; /* -1: not known */
    struct {
        char name[64];
        int64_t count; /* -1: not known, or an answer that has no rows */
    } of[NAMES];
    size_t n, more;
    char why[200];
};

struct sums {
    struct sum *all;
    size_t n;
};

static struct sum *sum_of(struct sums *s, enum list list, const char *category, const char *state)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->all[i].list == list && !strcmp(s->all[i].category, category) &&
            !strcmp(s->all[i].state, state))
            return &s->all[i];
    if (s->n == SUMS)
        return NULL; /* there are fewer of them all */
    s->all[s->n] = (struct sum){ .list = list, .category = category, .state = state, .count = -1 };
    return &s->all[s->n++];
}

static void count_in(int64_t *sum, int64_t count)
{
    if (count >= 0 && __builtin_add_overflow(*sum < 0 ? 0 : *sum, count, sum))
        *sum = INT64_MAX;
}

/* What the phone answered as one text is no number of calls. */
static bool has_rows(const char *artefact)
{
    return strncmp(artefact, MK_QUESTION_ARTEFACT, strlen(MK_QUESTION_ARTEFACT)) != 0 &&
           strncmp(artefact, "ios.lockdown", 12) != 0 && strcmp(artefact, "ios.apps") != 0;
}

static void add(struct sums *s, enum list list, const char *state, const char *artefact,
                int64_t count, const char *why)
{
    struct sum *m = sum_of(s, list, mk_look_category(artefact), state);
    size_t i = 0;
    if (!m)
        return;
    if (!has_rows(artefact))
        count = -1;
    while (i < m->n && strcmp(m->of[i].name, artefact) != 0)
        i++;
    if (i == m->n && m->n < NAMES) {
        snprintf(m->of[m->n].name, sizeof m->of[0].name, "%s", artefact);
        m->of[m->n++].count = -1;
    }
    if (i < m->n)
        count_in(&m->of[i].count, count);
    else
        m->more++;
    count_in(&m->count, count);
    if (!m->why[0])
        snprintf(m->why, sizeof m->why, "%s", why);
}

static int64_t number(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_integer(v) && json_integer_value(v) >= 0 ? json_integer_value(v) : -1;
}

static void add_state(struct sums *s, enum mk_cover state, const char *artefact, int64_t taken,
                      const char *why)
{
    const char *word = mk_cover_name(state);
    switch (state) {
    case MK_COVER_FOUND:
        if (taken != 0)
            add(s, TAKEN, word, artefact, taken, "");
        break;
    case MK_COVER_RESTRICTED:
    case MK_COVER_REDACTED:
    case MK_COVER_REFUSED:
    case MK_COVER_FAILED:
        if (taken > 0)
            add(s, TAKEN, word, artefact, taken, why);
        add(s, NOT_TAKEN, word, artefact, -1, why);
        break;
    case MK_COVER_OUT_OF_SCOPE:
        add(s, NOT_TAKEN, word, artefact, -1, why);
        break;
    case MK_COVER_UNREACHABLE:
    case MK_COVER_UNKNOWN:
        add(s, UNREACHABLE, word, artefact, -1, why);
        break;
    case MK_COVER_ABSENT:
    case MK_COVER_EMPTY:
        add(s, NOTHING, word, artefact, -1, "");
        break;
    }
}

static int each_line(void *u, const struct json_t *o, struct mk_error *e)
{
    char artefact[64], state[24], why[200];
    enum mk_cover is;
    struct sums *s = u;
    (void)e;
    mk_look_text(artefact, sizeof artefact, o, "artefact");
    mk_look_text(state, sizeof state, o, "state");
    mk_look_text(why, sizeof why, o, "why");
    if (!artefact[0] || !mk_cover_parse(&is, state))
        return 0;
    add_state(s, is, artefact, number(o, "taken"), why);
    if (number(o, "not_taken") > 0)
        add(s, NOT_TAKEN, "left-out", artefact, number(o, "not_taken"), why);
    return 0;
}

/* ---- and out ---- */

static void put_sum(struct mk_json *j, const struct sum *m)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "category", m->category);
    mk_json_kv_str(j, "state", m->state);
    if (m->count >= 0)
        mk_json_kv_int(j, "count", m->count);
    mk_json_key(j, "artefacts");
    mk_json_open(j, '[');
    for (size_t i = 0; i < m->n; i++) {
        mk_json_open(j, '{');
        mk_json_kv_str(j, "name", m->of[i].name);
        if (m->of[i].count >= 0)
            mk_json_kv_int(j, "count", m->of[i].count);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
    if (m->more)
        mk_json_kv_int(j, "more", (int64_t)m->more);
    if (m->why[0])
        mk_json_kv_str(j, "why", m->why);
    if (mk_look_why_code(m->why))
        mk_json_kv_str(j, "reason", mk_look_why_code(m->why));
    mk_json_close(j, '}');
}

int mk_look_cover(struct mk_json *j, int dir, struct mk_error *e)
{
    static const char *const names[LISTS] = { "taken", "not_taken", "unreachable", "nothing" };
    struct sums s = { calloc(SUMS, sizeof *s.all), 0 };
    int rc = s.all ? mk_look_lines(dir, "coverage.jsonl", each_line, &s, e)
                   : mk_fail(e, MK_ENOMEM, "ledger");
    for (enum list l = TAKEN; rc == 0 && l < LISTS; l++) {
        mk_json_key(j, names[l]);
        mk_json_open(j, '[');
        for (size_t i = 0; i < s.n; i++)
            if (s.all[i].list == l)
                put_sum(j, &s.all[i]);
        mk_json_close(j, ']');
    }
    free(s.all);
    return rc;
}
