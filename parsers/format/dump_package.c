#include "parsers/format/dump_private.h"

/* Packages and their permissions, as the package manager prints them. */

enum {
    NAME,
    UID,
    PATH,
    DATA_DIR,
    VERSION_CODE,
    VERSION,
    INSTALLER,
    FIRST,
    LAST,
    FLAGS,
    HIDDEN,
    ROW
};
enum { NONE, DECLARED, REQUESTED, INSTALL, RUNTIME };

static const struct {
    const char *key;
    unsigned column;
    bool word; /* up to the next blank */
} facts[] = {
    { "userId=", UID, true },
    { "appId=", UID, true },
    { "codePath=", PATH, false },
    { "dataDir=", DATA_DIR, false },
    { "versionCode=", VERSION_CODE, true },
    { "versionName=", VERSION, false },
    { "installerPackageName=", INSTALLER, false },
    { "firstInstallTime=", FIRST, false },
    { "lastUpdateTime=", LAST, false },
    { "pkgFlags=", FLAGS, false },
};

static const struct {
    const char *line;
    unsigned mode;
    const char *kind;
} lists[] = {
    { "declared permissions:", DECLARED, "declared" },
    { "requested permissions:", REQUESTED, "requested" },
    { "install permissions:", INSTALL, "install" },
    { "runtime permissions:", RUNTIME, "runtime" },
};

static void begin(struct mk_dump *d, struct mk_grid *g, struct mk_span text)
{
    struct mk_span name;
    d->open = mk_dump_between(&name, text, "[", ']');
    d->mode = NONE;
    d->done = 0;
    if (!d->open)
        return;
    d->row++;
    if (!mk_grid_wants(g, MK_DUMP_PACKAGES))
        return;
    mk_grid_row(g, MK_DUMP_PACKAGES, d->row);
    mk_grid_text(g, NAME, name);
    mk_grid_int(g, HIDDEN, d->hidden);
    mk_grid_int(g, ROW, d->row);
}

static void fact(struct mk_dump *d, struct mk_grid *g, struct mk_span text)
{
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct mk_span value = mk_span_from(text, strlen(facts[i].key));
        uint32_t bit = (uint32_t)1 << facts[i].column;
        if (!mk_dump_starts(text, facts[i].key) || (d->done & bit))
            continue;
        if (facts[i].word)
            value.len = mk_dump_find(value, " ");
        mk_dump_put(g, facts[i].column, value);
        d->done |= bit;
    }
}

static void permission(const struct mk_dump *d, struct mk_grid *g, struct mk_span text)
{
    struct mk_span name = mk_span(text.p, mk_dump_find(text, ":"));
    size_t at = mk_dump_find(text, "granted=");
    mk_grid_row(g, MK_DUMP_PERMISSIONS, 0);
    mk_grid_int(g, 0, d->row);
    mk_dump_put(g, 1, name);
    mk_grid_text(g, 2, mk_str(lists[d->mode - 1].kind));
    if (at < text.len)
        mk_grid_int(g, 3, mk_dump_starts(mk_span_from(text, at), "granted=true"));
}

bool mk_dump_package(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l)
{
    if (l->text.len == 0)
        return true;
    if (l->indent == 0)
        return false;
    if (l->indent == 2 && mk_dump_starts(l->text, "Package [")) {
        begin(d, g, l->text);
        return true;
    }
    if (d->mode && l->indent <= d->below)
        d->mode = NONE;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (mk_span_is(l->text, lists[i].line)) {
            d->mode = lists[i].mode;
            d->below = l->indent;
            return true;
        }
    if (!d->open)
        return true;
    if (!d->mode && mk_grid_wants(g, MK_DUMP_PACKAGES))
        fact(d, g, l->text);
    if (d->mode && mk_grid_wants(g, MK_DUMP_PERMISSIONS))
        permission(d, g, l->text);
    return true;
}
