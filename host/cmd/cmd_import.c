/* moka import: bundles into a case. */
#include "host/cmd/arriving.h"
#include "host/cmd/checking.h"
#include "host/cmd/cmd.h"
#include "host/cmd/given.h"
#include "parsers/base/escape.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    const char *who, *check;
    struct mk_arriving arriving;
    struct mk_given given;
};

static void show(const struct mk_case_bundle *b, bool known)
{
    struct mk_buf t;
    mk_buf_init(&t, 65536);
    mk_escape_terminal(&t, mk_str(b->path));
    printf("%s%s %.*s: ", b->training ? "TRAINING " : "", b->verdict, (int)t.len,
           (const char *)t.p);
    if (known)
        puts("is in the case already");
    else
        printf("taken in%s\n", b->failed ? "; some files could not be read" : "");
    mk_buf_done(&t);
}

static int fail(const struct mk_error *e)
{
    int status = mk_cmd_fail("import", e);
    return e->code == MK_EFORMAT || e->code == MK_EAUTH ? MK_EXIT_EVIDENCE : status;
}

/* A hand-over that waits is signed first, so that the verdict is that of the bundle as it is then.
 */
static int receive(struct mk_case *c, const struct options *o, const char *folder)
{
    struct mk_error e = { 0 };
    int rc = o->arriving.key ? mk_receive(c, &o->arriving, folder, &e) : 0;
    if (rc > 0)
        fputs("moka import: no hand-over waits for a signature\n", stderr);
    return rc < 0 ? fail(&e) : 0;
}

/* The number of what was just taken in, or was there already. */
struct find {
    const struct mk_case_bundle *b;
    int64_t id;
};

static int find(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct find *f = u;
    (void)e;
    if (!strcmp(b->root, f->b->root) && !strcmp(b->parsers, f->b->parsers))
        f->id = b->id;
    return 0;
}

static int check(struct mk_case *c, const struct mk_case_bundle *b, const char *set)
{
    struct find f = { b, 0 };
    struct mk_error e = { 0 };
    if (mk_case_bundles(c, find, &f, &e) != 0)
        return mk_cmd_fail("import", &e);
    return mk_checking_case(c, f.id, set);
}

static int import_one(struct mk_case *c, const struct options *o, const char *path)
{
    const struct mk_parse_extra extra = { .secrets = o->given.secrets,
                                          .zone = o->given.zone,
                                          .tzif = mk_buf_span(&o->given.tzif),
                                          .deleted = true };
    char folder[4096];
    struct mk_case_bundle b = { 0 };
    struct mk_error e = { 0 };
    if (mk_arrive(folder, sizeof folder, &o->arriving, path, &e) != 0)
        return fail(&e);
    int status = receive(c, o, folder);
    if (status)
        return status;
    const struct mk_intake in = { folder, o->arriving.trust, o->arriving.revoked, &extra };
    int rc = mk_case_import(&b, c, &in, &e);
    if (rc < 0)
        return mk_cmd_fail("import", &e);
    b.path = path;
    show(&b, rc > 0);
    status = o->check ? check(c, &b, o->check) : 0;
    bool wrong = b.failed || !strcmp(b.verdict, "TAMPERED");
    return wrong && status == 0 ? MK_EXIT_EVIDENCE : status;
}

static int import_all(struct mk_case *c, const struct options *o, char **paths, int n)
{
    int worst = 0;
    for (int i = 0; i < n; i++) {
        int status = import_one(c, o, paths[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int given(struct options *o, int c, struct mk_error *e)
{
    if (c == 'k')
        return mk_given_key(&o->given, optarg, e);
    if (c == 'z')
        return mk_given_zone(&o->given, optarg, e);
    return mk_identities_add(&o->arriving.keys, optarg, e);
}

static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "case", required_argument, NULL, 'c' },
        { "trust", required_argument, NULL, 't' },
        { "revoked", required_argument, NULL, 'r' },
        { "examiner", required_argument, NULL, 'w' },
        { "key", required_argument, NULL, 'k' },
        { "default-zone", required_argument, NULL, 'z' },
        { "identity", required_argument, NULL, 'i' },
        { "receive", required_argument, NULL, 's' },
        { "as", required_argument, NULL, 'a' },
        { "check", required_argument, NULL, 'h' },
        { 0 },
    };
    const struct {
        int c;
        const char **to;
    } texts[] = { { 'c', &o->arriving.dir },     { 't', &o->arriving.trust },
                  { 'r', &o->arriving.revoked }, { 'w', &o->who },
                  { 's', &o->arriving.key },     { 'h', &o->check },
                  { 'a', &o->arriving.as } };
    struct mk_error e = { 0 };
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == '?' || c == ':')
            return mk_cmd_usage("import", "unknown option, or one without its value");
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            if (texts[i].c == c)
                *texts[i].to = optarg;
        if ((c == 'k' || c == 'z' || c == 'i') && given(o, c, &e) != 0)
            return e.code == MK_EUSAGE ? mk_cmd_usage("import", e.text) : mk_cmd_fail("import", &e);
    }
    if (!o->arriving.key != !o->arriving.as)
        return mk_cmd_usage("import", "--receive KEY and --as PRINCIPAL belong together");
    return o->check || (o->arriving.dir && optind < argc)
               ? 0
               : mk_cmd_usage("import", "takes --case DIR and bundles");
}

static int run(int argc, char **argv)
{
    struct options o = { .who = mk_cmd_account() };
    struct mk_case *c = NULL;
    struct mk_error e = { 0 };
    int status = read_options(&o, argc, argv);
    if (status == 0 && !o.arriving.dir)
        status = optind < argc ? mk_cmd_usage("import", "takes --case DIR and bundles")
                               : mk_checking_list(o.check);
    else if (status == 0)
        status = mk_case_open(&c, o.arriving.dir, o.who, true, &e) != 0 ? mk_cmd_fail("import", &e)
                 : optind < argc ? import_all(c, &o, argv + optind, argc - optind)
                                 : mk_checking_case(c, 0, o.check);
    mk_case_free(c);
    mk_given_done(&o.given);
    mk_identities_done(&o.arriving.keys);
    return status;
}

const struct mk_cmd mk_cmd_import = {
    .name = "import",
    .summary = "takes bundles into a case, to search and compare",
    .help =
        "usage: moka import --case DIR [OPTIONS] BUNDLE...\n"
        "\n"
        "Verifies each bundle, reads it as moka parse --deleted does, and keeps that in the\n"
        "case folder DIR, which is made at first use. A bundle is not changed and not copied.\n"
        "What is not INTACT is taken in as well and stays marked. A bundle that is there\n"
        "already, read by the same version, is not taken in again. Each bundle is there\n"
        "whole or not at all, also after a power cut. PATHs that moka parse reads (folders,\n"
        "files, phone backups) are taken as well, and marked as no bundle. An encrypted\n"
        "bundle (NAME.tar.age) is unpacked into DIR/bundles first, and stays there.\n"
        "\n"
        "  --case DIR             the case\n"
        "  --trust FILE           as in moka verify, whose verdict stands by all of it\n"
        "  --revoked FILE         likewise\n"
        "  --examiner NAME        who, for the case's audit log (default: the account's name)\n"
        "  --identity KEY         what opens encrypted bundles: a file of age-keygen, or a "
        "private\n"
        "                         key of OpenSSH; may be repeated\n"
        "  --receive KEY --as PRINCIPAL   signs the hand-over that waits for that receiver, with\n"
        "                         the private key of OpenSSH in the file KEY\n"
        "  --key NAME=VALUE       as in moka parse; so is --default-zone\n"
        "\n"
        "Exit status: 0 taken in, 1 something is tampered with or could not be read, 2 wrong\n"
        "usage, 3 failed.\n",
    .run = run,
};
