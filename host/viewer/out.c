/* Files that leave the case by ticket: exports. */
#include "host/export/export.h"
#include "host/viewer/desk.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file that has no name, in the case's folder where the disk can do that: it goes with its last
 * descriptor. */
int mk_desk_scratch(const struct mk_desk *d, struct mk_error *e)
{
    int fd = open(d->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        fd = memfd_create("moka-viewer", MFD_CLOEXEC);
    return fd < 0 ? mk_fail_errno(e, d->dir) : fd;
}

struct out {
    int fd;
    uint64_t bytes;
};

int mk_desk_write(int fd, struct mk_span s, struct mk_error *e)
{
    while (s.len) {
        ssize_t n = write(fd, s.p, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return mk_fail_errno(e, "a file to be fetched");
        s = mk_span_from(s, (size_t)n);
    }
    return 0;
}

static int put(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct out *o = u;
    o->bytes += bytes.len;
    return mk_desk_write(o->fd, bytes, e);
}

struct act {
    const struct mk_export_format *f;
    const struct mk_export_tally *t;
    int64_t bundle;
    const char *tag;
};

static void act_fields(struct mk_json *j, const void *u)
{
    const struct act *a = u;
    uint64_t n = 0;
    for (int k = 0; k < MK_KIND_COUNT; k++)
        n += a->t->written[k];
    mk_json_kv_str(j, "format", a->f->name);
    mk_json_kv_str(j, "to", "the viewer");
    mk_json_kv_int(j, "bundle", a->bundle);
    if (a->tag)
        mk_json_kv_text(j, "tag", mk_str(a->tag));
    mk_json_kv_uint(j, "records", n);
}

static void put_left(struct mk_json *j, const struct mk_export_format *f,
                     const struct mk_export_tally *t)
{
    mk_json_key(j, "leaves_out");
    mk_json_open(j, '[');
    for (int k = 0; k < MK_KIND_COUNT; k++)
        for (size_t i = 0; i < MK_EXPORT_WHYS; i++)
            if (t->left[k][i]) {
                mk_json_open(j, '{');
                mk_json_kv_str(j, "kind", mk_kind_name((enum mk_kind)k));
                mk_json_kv_uint(j, "n", t->left[k][i]);
                mk_json_kv_str(j, "why", f->why[i]);
                mk_json_close(j, '}');
            }
    mk_json_close(j, ']');
}

/* What a program expects the file to be called. */
static const char *ending(const char *format)
{
    static const char *const all[][2] = { { "csv", "csv" },
                                          { "timesketch", "jsonl" },
                                          { "kml", "kml" },
                                          { "geojson", "geojson" },
                                          { "vcard", "vcf" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i][0], format) == 0)
            return all[i][1];
    return "json";
}

static int give(struct mk_desk *d, struct mk_json *j, const struct mk_export_format *f,
                const struct out *o, int64_t bundle, struct mk_error *e)
{
    char ticket[65], name[100], of[32] = "case";
    if (bundle)
        snprintf(of, sizeof of, "bundle-%" PRId64, bundle);
    snprintf(name, sizeof name, "moka-%s-%s.%s", of, f->name, ending(f->name));
    if (d->give(d->give_to, ticket, o->fd, "application/octet-stream", name, o->bytes, e) != 0)
        return -1;
    mk_json_kv_str(j, "ticket", ticket);
    mk_json_kv_str(j, "name", name);
    mk_json_kv_uint(j, "bytes", o->bytes);
    return 0;
}

int mk_desk_export(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    const char *format = mk_ask_text(a, "format");
    const struct mk_export_format *f = format ? mk_export_find(format) : NULL;
    struct mk_export_tally tally;
    struct act act = { f, &tally, mk_ask_bundle(a), mk_ask_text(a, "tag") };
    struct out o = { .fd = -1 };
    if (!f)
        return mk_ask_wrong(a, "format", "none that there is");
    if (mk_ask_bool(a, "images", false))
        mk_ask_wrong(a, "images", "moka report makes copies of pictures, an export does not");
    if (a->bad || (o.fd = mk_desk_scratch(d, a->e)) < 0)
        return -1;
    if (mk_export(&tally, f, d->c, act.bundle, act.tag, put, &o, a->e) != 0 ||
        mk_case_act(d->c, "export", act_fields, &act, a->e) != 0) {
        close(o.fd);
        return -1;
    }
    if (give(d, j, f, &o, act.bundle, a->e) != 0)
        return -1;
    put_left(j, f, &tally);
    return 0;
}
