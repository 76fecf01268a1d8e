#include "host/cmd/given.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <unistd.h>

#define FILE_MOST ((size_t)1 << 20)

static const char *const names[] = { "whatsapp",   "signal", "signal-aci", "signal-token",
                                     "ios-backup", "ab",     "sqlcipher" };

static const char *name_of(const char *arg)
{
    const char *equals = strchr(arg, '=');
    for (size_t i = 0; equals && i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == (size_t)(equals - arg) &&
            memcmp(arg, names[i], (size_t)(equals - arg)) == 0)
            return names[i];
    return NULL;
}

/* All of the file, once and at its place: a buffer that grows would leave pieces of a secret. */
static int read_file(struct mk_buf *out, const char *path, struct mk_error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = 0;
    if (fd < 0)
        return mk_fail_errno(e, path);
    mk_buf_init(out, FILE_MOST + 1);
    if (!mk_buf_room(out, FILE_MOST + 1)) {
        close(fd);
        return mk_fail(e, MK_ENOMEM, "%s", path);
    }
    while (out->len <= FILE_MOST &&
           ((n = read(fd, out->p + out->len, FILE_MOST + 1 - out->len)) > 0 ||
            (n < 0 && errno == EINTR)))
        out->len += n > 0 ? (size_t)n : 0;
    if (n < 0)
        mk_fail_errno(e, path);
    else if (out->len > FILE_MOST)
        mk_fail(e, MK_EUSAGE, "%s: larger than 1 MiB", path);
    close(fd);
    return n < 0 || out->len > FILE_MOST ? -1 : 0;
}

int mk_given_key(struct mk_given *g, char *arg, struct mk_error *e)
{
    const char *name = name_of(arg);
    if (!name)
        return mk_fail(e, MK_EUSAGE,
                       "--key takes NAME=VALUE or NAME=@FILE with NAME " MK_GIVEN_KEYS);
    if (g->n == MK_GIVEN_MAX)
        return mk_fail(e, MK_EUSAGE, "more than %d keys", MK_GIVEN_MAX);
    struct mk_buf *value = &g->values[g->n];
    char *text = strchr(arg, '=') + 1;
    size_t len = strlen(text);
    int rc = 0;
    if (*text == '@') {
        rc = read_file(value, text + 1, e);
    } else {
        mk_buf_init(value, len);
        mk_buf_put(value, text, len);
        if (!mk_buf_ok(value))
            rc = mk_fail(e, MK_ENOMEM, "key");
        OPENSSL_cleanse(text, len);
    }
    g->n++; /* what was read of it is to be wiped, too */
    g->secrets[g->n - 1] = (struct mk_secret){ name, mk_buf_span(value) };
    return rc;
}

int mk_given_zone(struct mk_given *g, const char *name, struct mk_error *e)
{
    struct mk_error why;
    mk_buf_done(&g->tzif);
    g->zone = mk_str(name);
    return mk_parse_zone(&g->tzif, name, &why) == 0
               ? 0
               : mk_fail(e, MK_EUSAGE,
                         "no such zone: --default-zone takes UTC, an offset such as "
                         "+02:00, or a name such as Europe/Paris");
}

void mk_given_done(struct mk_given *g)
{
    for (size_t i = 0; i < g->n; i++) {
        if (g->values[i].p)
            OPENSSL_cleanse(g->values[i].p, g->values[i].cap);
        mk_buf_done(&g->values[i]);
    }
    mk_buf_done(&g->tzif);
    *g = (struct mk_given){ 0 };
}
