#include "firmware/plan/plan.h"
#include "firmware/plan/files.h"
#include "parsers/engine/engine.h"
#include <stdio.h>

bool mk_plan_wants(const struct mk_authority *a, const char *category)
{
    return mk_scope_wants(&a->scope, category);
}

bool mk_plan_takes(const struct mk_authority *a, const struct mk_provider *p)
{
    return mk_plan_wants(a, p->category) && !(p->whole_only && mk_scope_by_time(&a->scope));
}

const char *mk_plan_leaves_out(const struct mk_authority *a, const struct mk_question *q)
{
    char artefact[80];
    if (q->always)
        return NULL;
    if (!mk_plan_wants(a, q->category))
        return MK_PLAN_NOT_IN_SCOPE;
    snprintf(artefact, sizeof artefact, "%s%s", MK_QUESTION_ARTEFACT, q->name);
    return q->mixed && !mk_scope_whole(&a->scope, artefact) ? MK_PLAN_MIXED : NULL;
}

static void words(struct mk_json *j, const char *key, const char *const *list)
{
    mk_json_key(j, key);
    mk_json_open(j, '[');
    for (size_t i = 0; list && list[i]; i++)
        mk_json_str(j, list[i]);
    mk_json_close(j, ']');
}

static void window(struct mk_json *j, const struct mk_authority *a, const char *column)
{
    if (!mk_scope_by_time(&a->scope))
        return;
    mk_json_key(j, "window");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "by", column);
    if (a->scope.from_us != INT64_MIN)
        mk_json_kv_iso(j, "from", a->scope.from_us, 0);
    if (a->scope.until_us != INT64_MAX)
        mk_json_kv_iso(j, "until", a->scope.until_us, 0);
    mk_json_close(j, '}');
}

static void provider(struct mk_json *j, const struct mk_authority *a, const struct mk_provider *p)
{
    bool wanted = mk_plan_takes(a, p);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "uri", p->uri);
    mk_json_kv_str(j, "artefact", p->artefact);
    mk_json_kv_str(j, "category", p->category);
    mk_json_kv_bool(j, "in_scope", wanted);
    if (wanted) {
        words(j, "numbers", p->numbers);
        words(j, "texts", p->texts);
        if (p->time_column)
            window(j, a, p->time_column);
        else if (mk_scope_by_time(&a->scope))
            mk_json_kv_str(j, "window_note", "holds no time: authorised as a whole");
    } else if (mk_plan_wants(a, p->category)) {
        mk_json_kv_str(j, "window_note", MK_PLAN_WHOLE_ONLY);
    }
    mk_json_close(j, '}');
}

static void providers(struct mk_json *j, const struct mk_authority *a)
{
    const struct mk_app *app;
    mk_json_key(j, "providers");
    mk_json_open(j, '[');
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++)
            provider(j, a, p);
    mk_json_close(j, ']');
}

static void questions(struct mk_json *j, const struct mk_authority *a)
{
    const struct mk_question *q;
    mk_json_key(j, "questions");
    mk_json_open(j, '[');
    for (size_t i = 0; (q = mk_question_at(i)); i++) {
        const char *why = mk_plan_leaves_out(a, q);
        mk_json_open(j, '{');
        mk_json_kv_str(j, "command", q->command);
        mk_json_kv_str(j, "artefact", q->name);
        mk_json_kv_str(j, "category", q->category);
        mk_json_kv_bool(j, "in_scope", !why);
        if (why)
            mk_json_kv_str(j, "note", why);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

/* Besides the window, see files.h. */
static void limits(struct mk_json *j, const struct mk_scope *s)
{
    if (!mk_file_limited(s))
        return;
    mk_json_kv_str(j, "media", mk_media_name(s->media));
    if (mk_scope_by_apps(s)) {
        mk_json_key(j, "apps");
        mk_json_open(j, '[');
        for (size_t i = 0; i < s->apps.n; i++)
            mk_json_str(j, s->apps.v[i]);
        mk_json_close(j, ']');
    }
    if (mk_scope_by_people(s))
        mk_json_kv_str(j, "people_note", mk_file_why(MK_FILE_PEOPLE));
}

static void storage(struct mk_json *j, const struct mk_authority *a)
{
    mk_json_key(j, "storage");
    mk_json_open(j, '{');
    mk_json_kv_bool(j, "in_scope", a->scope.categories[MK_CAT_FILES]);
    if (a->scope.categories[MK_CAT_FILES]) {
        mk_json_key(j, "roots");
        mk_json_open(j, '[');
        for (size_t i = 0; i < a->scope.paths.n; i++)
            mk_json_str(j, a->scope.paths.v[i]);
        mk_json_close(j, ']');
        window(j, a, "mtime");
        limits(j, &a->scope);
    }
    mk_json_close(j, '}');
}

void mk_plan_json(struct mk_json *j, const struct mk_authority *a)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "format", "moka-plan-1");
    mk_json_kv_str(j, "basis", mk_basis_name(a->basis));
    mk_json_kv_str(j, "reference", a->reference);
    mk_json_kv_str(j, "exhibit", a->exhibit);
    mk_json_kv_bool(j, "training", a->basis == MK_BASIS_EXERCISE);
    mk_json_kv_bool(j, "device", a->scope.categories[MK_CAT_DEVICE]);
    providers(j, a);
    questions(j, a);
    storage(j, a);
    mk_json_close(j, '}');
}
