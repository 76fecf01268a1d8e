#include "firmware/bundle/lines.h"
#include "firmware/bundle/withheld_private.h"
#include "firmware/bundle/writer.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define POUR_AT ((size_t)64 << 10)

int mk_withheld_begun(bool *yes, struct mk_bundle *b, struct mk_error *e)
{
    struct stat st;
    int fd = -1, rc = mk_bundle_scratch(&fd, b, MK_WITHHELD_SCRATCH, e);
    *yes = false;
    if (rc != 0)
        return -1;
    rc = fstat(fd, &st) == 0 ? 0 : mk_fail_errno(e, MK_WITHHELD_SCRATCH);
    *yes = rc == 0 && st.st_size > 0;
    close(fd);
    return rc;
}

/* ---- writing ---- */

static int pour(struct mk_withheld *w, size_t at_least, struct mk_error *e)
{
    if (!mk_buf_ok(&w->buf))
        return mk_fail(e, MK_ENOMEM, MK_WITHHELD_SCRATCH);
    if (w->buf.len < at_least)
        return 0;
    if (mk_disk_write_all(w->b->disk, w->fd, mk_buf_span(&w->buf), e) != 0)
        return mk_fail_in(e, MK_WITHHELD_SCRATCH);
    mk_buf_clear(&w->buf);
    return 0;
}

static int put(struct mk_withheld *w, struct mk_span line, bool hashed, struct mk_error *e)
{
    mk_buf_put(&w->buf, line.p, line.len);
    w->end += line.len;
    if (hashed && mk_sha256_add(w->hash, line, e) != 0)
        return -1;
    return pour(w, POUR_AT, e);
}

int mk_withheld_section(struct mk_digest *out, struct mk_withheld *w, struct mk_span section,
                        struct mk_error *e)
{
    return mk_hmac_add(w->mac, mk_str("section"), e) || mk_hmac_add(w->mac, section, e) ||
                   mk_hmac_end(out->b, w->mac, e)
               ? -1
               : 0;
}

int mk_withheld_begin(struct mk_withheld *w, struct mk_span section, struct mk_error *e)
{
    char line[1 + MK_SHA256_HEX + 1] = "[";
    if (w->open)
        return mk_fail(e, MK_ESTATE, "a section of withheld digests is open");
    if (mk_withheld_section(&w->now.name, w, section, e) != 0 || mk_sha256_reset(w->hash, e) != 0)
        return -1;
    mk_digest_hex(line + 1, &w->now.name);
    line[1 + MK_WITHHELD_HEX] = '\n';
    w->open = true;
    w->now.from = w->end + MK_WITHHELD_END - MK_WITHHELD_HEX - 1; /* "[", the digits, LF */
    return put(w, mk_span(line, 1 + MK_WITHHELD_HEX + 1), false, e);
}

static bool is_word(const char *s, size_t max)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t n = strlen(s);
    return n > 0 && n < max && strspn(s, letters) == n;
}

int mk_withheld_add(struct mk_withheld *w, const struct mk_withheld_item *item, const char *of,
                    const char *why, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX], line[300];
    if (!w->open)
        return mk_fail(e, MK_ESTATE, "no section of withheld digests is open");
    if (!is_word(of, sizeof((struct mk_withheld_sum *)0)->of) ||
        !is_word(why, sizeof((struct mk_withheld_sum *)0)->why))
        return mk_fail(e, MK_EUSAGE, "withheld: words");
    if (mk_withheld_mac(&d, w->mac, item, e) != 0)
        return -1;
    mk_digest_hex(hex, &d);
    int n = snprintf(line, sizeof line,
                     "{\"what\":\"%s\",\"of\":\"%s\",\"why\":\"%s\",\"mac\":\"%s\"}\n",
                     mk_withheld_name(item->what), of, why, hex);
    return put(w, mk_span(line, (size_t)n), true, e);
}

int mk_withheld_end(struct mk_withheld *w, const char *tail, struct mk_error *e)
{
    struct mk_digest d;
    char name[MK_SHA256_HEX], sum[MK_SHA256_HEX], line[MK_WITHHELD_LINE];
    if (!w->open || strlen(tail) > MK_WITHHELD_LINE - 512 || strchr(tail, '\n'))
        return mk_fail(e, MK_ESTATE, "withheld: end of a section");
    if (mk_sha256_end(&d, w->hash, e) != 0)
        return -1;
    mk_digest_hex(name, &w->now.name);
    mk_digest_hex(sum, &d);
    w->now.to = w->end;
    int n = snprintf(line, sizeof line, "]%s %s %s\n", name, sum, tail);
    if (put(w, mk_span(line, (size_t)n), false, e) != 0 || pour(w, 0, e) != 0)
        return -1;
    if (w->b->disk->fdatasync(w->b->disk->u, w->fd) != 0)
        return mk_fail_errno(e, MK_WITHHELD_SCRATCH);
    w->open = false;
    w->kept = w->end;
    w->now.claimed = true;
    return mk_sections_put(&w->sections, &w->now, e);
}

/* To the end of the last section. */
static int cut(struct mk_withheld *w, struct mk_error *e)
{
    mk_buf_clear(&w->buf);
    w->end = w->kept;
    w->open = false;
    if (w->b->disk->ftruncate(w->b->disk->u, w->fd, (off_t)w->kept) != 0 ||
        lseek(w->fd, (off_t)w->kept, SEEK_SET) < 0)
        return mk_fail_errno(e, MK_WITHHELD_SCRATCH);
    return 0;
}

int mk_withheld_cancel(struct mk_withheld *w, struct mk_error *e)
{
    return w->open ? cut(w, e) : 0;
}

/* ---- opening ---- */

struct scan {
    struct mk_withheld *w;
    struct mk_section now;
    bool open;
};

/* True as long as the lines make sense. */
static bool scan_line(struct scan *s, struct mk_span line, uint64_t at, struct mk_error *e)
{
    struct mk_digest d, sum;
    bool begins = line.len == 1 + MK_WITHHELD_HEX && line.p[0] == '[';
    bool ends = line.len >= MK_WITHHELD_END && line.p[0] == ']';
    if (line.len && line.p[0] == '{')
        return s->open && mk_sha256_add(s->w->hash, line, e) == 0 &&
               mk_sha256_add(s->w->hash, mk_str("\n"), e) == 0;
    if ((!begins && !ends) || !mk_digest_parse(&d, mk_span(line.p + 1, MK_WITHHELD_HEX)))
        return false;
    if (begins) {
        s->now = (struct mk_section){ .name = d, .from = at + line.len + 1 };
        s->open = true;
        return mk_sha256_reset(s->w->hash, e) == 0;
    }
    s->now.to = at;
    bool whole = s->open && memcmp(&d, &s->now.name, sizeof d) == 0 &&
                 mk_digest_parse(&d, mk_span(line.p + 2 + MK_WITHHELD_HEX, MK_WITHHELD_HEX)) &&
                 mk_sha256_end(&sum, s->w->hash, e) == 0 && memcmp(&d, &sum, sizeof d) == 0;
    if (!whole || mk_sections_put(&s->w->sections, &s->now, e) != 0)
        return false;
    s->open = false;
    s->w->kept = at + line.len + 1;
    return true;
}

static int scan(struct mk_withheld *w, struct mk_error *e)
{
    struct scan s = { .w = w };
    struct mk_error why = { 0 };
    struct mk_lines l;
    struct mk_span line;
    int rc;
    mk_lines_init(&l, w->fd, MK_WITHHELD_LINE);
    while ((rc = mk_lines_next(&line, &l, &why)) == 1 && scan_line(&s, line, l.at, &why))
        ;
    mk_lines_done(&l);
    if (why.code == MK_OK)
        return cut(w, e);
    *e = why;
    return -1;
}

int mk_withheld_open(struct mk_withheld **out, struct mk_bundle *b, struct mk_span key,
                     struct mk_error *e)
{
    int rc = -1;
    struct mk_withheld *w = calloc(1, sizeof *w);
    if (!w) {
        mk_fail(e, MK_ENOMEM, MK_WITHHELD_SCRATCH);
        goto out;
    }
    w->b = b;
    w->fd = -1;
    mk_buf_init(&w->buf, POUR_AT + MK_WITHHELD_LINE);
    if (key.len != MK_WITHHELD_KEY) {
        mk_fail(e, MK_EUSAGE, "key of digests");
        goto out;
    }
    if (mk_hmac_new(&w->mac, MK_MAC_SHA256, key, e) || mk_sha256_new(&w->hash, e) ||
        mk_bundle_scratch(&w->fd, b, MK_WITHHELD_SCRATCH, e) || scan(w, e))
        goto out;
    *out = w;
    w = NULL;
    rc = 0;
out:
    mk_withheld_free(w);
    return rc;
}

void mk_withheld_free(struct mk_withheld *w)
{
    if (!w)
        return;
    if (w->fd >= 0)
        w->b->disk->close(w->b->disk->u, w->fd);
    mk_hmac_free(w->mac);
    mk_sha256_free(w->hash);
    mk_sections_done(&w->sections);
    mk_buf_done(&w->buf);
    free(w);
}
