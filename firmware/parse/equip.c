#include "firmware/parse/equip.h"
#include "firmware/worker/parse.h"
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SCRATCH_MAX   ((uint64_t)64 << 30)
#define MEMORY_MAX    ((uint64_t)256 << 20)
#define MEMORY_TIMES  256 /* one worker for all that is cut in a run */
#define SCRATCH_TIMES 4   /* so often may the scratch file be filled in the life of a worker */

/* A file without a name in that folder, or -1. */
static int unnamed(const char *folder)
{
    char name[4096];
    int fd = open(folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    /* not on every file system */
    int n = snprintf(name, sizeof name, "%s/moka-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name)
        return -1;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

/* The scratch file and how large it may grow; -1: there is none, and what needs it will say so. */
static int open_scratch(uint64_t *max)
{
    struct statvfs fs;
    const char *folder = getenv("TMPDIR");
    int fd = unnamed(folder && *folder ? folder : "/var/tmp");
    if (fd < 0)
        fd = unnamed("/tmp");
    *max = 0;
    if (fd >= 0 && fstatvfs(fd, &fs) == 0)
        *max = (uint64_t)fs.f_bavail * fs.f_frsize / 4 * 3; /* others live there, too */
    if (*max > SCRATCH_MAX)
        *max = SCRATCH_MAX;
    return fd;
}

static int send_numbers(struct mk_worker *w, uint64_t max, uint64_t times, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 16);
    mk_buf_u64le(&b, max);
    mk_buf_u64le(&b, max * times);
    int rc = mk_buf_ok(&b) ? mk_chan_send(w->chan, MK_PA_SCRATCH, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "scratch file");
    mk_buf_done(&b);
    return rc;
}

/* Two texts, of which no copy stays behind. */
static int send_wiped(struct mk_worker *w, uint16_t type, struct mk_span a, struct mk_span b,
                      struct mk_error *e)
{
    struct mk_buf body;
    size_t len = a.len + b.len + 8;
    mk_buf_init(&body, len);
    if (!mk_buf_room(&body, len)) /* all at once: growing would leave pieces in freed memory */
        return mk_fail(e, MK_ENOMEM, "what was given along");
    mk_buf_text(&body, a);
    mk_buf_text(&body, b);
    int rc = mk_chan_send_fd(w->chan, type, 0, mk_buf_span(&body), -1, e);
    OPENSSL_cleanse(body.p, body.cap);
    mk_buf_done(&body);
    return rc;
}

static int send_extra(struct mk_worker *w, const struct mk_parse_extra *x, struct mk_error *e)
{
    for (const struct mk_secret *s = x->secrets; s && s->name; s++)
        if (send_wiped(w, MK_PA_SECRET, mk_str(s->name), s->value, e) != 0)
            return -1;
    if (x->deleted && mk_chan_send(w->chan, MK_PA_DELETED, 0, mk_span(NULL, 0), e) != 0)
        return -1;
    return x->zone.len ? send_wiped(w, MK_PA_ZONE, x->zone, x->tzif, e) : 0;
}

/* Not on any disk; without swap, which is the kit's affair. */
static int memory_scratch(uint64_t *max)
{
    int fd = memfd_create("scratch", MFD_CLOEXEC);
    *max = fd >= 0 ? MEMORY_MAX : 0;
    return fd;
}

int mk_equip_spawn(struct mk_worker *out, uint64_t *scratch, const char *program, bool in_memory,
                   struct mk_error *e)
{
    int fd = in_memory ? memory_scratch(scratch) : open_scratch(scratch);
    struct mk_worker_spec spec = { .program = program, .fds = &fd, .nfds = fd >= 0 };
    spec.file_max = *scratch;
    int rc = mk_worker_spawn(out, &spec, e);
    if (fd >= 0)
        close(fd);
    return rc;
}

int mk_equip_greet(struct mk_worker *w, uint64_t scratch, const struct mk_parse_extra *x,
                   struct mk_error *e)
{
    if (scratch && send_numbers(w, scratch, x->in_memory ? MEMORY_TIMES : SCRATCH_TIMES, e) != 0)
        return -1;
    return send_extra(w, x, e);
}
