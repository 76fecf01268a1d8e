#include "firmware/phantom/ios_phone.h"
#include "firmware/phantom/ios_key.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#define DISK ((uint64_t)64000000000)

static int make_lock(pthread_mutex_t *m, struct mk_error *e)
{
    pthread_mutexattr_t a;
    if (pthread_mutexattr_init(&a))
        return mk_fail(e, MK_ENOMEM, "lock");
    bool good = !pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED) &&
                !pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST) &&
                !pthread_mutex_init(m, &a);
    pthread_mutexattr_destroy(&a);
    return good ? 0 : mk_fail(e, MK_ENOMEM, "lock");
}

static int make_key(struct mk_ios_phone *p, struct mk_error *e)
{
    if (mk_ios_key(&p->key, mk_str(mk_ios_udid(p)), e))
        return -1;
    p->key_text = mk_ios_key_text(p->key);
    return p->key_text ? 0 : mk_fail(e, MK_ENOMEM, "the phone's key");
}

static int read_document(struct mk_ios_phone *p, const char *dir, struct mk_error *e)
{
    char path[4096];
    json_error_t why;
    p->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (p->dir < 0)
        return mk_fail_errno(e, dir);
    snprintf(path, sizeof path, "%s/exercise.json", dir);
    p->x.doc = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    if (!p->x.doc)
        return mk_fail(e, MK_EFORMAT, "%s: %s", path, why.text);
    const char *format = json_string_value(json_object_get(p->x.doc, "format"));
    const char *platform = json_string_value(json_object_get(p->x.doc, "platform"));
    if (!format || strcmp(format, "moka-exercise-1") != 0 || !platform ||
        strcmp(platform, "iphone") != 0)
        return mk_fail(e, MK_EFORMAT, "%s: not of an iPhone, or of another format", path);
    return *mk_ios_udid(p) ? 0 : mk_fail(e, MK_EFORMAT, "%s: phone.udid is missing", path);
}

int mk_ios_phone_open(struct mk_ios_phone **out, const char *dir, const struct mk_ios_switches *how,
                      struct mk_error *e)
{
    int rc = -1;
    struct mk_ios_phone *p =
        mmap(NULL, sizeof *p, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return mk_fail_errno(e, "shared memory");
    p->how = *how;
    p->pending_left = how->pending;
    p->passcode_left = how->passcode;
    p->x.storage = p->x.card = p->dir = -1;
    p->log = -1;
    p->faults.phone = &p->x.now;
    p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (p->wake < 0) {
        mk_fail_errno(e, "eventfd");
        goto out;
    }
    if (make_lock(&p->lock, e) || read_document(p, dir, e) || make_key(p, e))
        goto out;
    *out = p;
    p = NULL;
    rc = 0;
out:
    mk_ios_phone_close(p);
    return rc;
}

void mk_ios_phone_close(struct mk_ios_phone *p)
{
    if (!p)
        return;
    json_decref(p->x.doc);
    EVP_PKEY_free(p->key);
    free(p->key_text);
    mk_faults_done(&p->faults);
    if (p->dir >= 0)
        close(p->dir);
    if (p->wake >= 0)
        close(p->wake);
    munmap(p, sizeof *p);
}

void mk_ios_lock(struct mk_ios_phone *p)
{
    if (pthread_mutex_lock(&p->lock) == EOWNERDEAD)
        pthread_mutex_consistent(&p->lock);
}

void mk_ios_unlock(struct mk_ios_phone *p)
{
    pthread_mutex_unlock(&p->lock);
}

const char *mk_ios_udid(const struct mk_ios_phone *p)
{
    return mk_exercise_phone(&p->x, "udid");
}

/* What a process allocates is not there for the others: so the log's buffer is made each time. */
static void write_log(struct mk_ios_phone *p, struct mk_span what)
{
    struct mk_error e = { 0 };
    struct mk_phantom_log l = { .fd = p->log, .n = p->asked };
    mk_buf_init(&l.b, 65536);
    mk_phantom_log_asked(&l, what);
    if (mk_phantom_log_flush(&l, &e))
        fprintf(stderr, "moka-phantom: %s\n", e.text);
    mk_buf_done(&l.b);
    p->asked = l.n;
}

void mk_ios_asked(struct mk_ios_phone *p, const char *fmt, ...)
{
    char text[4608];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0)
        return;
    struct mk_span what = mk_span(text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    mk_ios_lock(p);
    write_log(p, what);
    mk_fault_asked(&p->link, "", what);
    bool over = p->link.over;
    mk_ios_unlock(p);
    if (over)
        mk_ios_cut(p);
}

void mk_ios_cut(struct mk_ios_phone *p)
{
    uint64_t one = 1;
    ssize_t n = write(p->wake, &one, sizeof one);
    (void)n; /* full: it wakes up anyway */
    for (;;)
        pause();
}

bool mk_ios_lies(struct mk_ios_phone *p, enum mk_lie lie)
{
    mk_ios_lock(p);
    bool lies = mk_fault_lies(&p->link, lie);
    mk_ios_unlock(p);
    return lies;
}

void mk_ios_touch(struct mk_ios_phone *p)
{
    mk_ios_lock(p);
    if (p->x.now.lock != MK_PHONE_UNLOCKED)
        p->x.now.lock = MK_PHONE_UNLOCKED;
    else
        p->finger = true;
    p->passcode_left = 0;
    mk_ios_unlock(p);
}

enum mk_phone_lock mk_ios_screen(struct mk_ios_phone *p)
{
    return mk_phone_lock(&p->x);
}

static uint64_t told(const struct mk_ios_phone *p, const char *key, uint64_t otherwise)
{
    const json_t *all = json_object_get(p->x.doc, "lockdown");
    const json_t *v = json_object_get(json_object_get(all, "com.apple.disk_usage"), key);
    return json_is_integer(v) ? (uint64_t)json_integer_value(v) : otherwise;
}

uint64_t mk_ios_disk(uint64_t *free_bytes, struct mk_ios_phone *p)
{
    mk_ios_lock(p);
    *free_bytes = mk_phone_full(&p->x) ? 4096 : told(p, "TotalDataAvailable", DISK / 2);
    mk_ios_unlock(p);
    return told(p, "TotalDataCapacity", DISK);
}
