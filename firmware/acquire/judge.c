#include "firmware/acquire/judge.h"

#define LOOKED_AT ((size_t)1024) /* of an answer: a refusal is its beginning */

static const struct {
    const char *text;
    enum mk_cover state;
    const char *why;
} refusals[] = {
    { "Can't find service", MK_COVER_ABSENT, "this phone has no such service" },
    { "inaccessible or not found", MK_COVER_ABSENT, "this phone has no such command" },
    { ": not found", MK_COVER_ABSENT, "this phone has no such command" },
    { "No such file or directory", MK_COVER_ABSENT, "it is not there" },
    { "Unknown command", MK_COVER_ABSENT, "this phone's version does not know the question" },
    { "unknown command", MK_COVER_ABSENT, "this phone's version does not know the question" },
    { "Unknown option", MK_COVER_ABSENT, "this phone's version does not know the question" },
    { "does not exist", MK_COVER_ABSENT, "it is not there" },
    { "Could not find provider", MK_COVER_ABSENT, "this phone has no such provider" },
    { "Unknown URL", MK_COVER_ABSENT, "this phone's provider does not know it" },
    { "Unknown URI", MK_COVER_ABSENT, "this phone's provider does not know it" },
    { "No result found.", MK_COVER_UNKNOWN, "no rows, and nothing vouches that there are none" },
    { "Permission Denial", MK_COVER_REFUSED, "the phone refuses it to the shell" },
    { "SecurityException", MK_COVER_REFUSED, "the phone refuses it to the shell" },
    { "does not have permission", MK_COVER_REFUSED, "the phone refuses it to the shell" },
    { "Permission denied", MK_COVER_REFUSED, "the phone refuses it to the shell" },
    { "disallowed by", MK_COVER_REFUSED, "a rule of the phone's management refuses it" },
};
#define COUNT (sizeof refusals / sizeof *refusals)

static bool holds(struct mk_span s, const char *text)
{
    return s.len && memmem(s.p, s.len, text, strlen(text)) != NULL;
}

static struct mk_span beginning(struct mk_span s)
{
    return mk_span(s.p, s.len < LOOKED_AT ? s.len : LOOKED_AT);
}

/* The first of them that either output begins with; COUNT when there is none. */
static size_t refusal(const struct mk_reply *r)
{
    size_t i = 0;
    while (i < COUNT && !holds(beginning(r->err), refusals[i].text) &&
           !holds(beginning(r->head), refusals[i].text))
        i++;
    return i;
}

static struct mk_judged judge_nothing(const struct mk_question *q, const struct mk_reply *r,
                                      bool controlled)
{
    if (r->exit_code > 0 || r->err.len)
        return (struct mk_judged){ MK_COVER_FAILED, "the command failed on the phone", NULL };
    if (controlled && q->control)
        return (struct mk_judged){ MK_COVER_EMPTY, NULL, "a question of its kind was answered" };
    return (struct mk_judged){ MK_COVER_UNKNOWN, "the phone answered nothing and said no more",
                               NULL };
}

struct mk_judged mk_judge(const struct mk_question *q, const struct mk_reply *r, bool controlled)
{
    bool proven = q->proof && holds(r->head, q->proof);
    size_t i = proven ? COUNT : refusal(r);
    if (i < COUNT)
        return (struct mk_judged){ refusals[i].state, refusals[i].why, NULL };
    if (!r->bytes)
        return judge_nothing(q, r, controlled);
    if (holds(r->err, "DUMP TIMEOUT") || holds(r->head, "DUMP TIMEOUT"))
        return (struct mk_judged){ MK_COVER_RESTRICTED, "the phone cut it off at its own limit",
                                   NULL };
    if (proven)
        return (struct mk_judged){ MK_COVER_FOUND, NULL, "it holds what such an answer holds" };
    if (r->exit_code > 0)
        return (struct mk_judged){ MK_COVER_FAILED, "the command failed on the phone", NULL };
    return (struct mk_judged){ MK_COVER_FOUND, NULL,
                               q->proof ? "what such an answer holds was not seen in it" : NULL };
}
