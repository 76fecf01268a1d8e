#include "firmware/plan/files.h"
#include "parsers/base/glob.h"
#include "parsers/base/time.h"
#include "parsers/engine/engine.h"
#include "parsers/engine/jobs.h"

/* What a file is, as far as cutting goes. */
enum nature {
    PLAIN,
    MIXED,  /* holds records of many times and people */
    MAY_BE, /* by a name that is anybody's: "*.txt" */
    SEALED  /* encrypted */
};

/* Backups under a key that the kit does not have, and whose they are. */
static const struct {
    const char *glob, *app;
} sealed[] = {
    { "*.crypt", "whatsapp.android" },           { "*.crypt[0-9]", "whatsapp.android" },
    { "*.crypt[0-9][0-9]", "whatsapp.android" }, { "*/signal-*.backup", "signal.android" },
    { "*/SignalBackups/*", "signal.android" },
};

static const char *sealed_app(struct mk_span path)
{
    for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++)
        if (mk_glob_fits(sealed[i].glob, path))
            return sealed[i].app;
    return NULL;
}

struct mk_span mk_file_stem(struct mk_span path)
{
    static const char *const ends[] = { "-wal", "-journal", "-shm" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (mk_span_ends(path, mk_str(ends[i])))
            return mk_span(path.p, path.len - strlen(ends[i]));
    return path;
}

/* *app: a table whose own file it is, or NULL. *database: its log may be newer than it. */
static enum nature nature_of(const struct mk_app **app, bool *database, struct mk_span path)
{
    enum mk_fit best = MK_FIT_NONE;
    *app = NULL;
    *database = mk_jobs_database(path);
    for (size_t i = 0; mk_app_at(i); i++) {
        enum mk_fit fit = mk_app_at(i)->media ? MK_FIT_NONE : mk_app_fits(mk_app_at(i), path);
        if (fit > best) {
            best = fit;
            *app = fit == MK_FIT_MAIN ? mk_app_at(i) : NULL;
        }
    }
    if (sealed_app(path))
        return SEALED;
    if (best == MK_FIT_MAIN || *database || mk_jobs_container(path)) {
        *database = *database || (*app && !(*app)->format);
        return MIXED;
    }
    return best == MK_FIT_NONE ? PLAIN : MAY_BE;
}

/* Whether something in it could be out of scope although the file itself is not. */
static bool mixes(const struct mk_scope *s)
{
    return mk_scope_by_time(s) || mk_scope_by_people(s) || s->media != MK_MEDIA_ALL;
}

bool mk_file_limited(const struct mk_scope *s)
{
    return mixes(s) || mk_scope_by_apps(s);
}

static bool at_us(int64_t *us, int64_t mtime_s)
{
    return mk_time_scale(us, mtime_s, MK_US, 1, 0);
}

static bool in_window(const struct mk_scope *s, int64_t mtime_s)
{
    int64_t us;
    return !mk_scope_by_time(s) || (at_us(&us, mtime_s) && mk_scope_at(s, us));
}

static bool before_window(const struct mk_scope *s, int64_t mtime_s)
{
    int64_t us;
    return mk_scope_by_time(s) && at_us(&us, mtime_s) && us < s->begin_us;
}

/* "whole" has to name it: that a scope is not narrow does not make pictures in it part of it. */
static bool names(const struct mk_scope *s, const char *artefact)
{
    for (size_t i = 0; artefact && i < s->whole.n; i++)
        if (!strcmp(s->whole.v[i], artefact))
            return true;
    return false;
}

static bool names_files(const struct mk_scope *s)
{
    return names(s, "android.files") || names(s, "ios.files");
}

static const char *media_word(const struct mk_scope *s, struct mk_span path)
{
    if (s->media == MK_MEDIA_ALL)
        return NULL;
    switch (mk_file_media(path)) {
    case MK_FILE_IS_MEDIA:
        return MK_FILE_MEDIA;
    case MK_FILE_IS_THUMBNAIL:
        return MK_FILE_THUMBNAIL;
    case MK_FILE_MAY_BE:
        return MK_FILE_DOUBT;
    case MK_FILE_NO_MEDIA:
        break;
    }
    return NULL;
}

static struct mk_file_rule leave(const char *why)
{
    return (struct mk_file_rule){ MK_FILE_LEAVE, why };
}

static struct mk_file_rule take(void)
{
    return (struct mk_file_rule){ MK_FILE_TAKE, "" };
}

/* A file that holds records, or may. */
static struct mk_file_rule cut(const struct mk_scope *s, enum nature n, bool database,
                               const char *app, int64_t mtime_s)
{
    if (!database && before_window(s, mtime_s))
        return leave(MK_FILE_WINDOW);
    if (names_files(s) || names(s, app))
        return take();
    if (n == SEALED)
        return leave(MK_FILE_ENCRYPTED);
    return (struct mk_file_rule){ MK_FILE_EXTRACT, MK_FILE_FILTERED };
}

/* One whose name says nothing of records. */
static struct mk_file_rule ordinary(const struct mk_scope *s, enum nature n, int64_t mtime_s)
{
    bool whole = names_files(s);
    bool people = mk_scope_by_people(s) && !whole, inside = in_window(s, mtime_s);
    if (n == MAY_BE && !whole && !before_window(s, mtime_s))
        return (struct mk_file_rule){ people || !inside ? MK_FILE_EXTRACT : MK_FILE_LOOK,
                                      MK_FILE_FILTERED };
    if (people)
        return leave(MK_FILE_PEOPLE);
    return inside ? take() : leave(MK_FILE_WINDOW);
}

struct mk_file_rule mk_file_rule(const struct mk_scope *s, struct mk_span path, int64_t mtime_s)
{
    const struct mk_app *app;
    bool database;
    struct mk_span stem = mk_file_stem(path);
    if (!mk_file_of_apps(s, stem))
        return leave(MK_FILE_APP);
    if (!mixes(s))
        return take();
    enum nature n = nature_of(&app, &database, stem);
    const char *media = n == MIXED || n == SEALED ? NULL : media_word(s, path);
    if (media)
        return leave(media);
    if (n != MIXED && n != SEALED)
        return ordinary(s, n, mtime_s);
    struct mk_file_rule r = cut(s, n, database,
                                n == SEALED ? sealed_app(stem)
                                : app       ? app->id
                                            : NULL,
                                mtime_s);
    if (r.fate == MK_FILE_EXTRACT && stem.len != path.len)
        r.fate = MK_FILE_PART;
    return r;
}

const char *mk_file_why(const char *word)
{
    static const char *const words[][2] = {
        { MK_FILE_WINDOW, "outside the window by the phone's own times" },
        { MK_FILE_APP, "in no folder of the apps in scope" },
        { MK_FILE_MEDIA, "pictures, sounds and films" },
        { MK_FILE_THUMBNAIL, "thumbnails and caches" },
        { MK_FILE_DOUBT, "may be pictures, sounds or films" },
        { MK_FILE_PEOPLE, "do not tell whom they are about" },
        { MK_FILE_ENCRYPTED, "encrypted, so they cannot be cut" },
        { MK_FILE_FILTERED, "read, and only records in scope kept" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(word, words[i][0]))
            return words[i][1];
    return "";
}
