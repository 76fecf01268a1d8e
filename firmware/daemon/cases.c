#include "firmware/bundle/sealed.h"
#include "firmware/daemon/case_doc.h"
#include "firmware/daemon/cases_private.h"
#include "firmware/vault/vault.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* While a bundle is not sealed; see firmware/bundle/format.h. */
#define JOURNAL  "vault/bundle/journal"
#define NEW_MARK "." /* a folder that was not finished: nobody was told of it */

size_t mk_cases_count(const struct mk_cases *c)
{
    return c->n;
}

struct mk_case *mk_cases_at(const struct mk_cases *c, size_t i)
{
    return c->all[i];
}

struct mk_case *mk_cases_find(const struct mk_cases *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (!strcmp(c->all[i]->id, id))
            return c->all[i];
    return NULL;
}

void mk_cases_tell(struct mk_cases *c, const struct mk_cases_told *t)
{
    c->told = *t;
}

void mk_cases_path(char *out, size_t max, const struct mk_cases *c, const struct mk_case *x,
                   const char *name)
{
    snprintf(out, max, "%s/cases/%s/%s", c->path, x->id, name);
}

void mk_cases_key(char *out, size_t max, const struct mk_cases *c, const struct mk_case *x)
{
    snprintf(out, max, "%s/keys/%s", c->path, x->id);
}

static bool is_there(const struct mk_case *x, const char *name)
{
    return faccessat(x->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool mk_cases_is_begun(const struct mk_case *x)
{
    return is_there(x, JOURNAL) || is_there(x, "vault/bundle/bag-info.txt") ||
           mk_cases_is_encrypted(x);
}

bool mk_cases_is_encrypted(const struct mk_case *x)
{
    return is_there(x, "bundle.tar.age");
}

/* One for recipients is sealed once their file is there. */
bool mk_cases_is_sealed(const struct mk_case *x)
{
    char path[64];
    struct mk_sealed s;
    bool encrypt = false;
    if (is_there(x, JOURNAL) || !is_there(x, "vault/bundle/bag-info.txt"))
        return false;
    snprintf(path, sizeof path, "/proc/self/fd/%d/vault/bundle", x->dir);
    return mk_sealed_of(&s, &encrypt, path, NULL) != 0 || !encrypt || mk_cases_is_encrypted(x);
}

void mk_cases_forget_password(struct mk_case *x)
{
    if (x->password)
        explicit_bzero(x->password, strlen(x->password));
    free(x->password);
    x->password = NULL;
}

int mk_cases_load(struct mk_case *x, struct mk_error *e)
{
    return x->doc ? 0 : mk_cases_doc_read(x, false, e);
}

void mk_cases_unload(struct mk_case *x)
{
    json_decref(x->doc);
    x->doc = NULL;
}

static void free_case(struct mk_case *x)
{
    if (!x)
        return;
    mk_cases_unload(x);
    mk_cases_forget_password(x);
    if (x->dir >= 0)
        close(x->dir);
    free(x);
}

/* ---- at the start ---- */

/* Whatever ran has not ended by itself. */
static int settle(struct mk_cases *c, struct mk_case *x, struct mk_error *e)
{
    switch (x->state) {
    case MK_CASE_MEETING:
    case MK_CASE_COPYING:
    case MK_CASE_AWAY:
    case MK_CASE_SEALING:
        break;
    case MK_CASE_DRAFT:
    case MK_CASE_READY:
    case MK_CASE_SEALED:
    case MK_CASE_HANDED:
    case MK_CASE_WIPED:
    case MK_CASE_CUT:
    case MK_CASE_STOPPED:
    case MK_CASE_REFUSED:
    case MK_CASE_WITHDRAWN:
    case MK_CASE_STATE_COUNT:
        return 0;
    }
    if (mk_cases_is_sealed(x))
        return mk_cases_become(c, x, MK_CASE_SEALED, NULL, NULL, "mokad", e);
    x->begun = x->begun || mk_cases_is_begun(x);
    if (!x->begun && mk_cases_may(x->state, MK_CASE_READY))
        return mk_cases_become(c, x, MK_CASE_READY, "power", "the kit was switched off", "mokad",
                               e);
    return mk_cases_become(c, x, MK_CASE_CUT, "power", "the kit was switched off", "mokad", e);
}

/* Its plain text can be read again. */
static int open_vault(struct mk_cases *c, struct mk_case *x, struct mk_error *e)
{
    char dir[4096], key[4096];
    enum mk_vault_kind kind;
    mk_cases_path(dir, sizeof dir, c, x, "vault");
    mk_cases_key(key, sizeof key, c, x);
    if (faccessat(c->keys, x->id, F_OK, AT_SYMLINK_NOFOLLOW) != 0 ||
        x->state == MK_CASE_WITHDRAWN || x->state == MK_CASE_WIPED)
        return 0;
    return mk_vault_open(&kind, dir, key, e);
}

static int open_case(struct mk_case **out, struct mk_cases *c, const char *name, struct mk_error *e)
{
    struct mk_case *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "case");
    snprintf(x->id, sizeof x->id, "%s", name);
    x->dir = openat(c->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int rc = x->dir < 0 ? mk_fail_errno(e, name) : 0;
    if (rc == 0)
        rc = mk_acts_open(&x->seq, x->dir, "operator.jsonl", c->disk, e);
    if (rc == 0)
        rc = mk_cases_doc_read(x, true, e);
    if (rc) {
        free_case(x);
        return -1;
    }
    *out = x;
    return 0;
}

/* Whole, under a name that is free: nobody but a person decides what becomes of it. */
static int set_aside(struct mk_cases *c, const char *name, struct mk_error *e)
{
    char from[64], to[64];
    int n = 0;
    snprintf(from, sizeof from, "cases/%s", name);
    int broken;
    if (mk_disk_folder(&broken, c->disk, c->state, "broken", e))
        return -1;
    do
        snprintf(to, sizeof to, n ? "broken/%s.%d" : "broken/%s", name, n);
    while (faccessat(c->state, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0 && ++n < 1000);
    int rc = c->disk->renameat(c->disk->u, c->state, from, to) ||
                     c->disk->fsync(c->disk->u, broken) || c->disk->fsync(c->disk->u, c->dir)
                 ? mk_fail_errno(e, name)
                 : 0;
    close(broken);
    return rc;
}

/* What case-new had not finished: at most three small files. */
static void drop_folder(struct mk_cases *c, const char *name)
{
    static const char *const files[] = { "case.json",      "case.json" MK_DISK_TMP,
                                         "operator.jsonl", "operator.jsonl" MK_DISK_TMP,
                                         "authority.json", "authority.json" MK_DISK_TMP };
    int fd = openat(c->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    for (size_t i = 0; fd >= 0 && i < sizeof files / sizeof *files; i++)
        c->disk->unlinkat(c->disk->u, fd, files[i], 0);
    if (fd >= 0)
        close(fd);
    c->disk->unlinkat(c->disk->u, c->dir, name, AT_REMOVEDIR);
}

static int by_age(const void *a, const void *b)
{
    const struct mk_case *x = *(struct mk_case *const *)a, *y = *(struct mk_case *const *)b;
    return (x->made_us > y->made_us) - (x->made_us < y->made_us);
}

static int take_one(struct mk_cases *c, const char *name, void (*aside)(void *u, const char *name),
                    void *u, struct mk_error *e)
{
    struct mk_case *x = NULL;
    struct mk_error why = { 0 };
    if (!strncmp(name, NEW_MARK, 1) && mk_is_case_id(name + 1))
        drop_folder(c, name);
    if (!mk_is_case_id(name))
        return 0;
    if (c->n == MK_CASES_MAX)
        return mk_fail(e, MK_ELIMIT, "over %u cases", MK_CASES_MAX);
    if (open_case(&x, c, name, &why)) {
        if (why.code == MK_EFORMAT || why.code == MK_EABSENT) {
            aside(u, name);
            return set_aside(c, name, e);
        }
        *e = why;
        return -1;
    }
    c->all[c->n++] = x;
    /* Neither keeps the others from being there: what is wrong shows when the case is used. */
    if (open_vault(c, x, &why) || settle(c, x, &why))
        aside(u, why.text);
    mk_cases_unload(x);
    return 0;
}

static int read_all(struct mk_cases *c, void (*aside)(void *u, const char *name), void *u,
                    struct mk_error *e)
{
    int rc = 0, fd = fcntl(c->dir, F_DUPFD_CLOEXEC, 0);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    if (!d) {
        if (fd >= 0)
            close(fd);
        return mk_fail_errno(e, "cases");
    }
    rewinddir(d);
    while (rc == 0 && (entry = readdir(d)))
        rc = take_one(c, entry->d_name, aside, u, e);
    closedir(d);
    qsort(c->all, c->n, sizeof *c->all, by_age);
    return rc;
}

int mk_cases_new(struct mk_cases **out, struct mk_loop *l, const char *path, int state,
                 const struct mk_disk *disk, void (*aside)(void *u, const char *name), void *u,
                 struct mk_error *e)
{
    struct mk_cases *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "cases");
    c->loop = l;
    c->disk = disk;
    c->state = state;
    c->dir = c->keys = -1;
    snprintf(c->path, sizeof c->path, "%s", path);
    if (mk_disk_folder(&c->dir, disk, state, "cases", e) ||
        mk_disk_folder(&c->keys, disk, state, "keys", e) || mk_disk_sync_dir(disk, state, e) ||
        read_all(c, aside, u, e)) {
        mk_cases_free(c);
        return -1;
    }
    *out = c;
    return 0;
}

void mk_cases_free(struct mk_cases *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++) {
        mk_timer_stop(c->loop, &c->all[i]->expiry);
        free_case(c->all[i]);
    }
    if (c->dir >= 0)
        close(c->dir);
    if (c->keys >= 0)
        close(c->keys);
    free(c);
}

/* ---- new ones ---- */

static int random_id(char id[static MK_CASE_ID], struct mk_error *e)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint8_t raw[10];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    memcpy(id, "c-", 2);
    for (size_t i = 0; i < sizeof raw; i++)
        id[2 + i] = letters[raw[i] & 31];
    id[12] = 0;
    return 0;
}

static int write_new(struct mk_cases *c, struct mk_case *x, struct mk_error *e)
{
    char hidden[16];
    snprintf(hidden, sizeof hidden, NEW_MARK "%s", x->id);
    if (mk_disk_folder(&x->dir, c->disk, c->dir, hidden, e) || mk_cases_doc_make(x, e) ||
        mk_cases_doc_write(x, c->disk, e))
        return -1;
    struct mk_span training = mk_str(x->training ? "\"training\":true" : "\"training\":false");
    if (mk_cases_act(c, x, "case-made", x->officer, training, e))
        return -1;
    if (c->disk->renameat(c->disk->u, c->dir, hidden, x->id))
        return mk_fail_errno(e, x->id);
    return mk_disk_sync_dir(c->disk, c->dir, e);
}

int mk_cases_make(struct mk_case **out, struct mk_cases *c, bool training, const char *officer,
                  const char *name, struct mk_error *e)
{
    struct mk_case *x = NULL;
    if (c->n == MK_CASES_MAX)
        return mk_fail(e, MK_ELIMIT, "no more than %u cases", MK_CASES_MAX);
    x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "case");
    x->dir = -1;
    x->training = training;
    x->made_us = x->changed_us = mk_loop_wall_us(c->loop);
    snprintf(x->officer, sizeof x->officer, "%s", officer);
    snprintf(x->officer_name, sizeof x->officer_name, "%s", name);
    if (random_id(x->id, e) || write_new(c, x, e)) {
        char hidden[16];
        snprintf(hidden, sizeof hidden, NEW_MARK "%s", x->id);
        drop_folder(c, hidden);
        free_case(x);
        return -1;
    }
    c->all[c->n++] = x;
    *out = x;
    return 0;
}

/* A run that ended before there was a bundle has left an empty one. */
static int drop_vault(struct mk_cases *c, const struct mk_case *x, struct mk_error *e)
{
    char dir[4096], key[4096];
    struct mk_vault_facts facts;
    mk_cases_path(dir, sizeof dir, c, x, "vault");
    mk_cases_key(key, sizeof key, c, x);
    if (!is_there(x, "vault") && faccessat(c->keys, x->id, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
        return 0;
    return mk_vault_destroy(&facts, dir, key, mk_loop_wall_us(c->loop), c->disk, e);
}

int mk_cases_drop(struct mk_cases *c, struct mk_case *x, struct mk_error *e)
{
    char hidden[16];
    size_t at = 0;
    if (x->begun || mk_cases_is_begun(x))
        return mk_fail(e, MK_ESTATE, "something was taken already");
    snprintf(hidden, sizeof hidden, NEW_MARK "%s", x->id);
    if (drop_vault(c, x, e))
        return -1;
    if (c->disk->renameat(c->disk->u, c->dir, x->id, hidden))
        return mk_fail_errno(e, x->id);
    if (mk_disk_sync_dir(c->disk, c->dir, e))
        return -1;
    drop_folder(c, hidden);
    while (c->all[at] != x)
        at++;
    c->n--;
    memmove(&c->all[at], &c->all[at + 1], (c->n - at) * sizeof *c->all);
    mk_timer_stop(c->loop, &x->expiry);
    free_case(x);
    return 0;
}
