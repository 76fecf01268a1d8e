#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include "parsers/base/json.h"
#include "parsers/base/mac.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <unistd.h>

#define FOLDER     "backup-passwords"
#define FILE_MAX   16384
#define CHARACTERS 32u

#define STATES (sizeof states / sizeof *states)

static const char *const states[] = { "made", "set", "off", "never" };

/* Without what looks alike: somebody may have to type it on a phone. 32 of them are 5 bits each. */
static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";

int mk_kit_password_make(char out[static 64], struct mk_error *e)
{
    uint8_t raw[CHARACTERS];
    _Static_assert(sizeof letters == 33, "five bits a letter");
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    for (size_t i = 0; i < CHARACTERS; i++)
        out[i] = letters[raw[i] & 31];
    out[CHARACTERS] = 0;
    mk_wipe(raw, sizeof raw);
    return 0;
}

static bool is_run(const char *run)
{
    return strlen(run) == 32 && strspn(run, "0123456789abcdef") == 32;
}

static int open_folder(int *dir, struct mk_kit *k, struct mk_error *e)
{
    if (mk_disk_folder(dir, mk_disk_real(), k->dir, FOLDER, e))
        return -1;
    if (mk_disk_sync_dir(mk_disk_real(), k->dir, e) == 0)
        return 0;
    close(*dir);
    return -1;
}

static void put_json(struct mk_buf *b, const struct mk_kit_password *p, const char *password)
{
    struct mk_json j = mk_json(b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "run", p->run);
    mk_json_kv_str(&j, "password", password);
    mk_json_kv_str(&j, "state", states[p->state]);
    mk_json_kv_str(&j, "udid", p->udid);
    mk_json_kv_str(&j, "exhibit", p->exhibit);
    mk_json_kv_str(&j, "bundle", p->bundle);
    mk_json_close(&j, '}');
    mk_buf_u8(b, '\n');
}

/* For the recipients before the phone hears of it; in the clear as long as a phone may have it. */
static int keep(struct mk_kit *k, int dir, const struct mk_kit_password *p, struct mk_buf *b,
                struct mk_error *e)
{
    bool escrowed = mk_kit_escrowed(dir, p->run);
    if (!escrowed && p->password[0] &&
        mk_kit_escrow(&escrowed, k, dir, p->run, mk_buf_span(b), e) != 0)
        return -1;
    if (!escrowed || p->state < MK_PASSWORD_OFF)
        return mk_disk_put(mk_disk_real(), dir, p->run, mk_buf_span(b), e);
    mk_wipe(b->p, b->cap);
    mk_buf_clear(b);
    put_json(b, p, "");
    return mk_buf_ok(b) ? mk_kit_replace_secret(dir, p->run, mk_buf_span(b), e)
                        : mk_fail(e, MK_ENOMEM, "backup password");
}

int mk_kit_password_put(struct mk_kit *k, const struct mk_kit_password *p, struct mk_error *e)
{
    struct mk_buf b;
    int dir;
    if (!is_run(p->run))
        return mk_fail(e, MK_EUSAGE, "run %s", p->run);
    if (open_folder(&dir, k, e))
        return -1;
    mk_buf_init(&b, FILE_MAX);
    (void)mk_buf_room(&b, FILE_MAX); /* whole at once: growing leaves pieces behind */
    put_json(&b, p, p->password);
    int rc = mk_buf_ok(&b) ? keep(k, dir, p, &b, e) : mk_fail(e, MK_ENOMEM, "backup password");
    if (b.p)
        mk_wipe(b.p, b.cap);
    mk_buf_done(&b);
    close(dir);
    return rc;
}

static bool text(char *out, size_t max, const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && snprintf(out, max, "%s", s) < (int)max;
}

static bool parse(struct mk_kit_password *p, const char *bytes, size_t n)
{
    json_t *o = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, NULL);
    const char *state = json_string_value(json_object_get(o, "state"));
    size_t i = 0;
    while (i < STATES && (!state || strcmp(states[i], state) != 0))
        i++;
    bool good = i < STATES && text(p->run, sizeof p->run, o, "run") &&
                text(p->password, sizeof p->password, o, "password") &&
                text(p->udid, sizeof p->udid, o, "udid") &&
                text(p->exhibit, sizeof p->exhibit, o, "exhibit") &&
                text(p->bundle, sizeof p->bundle, o, "bundle");
    p->state = (enum mk_kit_password_state)i;
    json_decref(o);
    return good && (p->password[0] || p->state >= MK_PASSWORD_OFF);
}

/* 1, 0 when there is none, -1. */
static int load(struct mk_kit_password *out, int dir, const char *run, struct mk_error *e)
{
    char bytes[FILE_MAX];
    int fd = openat(dir, run, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, "kit folder: " FOLDER);
    ssize_t n = mk_disk_read(fd, bytes, sizeof bytes);
    close(fd);
    bool good = n > 0 && parse(out, bytes, (size_t)n) && !strcmp(out->run, run);
    mk_wipe(bytes, sizeof bytes);
    return good ? 1 : mk_fail(e, MK_EFORMAT, "kit folder: " FOLDER "/%s is damaged", run);
}

int mk_kit_password_get(struct mk_kit_password *out, struct mk_kit *k, const char *run,
                        struct mk_error *e)
{
    int dir;
    if (!is_run(run))
        return mk_fail(e, MK_EUSAGE, "run %s", run);
    if (open_folder(&dir, k, e))
        return -1;
    int got = load(out, dir, run, e);
    close(dir);
    return got > 0 ? 0 : got < 0 ? -1 : mk_fail(e, MK_EABSENT, "no backup password of this run");
}

int mk_kit_passwords(const char *kit, void (*each)(void *u, const struct mk_kit_password *p),
                     void *u, struct mk_error *e)
{
    struct mk_kit_password p = { 0 };
    const struct dirent *d;
    char path[4200];
    snprintf(path, sizeof path, "%s/" FOLDER, kit);
    DIR *all = opendir(path);
    if (!all)
        return errno == ENOENT ? 0 : mk_fail_errno(e, path);
    while ((d = readdir(all)) != NULL)
        if (is_run(d->d_name) && load(&p, dirfd(all), d->d_name, NULL) == 1)
            each(u, &p);
    closedir(all);
    mk_wipe(&p, sizeof p);
    return 0;
}

bool mk_kit_password_words(char *out, size_t max, const struct mk_kit_password *p)
{
    if (p->state >= MK_PASSWORD_OFF)
        return false;
    snprintf(
        out, max,
        "This kit's backup password %s set on the iPhone %s (exhibit %s). moka resume --device "
        "iphone %s takes it off; it lies in the kit's folder, " FOLDER "/%s.",
        p->state == MK_PASSWORD_SET ? "is still" : "may be", p->udid, p->exhibit, p->bundle,
        p->run);
    return true;
}
