#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include "parsers/base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME  "recipients"
#define FILE_BYTES ((size_t)64 << 10)

static bool same(const struct mk_age_recipient *a, const struct mk_age_recipient *b)
{
    return a->kind == b->kind && !memcmp(a->key, b->key, sizeof a->key);
}

static bool has(const struct mk_kit_recipients *all, const struct mk_age_recipient *r)
{
    for (size_t i = 0; i < all->n; i++)
        if (same(&all->to[i], r))
            return true;
    return false;
}

/* The key as text, without what follows it. */
static struct mk_span bare(struct mk_span line)
{
    size_t n = 0;
    bool ssh = mk_span_starts(line, mk_str("ssh-"));
    while (n < line.len && (line.p[n] != ' ' || ssh)) {
        ssh = ssh && line.p[n] != ' ';
        n++;
    }
    return mk_span(line.p, n);
}

/* A comment in front of a key is its name. */
static int take(struct mk_kit_recipients *all, struct mk_span line, struct mk_span *name,
                struct mk_error *e)
{
    struct mk_age_recipient r;
    if (line.len == 0)
        return 0;
    if (line.p[0] == '#') {
        *name = mk_span_from(line, line.len > 1 && line.p[1] == ' ' ? 2 : 1);
        return 0;
    }
    if (mk_age_recipient_read(&r, line, e) != 0)
        return mk_fail_in(e, "kit folder: " FILE_NAME);
    if (has(all, &r))
        return 0;
    if (all->n == MK_AGE_RECIPIENTS)
        return mk_fail(e, MK_ELIMIT, "kit folder: more than %u recipients", MK_AGE_RECIPIENTS);
    struct mk_span key = bare(line);
    snprintf(all->text[all->n], sizeof all->text[0], "%.*s", (int)key.len, (const char *)key.p);
    snprintf(all->name[all->n], sizeof all->name[0], "%.*s", (int)name->len, (const char *)name->p);
    all->to[all->n++] = r;
    *name = mk_span(NULL, 0);
    return 0;
}

static int read_file(struct mk_buf *out, const struct mk_kit *k, struct mk_error *e)
{
    int fd = openat(k->dir, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, "kit folder: " FILE_NAME);
    uint8_t *room = mk_buf_room(out, FILE_BYTES);
    ssize_t n = room ? mk_disk_read(fd, room, FILE_BYTES) : -1;
    close(fd);
    if (n < 0)
        return room ? mk_fail_errno(e, "kit folder: " FILE_NAME) : mk_fail(e, MK_ENOMEM, FILE_NAME);
    out->len += (size_t)n;
    return (size_t)n == FILE_BYTES ? mk_fail(e, MK_ELIMIT, "kit folder: " FILE_NAME " is too long")
                                   : 0;
}

static int parse(struct mk_kit_recipients *out, struct mk_span rest, struct mk_error *e)
{
    struct mk_span name = { NULL, 0 };
    int rc = 0;
    *out = (struct mk_kit_recipients){ .n = 0 };
    while (rc == 0 && rest.p && rest.len) {
        const uint8_t *end = memchr(rest.p, '\n', rest.len);
        size_t n = end ? (size_t)(end - rest.p) : rest.len;
        rc = take(out, mk_span(rest.p, n), &name, e);
        rest = mk_span_from(rest, n + (end != NULL));
    }
    return rc;
}

int mk_kit_recipients_read(struct mk_kit_recipients *out, const struct mk_kit *k,
                           struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 2 * FILE_BYTES);
    int rc = read_file(&b, k, e);
    if (rc == 0)
        rc = parse(out, mk_buf_span(&b), e);
    mk_buf_done(&b);
    return rc;
}

static bool one_line(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return true;
}

int mk_kit_recipients_add(struct mk_kit *k, const char *name, const char *recipient,
                          struct mk_error *e)
{
    struct mk_kit_recipients all;
    struct mk_age_recipient r;
    struct mk_buf b;
    if (!one_line(mk_str(name)) || strlen(name) >= sizeof all.name[0] || !name[0])
        return mk_fail(e, MK_EUSAGE, "a recipient's name is one line, up to %zu bytes",
                       sizeof all.name[0] - 1);
    if (!one_line(mk_str(recipient)) || mk_age_recipient_read(&r, mk_str(recipient), e) != 0)
        return mk_fail(e, MK_EUSAGE, "a recipient is \"age1...\" or \"ssh-ed25519 AAAA...\"");
    mk_buf_init(&b, 2 * FILE_BYTES);
    int rc = read_file(&b, k, e);
    if (rc == 0)
        rc = parse(&all, mk_buf_span(&b), e);
    if (rc == 0 && has(&all, &r))
        rc = mk_fail(e, MK_EUSAGE, "this recipient is there already");
    if (rc == 0 && all.n == MK_AGE_RECIPIENTS)
        rc = mk_fail(e, MK_ELIMIT, "no more than %u recipients", MK_AGE_RECIPIENTS);
    if (rc == 0) {
        mk_buf_printf(&b, "# %s\n", name);
        struct mk_span key = bare(mk_str(recipient));
        mk_buf_put(&b, key.p, key.len);
        mk_buf_u8(&b, '\n');
        rc = mk_buf_ok(&b) ? mk_disk_put(mk_disk_real(), k->dir, FILE_NAME, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, FILE_NAME);
    }
    mk_buf_done(&b);
    return rc;
}
