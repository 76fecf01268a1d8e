#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define CERT     "key-cert.pub"
#define CERT_MAX ((size_t)1 << 17)

static int fits(struct mk_buf *told, const struct mk_kit *k, struct mk_span certificate,
                int64_t now_us, struct mk_error *e)
{
    char principal[64];
    snprintf(principal, sizeof principal, "kit:%s", k->id);
    return mk_sshcert_fits(told, certificate, mk_sshkey_public(k->key), principal, now_us / 1000000,
                           e)
               ? mk_fail_in(e, principal)
               : 0;
}

int mk_kit_enrol(struct mk_buf *told, struct mk_kit *k, struct mk_span certificate, int64_t now_us,
                 struct mk_error *e)
{
    if (fits(told, k, certificate, now_us, e))
        return -1;
    return mk_disk_put(mk_disk_real(), k->dir, CERT, certificate, e);
}

int mk_kit_enrolment(enum mk_kit_enrolled *out, struct mk_buf *told, const struct mk_kit *k,
                     int64_t now_us, struct mk_error *e)
{
    struct mk_buf b;
    struct mk_error why = { 0 };
    *out = MK_KIT_NOT_ENROLLED;
    int fd = openat(k->dir, CERT, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, "kit folder: " CERT);
    mk_buf_init(&b, CERT_MAX);
    uint8_t *room = mk_buf_room(&b, CERT_MAX);
    ssize_t n = room ? mk_disk_read(fd, room, CERT_MAX) : -1;
    int rc = n >= 0 ? 0 : mk_fail_errno(e, "kit folder: " CERT);
    close(fd);
    if (rc == 0) {
        b.len = (size_t)n;
        bool good = fits(told, k, mk_buf_span(&b), now_us, &why) == 0;
        *out = good ? MK_KIT_ENROLLED : MK_KIT_NO_LONGER;
        if (!good && why.code == MK_ENOMEM)
            rc = mk_fail(e, MK_ENOMEM, "%s", why.text);
        else if (!good)
            mk_buf_puts(told, why.text);
    }
    mk_buf_done(&b);
    return rc;
}
