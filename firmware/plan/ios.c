#include "firmware/plan/ios.h"
#include "firmware/plan/files.h"
#include "firmware/plan/ios_table.h"
#include "parsers/base/glob.h"
#include "parsers/base/hash.h"
#include "parsers/engine/engine.h"
#include "parsers/format/ios_domain.h"
#include "parsers/format/ios_manifest.h"
#include <stdio.h>

bool mk_ios_whole(const struct mk_scope *s)
{
    for (size_t i = 0; i < MK_CAT_COUNT; i++)
        if (!s->categories[i])
            return false;
    return !mk_scope_narrow(s) && s->media == MK_MEDIA_ALL && s->everywhere;
}

/* ---- which file it is ---- */

static bool is_open(const struct mk_ios_known *k)
{
    return mk_span_ends(mk_str(k->domain), mk_str("*"));
}

static bool fits(const uint8_t id[static MK_IOS_ID], struct mk_span domain, struct mk_span path)
{
    uint8_t made[MK_IOS_ID];
    return path.len && mk_ios_path_bad(domain, path) == NULL &&
           mk_ios_id(made, domain, path, NULL) == 0 && memcmp(made, id, sizeof made) == 0;
}

static void put_text(char *out, struct mk_span s)
{
    if (s.len)
        memcpy(out, s.p, s.len);
    out[s.len] = 0;
}

static void put(struct mk_ios_place *out, struct mk_span domain, struct mk_span path)
{
    if (domain.len >= sizeof out->domain || path.len >= sizeof out->path)
        return;
    put_text(out->domain, domain);
    put_text(out->path, path);
}

/* A glob of a database: itself and its logs. */
static const char *const ends[] = { "", "-wal", "-journal", "-shm" };

int mk_ios_index_make(struct mk_ios_index *x, struct mk_error *e)
{
    x->n = 0;
    for (const struct mk_ios_known *k = mk_ios_table; k->domain; k++) {
        size_t n = strcspn(k->glob, "*");
        if (is_open(k) || (k->glob[n] && k->glob[n + 1]))
            continue;
        for (uint8_t i = 0; i < sizeof ends / sizeof *ends && (i == 0 || k->glob[n]); i++) {
            char path[512];
            struct mk_ios_indexed *at = &x->v[x->n];
            snprintf(path, sizeof path, "%.*s%s", (int)n, k->glob, ends[i]);
            if (x->n++ == MK_IOS_INDEXED)
                return mk_fail(e, MK_ELIMIT, "the table of known files is too long");
            at->row = (uint8_t)(k - mk_ios_table);
            at->end = i;
            if (mk_ios_id(at->id, mk_str(k->domain), mk_str(path), e))
                return -1;
        }
    }
    return 0;
}

static bool by_name(struct mk_ios_place *out, const struct mk_ios_index *x,
                    const uint8_t id[static MK_IOS_ID])
{
    for (size_t i = 0; i < x->n; i++) {
        const struct mk_ios_known *k = &mk_ios_table[x->v[i].row];
        if (memcmp(x->v[i].id, id, MK_IOS_ID) != 0)
            continue;
        snprintf(out->domain, sizeof out->domain, "%s", k->domain);
        snprintf(out->path, sizeof out->path, "%.*s%s", (int)strcspn(k->glob, "*"), k->glob,
                 ends[x->v[i].end]);
        return true;
    }
    return false;
}

/* The phone's own name below /private/var, or an empty span. */
static struct mk_span below_var(struct mk_span phone)
{
    static const char *const heads[] = { "/.ba/", "/private/var/", "/var/" };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (mk_span_starts(phone, mk_str(heads[i])))
            return mk_span_from(phone, strlen(heads[i]));
    return mk_span(NULL, 0);
}

/* What lies behind a container's random name, or an empty span. */
static struct mk_span in_container(struct mk_span below)
{
    static const char *const heads[] = { "mobile/Containers/Data/Application/",
                                         "mobile/Containers/Shared/AppGroup/",
                                         "mobile/Containers/Data/PluginKitPlugin/",
                                         "containers/Data/System/",
                                         "containers/Shared/SystemGroup/" };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (!mk_span_starts(below, mk_str(heads[i])))
            continue;
        struct mk_span rest = mk_span_from(below, strlen(heads[i]));
        const uint8_t *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
        return slash ? mk_span_from(rest, (size_t)(slash - rest.p) + 1) : mk_span(NULL, 0);
    }
    return mk_span(NULL, 0);
}

/* The path in a domain that has a fixed place, or an empty span. */
static struct mk_span in_domain(struct mk_span below, const char *domain)
{
    struct mk_buf root;
    struct mk_span path = { 0 }, var = mk_str("private/var/");
    mk_buf_init(&root, 512);
    if (mk_ios_path(&root, mk_str(domain), mk_str("")) && mk_buf_ok(&root)) {
        struct mk_span at = mk_buf_span(&root);
        at = mk_span_starts(at, var) ? mk_span_from(at, var.len) : at;
        at.len -= mk_span_ends(at, mk_str("//")); /* of any container */
        if (mk_span_starts(below, at))
            path = mk_span_from(below, at.len);
    }
    mk_buf_done(&root);
    return path;
}

static bool in_fixed(struct mk_ios_place *out, const uint8_t id[static MK_IOS_ID],
                     struct mk_span below)
{
    const char *last = "";
    struct mk_span inner = in_container(below);
    for (const struct mk_ios_known *k = mk_ios_table; k->domain; k++) {
        if (is_open(k) || !strcmp(k->domain, last))
            continue;
        last = k->domain;
        struct mk_span path = strchr(k->domain, '-') ? inner : in_domain(below, k->domain);
        if (!fits(id, mk_str(k->domain), path))
            continue;
        put(out, mk_str(k->domain), path);
        return true;
    }
    return false;
}

/* A container of one of the scope's apps. */
static bool in_apps(struct mk_ios_place *out, const struct mk_scope *s,
                    const uint8_t id[static MK_IOS_ID], struct mk_span below)
{
    char domain[300];
    struct mk_span inner = in_container(below);
    for (size_t i = 0; inner.len && i < s->apps.n; i++) {
        snprintf(domain, sizeof domain, "AppDomain-%s", s->apps.v[i]);
        if (!fits(id, mk_str(domain), inner))
            continue;
        put(out, mk_str(domain), inner);
        return true;
    }
    return false;
}

static bool name_of(uint8_t id[static MK_IOS_ID], struct mk_span name)
{
    size_t n;
    return name.len == 43 && mk_unhex(id, MK_IOS_ID, &n, mk_span_from(name, 3)) && n == MK_IOS_ID;
}

void mk_ios_place_of(struct mk_ios_place *out, const struct mk_ios_index *x,
                     const struct mk_scope *s, struct mk_span name, struct mk_span phone)
{
    uint8_t id[MK_IOS_ID];
    struct mk_span below = below_var(phone);
    *out = (struct mk_ios_place){ 0 };
    if (!name_of(id, name) || by_name(out, x, id))
        return;
    if (below.len && !memchr(below.p, 0, below.len) && !in_fixed(out, id, below))
        (void)in_apps(out, s, id, below);
}

/* ---- what becomes of it ---- */

bool mk_ios_wants_backup(const struct mk_scope *s)
{
    for (int c = 0; c < MK_CAT_COUNT; c++)
        if (s->categories[c] && c != MK_CAT_DEVICE)
            return true;
    return false;
}

static const struct mk_ios_known *known(const struct mk_scope *s, const struct mk_ios_place *p)
{
    const struct mk_ios_known *k = mk_ios_table;
    for (; k->domain; k++) {
        bool here = is_open(k) ? mk_scope_by_apps(s) &&
                                     !strncmp(p->domain, k->domain, strlen(k->domain) - 1)
                               : !strcmp(p->domain, k->domain);
        if (here && mk_glob_fits(k->glob, mk_str(p->path)))
            return k;
    }
    return NULL;
}

static bool of_apps(const struct mk_scope *s, const struct mk_ios_known *k,
                    const struct mk_ios_place *p)
{
    if (!mk_scope_by_apps(s))
        return true;
    if (k->app)
        return mk_scope_app(s, mk_str(k->app));
    const char *dash = strchr(p->domain, '-');
    return dash && mk_scope_app(s, mk_str(dash + 1));
}

/* Whether something in it could be out of scope although the file itself is not. */
static bool mixes(const struct mk_scope *s)
{
    return mk_scope_by_time(s) || mk_scope_by_people(s) || s->media != MK_MEDIA_ALL;
}

static bool is_read(struct mk_span path)
{
    for (size_t i = 0; mk_app_at(i); i++)
        if (!mk_app_at(i)->media && mk_app_fits(mk_app_at(i), path) == MK_FIT_MAIN)
            return true;
    return false;
}

static struct mk_ios_rule cut(const struct mk_ios_place *p)
{
    struct mk_buf path;
    mk_buf_init(&path, 4096);
    mk_ios_path(&path, mk_str(p->domain), mk_str(p->path));
    struct mk_span all = mk_buf_span(&path), stem = mk_file_stem(all);
    struct mk_ios_rule rule = { MK_IOS_LEAVE, MK_IOS_ALONE };
    if (mk_buf_ok(&path) && is_read(stem))
        rule = (struct mk_ios_rule){ stem.len < all.len ? MK_IOS_PART : MK_IOS_CUT, "" };
    mk_buf_done(&path);
    return rule;
}

struct mk_ios_rule mk_ios_rule(const struct mk_scope *s, const struct mk_ios_place *p)
{
    const struct mk_ios_known *k = p->domain[0] ? known(s, p) : NULL;
    if (!k)
        return (struct mk_ios_rule){ MK_IOS_LEAVE, MK_IOS_UNKNOWN };
    if (!s->categories[k->category])
        return (struct mk_ios_rule){ MK_IOS_LEAVE, MK_IOS_CATEGORY };
    if (!of_apps(s, k, p))
        return (struct mk_ios_rule){ MK_IOS_LEAVE, MK_IOS_APP };
    if (!mixes(s))
        return (struct mk_ios_rule){ MK_IOS_TAKE, "" };
    return k->alone ? (struct mk_ios_rule){ MK_IOS_LEAVE, MK_IOS_ALONE } : cut(p);
}

const char *mk_ios_why(const char *word)
{
    static const char *const means[][2] = {
        { MK_IOS_UNKNOWN, "not among the files that are known" },
        { MK_IOS_CATEGORY, "of categories that are not in scope" },
        { MK_IOS_APP, "of other apps" },
        { MK_IOS_ALONE, "do not tell what of them is in scope" },
        { MK_FILE_FILTERED, "were read, only records of them are kept" },
        { "failed", "could not be read" },
    };
    for (size_t i = 0; i < sizeof means / sizeof *means; i++)
        if (!strcmp(means[i][0], word))
            return means[i][1];
    return word;
}

const char *mk_ios_area(struct mk_span name, struct mk_span phone)
{
    uint8_t id[MK_IOS_ID];
    const char *domain;
    struct mk_span below = below_var(phone);
    bool named = name_of(id, name) && below.len && !memchr(below.p, 0, below.len);
    for (size_t i = 0; named && (domain = mk_ios_domain_at(i)); i++) {
        bool open = mk_span_ends(mk_str(domain), mk_str("-"));
        struct mk_span path = in_domain(below, domain);
        if (open ? path.len > 0 : fits(id, mk_str(domain), path))
            return domain;
    }
    return MK_IOS_NO_AREA;
}
