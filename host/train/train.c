#include "host/train/train.h"
#include "host/train/make.h"
#include "parsers/base/hash.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int check(const char *dir, const struct mk_train_options *o, struct mk_error *e)
{
    if (strlen(dir) > 4000)
        return mk_fail(e, MK_EUSAGE, "the folder's path is too long");
    for (size_t i = 0; i < o->nstates; i++) {
        size_t p = 0;
        while (mk_train_provider(p) && strcmp(mk_train_provider(p), o->states[i].uri) != 0)
            p++;
        if (!mk_train_provider(p))
            return mk_fail(e, MK_EUSAGE, "%.200s: no such provider", o->states[i].uri);
    }
    return 0;
}

static int make_folder(const char *dir, struct mk_error *e)
{
    if (mkdir(dir, 0755) == 0)
        return 0;
    if (errno != EEXIST)
        return mk_fail_errno(e, dir);
    DIR *d = opendir(dir);
    if (!d)
        return mk_fail_errno(e, dir);
    size_t n = 0;
    for (struct dirent *f; (f = readdir(d));)
        n += strcmp(f->d_name, ".") != 0 && strcmp(f->d_name, "..") != 0;
    closedir(d);
    return n ? mk_fail(e, MK_EUSAGE, "%.200s: not an empty folder", dir) : 0;
}

/* The exercise's id: of all that decides about its content. */
static int name_it(struct mk_train *t, struct mk_error *e)
{
    const struct mk_train_options *o = t->o;
    struct mk_buf b;
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    mk_buf_init(&b, 1 << 16);
    mk_buf_printf(&b, "%llu %s %u %u %u %u %llu %d %d %lld", (unsigned long long)o->seed, o->name,
                  o->sms, o->calls, o->contacts, o->files, (unsigned long long)o->big, o->hostile,
                  o->shell_view, (long long)o->clock_offset_ms);
    for (size_t i = 0; i < o->nstates; i++)
        mk_buf_printf(&b, " %s=%s", o->states[i].uri, o->states[i].state);
    int rc = mk_buf_ok(&b) ? mk_sha256_of(&d, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "name");
    mk_buf_done(&b);
    if (rc)
        return -1;
    mk_digest_hex(hex, &d);
    snprintf(t->id, sizeof t->id, "%.16s", hex);
    return 0;
}

static int write_databases(struct mk_train *t, struct mk_error *e)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/truth.jsonl", t->dir);
    t->truth = fopen(path, "wxe");
    if (!t->truth)
        return mk_fail_errno(e, path);
    if (mk_train_db_open(t, e) || mk_train_sms(t, e) || mk_train_calls(t, e) ||
        mk_train_contacts(t, e) || mk_train_db_close(t, e))
        return -1;
    int rc = fclose(t->truth) ? mk_fail_errno(e, path) : 0;
    t->truth = NULL;
    return rc;
}

/* Folders, and files that got no time of their own. */
static int settle(const char *path, const struct stat *st, int type, struct FTW *w)
{
    struct timespec times[2] = { { .tv_sec = MK_TRAIN_NOW_MS / 1000 },
                                 { .tv_sec = MK_TRAIN_NOW_MS / 1000 } };
    (void)st;
    if (type != FTW_DP && w->level > 1)
        return 0;
    if (chmod(path, type == FTW_DP ? 0755 : 0644)) /* whatever the umask */
        return -1;
    return utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

int mk_train_new(struct mk_train_counts *out, const char *dir, const struct mk_train_options *o,
                 struct mk_error *e)
{
    int rc = -1;
    struct mk_train t = { .o = o, .dir = dir };
    mk_buf_init(&t.line, (size_t)4 << 20);
    if (check(dir, o, e) || make_folder(dir, e) || name_it(&t, e) || write_databases(&t, e) ||
        mk_train_storage(&t, e) || mk_train_describe(&t, e))
        goto out;
    if (nftw(dir, settle, 16, FTW_DEPTH | FTW_PHYS)) {
        mk_fail_errno(e, dir);
        goto out;
    }
    *out = t.n;
    rc = 0;
out:
    if (t.truth)
        fclose(t.truth);
    sqlite3_close_v2(t.db);
    mk_buf_done(&t.line);
    return rc;
}
