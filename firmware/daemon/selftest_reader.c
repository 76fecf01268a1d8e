/* A known file through the sandboxed worker. */
#include "firmware/bundle/bundle.h"
#include "firmware/daemon/selftest_run.h"
#include "firmware/parse/parse.h"
#include <jansson.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

struct read {
    struct mk_buf lines;
    bool failed;
};

static int on_lines(void *u, struct mk_span lines, struct mk_error *e)
{
    struct read *r = u;
    mk_buf_put(&r->lines, lines.p, lines.len);
    return mk_buf_ok(&r->lines) ? 0 : mk_fail(e, MK_ELIMIT, "more came out than went in");
}

static int pass_over(void *u, struct mk_span fields, struct mk_error *e)
{
    (void)u, (void)fields, (void)e;
    return 0;
}

static int on_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct read *r = u;
    (void)name, (void)sets, (void)why, (void)e;
    r->failed = true;
    return 0;
}

static int read_all(struct read *r, const struct mk_source *src, struct mk_error *e)
{
    const struct mk_parse_extra extra = { .in_memory = true, .no_media = true };
    const struct mk_parse_out out = {
        .lines = on_lines, .issue = pass_over, .cover = pass_over, .failed = on_failed, .u = r
    };
    struct mk_jobs jobs = { 0 };
    int rc = mk_jobs_find(&jobs, src, mk_span(NULL, 0), false, e);
    if (rc == 0)
        rc = mk_parse_run(&jobs, src, &extra, &out, e);
    mk_jobs_done(&jobs);
    return rc;
}

/* ---- another card, in memory ---- */

static int list(void *u, int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e),
                void *eu, struct mk_error *e)
{
    const struct mk_span *bytes = u;
    const struct mk_entry en = { .path = mk_str("sdcard/known.vcf"), .size = bytes->len };
    return each(eu, &en, e);
}

static int open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    const struct mk_span *bytes = u;
    int fd = memfd_create("card", MFD_CLOEXEC);
    (void)id;
    if (fd < 0 || write(fd, bytes->p, bytes->len) != (ssize_t)bytes->len) {
        mk_fail_errno(e, "card");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return mk_file_fd(out, fd, e); /* workers are handed descriptors */
}

static int read_other(struct read *r, struct mk_error *e)
{
    struct mk_span bytes = mk_str(mk_selftest_other_card);
    const struct mk_source src = { .list = list, .open = open_entry, .u = &bytes };
    return read_all(r, &src, e);
}

static int read_bundle(struct read *r, const struct mk_selftest_world *w, struct mk_error *e)
{
    char path[4200];
    struct mk_source src = { 0 };
    snprintf(path, sizeof path, "%s/bundle", w->dir);
    int rc = mk_source_bundle(&src, path, e);
    if (rc == 0)
        rc = read_all(r, &src, e);
    mk_source_done(&src);
    return rc;
}

/* ---- the known answer ---- */

/* One record, and it says what is written there. */
static bool is_known(const struct read *r)
{
    json_t *o = json_loadb((const char *)r->lines.p, r->lines.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *phones = json_object_get(o, "phones");
    const json_t *one = json_array_get(phones, 0), *source = json_object_get(o, "source");
    const char *kind = json_string_value(json_object_get(o, "kind"));
    const char *name = json_string_value(json_object_get(o, "name"));
    const char *phone = json_string_value(json_object_get(one, "phone"));
    const char *table = json_string_value(json_object_get(source, "table"));
    bool known = !r->failed && kind && !strcmp(kind, "contact") && name &&
                 !strcmp(name, "Known Answer") && json_array_size(phones) == 1 && phone &&
                 !strcmp(phone, "+442079460123") && table && !strcmp(table, "cards");
    json_decref(o);
    return known;
}

int mk_selftest_reader(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                       struct mk_error *e)
{
    struct read r = { .failed = false };
    mk_buf_init(&r.lines, 65536);
    int rc = w->broken == MK_TEST_READER ? read_other(&r, e) : read_bundle(&r, w, e);
    if (rc == 0 && !is_known(&r))
        rc = mk_fail(e, MK_EFORMAT, "the record of a known card is not the known one");
    if (rc == 0)
        snprintf(out->answer, sizeof out->answer,
                 "a known card in a bundle is the known record, by the worker in its sandbox");
    mk_buf_clear(&r.lines);
    if (rc == 0)
        rc = read_other(&r, e);
    if (rc == 0 && (r.failed || !r.lines.len || is_known(&r)))
        rc = mk_fail(e, MK_EFORMAT, "another card's record is not told from the known one");
    if (rc == 0)
        snprintf(out->control, sizeof out->control,
                 "a card with one other digit is another record");
    mk_buf_done(&r.lines);
    return rc;
}
