#include "host/train/train.h"
#include "host/train/ios.h"
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

/* What stands in properties, in USB strings and between the semicolons of a greeting. */
static bool is_word(const char *s, size_t max)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n; i++)
        if (s[i] < ' ' || s[i] > '~' || strchr(";=:\"\\", s[i]))
            return false;
    return n > 0 && n <= max;
}

/* What is asked for an iPhone and is Android's, or the other way round. */
static int check_platform(const struct mk_train_options *o, struct mk_error *e)
{
    if (!o->iphone)
        return o->ios ? mk_fail(e, MK_EUSAGE, "--ios is for an iPhone") : 0;
    if (o->android || o->shell_view || o->nstates || o->old_whatsapp)
        return mk_fail(e, MK_EUSAGE, "an iPhone has no Android, its providers and its shell");
    if (o->ios && !mk_ios_build(o->ios))
        return mk_fail(e, MK_EUSAGE, "no such iOS: 15.7.1, 16.7.8, 17.5.1");
    if (o->model && !mk_ios_model(o->model))
        return mk_fail(e, MK_EUSAGE, "no such iPhone: iPhone 11, iPhone 13, iPhone 15 Pro");
    return 0;
}

static int check_phone(const struct mk_train_options *o, struct mk_error *e)
{
    if (o->serial && !is_word(o->serial, 31))
        return mk_fail(e, MK_EUSAGE, "the serial number is no word of 1 to 31 plain characters");
    if (o->model && !is_word(o->model, 63))
        return mk_fail(e, MK_EUSAGE, "the model is no text of 1 to 63 plain characters");
    if (o->android && !mk_train_sdk(o->android))
        return mk_fail(e, MK_EUSAGE, "no such Android version: 4.1 to 16");
    return check_platform(o, e);
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

static int open_folder(int *out, int root, const char *name, struct mk_error *e)
{
    if (root >= 0 && mkdirat(root, name, 0755))
        return mk_fail_errno(e, name);
    *out = openat(root < 0 ? AT_FDCWD : root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *out < 0 ? mk_fail_errno(e, name) : 0;
}

static int open_folders(struct mk_train *t, struct mk_error *e)
{
    bool iphone = t->o->iphone;
    if (open_folder(&t->root, -1, t->dir, e) != 0 ||
        open_folder(&t->storage, t->root, iphone ? "media" : "storage", e) != 0)
        return -1;
    if (!iphone && !t->o->system)
        return 0;
    return open_folder(&t->system, t->root, iphone ? "phone" : "system", e);
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
    mk_buf_printf(&b, " %s %d %d %d %u %u %u %u %u %u %u %u %u", t->sc->name, o->system,
                  o->no_leads, o->old_whatsapp, o->mms, o->calendar, o->pictures, o->whatsapp,
                  o->telegram, o->signal, o->viber, o->web, o->places);
    if (o->hostile_names) /* only then: the ids of others stay what they were */
        mk_buf_puts(&b, " names");
    for (size_t i = 0; i < 3; i++) {
        const char *own[] = { o->serial, o->model, o->android };
        if (own[i])
            mk_buf_printf(&b, " %zu=%s", i, own[i]);
    }
    if (o->iphone)
        mk_buf_printf(&b, " iphone %s", o->ios ? o->ios : "");
    int rc = mk_buf_ok(&b) ? mk_sha256_of(&d, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "name");
    mk_buf_done(&b);
    if (rc)
        return -1;
    mk_digest_hex(hex, &d);
    snprintf(t->id, sizeof t->id, "%.16s", hex);
    return 0;
}

static int open_leads(struct mk_train *t, struct mk_error *e)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/leads.jsonl", t->dir);
    if (!t->o->system && !t->o->iphone)
        return 0;
    t->leads = fopen(path, "wxe");
    return t->leads ? 0 : mk_fail_errno(e, path);
}

/* Each part writes its own files, and what must come out of them. */
static int make_parts(struct mk_train *t, struct mk_error *e)
{
    static int (*const parts[])(struct mk_train *, struct mk_error *) = {
        mk_train_telephony,   mk_train_calls,     mk_train_contacts,  mk_train_calendar,
        mk_train_whatsapp,    mk_train_signal,    mk_train_viber,     mk_train_viber_data,
        mk_train_telegram_db, mk_train_chrome,    mk_train_firefox,   mk_train_pictures,
        mk_train_device,      mk_train_usage,     mk_train_bookmarks, mk_train_wifi,
        mk_train_packages,    mk_train_bluetooth, mk_train_documents, mk_train_answers,
        mk_train_services,    mk_train_more,
    };
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof *parts; i++)
        rc = parts[i](t, e);
    return rc;
}

/* Both truths: the longer one holds what the shorter one does. */
static int open_truths(struct mk_train *t, struct mk_error *e)
{
    const char *whole = t->o->iphone   ? "truth-encrypted.jsonl"
                        : t->o->system ? "truth-system.jsonl"
                                       : NULL;
    if (mk_truth_open(&t->truth, t, "truth.jsonl", e) || mk_truth_open(&t->whole, t, whole, e))
        return -1;
    t->truth.also = t->o->iphone ? &t->whole : NULL;
    return open_leads(t, e);
}

static int make_all(struct mk_train *t, struct mk_error *e)
{
    if (name_it(t, e) || open_folders(t, e) || open_truths(t, e))
        return -1;
    if (t->o->iphone)
        return mk_train_iphone(t, e);
    if (mk_train_providers(t, e) || make_parts(t, e) || mk_train_storage(t, e) ||
        mk_train_names(t, e) || mk_train_describe(t, e))
        return -1;
    return 0;
}

static int64_t settle_s; /* nftw() passes nothing on */

/* Folders, and files that got no time of their own. */
static int settle(const char *path, const struct stat *st, int type, struct FTW *w)
{
    struct timespec times[2] = { { .tv_sec = settle_s }, { .tv_sec = settle_s } };
    (void)st;
    if (type != FTW_DP && w->level > 1)
        return 0;
    if (chmod(path, type == FTW_DP ? 0755 : 0644)) /* whatever the umask */
        return -1;
    return utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

/* Closes all there is; tells the first thing that went wrong, if nothing did before. */
static int close_all(struct mk_train *t, int rc, struct mk_error *e)
{
    struct mk_error unused = { 0 };
    int closed[4] = {
        mk_db_close(&t->db, rc == 0 ? e : &unused),
        mk_truth_close(&t->truth, rc == 0 ? e : &unused),
        mk_truth_close(&t->whole, rc == 0 ? e : &unused),
        t->leads && fclose(t->leads) ? mk_fail_errno(rc == 0 ? e : &unused, "leads.jsonl") : 0,
    };
    for (size_t i = 0; i < 4; i++)
        rc = closed[i] ? -1 : rc;
    const int folders[] = { t->root, t->storage, t->system };
    for (size_t i = 0; i < 3; i++)
        if (folders[i] >= 0)
            close(folders[i]);
    return rc;
}

int mk_train_new(struct mk_train_counts *out, const char *dir, const struct mk_train_options *o,
                 struct mk_error *e)
{
    struct mk_scenario *own = NULL;
    struct mk_train t = { .o = o, .sc = o->scenario, .dir = dir };
    t.root = t.storage = t.system = -1;
    if (check(dir, o, e) || check_phone(o, e))
        return -1;
    if (!t.sc) {
        if (mk_scenario_load(&own, NULL, e) != 0)
            return -1;
        t.sc = own;
    }
    t.now_ms = t.sc->until_us / 1000;
    t.model = o->model ? o->model : o->iphone ? MK_IOS_MODEL : t.sc->phone.model;
    int rc = make_folder(dir, e) == 0 && make_all(&t, e) == 0 ? 0 : -1;
    t.n.records = t.truth.records;
    t.n.whole = t.whole.records;
    rc = close_all(&t, rc, e);
    settle_s = t.now_ms / 1000;
    if (rc == 0 && nftw(dir, settle, 16, FTW_DEPTH | FTW_PHYS))
        rc = mk_fail_errno(e, dir);
    mk_scenario_free(own);
    if (rc == 0)
        *out = t.n;
    return rc;
}
