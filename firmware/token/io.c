#include "firmware/token/io.h"
#include "firmware/token/token.h"
#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#define WRITE_MS 2000

static struct {
    const struct mk_token_key *key;
    bool *late;
} now;

static void *io_open(const char *path)
{
    (void)path;
    return &now;
}

static void io_close(void *handle)
{
    (void)handle; /* the caller's */
}

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int usb_read(unsigned char *buf, size_t len, int ms)
{
    int n = mk_hid_usb_read(&now.key->usb, buf, len, ms < 0 ? 0 : ms == 0 ? 1 : (unsigned)ms);
    *now.late = *now.late || (n < 0 && errno == ETIMEDOUT);
    return n == (int)len ? n : -1;
}

static int raw_read(unsigned char *buf, size_t len, int ms)
{
    int64_t end = clock_ms() + ms;
    size_t have = 0;
    const int fd = now.key->usb.fd;
    while (have < len) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int64_t left = ms < 0 ? -1 : end - clock_ms();
        if (ms >= 0 && left <= 0)
            left = 0;
        int got = poll(&p, 1, (int)left);
        if (got == 0) {
            *now.late = true;
            return -1;
        }
        ssize_t n = got < 0 ? -1 : read(fd, buf + have, len - have);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            return -1;
        have += (size_t)n;
    }
    return (int)have;
}

static int io_read(void *handle, unsigned char *buf, size_t len, int ms)
{
    (void)handle;
    return now.key->raw ? raw_read(buf, len, ms) : usb_read(buf, len, ms);
}

/* hidraw wants the number of the report first: 0, there is one. */
static int usb_write(const unsigned char *buf, size_t len)
{
    int n = len ? mk_hid_usb_write(&now.key->usb, buf + 1, len - 1, WRITE_MS) : -1;
    return n == (int)len - 1 ? (int)len : -1;
}

static int io_write(void *handle, const unsigned char *buf, size_t len)
{
    (void)handle;
    while (now.key->raw) {
        ssize_t n = write(now.key->usb.fd, buf, len);
        if (n < 0 && errno == EINTR)
            continue;
        return n == (ssize_t)len ? (int)n : -1;
    }
    return usb_write(buf, len);
}

int mk_token_open(fido_dev_t **out, const struct mk_token_key *key, bool *late, struct mk_error *e)
{
    static const fido_dev_io_t io = { io_open, io_close, io_read, io_write };
    fido_dev_t *dev = fido_dev_new();
    now.key = key;
    now.late = late;
    if (!dev)
        return mk_fail(e, MK_ENOMEM, "key");
    int rc = fido_dev_set_io_functions(dev, &io);
    rc = rc == FIDO_OK ? fido_dev_set_timeout(dev, MK_TOKEN_TOUCH_S * 1000) : rc;
    rc = rc == FIDO_OK ? fido_dev_open(dev, "key") : rc;
    if (rc == FIDO_OK) {
        *out = dev;
        return 0;
    }
    fido_dev_free(&dev);
    return mk_fail(e, MK_EPROTO, "%s", fido_strerr(rc));
}

void mk_token_close(fido_dev_t *dev)
{
    if (dev)
        (void)fido_dev_close(dev);
    fido_dev_free(&dev);
}
