#include "firmware/bundle/lines.h"
#include "firmware/bundle/withheld.h"
#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_BYTES 4096u

/* A line's digest, by the name of its member. */
static bool digest(struct mk_digest *out, struct mk_span line, const char *key)
{
    json_t *o = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    const char *hex = json_string_value(json_object_get(o, key));
    bool is = hex && mk_digest_parse(out, mk_str(hex));
    json_decref(o);
    return is;
}

typedef int each_line(void *u, uint64_t n, struct mk_span line, struct mk_error *e);

static int lines_of(int fd, each_line *each, void *u, struct mk_error *e)
{
    struct mk_lines l;
    struct mk_span line;
    uint64_t n = 0;
    int rc;
    mk_lines_init(&l, fd, LINE_BYTES);
    while ((rc = mk_lines_next(&line, &l, e)) == 1 && (rc = each(u, ++n, line, e)) == 0)
        ;
    if (rc == 0 && l.rest)
        rc = mk_fail(e, MK_EFORMAT, "%s: what is behind line %llu is no line",
                     MK_WITHHELD_FILE_NAME, (unsigned long long)n);
    mk_lines_done(&l);
    return rc;
}

static int open_in(const char *dir, struct mk_error *e)
{
    struct stat st;
    int at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at < 0)
        return mk_fail_errno(e, dir);
    int fd = openat(at, MK_WITHHELD_FILE_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    close(at);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    if (fd >= 0)
        close(fd);
    return mk_fail(e, MK_EABSENT, "%s: has no %s", dir, MK_WITHHELD_FILE_NAME);
}

struct look {
    uint64_t *places;
    const struct mk_digest *want;
    size_t n;
    struct mk_digest key;
    int (*each)(void *u, struct mk_span line, struct mk_error *e);
    void *u;
};

static int look_at(void *u, uint64_t n, struct mk_span line, struct mk_error *e)
{
    const struct look *k = u;
    struct mk_digest d;
    if (n == 1)
        return digest(&d, line, "key") && memcmp(&d, &k->key, sizeof d) == 0
                   ? 0
                   : mk_fail(e, MK_EAUTH, "this is not the key of the bundle's digests");
    if (!digest(&d, line, "mac"))
        return mk_fail(e, MK_EFORMAT, "%s, line %llu: no digest", MK_WITHHELD_FILE_NAME,
                       (unsigned long long)n);
    for (size_t i = 0; i < k->n; i++) {
        if (memcmp(&d, &k->want[i], sizeof d) != 0 || k->places[i])
            continue;
        k->places[i] = n;
        if (k->each(k->u, line, e))
            return -1;
    }
    return 0;
}

int mk_withheld_look(uint64_t *places, const char *dir, struct mk_span key,
                     const struct mk_withheld_item *items, size_t n,
                     int (*each)(void *u, struct mk_span line, struct mk_error *e), void *u,
                     struct mk_error *e)
{
    struct mk_digest want[MK_WITHHELD_LOOK];
    struct look k = { .places = places, .want = want, .n = n, .each = each, .u = u };
    struct mk_hmac *h = NULL;
    int fd = -1, rc = 0;
    if (key.len != MK_WITHHELD_KEY || n > MK_WITHHELD_LOOK)
        return mk_fail(e, MK_EUSAGE, "key of digests");
    rc = mk_hmac_new(&h, MK_MAC_SHA256, key, e);
    if (rc == 0)
        rc = mk_withheld_key_mac(&k.key, h, e);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        places[i] = 0;
        rc = mk_withheld_mac(&want[i], h, &items[i], e);
    }
    if (rc == 0)
        rc = (fd = open_in(dir, e)) < 0 ? -1 : lines_of(fd, look_at, &k, e);
    if (fd >= 0)
        close(fd);
    mk_hmac_free(h);
    return rc;
}

static int pass_on(void *u, uint64_t n, struct mk_span line, struct mk_error *e)
{
    const struct look *k = u;
    return n == 1 ? 0 : k->each(k->u, line, e);
}

int mk_withheld_each(const char *dir, int (*each)(void *u, struct mk_span line, struct mk_error *e),
                     void *u, struct mk_error *e)
{
    struct look k = { .each = each, .u = u };
    int fd = open_in(dir, e);
    int rc = fd < 0 ? -1 : lines_of(fd, pass_on, &k, e);
    if (fd >= 0)
        close(fd);
    return rc;
}
