#include "firmware/bundle/disk.h"
#include "host/case/views.h"
#include "host/parse/parse.h"
#include "parsers/base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES ((size_t)16 << 20)

struct job {
    struct mk_case *c;
    const struct mk_intake *in;
    struct mk_case_bundle b;
    struct mk_buf found; /* findings of the verifier, a line each: before the bundle begins */
};

/* ---- what it is known by ---- */

static int hash_file(char out[static MK_SHA256_HEX], const char *path, struct mk_error *e)
{
    static uint8_t step[65536];
    struct mk_sha256 *h = NULL;
    struct mk_digest d;
    ssize_t n = 0;
    int rc = -1, fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, path);
    if (mk_sha256_new(&h, e) != 0)
        goto out;
    while ((n = mk_disk_read(fd, step, sizeof step)) > 0)
        if (mk_sha256_add(h, mk_span(step, (size_t)n), e) != 0)
            goto out;
    if (n < 0)
        mk_fail_errno(e, path);
    else
        rc = mk_sha256_end(&d, h, e);
    if (rc == 0)
        mk_digest_hex(out, &d);
out:
    mk_sha256_free(h);
    close(fd);
    return rc;
}

static int name_it(struct job *j, bool bundle, struct mk_error *e)
{
    static const char *const marks[] = { "tagmanifest-sha256.txt", "journal" };
    char path[4200];
    for (size_t i = 0; bundle && i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", j->b.path, marks[i]);
        if (access(path, F_OK) == 0)
            return hash_file(j->b.root, path, e);
    }
    struct mk_digest d;
    if (mk_sha256_of(&d, mk_str(j->b.path), e) != 0)
        return -1;
    mk_digest_hex(j->b.root, &d);
    return 0;
}

/* What was tampered with is not what its manifest says: another copy of it may be another thing. */
static int name_apart(struct job *j, struct mk_error *e)
{
    struct mk_buf b;
    struct mk_digest d;
    mk_buf_init(&b, 65536);
    mk_buf_printf(&b, "tampered\n%s\n%s", j->b.root, j->b.path);
    int rc = mk_buf_ok(&b) ? mk_sha256_of(&d, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "case");
    if (rc == 0)
        mk_digest_hex(j->b.root, &d);
    mk_buf_done(&b);
    return rc;
}

static void finding(void *u, bool bad, const char *text)
{
    struct job *j = u;
    (void)bad;
    j->b.training |= !strncmp(text, "TRAINING: ", 10);
    mk_buf_puts(&j->found, text);
    mk_buf_u8(&j->found, '\n');
}

static int judge(struct job *j, struct mk_error *e)
{
    static const char *const words[] = {
        [MK_INTACT] = "INTACT", [MK_TAMPERED] = "TAMPERED", [MK_UNKNOWN] = "UNKNOWN"
    };
    enum mk_verdict v;
    if (mk_verify(&v, j->b.path, j->in->trust, j->in->revoked, finding, j, e) != 0)
        return -1;
    j->b.verdict = words[v];
    if (!mk_buf_ok(&j->found))
        return mk_fail(e, MK_ENOMEM, "findings");
    return v == MK_TAMPERED ? name_apart(j, e) : 0;
}

/* ---- what it says ---- */

static int say_lines(struct job *j, const char *kind, struct mk_span text, struct mk_error *e)
{
    int rc = 0;
    while (rc == 0 && text.len) {
        const uint8_t *end = memchr(text.p, '\n', text.len);
        size_t n = end ? (size_t)(end - text.p) : text.len;
        rc = n ? mk_case_say(j->c, kind, mk_span(text.p, n), e) : 0;
        text = mk_span_from(text, n + (end != NULL));
    }
    return rc;
}

/* A text file of the bundle, line by line; one that is not there says nothing. */
static int say_file(struct job *j, const char *kind, const char *name, struct mk_error *e)
{
    char path[4200], *line = NULL;
    size_t room = 0;
    ssize_t n;
    int rc = 0;
    snprintf(path, sizeof path, "%s/%s", j->b.path, name);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    if (!f)
        return errno == ENOENT || errno == ENOTDIR ? 0 : mk_fail_errno(e, name);
    while (rc == 0 && (n = getline(&line, &room, f)) > 0 && (size_t)n <= LINE_MAX_BYTES)
        rc = say_lines(j, kind, mk_span(line, (size_t)n), e);
    free(line);
    fclose(f);
    return rc;
}

static int say_fields(struct job *j, const char *kind, struct mk_span fields, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, LINE_MAX_BYTES);
    struct mk_json json = mk_json(&b);
    mk_json_open(&json, '{');
    bool ok = mk_fields_json(&json, fields);
    mk_json_close(&json, '}');
    int rc = ok && mk_buf_ok(&b) ? mk_case_say(j->c, kind, mk_buf_span(&b), e)
                                 : mk_fail(e, MK_ENOMEM, "%s", kind);
    mk_buf_done(&b);
    return rc;
}

static int put_items(void *u, struct mk_span items, struct mk_error *e)
{
    return mk_case_items(((struct job *)u)->c, items, e);
}

static int put_issue(void *u, struct mk_span fields, struct mk_error *e)
{
    return say_fields(u, "issue", fields, e);
}

static int put_cover(void *u, struct mk_span fields, struct mk_error *e)
{
    return say_fields(u, "ledger", fields, e);
}

static int put_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct mk_buf b;
    (void)sets;
    mk_buf_init(&b, LINE_MAX_BYTES);
    mk_put_text(&b, MK_FILE, name);
    mk_put_text(&b, MK_WHY, mk_str(why));
    int rc = mk_buf_ok(&b) ? say_fields(u, "failed", mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "failed");
    mk_buf_done(&b);
    return rc;
}

/* Replies of providers are no files of the phone's. */
static int put_file(void *u, const struct mk_entry *en, struct mk_error *e)
{
    return en->set.len || !en->path.len
               ? 0
               : mk_case_file(((struct job *)u)->c, en->path, en->id, en->size, e);
}

static void act_fields(struct mk_json *j, const void *u)
{
    const struct mk_case_bundle *b = u;
    mk_json_kv_str(j, "root", b->root);
    mk_json_kv_text(j, "path", mk_str(b->path));
    mk_json_kv_str(j, "verdict", b->verdict);
    mk_json_kv_str(j, "parsers", b->parsers);
}

/* Its records. What is so broken that nobody finds a file in it has none, and says so. */
static int take_records(struct mk_parse_tally *tally, struct job *j, struct mk_error *e)
{
    const struct mk_parse_out out = { NULL, put_items, put_issue, put_cover, put_failed, j, NULL };
    struct mk_source src = { 0 };
    struct mk_error why = { 0 };
    bool alone = false;
    int rc;
    rc = mk_parse_open(&src, &alone, j->b.path, &why);
    if (rc == 0)
        rc = src.list(src.u, put_file, j, &why);
    if (rc == 0)
        rc = mk_parse_all(tally, &src, alone, j->in->extra, &out, &why);
    if (rc != 0 && why.code == MK_EFORMAT && !strcmp(j->b.verdict, "TAMPERED")) {
        tally->failed++;
        rc = put_failed(j, mk_str(j->b.path), false, why.text, e);
    } else if (rc != 0 && e) {
        *e = why;
    }
    mk_source_done(&src);
    return rc;
}

/* Behind mk_case_begin(): everything of it, or an error. */
static int take(struct job *j, struct mk_error *e)
{
    struct mk_parse_tally tally = { 0 };
    if (say_lines(j, "finding", mk_buf_span(&j->found), e) != 0 ||
        say_file(j, "info", "bag-info.txt", e) != 0 ||
        say_file(j, "acquired", "coverage.jsonl", e) != 0 || take_records(&tally, j, e) != 0 ||
        mk_case_act(j->c, "import", act_fields, &j->b, e) != 0)
        return -1;
    j->b.failed = tally.failed;
    return mk_case_end(j->c, tally.failed, e);
}

static int intake(struct job *j, struct mk_error *e)
{
    bool bundle = mk_is_bundle(j->b.path);
    j->b.verdict = "NONE";
    if (name_it(j, bundle, e) != 0 || (bundle && judge(j, e) != 0))
        return -1;
    int rc = mk_case_begin(j->c, &j->b, e);
    if (rc == 0) {
        rc = take(j, e);
        if (rc != 0)
            mk_case_drop(j->c);
    }
    return rc;
}

int mk_case_import(struct mk_case_bundle *out, struct mk_case *c, const struct mk_intake *in,
                   struct mk_error *e)
{
    struct job j = { .c = c, .in = in };
    char *whole = realpath(in->path, NULL);
    if (!whole)
        return mk_fail_errno(e, in->path);
    j.b.path = whole;
    snprintf(j.b.parsers, sizeof j.b.parsers, "%s", MK_VERSION);
    mk_buf_init(&j.found, LINE_MAX_BYTES);
    int rc = intake(&j, e);
    mk_buf_done(&j.found);
    *out = j.b;
    out->path = in->path;
    free(whole);
    return rc;
}
