#include "firmware/acquire/ios_judge.h"

static const struct {
    const char *word;
    enum mk_cover state;
    const char *why;
} refusals[] = {
    { "MissingValue", MK_COVER_ABSENT, "this phone has no such values" },
    { "MissingKey", MK_COVER_ABSENT, "this phone has no such values" },
    { "InvalidService", MK_COVER_ABSENT, "this phone has no such service" },
    { "GetProhibited", MK_COVER_REFUSED, "the phone does not tell that to a computer" },
    { "ServiceProhibited", MK_COVER_REFUSED, "a rule of the phone's management refuses it" },
    { "ServiceLimit", MK_COVER_REFUSED, "the phone has too many services open" },
    { "PasswordProtected", MK_COVER_REFUSED, "the phone is locked" },
    { "PasscodeRequired", MK_COVER_REFUSED, "the phone is locked" },
    { "SessionInactive", MK_COVER_REFUSED, "the phone ended the session" },
    { "PairingProhibited", MK_COVER_REFUSED, "a rule of the phone's management refuses computers" },
};

static bool holds(struct mk_span s, const char *text)
{
    return s.len && memmem(s.p, s.len, text, strlen(text)) != NULL;
}

struct mk_judged mk_ios_judge(const struct mk_question *q, const struct mk_reply *reply,
                              bool controlled)
{
    if (q->proof && holds(reply->head, q->proof))
        return (struct mk_judged){ MK_COVER_FOUND, NULL, "it holds what such an answer holds" };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (holds(reply->err, refusals[i].word))
            return (struct mk_judged){ refusals[i].state, refusals[i].why, NULL };
    if (reply->err.len || reply->exit_code > 0)
        return (struct mk_judged){ MK_COVER_FAILED, "the phone answered with an error", NULL };
    if (controlled)
        return (struct mk_judged){ MK_COVER_EMPTY, NULL, "its other values were told" };
    return (struct mk_judged){ MK_COVER_UNKNOWN, "the phone answered nothing and said no more",
                               NULL };
}
