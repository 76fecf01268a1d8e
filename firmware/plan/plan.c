#include "firmware/plan/plan.h"
#include "firmware/plan/files.h"
#include "firmware/plan/filter.h"
#include "firmware/plan/plan_ios.h"
#include "parsers/engine/engine.h"
#include <stdio.h>

bool mk_plan_wants(const struct mk_authority *a, const char *category)
{
    return mk_scope_wants(&a->scope, category);
}

const char *mk_plan_leaves_out(const struct mk_authority *a, enum mk_platform p,
                               const struct mk_question *q)
{
    char artefact[80];
    if (q->always)
        return NULL;
    if (q->wish && !a->scope.bugreport)
        return MK_PLAN_NO_WISH;
    if (!q->wish && !mk_plan_wants(a, q->category))
        return MK_PLAN_NOT_IN_SCOPE;
    snprintf(artefact, sizeof artefact, "%s%s", mk_question_artefact(p), q->name);
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

static void texts(struct mk_json *j, const char *key, const struct mk_scope_list *list)
{
    if (!list->n)
        return;
    mk_json_key(j, key);
    mk_json_open(j, '[');
    for (size_t i = 0; i < list->n; i++)
        mk_json_str(j, list->v[i]);
    mk_json_close(j, ']');
}

/* With the margin; the phone's clock is measured when the run begins, see the custody log. */
static void window(struct mk_json *j, const struct mk_scope *s, const char *column)
{
    if (!mk_scope_by_time(s))
        return;
    mk_json_key(j, "window");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "by", column);
    if (s->begin_us != INT64_MIN)
        mk_json_kv_iso(j, "from", s->begin_us, 0);
    if (s->end_us != INT64_MAX)
        mk_json_kv_iso(j, "until", s->end_us, 0);
    mk_json_close(j, '}');
}

/* The scope as it was understood, preset and defaults filled in. */
static void scope(struct mk_json *j, const struct mk_scope *s)
{
    mk_json_key(j, "scope");
    mk_json_open(j, '{');
    if (s->preset)
        mk_json_kv_str(j, "preset", mk_preset_name(s->preset));
    mk_json_kv_bool(j, "narrow", mk_scope_narrow(s));
    mk_json_key(j, "categories");
    mk_json_open(j, '[');
    for (int c = 0; c < MK_CAT_COUNT; c++)
        if (s->categories[c])
            mk_json_str(j, mk_category_name((enum mk_category)c));
    mk_json_close(j, ']');
    texts(j, "counterparties", &s->counterparties);
    if (s->nthreads) {
        mk_json_key(j, "threads");
        mk_json_open(j, '[');
        for (size_t i = 0; i < s->nthreads; i++)
            mk_json_int(j, s->threads[i]);
        mk_json_close(j, ']');
    }
    mk_json_kv_bool(j, "groups", s->groups);
    texts(j, "exclude", &s->exclude);
    texts(j, "apps", &s->apps);
    mk_json_kv_str(j, "media", mk_media_name(s->media));
    mk_json_kv_int(j, "margin_hours", s->margin_us / 3600000000);
    texts(j, "whole", &s->whole);
    mk_json_kv_bool(j, "bugreport", s->bugreport);
    mk_json_kv_bool(j, "encrypt_backup", s->encrypt_backup);
    mk_json_close(j, '}');
}

static void provider(struct mk_json *j, const struct mk_scope *s, const struct mk_provider *p)
{
    struct mk_filter f;
    struct mk_buf where;
    mk_filter_of(&f, s, p);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "uri", p->uri);
    mk_json_kv_str(j, "artefact", p->artefact);
    mk_json_kv_str(j, "category", p->category);
    mk_json_kv_bool(j, "in_scope", !f.why_not);
    if (f.why_not) {
        mk_json_kv_str(j, "why", f.why_not);
    } else {
        mk_buf_init(&where, 65536);
        mk_filter_sql(&where, &f, s, p, NULL);
        words(j, "numbers", p->numbers);
        words(j, "texts", p->texts);
        if (f.window)
            window(j, s, p->time_column);
        if (mk_buf_cstr(&where) && where.len)
            mk_json_kv_str(j, "where", mk_buf_cstr(&where));
        if (f.whole)
            mk_json_kv_str(j, "why", "authorised as a whole");
        mk_buf_done(&where);
    }
    mk_json_close(j, '}');
}

static void providers(struct mk_json *j, const struct mk_scope *s)
{
    const struct mk_app *app;
    mk_json_key(j, "providers");
    mk_json_open(j, '[');
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++)
            provider(j, s, p);
    mk_json_close(j, ']');
}

static void questions(struct mk_json *j, const struct mk_authority *a, enum mk_platform p)
{
    const struct mk_question *q;
    mk_json_key(j, "questions");
    mk_json_open(j, '[');
    for (size_t i = 0; (q = mk_question_of(p, i)); i++) {
        const char *why = mk_plan_leaves_out(a, p, q);
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
    texts(j, "apps", &s->apps);
    if (mk_scope_by_people(s))
        mk_json_kv_str(j, "people_note", mk_file_why(MK_FILE_PEOPLE));
}

/* Where an authority names no folders an iPhone has its own. */
static void roots(struct mk_json *j, const struct mk_scope *s, enum mk_platform p)
{
    if (p == MK_IPHONE && s->everywhere)
        words(j, "roots", mk_ios_roots);
    else
        texts(j, "roots", &s->paths);
}

static void storage(struct mk_json *j, const struct mk_scope *s, enum mk_platform p)
{
    mk_json_key(j, "storage");
    mk_json_open(j, '{');
    mk_json_kv_bool(j, "in_scope", s->categories[MK_CAT_FILES]);
    if (s->categories[MK_CAT_FILES]) {
        roots(j, s, p);
        window(j, s, "mtime");
        limits(j, s);
    }
    mk_json_close(j, '}');
}

void mk_plan_json(struct mk_json *j, const struct mk_authority *a, enum mk_platform p)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "format", "moka-plan-1");
    mk_json_kv_str(j, "platform", mk_platform_name(p));
    mk_json_kv_str(j, "basis", mk_basis_name(a->basis));
    mk_json_kv_str(j, "reference", a->reference);
    mk_json_kv_str(j, "exhibit", a->exhibit);
    mk_json_kv_bool(j, "training", a->basis == MK_BASIS_EXERCISE);
    mk_json_kv_bool(j, "device", a->scope.categories[MK_CAT_DEVICE]);
    scope(j, &a->scope);
    if (p == MK_ANDROID)
        providers(j, &a->scope);
    questions(j, a, p);
    if (p == MK_IPHONE)
        mk_plan_backup_json(j, &a->scope);
    storage(j, &a->scope, p);
    mk_json_close(j, '}');
}
