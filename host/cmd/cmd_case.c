/* moka case: what a case holds, and what was done with it. */
#include "host/case/case.h"
#include "host/cmd/cmd.h"
#include "host/cmd/merges.h"
#include "parsers/base/escape.h"
#include "parsers/base/json.h"
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static void print(struct mk_buf *b)
{
    printf("%.*s\n", (int)b->len, (const char *)b->p);
    mk_buf_clear(b);
}

static int show(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct mk_buf *out = u;
    mk_buf_printf(out, "%" PRId64 "  %s%s  %" PRIu64 " records  ", b->id,
                  b->training ? "TRAINING " : "", b->verdict, b->records);
    mk_escape_terminal(out, mk_str(b->path));
    if (b->issues)
        mk_buf_printf(out, "  (%" PRIu64 " with issues)", b->issues);
    if (b->failed)
        mk_buf_printf(out, "  (%" PRIu64 " files could not be read)", b->failed);
    if (!mk_buf_ok(out))
        return mk_fail(e, MK_ENOMEM, "case");
    print(out);
    return 0;
}

static int show_json(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct mk_buf *out = u;
    struct mk_json j = mk_json(out);
    mk_json_open(&j, '{');
    mk_json_kv_int(&j, "id", b->id);
    mk_json_kv_str(&j, "root", b->root);
    mk_json_kv_text(&j, "path", mk_str(b->path));
    mk_json_kv_str(&j, "verdict", b->verdict);
    mk_json_kv_bool(&j, "training", b->training);
    mk_json_kv_str(&j, "parsers", b->parsers);
    mk_json_kv_uint(&j, "records", b->records);
    mk_json_kv_uint(&j, "issues", b->issues);
    mk_json_kv_uint(&j, "failed", b->failed);
    mk_json_close(&j, '}');
    if (!mk_buf_ok(out))
        return mk_fail(e, MK_ENOMEM, "case");
    print(out);
    return 0;
}

static int show_line(void *u, struct mk_span line, struct mk_error *e)
{
    struct mk_buf *out = u;
    (void)e;
    mk_escape_terminal(out, line);
    print(out);
    return 0;
}

/* ---- what links phones ---- */

struct links {
    struct mk_case *c;
    struct mk_buf *out;
    struct mk_json j;
};

static int put_where(void *u, int64_t bundle, const char *role, const char *rule, uint64_t n,
                     struct mk_error *e)
{
    struct links *l = u;
    (void)e;
    mk_json_open(&l->j, '{');
    mk_json_kv_int(&l->j, "bundle", bundle);
    mk_json_kv_str(&l->j, "as", role);
    mk_json_kv_str(&l->j, "rule", rule);
    mk_json_kv_uint(&l->j, "records", n);
    mk_json_close(&l->j, '}');
    return 0;
}

static int put_link(void *u, const struct mk_case_entity *x, struct mk_error *e)
{
    struct links *l = u;
    l->j = mk_json(l->out);
    mk_json_open(&l->j, '{');
    mk_json_kv_str(&l->j, "kind", x->kind);
    mk_json_kv_text(&l->j, "value", mk_str(x->value));
    mk_json_kv_uint(&l->j, "bundles", x->bundles);
    mk_json_kv_uint(&l->j, "mentions", x->mentions);
    if (x->first_us != INT64_MIN) {
        mk_json_kv_iso(&l->j, "first", x->first_us, 6);
        mk_json_kv_iso(&l->j, "last", x->last_us, 6);
    }
    mk_json_key(&l->j, "where");
    mk_json_open(&l->j, '[');
    if (mk_case_where(l->c, x->id, put_where, l, e) != 0)
        return -1;
    mk_json_close(&l->j, ']');
    mk_json_close(&l->j, '}');
    if (!mk_buf_ok(l->out))
        return mk_fail(e, MK_ENOMEM, "case");
    print(l->out);
    return 0;
}

static int audit(struct mk_case *c, struct mk_buf *out)
{
    struct mk_error e = { 0 };
    int64_t bad = 0;
    int rc = mk_case_audit(c, &bad, show_line, out, &e);
    if (rc < 0)
        return mk_cmd_fail("case", &e);
    if (rc > 0)
        fprintf(stderr, "moka case: the audit log was changed: line %" PRId64 " does not follow\n",
                bad);
    return rc > 0 ? MK_EXIT_EVIDENCE : 0;
}

static int show_links(struct mk_case *c, struct mk_buf *out)
{
    struct links l = { .c = c, .out = out };
    struct mk_error e = { 0 };
    return mk_case_shared(c, 2, 10000, put_link, &l, &e) != 0 ? mk_cmd_fail("case", &e) : 0;
}

struct options {
    bool log, json, links;
    const char *who, *dir;
    struct mk_merges merges;
};

static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "audit", no_argument, NULL, 'a' },
        { "links", no_argument, NULL, 'l' },
        { "json", no_argument, NULL, 'j' },
        { "merges", no_argument, NULL, 'm' },
        { "merge", required_argument, NULL, 'M' },
        { "unmerge", required_argument, NULL, 'U' },
        { "reason", required_argument, NULL, 'r' },
        { "examiner", required_argument, NULL, 'w' },
        { 0 },
    };
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == '?' || c == ':')
            return mk_cmd_usage("case", "unknown option, or one without its value");
        o->log |= c == 'a';
        o->json |= c == 'j';
        o->links |= c == 'l';
        o->merges.list |= c == 'm';
        if (c == 'w')
            o->who = optarg;
        else if (c == 'r')
            o->merges.reason = optarg;
        else if ((c == 'M' && !mk_merges_pair(&o->merges, optarg)) ||
                 (c == 'U' && !mk_merges_number(&o->merges.undo, optarg)))
            return mk_cmd_usage("case", "--merge takes A,B and --unmerge N, as --merges has them");
    }
    if (argc - optind != 1)
        return mk_cmd_usage("case", "takes one DIR");
    o->dir = argv[optind];
    return 0;
}

static int look(struct mk_case *c, const struct options *o, struct mk_buf *out)
{
    struct mk_error e = { 0 };
    if (mk_merges_asked(&o->merges))
        return mk_merges_run(c, &o->merges, out);
    if (o->log)
        return audit(c, out);
    if (o->links)
        return show_links(c, out);
    return mk_case_bundles(c, o->json ? show_json : show, out, &e) != 0 ? mk_cmd_fail("case", &e)
                                                                        : 0;
}

static int run(int argc, char **argv)
{
    struct options o = { .who = mk_cmd_account() };
    struct mk_case *c = NULL;
    struct mk_error e = { 0 };
    struct mk_buf out;
    int status = read_options(&o, argc, argv);
    if (status)
        return status;
    mk_buf_init(&out, (size_t)32 << 20);
    status = mk_case_open(&c, o.dir, o.who, false, &e) != 0 ? mk_cmd_fail("case", &e)
                                                            : look(c, &o, &out);
    mk_case_free(c);
    mk_buf_done(&out);
    return status;
}

const struct mk_cmd mk_cmd_case = {
    .name = "case",
    .summary = "lists what a case holds, and what was done with it",
    .help =
        "usage: moka case [--json] DIR\n"
        "       moka case --links DIR\n"
        "       moka case --merges DIR\n"
        "       moka case --merge A,B --reason TEXT [--examiner NAME] DIR\n"
        "       moka case --unmerge N [--examiner NAME] DIR\n"
        "       moka case --audit DIR\n"
        "\n"
        "Lists the bundles that moka import took into the case DIR, each with the verdict of\n"
        "that time. With --links the numbers, addresses, handles and wallets that stand in more\n"
        "than one of them, as JSON Lines: as what, found by which rule, how often. The same\n"
        "number in two phones is a pattern that a human has to judge.\n"
        "\n"
        "--merges lists what may be one person's, as JSON Lines: what an examiner joined, then\n"
        "what a rule suggests (one number with and without its country; an id that is made of a\n"
        "number; one contact card; one name of two words or more). --merge joins two of them by\n"
        "their ids, --unmerge takes that back by its number; both leave a line in the audit log.\n"
        "What is joined counts as one in lists of contacts and links; records do not change.\n"
        "\n"
        "With --audit the log of what examiners did, as JSON Lines, each of which carries the\n"
        "SHA-256 of the one before; exit status 1 when one does not.\n",
    .run = run,
};
