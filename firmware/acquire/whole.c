#include "firmware/acquire/whole.h"
#include "firmware/bundle/disk.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"
#include <sys/stat.h>
#include <unistd.h>

int mk_whole_write(int fd, struct mk_span bytes, const char *what, struct mk_error *e)
{
    struct mk_digest d;
    if (mk_sha256_of(&d, bytes, e))
        return -1;
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return mk_fail_errno(e, what);
    if (mk_disk_write_all(mk_disk_real(), fd, bytes, e) ||
        mk_disk_write_all(mk_disk_real(), fd, mk_span(d.b, sizeof d.b), e))
        return -1;
    return fsync(fd) == 0 ? 0 : mk_fail_errno(e, what);
}

static int read_all(struct mk_buf *out, int fd, const char *what, struct mk_error *e)
{
    ssize_t n = 1;
    while (n > 0) {
        uint8_t *room = mk_buf_room(out, 4096);
        if (!room)
            return mk_fail(e, MK_EABSENT, "%s: too large", what);
        n = mk_disk_read_at(fd, room, 4096, out->len);
        if (n < 0)
            return mk_fail_errno(e, what);
        out->len += (size_t)n;
    }
    return 0;
}

int mk_whole_read(struct mk_buf *out, int fd, const char *what, struct mk_error *e)
{
    struct mk_digest d;
    mk_buf_clear(out);
    int rc = read_all(out, fd, what, e);
    if (rc == 0 && out->len < sizeof d.b)
        rc = mk_fail(e, MK_EABSENT, "%s: not there", what);
    if (rc == 0)
        rc = mk_sha256_of(&d, mk_span(out->p, out->len - sizeof d.b), e);
    if (rc == 0 && memcmp(d.b, out->p + out->len - sizeof d.b, sizeof d.b) != 0)
        rc = mk_fail(e, MK_EABSENT, "%s: cut or damaged", what);
    if (rc == 0)
        out->len -= sizeof d.b;
    else
        mk_buf_clear(out);
    return rc;
}

int mk_whole_wipe(int fd, const char *what, struct mk_error *e)
{
    static const uint8_t zero[4096];
    struct stat st;
    if (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return mk_fail_errno(e, what);
    for (off_t at = 0; at < st.st_size; at += (off_t)sizeof zero) {
        off_t left = st.st_size - at;
        size_t n = left < (off_t)sizeof zero ? (size_t)left : sizeof zero;
        if (mk_disk_write_all(mk_disk_real(), fd, mk_span(zero, n), e))
            return -1;
    }
    return fsync(fd) == 0 && ftruncate(fd, 0) == 0 && fsync(fd) == 0 ? 0 : mk_fail_errno(e, what);
}
