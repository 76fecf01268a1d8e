#include "firmware/plan/draft.h"
#include "firmware/plan/scope_read.h"
#include <errno.h>
#include <stdlib.h>

enum kind { TEXT, TEXTS, NUMBER, NUMBERS };

static const struct {
    const char *option, *member;
    enum kind kind;
} members[] = {
    { "preset", "preset", TEXT },
    { "category", "categories", TEXTS },
    { "counterparty", "counterparties", TEXTS },
    { "thread", "threads", NUMBERS },
    { "exclude", "exclude", TEXTS },
    { "app", "apps", TEXTS },
    { "from", "from", TEXT },
    { "until", "until", TEXT },
    { "margin-hours", "margin_hours", NUMBER },
    { "media", "media", TEXT },
};

static json_t *value_of(enum kind kind, const char *text)
{
    char *end;
    if (kind == TEXT || kind == TEXTS)
        return json_string(text);
    errno = 0;
    long long n = strtoll(text, &end, 10);
    return *text && !*end && !errno ? json_integer(n) : NULL;
}

static int put(json_t *scope, const char *member, enum kind kind, json_t *v, struct mk_error *e)
{
    json_t *list;
    if (kind == TEXT || kind == NUMBER)
        return json_object_set_new(scope, member, v) ? mk_fail(e, MK_ENOMEM, "scope") : 0;
    list = json_object_get(scope, member);
    if (!list && (json_object_set_new(scope, member, json_array()) ||
                  !(list = json_object_get(scope, member)))) {
        json_decref(v);
        return mk_fail(e, MK_ENOMEM, "scope");
    }
    return json_array_append_new(list, v) ? mk_fail(e, MK_ENOMEM, "scope") : 0;
}

int mk_draft_add(struct mk_draft *d, const char *member, const char *value, struct mk_error *e)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (strcmp(members[i].option, member) != 0)
            continue;
        if (!d->scope)
            d->scope = json_object();
        json_t *v = d->scope ? value_of(members[i].kind, value) : NULL;
        return v ? put(d->scope, members[i].member, members[i].kind, v, e)
                 : mk_fail(e, MK_EUSAGE, "--%s %s: has to be %s", member, value,
                           members[i].kind >= NUMBER ? "a number" : "UTF-8 text");
    }
    return mk_fail(e, MK_EUSAGE, "--%s is no member of a scope", member);
}

bool mk_draft_begun(const struct mk_draft *d)
{
    return d->scope != NULL;
}

/* What the preset means, for whoever signs the authority to see. */
static int write_out(json_t *o, const struct mk_scope *s, struct mk_error *e)
{
    json_t *list = json_array();
    for (int c = 0; list && c < MK_CAT_COUNT; c++)
        if (s->categories[c] &&
            json_array_append_new(list, json_string(mk_category_name((enum mk_category)c)))) {
            json_decref(list);
            list = NULL;
        }
    if (!list || json_object_set_new(o, "categories", list) ||
        json_object_set_new(o, "media", json_string(mk_media_name(s->media))))
        return mk_fail(e, MK_ENOMEM, "scope");
    return 0;
}

int mk_draft_end(struct mk_buf *out, const struct mk_draft *d, struct mk_error *e)
{
    struct mk_scope s = { 0 };
    char *text = NULL;
    int rc = mk_scope_read(&s, d->scope, e);
    if (rc == 0)
        rc = write_out(d->scope, &s, e);
    if (rc == 0) {
        text = json_dumps(d->scope, JSON_INDENT(2));
        mk_buf_printf(out, "{\"scope\": %s}\n", text ? text : "");
        rc = text && mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "scope");
    }
    free(text);
    mk_scope_done(&s);
    return rc;
}

void mk_draft_done(struct mk_draft *d)
{
    json_decref(d->scope);
    d->scope = NULL;
}

int mk_draft_preset(struct mk_buf *out, const char *preset, struct mk_error *e)
{
    struct mk_scope s = { 0 };
    unsigned at = MK_PRESET_NONE + 1;
    while (at < MK_PRESETS && strcmp(mk_preset_name((enum mk_preset)at), preset) != 0)
        at++;
    if (at == MK_PRESETS)
        return mk_fail(e, MK_EUSAGE, "no such preset");
    mk_scope_preset(&s, (enum mk_preset)at);
    json_t *o = json_pack("{s:s}", "preset", preset);
    char *text = o && write_out(o, &s, e) == 0 ? json_dumps(o, JSON_COMPACT) : NULL;
    mk_buf_puts(out, text ? text : "");
    int rc = text && mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "scope");
    free(text);
    json_decref(o);
    mk_scope_done(&s);
    return rc;
}
