#include "firmware/ios/link.h"
#include "firmware/ios/state.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

/*
 * LIST and STAT. Folders still to be visited wait in a buffer of texts with their depth, so that
 * memory grows with the folders and not with the files.
 */
#define FOLDERS_MAX ((size_t)64 << 20)
#define BATCH       ((size_t)64 << 10)
#define LOOK_EVERY  64u /* entries between two words to and from the parent */

struct list {
    struct mk_ios *x;
    struct mk_ios_files *files;
    struct mk_ios_path root;
    struct mk_span path; /* of the root, as the parent gave it */
    uint32_t depth_max;
    struct mk_buf folders; /* u32 depth, text path inside the service; those behind `at` wait */
    size_t at;
    struct mk_buf batch, inside;
    uint32_t count, since;
};

static int flush(struct list *l, struct mk_error *e)
{
    uint8_t n[4];
    if (l->count == 0)
        return 0;
    for (unsigned i = 0; i < 4; i++)
        n[i] = (uint8_t)(l->count >> 8 * i);
    if (!mk_buf_ok(&l->batch))
        return mk_fail(e, MK_ENOMEM, "entries");
    if (mk_chan_send2(l->x->parent, MK_PH_ENTRIES, l->x->stream, mk_span(n, sizeof n),
                      mk_buf_span(&l->batch), e) != 0)
        return -1;
    mk_buf_clear(&l->batch);
    l->count = 0;
    return mk_chan_flush(l->x->parent, e);
}

/* The device path of what lies at `inside`: the root's own, and what is behind it. */
static void put_path(struct mk_buf *b, const struct list *l, struct mk_span inside)
{
    struct mk_span root = l->path, rest = mk_span_from(inside, l->root.inside.len);
    while (root.len > 1 && root.p[root.len - 1] == '/')
        root.len--;
    bool slash = rest.len && rest.p[0] != '/';
    mk_buf_u32le(b, (uint32_t)(root.len + slash + rest.len));
    mk_buf_put(b, root.p, root.len);
    if (slash)
        mk_buf_u8(b, '/');
    mk_buf_put(b, rest.p, rest.len);
}

static int emit(struct list *l, const struct mk_ios_info *i, uint32_t error, struct mk_span inside,
                struct mk_error *e)
{
    mk_buf_u8(&l->batch, (uint8_t)i->type);
    mk_buf_u32le(&l->batch, i->mode);
    mk_buf_u64le(&l->batch, i->size);
    mk_buf_u64le(&l->batch, (uint64_t)i->mtime_s);
    mk_buf_u32le(&l->batch, error);
    put_path(&l->batch, l, inside);
    l->count++;
    return l->batch.len >= BATCH ? flush(l, e) : 0;
}

static int end(struct list *l, enum mk_phone_status status, const char *why, struct mk_error *e)
{
    if (flush(l, e) != 0)
        return -1;
    return mk_say_done(l->x, status, -1, why, e);
}

/* ---- one folder ---- */

static bool is_name(const char *name)
{
    return name[0] && !strchr(name, '/');
}

static bool queue_folder(struct list *l, uint32_t depth, struct mk_span inside)
{
    size_t before = l->folders.len;
    if (l->at > FOLDERS_MAX / 2) { /* those that were visited make room */
        mk_buf_drop(&l->folders, l->at);
        before -= l->at;
        l->at = 0;
    }
    mk_buf_u32le(&l->folders, depth);
    mk_buf_text(&l->folders, inside);
    bool ok = mk_buf_ok(&l->folders);
    if (!ok) {
        mk_buf_clear(&l->folders);
        l->folders.len = before;
    }
    return ok;
}

static int on_entry(struct list *l, uint32_t depth, const char *folder, const char *name,
                    struct mk_error *e)
{
    struct mk_ios_info info = { .type = 'o', .mtime_s = INT64_MIN };
    uint32_t error = MK_PH_ODD_NAME;
    mk_buf_clear(&l->inside);
    mk_buf_puts(&l->inside, folder);
    if (!mk_span_ends(mk_str(folder), mk_str("/")))
        mk_buf_u8(&l->inside, '/');
    mk_buf_puts(&l->inside, name);
    const char *path = mk_buf_cstr(&l->inside);
    if (!path)
        return mk_fail(e, MK_ENOMEM, "path");
    bool longer = l->inside.len > MK_IOS_PATH_MAX;
    if (is_name(name) && !longer) {
        afc_error_t err = mk_iosw_info(&info, l->files->afc, path);
        if (mk_iosw_broken(err))
            return 1;
        error = mk_afc_errno(err);
    } else if (longer)
        error = MK_PH_TOO_LONG;
    bool visit = info.type == 'd' && error == 0;
    if (visit && depth >= l->depth_max)
        error = MK_PH_TOO_DEEP;
    if (visit && error == 0 && !queue_folder(l, depth + 1, mk_buf_span(&l->inside)))
        error = MK_PH_TOO_DEEP;
    return emit(l, &info, error, mk_buf_span(&l->inside), e);
}

/* 1: the connection broke. */
static int each(struct list *l, uint32_t depth, const char *folder, char *const *names,
                struct mk_error *e)
{
    for (size_t i = 0; names && names[i] && !l->x->cancelled && !l->x->over; i++) {
        if (strcmp(names[i], ".") == 0 || strcmp(names[i], "..") == 0)
            continue;
        int rc = on_entry(l, depth, folder, names[i], e);
        if (rc != 0)
            return rc;
        if (++l->since % LOOK_EVERY == 0 && (flush(l, e) != 0 || mk_iosw_listen(l->x, 0, e) < 0))
            return -1;
    }
    return 0;
}

/* 0; 1: the connection broke; 2: the root cannot be opened, *err says why; -1. */
static int visit(afc_error_t *err, struct list *l, uint32_t depth, const char *folder,
                 struct mk_error *e)
{
    char **names = NULL;
    *err = afc_read_directory(l->files->afc, folder, &names);
    if (mk_iosw_broken(*err))
        return 1;
    if (*err == AFC_E_SUCCESS) {
        int rc = each(l, depth, folder, names, e);
        afc_dictionary_free(names);
        return rc;
    }
    const struct mk_ios_info refused = { .type = 'd', .mode = S_IFDIR, .mtime_s = INT64_MIN };
    if (emit(l, &refused, mk_afc_errno(*err), mk_str(folder), e) != 0)
        return -1;
    return depth == 1 ? 2 : 0;
}

/* ---- all of them ---- */

static bool next_folder(struct mk_buf *folder, uint32_t *depth, struct list *l)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&l->folders), l->at));
    if (l->at >= l->folders.len)
        return false;
    *depth = mk_cur_u32le(&c);
    struct mk_span path = mk_cur_text(&c);
    mk_buf_clear(folder);
    mk_buf_put(folder, path.p, path.len);
    l->at += 8 + path.len;
    return true;
}

/* A phone that has gone is told of as such: then the listing begins anew. */
static int broken(struct list *l, struct mk_error *e)
{
    struct mk_error gone = { 0 };
    mk_iosw_files_close(l->files);
    if (mk_ios_link_stayed(&gone) != 0)
        return mk_say_lost(l->x, gone.text, e);
    return end(l, MK_PH_BROKEN, "the phone broke off its file service", e);
}

static int walk(struct list *l, struct mk_buf *folder, struct mk_error *e)
{
    uint32_t depth;
    afc_error_t err = AFC_E_SUCCESS;
    while (next_folder(folder, &depth, l)) {
        const char *path = mk_buf_cstr(folder);
        int rc = path ? visit(&err, l, depth, path, e) : mk_fail(e, MK_ENOMEM, "path");
        if (rc < 0)
            return -1;
        if (l->x->over)
            return 0;
        if (l->x->cancelled)
            return end(l, MK_PH_CANCELLED, "", e);
        if (rc == 2)
            return end(l, MK_PH_REFUSED, mk_afc_word(err), e);
        if (rc == 1)
            return broken(l, e);
    }
    return end(l, MK_PH_OK, "", e);
}

static int list(struct list *l, struct mk_error *e)
{
    char why[200] = "";
    struct mk_buf folder;
    if (!mk_iosw_path(&l->root, l->path))
        return end(l, MK_PH_REFUSED, "no service of the phone reaches this path", e);
    int rc = mk_iosw_files(&l->files, l->x, &l->root, why, e);
    if (rc <= 0)
        return rc < 0 ? -1 : end(l, l->x->cancelled ? MK_PH_CANCELLED : MK_PH_REFUSED, why, e);
    if (mk_say_said_path(l->x, "afc:List", l->path, e) != 0)
        return -1;
    if (!queue_folder(l, 1, l->root.inside))
        return mk_fail(e, MK_ENOMEM, "listing");
    mk_buf_init(&folder, MK_IOS_PATH_MAX + 2);
    rc = walk(l, &folder, e);
    mk_buf_done(&folder);
    return rc;
}

static void init(struct list *l, struct mk_ios *x)
{
    *l = (struct list){ .x = x };
    mk_buf_init(&l->folders, FOLDERS_MAX);
    mk_buf_init(&l->batch, MK_FRAME_MAX - 4);
    mk_buf_init(&l->inside, (size_t)128 << 10);
}

static void done(struct list *l)
{
    mk_buf_done(&l->folders);
    mk_buf_done(&l->batch);
    mk_buf_done(&l->inside);
}

int mk_iosw_list(struct mk_ios *x, struct mk_span body, struct mk_error *e)
{
    struct list l;
    struct mk_cursor c = mk_cur(body);
    init(&l, x);
    l.path = mk_cur_text(&c);
    l.depth_max = mk_cur_u32le(&c);
    /* the frame's bytes go with the next receive */
    struct mk_buf path;
    mk_buf_init(&path, (size_t)64 << 10);
    mk_buf_put(&path, l.path.p, l.path.len);
    l.path = mk_buf_span(&path);
    int rc = mk_cur_ok(&c) && mk_buf_ok(&path) ? list(&l, e)
                                               : mk_fail(e, MK_EPROTO, "damaged LIST frame");
    mk_buf_done(&path);
    done(&l);
    return rc;
}

static int stat_one(struct list *l, struct mk_error *e)
{
    struct mk_ios_info info = { .type = 'o', .mtime_s = INT64_MIN };
    char why[200] = "";
    struct mk_buf b;
    if (!mk_iosw_path(&l->root, l->path))
        return end(l, MK_PH_REFUSED, "no service of the phone reaches this path", e);
    int rc = mk_iosw_files(&l->files, l->x, &l->root, why, e);
    if (rc <= 0)
        return rc < 0 ? -1 : end(l, MK_PH_REFUSED, why, e);
    if (mk_say_said_path(l->x, "afc:GetFileInfo", l->path, e) != 0)
        return -1;
    mk_buf_init(&b, MK_IOS_PATH_MAX + 2);
    mk_buf_put(&b, l->root.inside.p, l->root.inside.len);
    const char *path = mk_buf_cstr(&b);
    afc_error_t err = path ? mk_iosw_info(&info, l->files->afc, path) : AFC_E_NO_MEM;
    mk_buf_done(&b);
    if (mk_iosw_broken(err))
        return broken(l, e);
    if (emit(l, &info, mk_afc_errno(err), l->root.inside, e) != 0)
        return -1;
    return end(l, MK_PH_OK, "", e);
}

int mk_iosw_stat(struct mk_ios *x, struct mk_span body, struct mk_error *e)
{
    struct list l;
    struct mk_cursor c = mk_cur(body);
    struct mk_buf path;
    init(&l, x);
    mk_buf_init(&path, (size_t)64 << 10);
    l.path = mk_cur_text(&c);
    mk_buf_put(&path, l.path.p, l.path.len);
    l.path = mk_buf_span(&path);
    int rc = mk_cur_ok(&c) && mk_buf_ok(&path) ? stat_one(&l, e)
                                               : mk_fail(e, MK_EPROTO, "damaged STAT frame");
    mk_buf_done(&path);
    done(&l);
    return rc;
}
