#include "firmware/phantom/tree_path.h"
#include <errno.h>
#include <stdio.h>

static const char *const root_names[] = { "sdcard", "storage", NULL };
static const char *const storage_names[] = { "emulated", "self", NULL };
static const char *const emulated_names[] = { "0", NULL };
static const char *const self_names[] = { "primary", NULL };

/* Absolute, without "." ".." and doubled slashes; false when too long. */
static bool tidy(char out[static 4096], struct mk_span path)
{
    size_t n = 0;
    out[0] = 0;
    for (size_t at = 0; at < path.len;) {
        size_t end = at;
        while (end < path.len && path.p[end] != '/')
            end++;
        struct mk_span part = mk_span(path.p + at, end - at);
        at = end + 1;
        if (!part.len || mk_span_is(part, "."))
            continue;
        if (mk_span_is(part, "..")) {
            while (n && out[--n] != '/')
                ;
        } else {
            if (n + 1 + part.len >= 4096 || memchr(part.p, 0, part.len))
                return false;
            out[n++] = '/';
            memcpy(out + n, part.p, part.len);
            n += part.len;
        }
        out[n] = 0;
    }
    return true;
}

/* "/d0012" -> 12; *rest behind the digits; false when it is not of that form. */
static bool numbered(uint64_t *out, const char **rest, const char *s, char letter, int digits)
{
    int n = 0;
    *out = 0;
    if (s[0] != '/' || s[1] != letter)
        return false;
    for (s += 2; n < 12 && *s >= '0' && *s <= '9'; n++)
        *out = *out * 10 + (uint64_t)(*s++ - '0');
    *rest = s;
    return n >= digits;
}

static int find_virtual(struct mk_phantom_node *out, const struct mk_exercise *x, const char *below)
{
    uint64_t file;
    out->kind = MK_NODE_VIRTUAL_ROOT;
    if (!*below)
        return 0;
    out->kind = MK_NODE_VIRTUAL_FOLDER;
    if (!numbered(&out->index, &below, below, 'd', 4) ||
        out->index * MK_PHANTOM_PER_FOLDER >= x->virtual_files)
        return ENOENT;
    if (!*below)
        return 0;
    if (!numbered(&file, &below, below, 'f', 6) || file >= x->virtual_files ||
        file / MK_PHANTOM_PER_FOLDER != out->index || *below)
        return ENOENT;
    out->kind = MK_NODE_VIRTUAL_FILE;
    out->index = file;
    return 0;
}

/* The part of a path below one of the names of the storage's root, or NULL. */
static const char *below_storage(const char *path)
{
    static const char *const roots[] = { "/sdcard", "/storage/emulated/0",
                                         "/storage/self/primary" };
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        size_t n = strlen(roots[i]);
        if (!strncmp(path, roots[i], n) && (path[n] == '/' || !path[n]))
            return path + n;
    }
    return NULL;
}

int mk_phantom_node_find(struct mk_phantom_node *out, const struct mk_exercise *x,
                         struct mk_span path, bool follow)
{
    static const struct {
        const char *path;
        const char *const *names;
    } folders[] = { { "", root_names },
                    { "/storage", storage_names },
                    { "/storage/emulated", emulated_names },
                    { "/storage/self", self_names } };
    char p[4096];
    if (!tidy(p, path))
        return ENAMETOOLONG;
    bool slash = path.len && path.p[path.len - 1] == '/';
    out->link_len = !strcmp(p, "/sdcard")                 ? strlen("/storage/self/primary")
                    : !strcmp(p, "/storage/self/primary") ? strlen("/storage/emulated/0")
                                                          : 0;
    if (out->link_len && !follow && !slash) {
        out->kind = MK_NODE_LINK;
        return 0;
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (!strcmp(p, folders[i].path)) {
            out->kind = MK_NODE_FOLDER;
            out->names = folders[i].names;
            return 0;
        }
    size_t card = strlen(MK_PHANTOM_CARD);
    bool on_card =
        x->card >= 0 && !strncmp(p, MK_PHANTOM_CARD, card) && (!p[card] || p[card] == '/');
    const char *below = on_card ? p + card : below_storage(p);
    if (!below || mk_phone_lock(x) == MK_PHONE_BEFORE_FIRST_UNLOCK) /* it is not mounted then */
        return ENOENT;
    if (mk_phone_refuses(x, mk_str(p)))
        return EACCES;
    if (x->virtual_files && !strncmp(below, "/virtual", 8) && (!below[8] || below[8] == '/'))
        return find_virtual(out, x, below + 8);
    out->kind = MK_NODE_REAL;
    out->dir = on_card ? x->card : x->storage;
    snprintf(out->path, sizeof out->path, "%s", *below ? below + 1 : ".");
    return 0;
}
