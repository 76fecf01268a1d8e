#include "parsers/record/coverage.h"

static const char *const names[] = {
    [MK_COVER_FOUND] = "found",
    [MK_COVER_ABSENT] = "absent",
    [MK_COVER_EMPTY] = "empty",
    [MK_COVER_REFUSED] = "refused",
    [MK_COVER_RESTRICTED] = "restricted",
    [MK_COVER_REDACTED] = "redacted",
    [MK_COVER_UNREACHABLE] = "unreachable",
    [MK_COVER_FAILED] = "failed",
    [MK_COVER_OUT_OF_SCOPE] = "out-of-scope",
    [MK_COVER_UNKNOWN] = "unknown",
};

const char *mk_cover_name(enum mk_cover state)
{
    return names[state];
}

bool mk_cover_parse(enum mk_cover *out, const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name)) {
            *out = (enum mk_cover)i;
            return true;
        }
    return false;
}

static void text(struct mk_json *j, const char *key, const char *s)
{
    if (s)
        mk_json_kv_str(j, key, s);
}

static void count(struct mk_json *j, const char *key, int64_t n)
{
    if (n != MK_COVER_NONE)
        mk_json_kv_int(j, key, n);
}

void mk_coverage_json(struct mk_json *j, const struct mk_coverage *c)
{
    mk_json_open(j, '{');
    text(j, "artefact", c->artefact);
    text(j, "route", c->route);
    text(j, "where", c->where);
    text(j, "table", c->table);
    text(j, "profile", c->profile);
    text(j, "state", mk_cover_name(c->state));
    count(j, "seen", c->seen);
    count(j, "taken", c->taken);
    count(j, "records", c->records);
    count(j, "issues", c->issues);
    text(j, "control", c->control);
    text(j, "why", c->why);
    text(j, "proven_on", c->proven_on);
    mk_json_close(j, '}');
}
