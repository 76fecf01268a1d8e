#include "firmware/provider/private.h"
#include <stdio.h>

/* Whether `text` says "<op>: <mode>" or "Default mode: <mode>". */
static bool says(const char *text, const char *op, const char *mode)
{
    char form[96];
    snprintf(form, sizeof form, "%s: %s", op, mode);
    const char *at = strstr(text, form);
    if (!at)
        return false;
    char behind = at[strlen(form)];
    return behind == 0 || behind == ';' || behind == ' ';
}

void mk_channel_read_operation(struct mk_channel *c, const struct mk_content_result *r)
{
    static const char *const no[] = { "ignore", "deny" };
    const char *op = c->spec.provider->permission;
    snprintf(c->control, sizeof c->control, "%s",
             r->why[0] ? r->why : "the app operation was not told");
    if (r->answer != MK_ANSWER_TEXT)
        return;
    bool told = strstr(r->why, op) != NULL;
    for (size_t i = 0; i < 2; i++) /* of the user's and the app's mode, the stricter one */
        c->denied =
            c->denied || says(r->why, op, no[i]) || (!told && says(r->why, "Default mode", no[i]));
    c->allowed = !c->denied &&
                 (says(r->why, op, "allow") || (!told && says(r->why, "Default mode", "allow")));
}

static void read_control(struct mk_channel *c, const struct mk_content_result *r)
{
    size_t n = strlen(c->control);
    const char *said = r->answer == MK_ANSWER_ROWS    ? "has rows"
                       : r->answer == MK_ANSWER_EMPTY ? "has no rows"
                                                      : "gave no answer";
    snprintf(c->control + n, sizeof c->control - n, "%s%s %s", n ? "; " : "",
             c->spec.provider->control, said);
    /* An operation that is allowed and a control without rows contradict each other. */
    c->allowed = r->answer == MK_ANSWER_ROWS;
}

/* Until the owner has unlocked a phone that booted, most providers are said not to be there. The
 * property is set when the owner's storage opens (frameworks/base StorageManagerService.java). */
static void read_open(struct mk_channel *c, const struct mk_content_result *r)
{
    size_t n = strlen(c->control);
    bool open = r->answer == MK_ANSWER_TEXT && !strcmp(r->why, "true");
    snprintf(c->control + n, sizeof c->control - n, "%sthe owner's storage is %s", n ? "; " : "",
             open ? "open" : "not known to be open");
    if (open)
        return;
    c->outcome = MK_COVER_UNKNOWN;
    c->allowed = false; /* proves nothing of a provider that does not run */
    n = strlen(c->why);
    snprintf(c->why + n, sizeof c->why - n,
             "; the phone may be locked: it does not say that it was unlocked since it booted");
}

void mk_channel_no_rows(struct mk_channel *c, const struct mk_content_result *r)
{
    static const enum mk_cover state[MK_ANSWER_COUNT] = {
        [MK_ANSWER_ROWS] = MK_COVER_FAILED,      [MK_ANSWER_EMPTY] = MK_COVER_UNKNOWN,
        [MK_ANSWER_REFUSED] = MK_COVER_REFUSED,  [MK_ANSWER_NO_PROVIDER] = MK_COVER_ABSENT,
        [MK_ANSWER_NO_COLUMN] = MK_COVER_FAILED, [MK_ANSWER_NO_TOOL] = MK_COVER_UNREACHABLE,
        [MK_ANSWER_BROKEN] = MK_COVER_FAILED,    [MK_ANSWER_ERROR] = MK_COVER_FAILED,
        [MK_ANSWER_TEXT] = MK_COVER_FAILED,
    };
    c->outcome = state[r->answer];
    c->rows = r->answer == MK_ANSWER_EMPTY ? 0 : MK_COVER_NONE;
    /* Of this query only the filter can be what a provider that counted its rows does not take. */
    bool filter =
        c->spec.filter && (r->answer == MK_ANSWER_ERROR || r->answer == MK_ANSWER_NO_COLUMN);
    if (filter)
        c->outcome = MK_COVER_REFUSED;
    snprintf(c->why, sizeof c->why, "%s%s",
             filter ? "not asked without the scope's filter, which the phone does not take: " : "",
             r->why);
}

/* TelephonyProvider answers a selection that it does not let through with no cursor, which the tool
 * prints as no rows (SmsProvider.query, "Query rejected"). */
static void read_probe(struct mk_channel *c, const struct mk_content_result *r)
{
    size_t n = strlen(c->control);
    bool told = r->answer == MK_ANSWER_ROWS;
    snprintf(c->control + n, sizeof c->control - n, "%s%lld rows in all%s", n ? "; " : "",
             (long long)c->seen, told ? "" : ", none through the filter");
    c->allowed = told;
    if (told)
        return;
    c->outcome = MK_COVER_REFUSED;
    snprintf(c->why, sizeof c->why,
             "the phone does not take the scope's filter; not asked without it");
}

bool mk_channel_names(const char *text, const char *word)
{
    static const char part[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    size_t n = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at++)
        if ((at == text || !strchr(part, at[-1])) && (!at[n] || !strchr(part, at[n])))
            return true;
    return false;
}

void mk_channel_read_silence(struct mk_channel *c, const struct mk_content_result *r)
{
    if (c->state == MK_CH_PROBE)
        read_probe(c, r);
    else if (c->state == MK_CH_CONTROL)
        read_control(c, r);
    else
        read_open(c, r);
}
