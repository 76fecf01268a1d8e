#include "parsers/record/coverage.h"
#include "parsers/record/record.h"

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

static void put_gap(struct mk_buf *b, const struct mk_gap *g)
{
    size_t mark = mk_put_open(b, MK_KEY_NONE, MK_T_OBJECT);
    if (g->after)
        mk_put_named_int(b, mk_str("after"), g->after);
    if (g->before)
        mk_put_named_int(b, mk_str("before"), g->before);
    if (g->has_from)
        mk_put_named_time(b, mk_str("from"), g->from_us, 6);
    if (g->has_until)
        mk_put_named_time(b, mk_str("until"), g->until_us, 6);
    mk_put_end(b, mark);
}

static void put_gaps(struct mk_buf *b, const struct mk_coverage *c)
{
    mk_put_named_int(b, mk_str("gaps"), c->gaps);
    mk_put_named_int(b, mk_str("missing"), c->missing);
    size_t list = mk_put_named_open(b, mk_str("missing_between"), MK_T_LIST);
    for (size_t i = 0; i < c->ngap; i++)
        put_gap(b, &c->gap[i]);
    mk_put_end(b, list);
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

static void gaps_json(struct mk_json *j, const struct mk_coverage *c)
{
    struct mk_buf b;
    mk_buf_init(&b, (size_t)1 << 20);
    put_gaps(&b, c);
    if (mk_buf_ok(&b))
        mk_fields_json(j, mk_buf_span(&b));
    mk_buf_done(&b);
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
    if (c->not_taken > 0)
        count(j, "not_taken", c->not_taken);
    count(j, "records", c->records);
    count(j, "issues", c->issues);
    if (c->looked_for_deleted)
        count(j, "deleted", c->deleted);
    if (c->gaps)
        gaps_json(j, c);
    if (c->withheld)
        count(j, "withheld", c->withheld);
    if (c->files)
        count(j, "files", c->files);
    text(j, "control", c->control);
    text(j, "why", c->why);
    text(j, "proven_on", c->proven_on);
    mk_json_close(j, '}');
}

static void put_named(struct mk_buf *b, const char *name, const char *text)
{
    if (text)
        mk_put_named_text(b, mk_str(name), mk_str(text));
}

static void put_count(struct mk_buf *b, const char *name, int64_t n)
{
    if (n != MK_COVER_NONE)
        mk_put_named_int(b, mk_str(name), n);
}

void mk_coverage_fields(struct mk_buf *b, const struct mk_coverage *c)
{
    put_named(b, "artefact", c->artefact);
    put_named(b, "route", c->route);
    put_named(b, "where", c->where);
    put_named(b, "table", c->table);
    put_named(b, "profile", c->profile);
    put_named(b, "state", mk_cover_name(c->state));
    put_count(b, "seen", c->seen);
    put_count(b, "taken", c->taken);
    if (c->not_taken > 0)
        put_count(b, "not_taken", c->not_taken);
    put_count(b, "records", c->records);
    put_count(b, "issues", c->issues);
    if (c->looked_for_deleted)
        put_count(b, "deleted", c->deleted);
    if (c->gaps)
        put_gaps(b, c);
    if (c->withheld)
        put_count(b, "withheld", c->withheld);
    if (c->files)
        put_count(b, "files", c->files);
    put_named(b, "control", c->control);
    put_named(b, "why", c->why);
    put_named(b, "proven_on", c->proven_on);
}
