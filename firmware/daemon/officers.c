#include "firmware/daemon/officers.h"
#include "firmware/daemon/child.h"
#include "firmware/daemon/officers_file.h"
#include "parsers/base/hash.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define JOBS_MAX 8u

/* One thing to do with a PIN. */
struct job {
    bool set, is_new, admin;
    char id[MK_OFFICER_ID], name[201], pin[16];
    uint8_t salt[MK_SCRYPT_SALT];
    mk_pin_done *done;
    void *u;
};

struct mk_officers {
    struct mk_loop *loop;
    int dir;
    const struct mk_disk *disk;
    struct mk_officer all[MK_OFFICERS_MAX];
    size_t n;
    struct job jobs[JOBS_MAX]; /* the first one is under way */
    size_t njobs;
    struct mk_child *child;
    struct mk_timer start;
    uint8_t hash[MK_SCRYPT_HASH];
    bool hashed;
};

static int64_t delay_us(uint32_t failures)
{
    int64_t s = MK_PIN_DELAY_S;
    if (failures <= MK_PIN_FREE)
        return 0;
    for (uint32_t i = MK_PIN_FREE + 1; i < failures && s < MK_PIN_DELAY_MAX; i++)
        s *= 2;
    return (s < MK_PIN_DELAY_MAX ? s : MK_PIN_DELAY_MAX) * 1000000;
}

int mk_officers_new(struct mk_officers **out, struct mk_loop *l, int dir,
                    const struct mk_disk *disk, struct mk_error *e)
{
    struct mk_officers *o = calloc(1, sizeof *o);
    if (!o)
        return mk_fail(e, MK_ENOMEM, "officers");
    o->loop = l;
    o->dir = dir;
    o->disk = disk;
    if (mk_officers_read(o->all, &o->n, dir, e)) {
        free(o);
        return -1;
    }
    for (size_t i = 0; i < o->n; i++) {
        o->all[i].locked_us = mk_loop_boot_us(l) + delay_us(o->all[i].failures);
        for (size_t k = 0; k < MK_PIN_EVENT; k++)
            o->all[i].wrong_us[k] =
                k < o->all[i].failures ? mk_loop_boot_us(l) : INT64_MIN; /* perhaps just now */
    }
    *out = o;
    return 0;
}

static void finish(struct mk_officers *o, enum mk_pin_result r, const struct mk_error *e);

void mk_officers_free(struct mk_officers *o)
{
    struct mk_error e = { MK_ECLOSED, "the daemon ends" };
    if (!o)
        return;
    mk_child_free(o->child);
    o->child = NULL;
    while (o->njobs)
        finish(o, MK_PIN_FAILED, &e);
    mk_timer_stop(o->loop, &o->start);
    explicit_bzero(o, sizeof *o);
    free(o);
}

bool mk_officers_busy(const struct mk_officers *o)
{
    return o->njobs > 0;
}

size_t mk_officers_count(const struct mk_officers *o)
{
    return o->n;
}

const struct mk_officer *mk_officers_at(const struct mk_officers *o, size_t i)
{
    return &o->all[i];
}

static struct mk_officer *find(struct mk_officers *o, const char *id)
{
    for (size_t i = 0; i < o->n; i++)
        if (!strcmp(o->all[i].id, id))
            return &o->all[i];
    return NULL;
}

const struct mk_officer *mk_officers_find(const struct mk_officers *o, const char *id)
{
    for (size_t i = 0; i < o->n; i++)
        if (!strcmp(o->all[i].id, id))
            return &o->all[i];
    return NULL;
}

int mk_officers_change(struct mk_officers *o, const char *id, mk_officer_change *change,
                       const void *u, struct mk_error *e)
{
    struct mk_officer *x = find(o, id);
    if (!x)
        return mk_fail(e, MK_EABSENT, "no such officer");
    const struct mk_officer was = *x;
    if (change(x, u, e) == 0 && mk_officers_write(o->all, o->n, o->dir, o->disk, e) == 0)
        return 0;
    *x = was;
    return -1;
}

int64_t mk_officer_locked_s(const struct mk_officers *o, const struct mk_officer *x)
{
    int64_t left = x->locked_us - mk_loop_boot_us(o->loop);
    return left > 0 ? (left + 999999) / 1000000 : 0;
}

bool mk_officer_tried_hard(const struct mk_officers *o, const struct mk_officer *x)
{
    int64_t first = x->wrong_us[MK_PIN_EVENT - 1];
    return first != INT64_MIN && mk_loop_boot_us(o->loop) - first <= (int64_t)3600 * 1000000;
}

/* ---- the queue ---- */

static void start(void *u);

static void finish(struct mk_officers *o, enum mk_pin_result r, const struct mk_error *e)
{
    struct job j = o->jobs[0];
    o->njobs--;
    memmove(o->jobs, o->jobs + 1, o->njobs * sizeof *o->jobs);
    explicit_bzero(&o->jobs[o->njobs], sizeof *o->jobs);
    explicit_bzero(j.pin, sizeof j.pin);
    if (o->njobs)
        mk_timer_set(o->loop, &o->start, 0, start, o);
    j.done(j.u, r, j.id, e);
}

/* A try is wrong until it was right. */
static int count_wrong(struct mk_officers *o, struct mk_officer *x, struct mk_error *e)
{
    x->failures += x->failures < UINT32_MAX;
    if (mk_officers_write(o->all, o->n, o->dir, o->disk, e)) {
        x->failures--;
        return -1;
    }
    x->locked_us = mk_loop_boot_us(o->loop) + delay_us(x->failures);
    memmove(x->wrong_us + 1, x->wrong_us, (MK_PIN_EVENT - 1) * sizeof *x->wrong_us);
    x->wrong_us[0] = mk_loop_boot_us(o->loop);
    return 0;
}

static void forgive(struct mk_officer *x)
{
    x->failures = 0;
    x->locked_us = 0;
    for (size_t k = 0; k < MK_PIN_EVENT; k++)
        x->wrong_us[k] = INT64_MIN;
}

static void checked(struct mk_officers *o, struct mk_officer *x)
{
    struct mk_error e = { 0 };
    struct mk_officer was = *x;
    if (CRYPTO_memcmp(o->hash, x->hash, sizeof x->hash) != 0) {
        finish(o, MK_PIN_WRONG, NULL);
        return;
    }
    forgive(x);
    if (mk_officers_write(o->all, o->n, o->dir, o->disk, &e)) {
        *x = was;
        finish(o, MK_PIN_FAILED, &e);
    } else {
        finish(o, MK_PIN_RIGHT, NULL);
    }
}

static void set(struct mk_officers *o, const struct job *j)
{
    struct mk_error e = { 0 };
    size_t n = o->n;
    struct mk_officer *x = find(o, j->id);
    if (j->is_new == (x != NULL) || (j->is_new && o->n == MK_OFFICERS_MAX)) {
        mk_fail(&e, MK_ESTATE, "somebody else has just done so");
        finish(o, MK_PIN_FAILED, &e);
        return;
    }
    if (!x) {
        x = &o->all[o->n++];
        *x = (struct mk_officer){ .admin = j->admin };
        snprintf(x->id, sizeof x->id, "%s", j->id);
        snprintf(x->name, sizeof x->name, "%s", j->name);
    }
    struct mk_officer was = *x;
    forgive(x);
    memcpy(x->salt, j->salt, sizeof x->salt);
    memcpy(x->hash, o->hash, sizeof x->hash);
    if (mk_officers_write(o->all, o->n, o->dir, o->disk, &e)) {
        *x = was;
        o->n = n;
        finish(o, MK_PIN_FAILED, &e);
    } else {
        finish(o, MK_PIN_RIGHT, NULL);
    }
}

static void take_hash(void *u, char *line, size_t n)
{
    struct mk_officers *o = u;
    size_t got;
    o->hashed = mk_unhex(o->hash, sizeof o->hash, &got, mk_span(line, n)) && got == sizeof o->hash;
    explicit_bzero(line, n);
}

static void child_ended(void *u, int status)
{
    struct mk_officers *o = u;
    struct mk_error e = { 0 };
    struct job *j = &o->jobs[0];
    struct mk_officer *x = find(o, j->id);
    o->child = NULL;
    if (!o->hashed || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        mk_fail(&e, MK_ENOMEM, "the PIN could not be looked at");
        finish(o, MK_PIN_FAILED, &e);
    } else if (j->set) {
        set(o, j);
    } else if (x) {
        checked(o, x);
    }
    explicit_bzero(o->hash, sizeof o->hash);
}

static int start_child(struct mk_officers *o, const struct job *j, struct mk_error *e)
{
    static const char *const argv[] = { "mokad", "--scrypt", NULL };
    const struct mk_child_spec spec = {
        .program = "mokad", .argv = argv, .out = take_hash, .ended = child_ended, .u = o
    };
    struct mk_buf b;
    o->hashed = false;
    if (mk_child_start(&o->child, o->loop, &spec, e))
        return -1;
    mk_buf_init(&b, 128);
    mk_buf_hex(&b, mk_span(j->salt, sizeof j->salt));
    mk_buf_printf(&b, " %s\n", j->pin);
    int rc =
        mk_buf_ok(&b) ? mk_child_write(o->child, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "PIN");
    if (b.p)
        explicit_bzero(b.p, b.cap);
    mk_buf_done(&b);
    mk_child_close_input(o->child);
    if (rc) {
        mk_child_free(o->child);
        o->child = NULL;
    }
    return rc;
}

static void start(void *u)
{
    struct mk_officers *o = u;
    struct mk_error e = { 0 };
    if (!o->child && o->njobs && start_child(o, &o->jobs[0], &e))
        finish(o, MK_PIN_FAILED, &e);
}

static int add_job(struct mk_officers *o, const struct job *j, struct mk_error *e)
{
    if (o->njobs == JOBS_MAX)
        return mk_fail(e, MK_ELIMIT, "too many PINs at once");
    o->jobs[o->njobs++] = *j;
    mk_timer_set(o->loop, &o->start, 0, start, o);
    return 0;
}

/* A second try while the first is looked at would be free. */
static bool under_way(const struct mk_officers *o, const char *id)
{
    for (size_t i = 0; i < o->njobs; i++)
        if (!strcmp(o->jobs[i].id, id))
            return true;
    return false;
}

int mk_officers_check(struct mk_officers *o, const char *id, const char *pin, mk_pin_done *done,
                      void *u, struct mk_error *e)
{
    struct mk_officer *x = find(o, id);
    struct job j = { .done = done, .u = u };
    if (!x)
        return mk_fail(e, MK_EABSENT, "no such officer");
    if (mk_officer_locked_s(o, x) > 0)
        return mk_fail(e, MK_EREFUSED, "locked after wrong PINs");
    if (o->njobs == JOBS_MAX || under_way(o, id))
        return mk_fail(e, MK_ELIMIT, "a PIN is being looked at");
    if (count_wrong(o, x, e))
        return -1;
    snprintf(j.id, sizeof j.id, "%s", id);
    snprintf(j.pin, sizeof j.pin, "%s", pin);
    memcpy(j.salt, x->salt, sizeof j.salt);
    int rc = add_job(o, &j, e);
    explicit_bzero(j.pin, sizeof j.pin);
    return rc;
}

int mk_officers_set(struct mk_officers *o, const char *id, const char *name, bool admin,
                    const char *pin, mk_pin_done *done, void *u, struct mk_error *e)
{
    struct job j = { .set = true, .is_new = name != NULL, .admin = admin, .done = done, .u = u };
    const struct mk_officer *x = find(o, id);
    if (name && x)
        return mk_fail(e, MK_ESTATE, "there is an officer of that id");
    if (!name && !x)
        return mk_fail(e, MK_EABSENT, "no such officer");
    if (name && o->n == MK_OFFICERS_MAX)
        return mk_fail(e, MK_ELIMIT, "no more than %u officers", MK_OFFICERS_MAX);
    if (RAND_bytes(j.salt, sizeof j.salt) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    snprintf(j.id, sizeof j.id, "%s", id);
    snprintf(j.name, sizeof j.name, "%s", name ? name : "");
    snprintf(j.pin, sizeof j.pin, "%s", pin);
    int rc = add_job(o, &j, e);
    explicit_bzero(j.pin, sizeof j.pin);
    return rc;
}

int mk_officers_scrypt(void)
{
    char line[128], *pin;
    uint8_t salt[MK_SCRYPT_SALT], hash[MK_SCRYPT_HASH];
    size_t n;
    if (!fgets(line, sizeof line, stdin))
        return 2;
    line[strcspn(line, "\n")] = 0;
    pin = strchr(line, ' ');
    if (!pin || !mk_unhex(salt, sizeof salt, &n, mk_span(line, (size_t)(pin - line))) ||
        n != sizeof salt)
        return 2;
    pin++;
    if (EVP_PBE_scrypt(pin, strlen(pin), salt, sizeof salt, 1 << 15, 8, 1, 64 << 20, hash,
                       sizeof hash) != 1)
        return 3;
    for (size_t i = 0; i < sizeof hash; i++)
        printf("%02x", hash[i]);
    putchar('\n');
    explicit_bzero(line, sizeof line);
    explicit_bzero(hash, sizeof hash);
    return fflush(stdout) == 0 ? 0 : 3;
}
