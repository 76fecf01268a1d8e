#include "firmware/plan/scope_read.h"
#include <stdlib.h>

static const char *const categories[] = {
    "device", "messages", "calls",    "contacts", "calendar",
    "files",  "apps",     "activity", "network",  "accounts"
};
static const char *const media[] = { "all", "metadata", "none" };
static const char *const presets[] = { "", "suspect", "victim", "witness" };

const char *mk_category_name(enum mk_category c)
{
    return categories[c];
}

enum mk_category mk_category_named(const char *name)
{
    int c = mk_read_word(categories, MK_CAT_COUNT, name);
    return c < 0 ? MK_CAT_COUNT : (enum mk_category)c;
}

const char *mk_media_name(enum mk_media m)
{
    return media[m];
}

const char *mk_preset_name(enum mk_preset p)
{
    return presets[p];
}

static void list_done(struct mk_scope_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i]);
    l->n = 0;
}

void mk_scope_done(struct mk_scope *s)
{
    list_done(&s->counterparties);
    list_done(&s->exclude);
    list_done(&s->apps);
    list_done(&s->paths);
    list_done(&s->whole);
}

bool mk_scope_by_time(const struct mk_scope *s)
{
    return s->from_us != INT64_MIN || s->until_us != INT64_MAX;
}

bool mk_scope_by_people(const struct mk_scope *s)
{
    return s->counterparties.n || s->nthreads || s->exclude.n;
}

bool mk_scope_by_apps(const struct mk_scope *s)
{
    return s->apps.n;
}

bool mk_scope_narrow(const struct mk_scope *s)
{
    return mk_scope_by_time(s) || mk_scope_by_people(s) || mk_scope_by_apps(s);
}

bool mk_scope_by_folders(const struct mk_scope *s)
{
    return s->paths.n != 1 || strcmp(s->paths.v[0], MK_SCOPE_STORAGE) != 0;
}

bool mk_scope_wants(const struct mk_scope *s, const char *category)
{
    enum mk_category c = mk_category_named(category);
    return c != MK_CAT_COUNT && s->categories[c];
}

static bool holds(const struct mk_scope_list *l, struct mk_span word)
{
    for (size_t i = 0; i < l->n; i++)
        if (mk_span_is(word, l->v[i]))
            return true;
    return false;
}

bool mk_scope_whole(const struct mk_scope *s, const char *artefact)
{
    return !mk_scope_narrow(s) || holds(&s->whole, mk_str(artefact));
}

bool mk_scope_at(const struct mk_scope *s, int64_t us)
{
    return us >= s->begin_us && us < s->end_us;
}

bool mk_scope_app(const struct mk_scope *s, struct mk_span package)
{
    return !s->apps.n || holds(&s->apps, package);
}

bool mk_scope_offset(struct mk_scope *s, int64_t offset_us)
{
    bool used = offset_us >= -MK_SCOPE_OFFSET_US && offset_us <= MK_SCOPE_OFFSET_US;
    int64_t before = s->margin_us, after = before;
    if (used && offset_us < 0)
        before -= offset_us;
    else if (used)
        after += offset_us;
    s->begin_us = s->from_us == INT64_MIN ? INT64_MIN : s->from_us - before;
    s->end_us = s->until_us == INT64_MAX ? INT64_MAX : s->until_us + after;
    return used;
}
