#include "firmware/daemon/acts.h"
#include "firmware/daemon/inside.h"
#include "firmware/kit/kit.h"
#include "parsers/base/base64.h"
#include "parsers/base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void say_aside(void *u, const char *name)
{
    (void)u;
    fprintf(stderr, "mokad: set aside: %s\n", name);
}

/* As ssh-keygen -l shows it: SHA-256 of the key's blob, base64 without its padding. */
static int fingerprint(char *out, size_t max, const char *public_key, struct mk_error *e)
{
    struct mk_digest digest;
    struct mk_buf blob, text;
    const char *p = strchr(public_key, ' ');
    size_t n = p ? strcspn(p + 1, " \n") : 0;
    mk_buf_init(&blob, 1024);
    mk_buf_init(&text, 128);
    int rc = p && mk_base64_get(&blob, mk_span(p + 1, n))
                 ? mk_sha256_of(&digest, mk_buf_span(&blob), e)
                 : mk_fail(e, MK_EFORMAT, "the kit's key");
    if (rc == 0) {
        mk_base64_put(&text, mk_span(digest.b, sizeof digest.b), 0);
        while (text.len && text.p[text.len - 1] == '=')
            text.len--;
        snprintf(out, max, "SHA256:%.*s", (int)text.len, (const char *)text.p);
        rc = mk_buf_ok(&text) ? 0 : mk_fail(e, MK_ENOMEM, "kit");
    }
    mk_buf_done(&blob);
    mk_buf_done(&text);
    return rc;
}

/* The key is the runs' to use: here only its name is kept. */
static int read_kit(struct mk_daemon *d, struct mk_error *e)
{
    struct mk_kit *k = NULL;
    snprintf(d->kit_path, sizeof d->kit_path, "%s/kit", d->path);
    if (mk_kit_open(&k, d->kit_path, e))
        return -1;
    snprintf(d->kit.id, sizeof d->kit.id, "%s", mk_kit_id(k));
    snprintf(d->kit.principal, sizeof d->kit.principal, "kit:%s", mk_kit_id(k));
    int rc = fingerprint(d->kit.fingerprint, sizeof d->kit.fingerprint,
                         mk_sshkey_public(mk_kit_key(k)), e);
    mk_kit_free(k);
    return rc;
}

static void phones_changed(void *u)
{
    struct mk_daemon *d = u;
    struct mk_answer a;
    mk_event_begin(&a, "phones");
    mk_json_key(&a.j, "phones");
    mk_json_open(&a.j, '[');
    for (size_t i = 0; i < mk_phones_count(d->phones); i++)
        mk_phone_json(&a.j, mk_phones_at(d->phones, i));
    mk_json_close(&a.j, ']');
    mk_event_send(d, &a, 0);
}

static void case_changed(void *u, struct mk_case *x)
{
    struct mk_daemon *d = u;
    struct mk_answer a;
    mk_event_begin(&a, "case");
    mk_json_key(&a.j, "case");
    mk_json_open(&a.j, '{');
    mk_cases_summary(&a.j, x, NULL);
    mk_json_close(&a.j, '}');
    mk_event_send_of(d, &a, x->officer);
}

static void case_act(void *u, struct mk_case *x, struct mk_span line)
{
    struct mk_daemon *d = u;
    mk_runs_act(d->runs, x->id, line);
}

static int start_parts(struct mk_daemon *d, struct mk_error *e)
{
    const struct mk_run_told told = mk_run_listener(d);
    const struct mk_phones_options phones = { .named = d->o->phones,
                                              .sysfs = d->o->sysfs,
                                              .usbmuxd = d->o->usbmuxd,
                                              .guard = d->o->guard_usb,
                                              .kit = d->kit_path,
                                              .changed = phones_changed,
                                              .u = d };
    const struct mk_cases_told cases = { d, case_act, case_changed };
    if (mk_runs_new(&d->runs, d->loop, &told, e) ||
        mk_phones_new(&d->phones, d->loop, &phones, e) || mk_selftest_new(&d->selftest, d->loop, e))
        return -1;
    mk_cases_tell(d->cases, &cases);
    mk_destroy_rest(d);
    mk_test_self(d);
    return 0;
}

/* The state's folder: absolute, made if it is not there, ours alone. */
static int make_state(struct mk_daemon *d, struct mk_error *e)
{
    if (mkdir(d->o->state, 0700) != 0 && errno != EEXIST)
        return mk_fail_errno(e, d->o->state);
    char *path = realpath(d->o->state, NULL);
    if (!path)
        return mk_fail_errno(e, d->o->state);
    size_t n = strlen(path);
    int rc = n < sizeof d->path ? 0 : mk_fail(e, MK_EUSAGE, "%s: too long", d->o->state);
    if (rc == 0)
        memcpy(d->path, path, n + 1);
    free(path);
    if (rc == 0 && chmod(d->path, 0700) != 0)
        rc = mk_fail_errno(e, d->path);
    return rc;
}

/* Two daemons on one state would each keep half of it. A lock of the process, not of the file's
 * description: a child that is just being made has none, so the next start finds none of a daemon
 * that was killed. */
static int lock(struct mk_daemon *d, struct mk_error *e)
{
    struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    d->lock = openat(d->dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (d->lock < 0)
        return mk_fail_errno(e, "lock");
    if (fcntl(d->lock, F_SETLK, &l) == 0)
        return 0;
    return errno == EAGAIN || errno == EACCES
               ? mk_fail(e, MK_ESTATE, "%s: another mokad has it", d->path)
               : mk_fail_errno(e, "lock");
}

static int open_folder(struct mk_daemon *d, struct mk_error *e)
{
    d->dir = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d->dir < 0)
        return mk_fail_errno(e, d->path);
    return lock(d, e);
}

int mk_state_open(struct mk_daemon *d, struct mk_error *e)
{
    if (make_state(d, e) || open_folder(d, e) || read_kit(d, e) ||
        mk_acts_open(&d->access_seq, d->dir, "access.jsonl", d->disk, e) ||
        mk_officers_new(&d->officers, d->loop, d->dir, d->disk, e) ||
        mk_cases_new(&d->cases, d->loop, d->path, d->dir, d->disk, say_aside, NULL, e))
        return -1;
    return start_parts(d, e);
}

/* A full one makes way and stays: who signs in is written down as long as there is a disk. */
static int turn_over(struct mk_daemon *d, struct mk_error *e)
{
    char name[40];
    unsigned n = 1;
    do
        snprintf(name, sizeof name, "access.%u.jsonl", n);
    while (faccessat(d->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 && ++n < 100000);
    if (d->disk->renameat(d->disk->u, d->dir, "access.jsonl", name))
        return mk_fail_errno(e, name);
    d->access_seq = 0;
    return mk_disk_sync_dir(d->disk, d->dir, e);
}

void mk_access(struct mk_daemon *d, const char *act, const char *officer)
{
    mk_access_more(d, act, officer, mk_str(NULL));
}

void mk_access_more(struct mk_daemon *d, const char *act, const char *officer, struct mk_span more)
{
    struct mk_error e = { 0 };
    const struct mk_act a = { act,  officer, mk_loop_wall_us(d->loop), mk_loop_boot_us(d->loop),
                              more, false };
    int rc = mk_acts_add(&d->access_seq, d->dir, "access.jsonl", d->disk, &a, NULL, &e);
    if (rc && e.code == MK_ELIMIT)
        rc = turn_over(d, &e) ||
             mk_acts_add(&d->access_seq, d->dir, "access.jsonl", d->disk, &a, NULL, &e);
    if (rc)
        fprintf(stderr, "mokad: access.jsonl: %s\n", e.text);
}
