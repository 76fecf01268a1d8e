#include "firmware/daemon/acts.h"
#include "firmware/daemon/slurp.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The next whole line at *at, without its end; false: none. */
static bool next_line(struct mk_span *line, size_t *at, struct mk_span all)
{
    struct mk_span rest = mk_span_from(all, *at);
    const uint8_t *nl = rest.len ? memchr(rest.p, '\n', rest.len) : NULL;
    if (!nl)
        return false;
    *line = mk_span(rest.p, (size_t)(nl - rest.p));
    *at += line->len + 1;
    return true;
}

static uint64_t seq_of(struct mk_span line)
{
    json_t *o = json_loadb((const char *)line.p, line.len, 0, NULL);
    json_int_t seq = json_integer_value(json_object_get(o, "seq"));
    json_decref(o);
    return seq > 0 ? (uint64_t)seq : 0;
}

static int cut(int dir, const char *name, const struct mk_disk *disk, size_t size,
               struct mk_error *e)
{
    int fd = disk->openat(disk->u, dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0)
        return mk_fail_errno(e, name);
    int rc = disk->ftruncate(disk->u, fd, (off_t)size) || disk->fdatasync(disk->u, fd)
                 ? mk_fail_errno(e, name)
                 : 0;
    disk->close(disk->u, fd);
    return rc;
}

int mk_acts_open(uint64_t *seq, int dir, const char *name, const struct mk_disk *disk,
                 struct mk_error *e)
{
    struct mk_buf b;
    struct mk_span line = { 0 };
    size_t at = 0;
    uint64_t n = 0;
    struct mk_error none = { 0 };
    *seq = 0;
    mk_buf_init(&b, MK_ACTS_FILE + MK_ACT_LINE);
    int rc = mk_slurp(&b, dir, name, &none);
    if (rc == 0) {
        while (next_line(&line, &at, mk_buf_span(&b)))
            n++;
        *seq = n;
        if (n && seq_of(line) != n)
            rc = mk_fail(e, MK_EFORMAT, "%s: its last line is not number %llu", name,
                         (unsigned long long)n);
        else if (at < b.len)
            rc = cut(dir, name, disk, at, e);
    } else if (none.code == MK_EABSENT) {
        rc = 0;
    } else if (e) {
        *e = none;
    }
    mk_buf_done(&b);
    return rc;
}

static int make_line(struct mk_buf *b, uint64_t seq, const struct mk_act *a, struct mk_error *e)
{
    struct mk_json j = mk_json(b);
    mk_json_open(&j, '{');
    mk_json_kv_uint(&j, "seq", seq);
    mk_json_kv_str(&j, "act", a->act);
    mk_json_kv_str(&j, "officer", a->officer);
    mk_json_kv_iso(&j, "at", a->wall_us, 6);
    mk_json_kv_int(&j, "boot_us", a->boot_us);
    if (a->more.len) {
        mk_buf_u8(b, ',');
        mk_buf_put(b, a->more.p, a->more.len);
    }
    mk_json_close(&j, '}');
    mk_buf_u8(b, '\n');
    if (!mk_buf_ok(b))
        return mk_fail(e, b->len + a->more.len + 256 > b->max ? MK_ELIMIT : MK_ENOMEM,
                       "an act of more than %u bytes", MK_ACT_LINE);
    return 0;
}

static int append(int dir, const char *name, const struct mk_disk *disk, struct mk_span line,
                  bool first, size_t max, struct mk_error *e)
{
    struct stat st;
    int fd = disk->openat(disk->u, dir, name,
                          O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return mk_fail_errno(e, name);
    int rc = fstat(fd, &st) ? mk_fail_errno(e, name) : 0;
    if (rc == 0 && (uint64_t)st.st_size + line.len > max)
        rc = mk_fail(e, MK_ELIMIT, "%s is full", name);
    else if (rc == 0) {
        rc = mk_disk_write_all(disk, fd, line, e);
        if (rc == 0 && disk->fdatasync(disk->u, fd))
            rc = mk_fail_errno(e, name);
        if (rc) { /* never confirmed: half a line would stand in the next one's way */
            if (disk->ftruncate(disk->u, fd, st.st_size))
                mk_fail_in(e, "not taken back");
        } else if (first) {
            rc = mk_disk_sync_dir(disk, dir, e);
        }
    }
    disk->close(disk->u, fd);
    return rc;
}

int mk_acts_add(uint64_t *seq, int dir, const char *name, const struct mk_disk *disk,
                const struct mk_act *a, struct mk_buf *line, struct mk_error *e)
{
    struct mk_buf b;
    unsigned most = a->has_to_be ? MK_ACTS_MAX : MK_ACTS_MAX - MK_ACTS_KEPT;
    size_t max = a->has_to_be ? MK_ACTS_FILE : MK_ACTS_FILE - MK_ACTS_FILE_KEPT;
    if (*seq >= most)
        return mk_fail(e, MK_ELIMIT, "no more than %u acts", most);
    mk_buf_init(&b, MK_ACT_LINE);
    int rc = make_line(&b, *seq + 1, a, e);
    if (rc == 0)
        rc = append(dir, name, disk, mk_buf_span(&b), *seq == 0, max, e);
    if (rc == 0) {
        ++*seq;
        if (line)
            mk_buf_put(line, b.p, b.len);
    }
    mk_buf_done(&b);
    return rc;
}

int mk_acts_list(struct mk_json *j, int dir, const char *name, uint64_t from, size_t max,
                 uint64_t *next, struct mk_error *e)
{
    struct mk_buf b;
    struct mk_span line;
    struct mk_error none = { 0 };
    size_t at = 0, put = 0;
    mk_buf_init(&b, MK_ACTS_FILE + MK_ACT_LINE);
    *next = 0;
    int rc = mk_slurp(&b, dir, name, &none);
    if (rc && none.code != MK_EABSENT) {
        *e = none;
    } else {
        rc = 0;
        for (uint64_t n = 1; !*next && next_line(&line, &at, mk_buf_span(&b)); n++) {
            put += n >= from ? line.len : 0;
            if (put > max)
                *next = n;
            else if (n >= from)
                mk_json_raw(j, line);
        }
    }
    mk_buf_done(&b);
    return rc;
}

static bool strip_line(struct mk_buf *out, struct mk_span line)
{
    static const char *const stay[] = { "seq", "act", "officer", "at", "boot_us", "state" };
    json_t *was = json_loadb((const char *)line.p, line.len, 0, NULL), *is = json_object();
    bool good = was && is;
    for (size_t i = 0; good && i < sizeof stay / sizeof *stay; i++) {
        json_t *v = json_object_get(was, stay[i]);
        good = !v || json_object_set(is, stay[i], v) == 0;
    }
    char *text = good ? json_dumps(is, JSON_COMPACT) : NULL;
    if (text) {
        mk_buf_puts(out, text);
        mk_buf_u8(out, '\n');
    }
    free(text);
    json_decref(was);
    json_decref(is);
    return text != NULL;
}

int mk_acts_strip(int dir, const char *name, const struct mk_disk *disk, struct mk_error *e)
{
    struct mk_buf b, out;
    struct mk_span line;
    size_t at = 0;
    mk_buf_init(&b, MK_ACTS_FILE + MK_ACT_LINE);
    mk_buf_init(&out, MK_ACTS_FILE + MK_ACT_LINE);
    int rc = mk_slurp(&b, dir, name, e);
    while (rc == 0 && next_line(&line, &at, mk_buf_span(&b)))
        if (!strip_line(&out, line))
            rc = mk_fail(e, MK_ENOMEM, "%s", name);
    if (rc == 0)
        rc = mk_buf_ok(&out) ? mk_disk_put(disk, dir, name, mk_buf_span(&out), e)
                             : mk_fail(e, MK_ENOMEM, "%s", name);
    mk_buf_done(&b);
    mk_buf_done(&out);
    return rc;
}
