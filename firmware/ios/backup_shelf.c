#include "firmware/ios/backup_shelf.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

#define FOLDERS_MAX 8192u
#define FILE_HEAD   11u /* u8 whether it is there, u16 length of the name, u64 size, name */

struct mk_backup_folder {
    struct mk_buf path;
    struct mk_buf files;
    size_t hint; /* where in `files` the last one that was looked for ends */
};

static struct mk_span path_of(const struct mk_backup_shelf *s, size_t i)
{
    return mk_buf_span(&s->folders[i].path);
}

static void folder_done(struct mk_backup_folder *f)
{
    mk_buf_done(&f->path);
    mk_buf_done(&f->files);
}

void mk_backup_shelf_done(struct mk_backup_shelf *s)
{
    for (size_t i = 0; i < s->n; i++)
        folder_done(&s->folders[i]);
    free(s->folders);
    *s = (struct mk_backup_shelf){ 0 };
}

/* The first folder whose path is not before that one. */
static size_t first_from(const struct mk_backup_shelf *s, struct mk_span path)
{
    size_t lo = 0, hi = s->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (mk_span_cmp(path_of(s, mid), path) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static struct mk_backup_folder *find(const struct mk_backup_shelf *s, struct mk_span path)
{
    size_t i = first_from(s, path);
    return i < s->n && mk_span_eq(path_of(s, i), path) ? &s->folders[i] : NULL;
}

static int make_room(struct mk_backup_shelf *s, struct mk_error *e)
{
    if (s->n < s->room)
        return 0;
    size_t room = s->room ? 2 * s->room : 64;
    if (room > FOLDERS_MAX)
        return mk_fail(e, MK_ELIMIT, "the phone's backup has too many folders");
    struct mk_backup_folder *p = realloc(s->folders, room * sizeof *p);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "folders of the backup");
    s->folders = p;
    s->room = room;
    return 0;
}

static int insert(struct mk_backup_shelf *s, struct mk_span path, struct mk_error *e)
{
    struct mk_backup_folder f = { 0 };
    if (make_room(s, e))
        return -1;
    mk_buf_init(&f.path, 4096);
    mk_buf_init(&f.files, MK_BACKUP_SHELF_MAX);
    mk_buf_put(&f.path, path.p, path.len);
    if (!mk_buf_ok(&f.path)) {
        folder_done(&f);
        return mk_fail(e, MK_ENOMEM, "folders of the backup");
    }
    size_t i = first_from(s, path);
    memmove(&s->folders[i + 1], &s->folders[i], (s->n - i) * sizeof f);
    s->folders[i] = f;
    s->n++;
    return 0;
}

int mk_backup_shelf_folder(struct mk_backup_shelf *s, struct mk_span path, struct mk_error *e)
{
    /* all above it first */
    for (size_t n = 1; n < path.len; n++) {
        struct mk_span above = mk_span(path.p, n);
        if (path.p[n] == '/' && !find(s, above) && insert(s, above, e))
            return -1;
    }
    return find(s, path) ? 0 : insert(s, path, e);
}

/* Into the folder and the name in it. */
static struct mk_span split(struct mk_span *name, struct mk_span path)
{
    size_t n = path.len;
    while (n && path.p[n - 1] != '/')
        n--;
    *name = mk_span_from(path, n);
    return mk_span(path.p, n ? n - 1 : 0);
}

int mk_backup_shelf_put(struct mk_backup_shelf *s, struct mk_span path, uint64_t size,
                        struct mk_error *e)
{
    struct mk_span name, folder = split(&name, path);
    if (s->bytes + FILE_HEAD + name.len > MK_BACKUP_SHELF_MAX || name.len > UINT16_MAX)
        return mk_fail(e, MK_ELIMIT, "the phone's backup has too many files");
    if (mk_backup_shelf_folder(s, folder, e))
        return -1;
    struct mk_backup_folder *f = find(s, folder);
    mk_buf_u8(&f->files, 1);
    mk_buf_u16le(&f->files, (uint16_t)name.len);
    mk_buf_u64le(&f->files, size);
    mk_buf_put(&f->files, name.p, name.len);
    s->bytes += FILE_HEAD + name.len;
    return mk_buf_ok(&f->files) ? 0 : mk_fail(e, MK_ENOMEM, "files of the backup");
}

/* The file at the cursor; false behind the last. */
static bool next(struct mk_cursor *c, bool *there, struct mk_backup_shelved *out)
{
    if (mk_cur_left(c) == 0)
        return false;
    *there = mk_cur_u8(c) != 0;
    uint16_t n = mk_cur_u16le(c);
    *out = (struct mk_backup_shelved){ .size = mk_cur_u64le(c) };
    out->name = mk_cur_take(c, n);
    return mk_cur_ok(c);
}

/* Takes a file out: true and its size. They are mostly asked for in the order in which they came.
 */
static bool take_between(uint64_t *size, struct mk_backup_folder *f, struct mk_span name,
                         size_t from, size_t to)
{
    struct mk_cursor c = mk_cur(mk_span(f->files.p + from, to - from));
    struct mk_backup_shelved item;
    bool there;
    for (size_t at = 0; next(&c, &there, &item); at = c.pos)
        if (there && mk_span_eq(item.name, name)) {
            f->files.p[from + at] = 0;
            f->hint = from + c.pos;
            *size = item.size;
            return true;
        }
    return false;
}

static bool take(uint64_t *size, struct mk_backup_shelf *s, struct mk_span path)
{
    struct mk_span name, folder = split(&name, path);
    struct mk_backup_folder *f = find(s, folder);
    return f && f->files.len &&
           (take_between(size, f, name, f->hint, f->files.len) ||
            take_between(size, f, name, 0, f->hint));
}

/* Itself or below it. */
static bool is_in(struct mk_span path, struct mk_span folder)
{
    return folder.len == 0 ||
           (mk_span_starts(path, folder) && (path.len == folder.len || path.p[folder.len] == '/'));
}

/* The first folder that is that one or below it; s->n: there is none. */
static size_t next_in(const struct mk_backup_shelf *s, struct mk_span folder)
{
    size_t i = first_from(s, folder);
    while (i < s->n && mk_span_starts(path_of(s, i), folder) && !is_in(path_of(s, i), folder))
        i++;
    return i < s->n && is_in(path_of(s, i), folder) ? i : s->n;
}

static void drop(struct mk_backup_shelf *s, size_t i)
{
    s->bytes -= s->folders[i].files.len;
    folder_done(&s->folders[i]);
    memmove(&s->folders[i], &s->folders[i + 1], (s->n - i - 1) * sizeof *s->folders);
    s->n--;
}

void mk_backup_shelf_remove(struct mk_backup_shelf *s, struct mk_span path)
{
    uint64_t size;
    if (take(&size, s, path))
        return;
    for (size_t i; (i = next_in(s, path)) < s->n;)
        drop(s, i);
}

/* A folder's files go to where it goes; the empty folder stays until the end. */
static int move_files(struct mk_backup_shelf *s, size_t i, struct mk_span to, struct mk_error *e)
{
    struct mk_buf files = s->folders[i].files;
    mk_buf_init(&s->folders[i].files, MK_BACKUP_SHELF_MAX);
    s->folders[i].hint = 0;
    int rc = mk_backup_shelf_folder(s, to, e);
    struct mk_backup_folder *f = rc == 0 ? find(s, to) : NULL;
    if (f)
        mk_buf_put(&f->files, files.p, files.len);
    if (f && !mk_buf_ok(&f->files))
        rc = mk_fail(e, MK_ENOMEM, "files of the backup");
    mk_buf_done(&files);
    return rc;
}

static int move_folder(struct mk_backup_shelf *s, struct mk_span from, struct mk_span to,
                       struct mk_error *e)
{
    struct mk_buf path, old;
    size_t i;
    int rc = 0;
    mk_buf_init(&path, 8192);
    mk_buf_init(&old, 4096);
    while (rc == 0 && (i = next_in(s, from)) < s->n) {
        mk_buf_clear(&old);
        mk_buf_put(&old, path_of(s, i).p, path_of(s, i).len);
        struct mk_span rest = mk_span_from(mk_buf_span(&old), from.len + (to.len == 0));
        mk_buf_clear(&path);
        mk_buf_put(&path, to.p, to.len);
        mk_buf_put(&path, rest.p, rest.len);
        rc = mk_buf_ok(&path) && mk_buf_ok(&old) ? move_files(s, i, mk_buf_span(&path), e)
                                                 : mk_fail(e, MK_ENOMEM, "folders of the backup");
        if (rc == 0)
            drop(s, (size_t)(find(s, mk_buf_span(&old)) - s->folders));
    }
    mk_buf_done(&path);
    mk_buf_done(&old);
    return rc;
}

int mk_backup_shelf_move(struct mk_backup_shelf *s, struct mk_span from, struct mk_span to,
                         struct mk_error *e)
{
    uint64_t size;
    if (take(&size, s, from))
        return mk_backup_shelf_put(s, to, size, e);
    if (from.len == 0 || is_in(to, from)) /* all of it, or into itself */
        return 0;
    return move_folder(s, from, to, e);
}

void mk_backup_shelf_list(const struct mk_backup_shelf *s, struct mk_span folder,
                          void (*each)(void *u, const struct mk_backup_shelved *item), void *u)
{
    for (size_t i = first_from(s, folder); i < s->n; i++) {
        struct mk_span path = path_of(s, i);
        if (!mk_span_starts(path, folder))
            break;
        if (path.len == folder.len || !is_in(path, folder))
            continue;
        struct mk_span name = mk_span_from(path, folder.len + (folder.len != 0));
        const struct mk_backup_shelved item = { name, true, 0 };
        if (!memchr(name.p, '/', name.len))
            each(u, &item);
    }
    const struct mk_backup_folder *f = find(s, folder);
    struct mk_cursor c = mk_cur(f ? mk_buf_span(&f->files) : mk_span(NULL, 0));
    struct mk_backup_shelved item;
    bool there;
    while (next(&c, &there, &item))
        if (there)
            each(u, &item);
}
