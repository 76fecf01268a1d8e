#include "host/cmd/checking.h"
#include "host/cmd/cmd.h"
#include "parsers/base/escape.h"
#include <inttypes.h>
#include <stdio.h>

/* ---- listing ---- */

static int put(void *u, const struct mk_known *k)
{
    struct mk_buf *out = u;
    const struct {
        const char *key;
        struct mk_span value;
    } all[] = { { "sha256", k->sha256 }, { "sha1", k->sha1 }, { "md5", k->md5 },
                { "name", k->name },     { "size", k->size }, { "category", k->category } };
    struct mk_json j = mk_json(out);
    mk_buf_clear(out);
    mk_json_open(&j, '{');
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value.len)
            mk_json_kv_text(&j, all[i].key, all[i].value);
    mk_json_close(&j, '}');
    if (mk_buf_ok(out))
        printf("%.*s\n", (int)out->len, (const char *)out->p);
    return 0;
}

static void told(const struct mk_known_tally *t)
{
    if (t->without)
        fprintf(stderr,
                "moka import: %" PRIu64 " of %" PRIu64 " entries have no SHA-256, and "
                "cannot be looked for\n",
                t->without, t->entries);
    if (t->odd)
        fprintf(stderr, "moka import: %" PRIu64 " lines of the set make no sense\n", t->odd);
}

int mk_checking_list(const char *set)
{
    struct mk_known_tally t = { 0 };
    struct mk_error e = { 0 };
    struct mk_buf out;
    mk_buf_init(&out, (size_t)4 << 20);
    int rc = mk_known_list(&t, set, put, &out, &e);
    mk_buf_done(&out);
    told(&t);
    return rc != 0 ? mk_cmd_fail("import", &e) : 0;
}

/* ---- looking ---- */

static void show(void *u, struct mk_span path, struct mk_span line)
{
    struct mk_buf *out = u;
    (void)line;
    mk_buf_clear(out);
    mk_buf_puts(out, "KNOWN ");
    mk_escape_terminal(out, path);
    if (mk_buf_ok(out))
        printf("%.*s\n", (int)out->len, (const char *)out->p);
}

struct all {
    int64_t id[1024];
    size_t n;
};

static int note(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct all *a = u;
    if (a->n == sizeof a->id / sizeof *a->id)
        return mk_fail(e, MK_ELIMIT, "more than 1,024 bundles");
    a->id[a->n++] = b->id;
    return 0;
}

static int look(struct mk_case *c, int64_t bundle, const char *set, struct mk_buf *out)
{
    struct mk_known_tally t;
    struct mk_error e = { 0 };
    if (mk_case_check(&t, c, bundle, set, show, out, &e) != 0)
        return mk_cmd_fail("import", &e);
    told(&t);
    printf("bundle %" PRId64 ": %" PRIu64 " of %" PRIu64 " files are known\n", bundle, t.hits,
           t.files);
    return t.hits ? MK_EXIT_EVIDENCE : 0;
}

int mk_checking_case(struct mk_case *c, int64_t bundle, const char *set)
{
    struct all a = { { bundle }, bundle != 0 };
    struct mk_error e = { 0 };
    struct mk_buf out;
    int worst = 0;
    if (!bundle && mk_case_bundles(c, note, &a, &e) != 0)
        return mk_cmd_fail("import", &e);
    mk_buf_init(&out, (size_t)4 << 20);
    for (size_t i = 0; i < a.n; i++) {
        int status = look(c, a.id[i], set, &out);
        worst = status > worst ? status : worst;
    }
    mk_buf_done(&out);
    return worst;
}
