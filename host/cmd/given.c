#include "host/cmd/given.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <unistd.h>

#define FILE_MOST ((size_t)1 << 20)
#define ZONES     "/usr/share/zoneinfo/"

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

/* A name of letters, digits, and single '/' between parts that are neither empty nor begin with '.'
 */
static bool is_zone_name(const char *name)
{
    for (const char *p = name; *p; p++) {
        bool first = p == name || p[-1] == '/';
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || *p == '_' || *p == '-' || *p == '+';
        if (!plain && (first || *p != '/'))
            return false;
    }
    return *name && name[strlen(name) - 1] != '/';
}

int mk_given_zone(struct mk_given *g, const char *name, struct mk_error *e)
{
    char path[300];
    struct mk_zone *z = NULL;
    struct mk_error why;
    mk_buf_done(&g->tzif);
    mk_buf_init(&g->tzif, 1);
    g->zone = mk_str(name);
    if (mk_zone_new(&z, g->zone, mk_span(NULL, 0), &why) != 0 && is_zone_name(name) &&
        snprintf(path, sizeof path, ZONES "%s", name) < (int)sizeof path &&
        read_file(&g->tzif, path, &why) == 0 &&
        mk_zone_new(&z, g->zone, mk_buf_span(&g->tzif), &why) != 0)
        z = NULL;
    bool is = z != NULL;
    mk_zone_free(z);
    return is ? 0
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
