#include "firmware/bundle/sshwire.h"
#include "parsers/base/error.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define COLUMNS 70

struct mk_span mk_ssh_mpint(struct mk_cursor *c)
{
    struct mk_span s = mk_ssh_string(c);
    bool padded = s.len > 1 && s.p[0] == 0;
    if (s.len == 0 || s.p[0] & 0x80 || (padded && !(s.p[1] & 0x80)) || (s.len == 1 && !s.p[0])) {
        mk_cur_refuse(c);
        return (struct mk_span){ 0 };
    }
    return padded ? mk_span_from(s, 1) : s;
}

void mk_ssh_put(struct mk_buf *b, struct mk_span s)
{
    if (s.len > UINT32_MAX)
        b->bad = true;
    mk_buf_u32be(b, (uint32_t)s.len);
    mk_buf_put(b, s.p, s.len);
}

void mk_ssh_puts(struct mk_buf *b, const char *s)
{
    mk_ssh_put(b, mk_str(s));
}

void mk_ssh_armour(struct mk_buf *b, const char *label, struct mk_span blob)
{
    mk_buf_printf(b, "-----BEGIN %s-----\n", label);
    mk_base64_put(b, blob, COLUMNS);
    mk_buf_printf(b, "-----END %s-----\n", label);
}

bool mk_ssh_unarmour(struct mk_buf *blob, const char *label, struct mk_span text)
{
    struct mk_buf b;
    mk_buf_init(&b, text.len + 200);
    mk_buf_printf(&b, "-----BEGIN %s-----\n", label);
    size_t head = b.len, frame = 2 * b.len - 2; /* END is two letters shorter */
    bool ok = mk_buf_ok(&b) && text.len >= frame &&
              mk_base64_get(blob, mk_span(text.p + head, text.len - frame));
    blob->bad |= !mk_buf_ok(&b);
    mk_buf_clear(&b);
    if (ok)
        mk_ssh_armour(&b, label, mk_buf_span(blob));
    blob->bad |= !mk_buf_ok(&b);
    ok = ok && mk_buf_ok(&b) && mk_span_eq(mk_buf_span(&b), text);
    mk_buf_done(&b);
    return ok;
}

static int read_all(struct mk_buf *out, int fd, const char *path, struct mk_error *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return mk_fail_errno(e, path);
    if (!S_ISREG(st.st_mode))
        return mk_fail(e, MK_EIO, "%s: not a regular file", path);
    for (;;) {
        uint8_t tmp[4096];
        ssize_t got = read(fd, tmp, sizeof tmp);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return mk_fail_errno(e, path);
        if (got == 0)
            return 0;
        mk_buf_put(out, tmp, (size_t)got);
        if (!mk_buf_ok(out))
            return mk_fail(e, out->len + (size_t)got > out->max ? MK_ELIMIT : MK_ENOMEM,
                           "%s: does not fit", path);
    }
}

int mk_ssh_read_file(struct mk_buf *out, const char *path, struct mk_error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return mk_fail_errno(e, path);
    int rc = read_all(out, fd, path, e);
    close(fd);
    return rc;
}
