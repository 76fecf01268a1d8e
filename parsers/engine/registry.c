#include "parsers/engine/engine.h"
#include <fnmatch.h>

#define APP(name) extern const struct mk_app mk_app_##name;
#include "app_list.h"
#undef APP

static const struct mk_app *const all[] = {
#define APP(name) &mk_app_##name,
#include "app_list.h"
#undef APP
    NULL,
};

const struct mk_app *mk_app_at(size_t i)
{
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

const struct mk_app *mk_app_find(const char *id)
{
    for (size_t i = 0; all[i]; i++)
        if (!strcmp(all[i]->id, id))
            return all[i];
    return NULL;
}

/* Room for a path as a C string: longer ones, and those with NULs, fit nothing. */
struct text {
    char s[4097];
    const char *base;
};

static bool as_text(struct text *t, struct mk_span path)
{
    if (path.len == 0 || path.len >= sizeof t->s || memchr(path.p, 0, path.len))
        return false;
    memcpy(t->s, path.p, path.len);
    t->s[path.len] = 0;
    const char *slash = strrchr(t->s, '/');
    t->base = slash ? slash + 1 : t->s;
    return true;
}

static bool whole_fits(const struct mk_app *app, const char *path)
{
    for (const char *const *g = app->paths; g && *g; g++)
        if (fnmatch(*g, path, 0) == 0)
            return true;
    return false;
}

static bool base_fits(const char *const *globs, const char *base)
{
    for (; globs && *globs; globs++) {
        const char *slash = strrchr(*globs, '/');
        if (fnmatch(slash ? slash + 1 : *globs, base, 0) == 0)
            return true;
    }
    return false;
}

/* Whether it belongs to an app that takes nothing but its whole paths. */
static bool anothers(const char *path)
{
    for (size_t i = 0; all[i]; i++)
        if (all[i]->whole_path && whole_fits(all[i], path))
            return true;
    return false;
}

/* Of a device's tree a file may come without the folders above it. */
enum mk_fit mk_app_fits(const struct mk_app *app, struct mk_span path)
{
    struct text t;
    if (!as_text(&t, path))
        return MK_FIT_NONE;
    if (whole_fits(app, t.s))
        return MK_FIT_MAIN;
    bool main = base_fits(app->paths, t.base);
    if (app->whole_path || !(main || base_fits(app->also, t.base)) || anothers(t.s))
        return MK_FIT_NONE;
    return main ? MK_FIT_MAIN : MK_FIT_ALSO;
}
