#include "firmware/provider/private.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* One argument of a program on Linux has at most 128 KiB (MAX_ARG_STRLEN), and `sh -c` gets the
 * whole command as one. */
#define COMMAND_MAX 131000u

void mk_channel_note(struct mk_channel *c, const char *fmt, ...)
{
    char line[320];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (c->nissues == MK_CHANNEL_ISSUES)
        return;
    struct mk_span copy = mk_arena_copy(&c->arena, mk_str(line));
    if (copy.p)
        c->issues[c->nissues++] = (const char *)copy.p;
}

bool mk_channel_cut(const struct mk_channel *c)
{
    return c->spec.filter || c->spec.from_us != INT64_MIN || c->spec.until_us != INT64_MAX;
}

enum mk_channel_state mk_channel_first(const struct mk_channel *c)
{
    return mk_channel_cut(c) && !c->spec.provider->fixed_columns ? MK_CH_COUNT : MK_CH_IDS;
}

int mk_channel_new(struct mk_channel **out, const struct mk_channel_spec *spec, struct mk_error *e)
{
    const struct mk_provider *p = spec->provider;
    bool window = spec->from_us != INT64_MIN || spec->until_us != INT64_MAX;
    if (mk_channel_check(p, e) != 0)
        return -1;
    if (window && !p->time_column)
        return mk_fail(e, MK_EREFUSED, "%s: has no time to select by", p->uri);
    if (spec->filter && strlen(spec->filter) > MK_CHANNEL_FILTER)
        return mk_fail(e, MK_ELIMIT, "%s: the filter is too long for a command", p->uri);
    struct mk_channel *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "channel");
    c->spec = *spec;
    c->rows = c->seen = MK_COVER_NONE;
    c->outcome = MK_COVER_FAILED;
    c->budget = MK_PH_SINGLES;
    mk_buf_init(&c->command, COMMAND_MAX);
    mk_buf_init(&c->names, COMMAND_MAX);
    mk_arena_init(&c->arena, 65536);
    for (size_t i = 0; p->numbers[i]; i++)
        c->columns[c->ncolumns++] =
            (struct mk_channel_column){ .name = p->numbers[i], .numeric = true };
    c->nnumeric = c->ncolumns;
    for (size_t i = 0; p->texts[i]; i++)
        c->columns[c->ncolumns++] = (struct mk_channel_column){ .name = p->texts[i] };
    c->state = p->permission ? MK_CH_OPERATION : mk_channel_first(c);
    *out = c;
    return 0;
}

void mk_channel_free(struct mk_channel *c)
{
    if (!c)
        return;
    mk_buf_done(&c->command);
    mk_buf_done(&c->names);
    mk_arena_done(&c->arena);
    free(c);
}

int mk_channel_next(struct mk_channel_query *out, struct mk_channel *c, struct mk_error *e)
{
    if (c->state == MK_CH_DONE)
        return 0;
    return mk_channel_command(out, c, e) == 0 ? 1 : -1;
}

void mk_channel_outcome(struct mk_channel_outcome *out, const struct mk_channel *c)
{
    bool taken = c->ncolumns == 0;
    for (size_t i = 0; i < c->ncolumns; i++)
        taken = taken || c->columns[i].taken;
    *out = (struct mk_channel_outcome){ .state = c->outcome,
                                        .rows = c->rows,
                                        .seen = c->seen,
                                        .cut = mk_channel_cut(c),
                                        .taken = taken && c->rows > 0 ? c->rows : 0,
                                        .queries = c->queries,
                                        .control = c->control[0] ? c->control : NULL,
                                        .why = c->why[0] ? c->why : NULL };
    if (c->outcome == MK_COVER_FOUND && !taken)
        out->state = MK_COVER_FAILED;
    if (c->outcome == MK_COVER_FOUND && !out->why && c->nissues)
        out->why = c->issues[0];
    if (c->outcome == MK_COVER_UNKNOWN) {
        out->state = c->denied    ? MK_COVER_RESTRICTED
                     : c->allowed ? MK_COVER_EMPTY
                                  : MK_COVER_UNKNOWN;
        out->why = c->denied ? "the phone gives the shell no rows (app operation)" : out->why;
    }
}

const char *mk_channel_issue(const struct mk_channel *c, size_t i)
{
    return i < c->nissues ? c->issues[i] : NULL;
}
