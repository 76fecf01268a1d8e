#include "firmware/plan/files.h"
#include "parsers/base/glob.h"
#include "parsers/engine/engine.h"

/* Where the storage that the shell sees begins (developer.android.com, "Data and file storage
 * overview"; AOSP, system/core/rootdir/init.rc): "N" any user's number, "*" any one name. */
static const char *const roots[] = {
    "/sdcard/",     "/storage/emulated/*/", "/storage/self/primary/", "/data/media/*/",
    "/mnt/sdcard/", "/storage/*/",          MK_IOS_ROOT_MEDIA "/",
};

const char *const mk_ios_roots[] = { MK_IOS_ROOT_MEDIA, MK_IOS_ROOT_CRASHES,
                                     MK_IOS_ROOT_APPS "/*/Documents", NULL };

/* The rest of a path behind a pattern whose '*' stand for one name each, or an empty span. */
static struct mk_span behind(const char *pattern, struct mk_span path)
{
    size_t at = 0;
    for (; *pattern; pattern++) {
        size_t from = at;
        if (*pattern != '*') {
            if (at == path.len || path.p[at] != (uint8_t)*pattern)
                return mk_span(NULL, 0);
            at++;
            continue;
        }
        while (at < path.len && path.p[at] != '/')
            at++;
        if (at == from)
            return mk_span(NULL, 0);
    }
    return mk_span_from(path, at);
}

struct mk_span mk_file_below_root(struct mk_span path)
{
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        struct mk_span rest = behind(roots[i], path);
        if (rest.len)
            return rest;
    }
    return path;
}

/* Folders of their own that apps keep in the shared storage (observed; those that tables of apps
 * name come on top). */
static const struct {
    const char *folder, *package;
} shared[] = {
    { "WhatsApp/", "com.whatsapp" },
    { "WhatsApp Business/", "com.whatsapp.w4b" },
    { "Telegram/", "org.telegram.messenger" },
    { "Pictures/Telegram/", "org.telegram.messenger" },
    { "Movies/Telegram/", "org.telegram.messenger" },
    { "Music/Telegram/", "org.telegram.messenger" },
    { "Download/Telegram/", "org.telegram.messenger" },
    { "Signal/", "org.thoughtcrime.securesms" },
    { "SignalBackups/", "org.thoughtcrime.securesms" },
    { "viber/", "com.viber.voip" },
    { "Pictures/Viber/", "com.viber.voip" },
    { "Pictures/Instagram/", "com.instagram.android" },
    { "Movies/Instagram/", "com.instagram.android" },
    { "Pictures/Facebook/", "com.facebook.katana" },
    { "DCIM/Facebook/", "com.facebook.katana" },
    { "Pictures/Messenger/", "com.facebook.orca" },
    { "Movies/Messenger/", "com.facebook.orca" },
    { "Pictures/Twitter/", "com.twitter.android" },
    { "Snapchat/", "com.snapchat.android" },
    { "Pictures/LINE/", "jp.naver.line.android" },
    { "tencent/MicroMsg/", "com.tencent.mm" },
    { "Pictures/WeiXin/", "com.tencent.mm" },
};

static bool in_shared(const struct mk_scope *s, struct mk_span below)
{
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (mk_span_starts(below, mk_str(shared[i].folder)) &&
            mk_scope_app(s, mk_str(shared[i].package)))
            return true;
    return false;
}

/* A package's own folder: of the shared storage, or where a rooted phone has the private one. */
static bool in_own(const struct mk_scope *s, struct mk_span path, struct mk_span below)
{
    static const char *const in_storage[] = { "Android/data/", "Android/media/", "Android/obb/" };
    static const char *const private[] = { "/data/data/", "/data/user/*/", "/data/user_de/*/",
                                           MK_IOS_ROOT_APPS "/" };
    struct mk_span rest = mk_span(NULL, 0);
    for (size_t i = 0; !rest.len && i < sizeof in_storage / sizeof *in_storage; i++)
        rest = behind(in_storage[i], below);
    for (size_t i = 0; !rest.len && i < sizeof private / sizeof *private; i++)
        rest = behind(private[i], path);
    const uint8_t *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
    return slash && mk_scope_app(s, mk_span(rest.p, (size_t)(slash - rest.p)));
}

/* Whether a table's globs name a folder of one of the packages: then all its files are theirs. */
static bool is_theirs(const struct mk_scope *s, const struct mk_app *app)
{
    for (const char *const *g = app->paths; g && *g; g++)
        for (size_t i = 0; i < s->apps.n; i++) {
            const char *at = strstr(*g, s->apps.v[i]);
            size_t n = strlen(s->apps.v[i]);
            if (at && at > *g && at[-1] == '/' && at[n] == '/')
                return true;
        }
    return false;
}

static bool in_table(const struct mk_scope *s, struct mk_span path)
{
    for (size_t i = 0; mk_app_at(i); i++) {
        const struct mk_app *app = mk_app_at(i);
        if (!is_theirs(s, app))
            continue;
        for (const char *const *g = app->paths; *g; g++)
            if (mk_glob_fits(*g, path))
                return true;
    }
    return false;
}

bool mk_file_of_apps(const struct mk_scope *s, struct mk_span path)
{
    struct mk_span below = mk_file_below_root(path);
    return !mk_scope_by_apps(s) || in_own(s, path, below) || in_shared(s, below) ||
           in_table(s, path);
}
