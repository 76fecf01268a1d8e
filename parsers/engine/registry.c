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

/* The base name decides: of a device's tree the file may come without the folders above it. */
static bool fits(const char *const *globs, struct mk_span path)
{
    char base[256];
    size_t from = path.len;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    struct mk_span name = mk_span_from(path, from);
    if (name.len == 0 || name.len >= sizeof base || memchr(name.p, 0, name.len))
        return false;
    memcpy(base, name.p, name.len);
    base[name.len] = 0;
    for (; globs && *globs; globs++) {
        const char *slash = strrchr(*globs, '/');
        if (fnmatch(slash ? slash + 1 : *globs, base, 0) == 0)
            return true;
    }
    return false;
}

enum mk_fit mk_app_fits(const struct mk_app *app, struct mk_span path)
{
    if (fits(app->paths, path))
        return MK_FIT_MAIN;
    return fits(app->also, path) ? MK_FIT_ALSO : MK_FIT_NONE;
}
