#include "parsers/base/glob.h"
#include "parsers/engine/engine.h"

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

/* Bytes in front of the dot that make a base name one of its own: "main.db" is anybody's. */
#define DISTINCT 6

/* Whether the path, seen from the root of a device, is as the glob says. */
static bool fits_whole(const char *glob, struct mk_span path)
{
    if (mk_glob_fits(glob, path))
        return true;
    return glob[0] == '*' && glob[1] == '/' && mk_glob_fits(glob + 2, path);
}

/* The last part of a path, and the one before it ("" when there is none). */
static struct mk_span last_parts(struct mk_span *above, struct mk_span path)
{
    size_t from = path.len, dir;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    for (dir = from ? from - 1 : 0; dir > 0 && path.p[dir - 1] != '/';)
        dir--;
    *above = mk_span(path.p + dir, from ? from - 1 - dir : 0);
    return mk_span_from(path, from);
}

/*
 * A file that has come without its folders fits by its base name, where the glob spells that out.
 * It is one of the app's own only when the name is unlikely for anything else, and it does not lie
 * in a folder like the one it should lie in: that would be another app's.
 */
static enum mk_fit fits_name(const char *glob, struct mk_span path)
{
    struct mk_span dir, glob_dir;
    struct mk_span base = last_parts(&dir, path), wanted = last_parts(&glob_dir, mk_str(glob));
    if (!base.len || !mk_span_eq(base, wanted) || !mk_glob_is_plain((const char *)wanted.p))
        return MK_FIT_NONE;
    const uint8_t *dot = memchr(base.p, '.', base.len);
    bool own = dot && dot - base.p >= DISTINCT && !mk_span_eq(dir, glob_dir);
    return own ? MK_FIT_MAIN : MK_FIT_NAME;
}

static bool many(char c)
{
    return c == '*' || c == '?' || c == ']';
}

/* Most globs end in another name than a path does, and a phone has many paths. */
static bool cannot_fit(const char *glob, size_t n, struct mk_span path)
{
    if (path.len == 0 || n == 0)
        return true;
    for (size_t i = 1; i <= n && !many(glob[n - i]) && glob[n - i] != '/'; i++)
        if (i > path.len || (uint8_t)glob[n - i] != path.p[path.len - i])
            return true;
    return false;
}

static enum mk_fit fits(bool *whole, const char *const *globs, struct mk_span path)
{
    enum mk_fit best = MK_FIT_NONE;
    *whole = false;
    for (; globs && *globs && !*whole; globs++) {
        size_t n = strlen(*globs);
        if (cannot_fit(*globs, n, path))
            continue;
        *whole = fits_whole(*globs, path);
        enum mk_fit fit = *whole                   ? MK_FIT_MAIN
                          : (*globs)[n - 1] == '*' ? MK_FIT_NONE
                                                   : fits_name(*globs, path);
        best = fit > best ? fit : best;
    }
    return best;
}

/* Whether it belongs to an app that takes nothing but its whole paths. */
static bool anothers(struct mk_span path)
{
    for (size_t i = 0; all[i]; i++)
        for (const char *const *g = all[i]->paths; all[i]->whole_path && g && *g; g++)
            if (fits_whole(*g, path))
                return true;
    return false;
}

enum mk_fit mk_app_fits(const struct mk_app *app, struct mk_span path)
{
    bool whole, also_whole;
    enum mk_fit fit = fits(&whole, app->paths, path);
    if (whole)
        return MK_FIT_MAIN;
    enum mk_fit also = fits(&also_whole, app->also, path);
    if (also == MK_FIT_MAIN)
        also = MK_FIT_ALSO;
    fit = also > fit ? also : fit;
    return fit == MK_FIT_NONE || app->whole_path || anothers(path) ? MK_FIT_NONE : fit;
}

/* ---- by the last byte ---- */

_Static_assert(sizeof all / sizeof *all <= MK_APPS_MAX, "apps");

static void add_globs(struct mk_app_ends *x, size_t app, const char *const *globs)
{
    uint64_t bit = (uint64_t)1 << app % 64;
    for (; globs && *globs; globs++) {
        size_t n = strlen(*globs);
        char last = n ? (*globs)[n - 1] : 0;
        if (n && !many(last))
            x->apps[(uint8_t)last][app / 64] |= bit;
        for (size_t c = 0; n && many(last) && c < 256; c++)
            x->apps[c][app / 64] |= bit;
    }
}

void mk_app_ends_make(struct mk_app_ends *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; all[i]; i++) {
        add_globs(out, i, all[i]->paths);
        add_globs(out, i, all[i]->also);
    }
}

bool mk_app_may_fit(const struct mk_app_ends *x, size_t app, struct mk_span path)
{
    return path.len && x->apps[path.p[path.len - 1]][app / 64] >> app % 64 & 1;
}
