#include "host/cmd/cmd.h"
#include "host/cmd/given.h"
#include "host/cmd/write.h"
#include "host/parse/parse.h"
#include <assert.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct options {
    const char *coverage, *path;
    bool deleted;
    struct mk_given given;
};

struct parse {
    int coverage; /* descriptor, or -1 */
};

static int put_lines(void *u, struct mk_span lines, struct mk_error *e)
{
    (void)u;
    return mk_write_all(STDOUT_FILENO, lines, "standard output", e);
}

/* `before`, the fields as a JSON object, and a newline. */
static int put_object(int fd, const char *before, struct mk_span fields, struct mk_error *e)
{
    struct mk_buf b;
    int rc;
    mk_buf_init(&b, (size_t)16 << 20);
    mk_buf_puts(&b, before);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    bool ok = mk_fields_json(&j, fields);
    mk_json_close(&j, '}');
    mk_buf_u8(&b, '\n');
    rc = ok && mk_buf_ok(&b) ? mk_write_all(fd, mk_buf_span(&b), "output", e)
                             : mk_fail(e, MK_ENOMEM, "output");
    mk_buf_done(&b);
    return rc;
}

static int put_issue(void *u, struct mk_span fields, struct mk_error *e)
{
    (void)u;
    return put_object(STDERR_FILENO, "moka parse: issue: ", fields, e);
}

static int put_cover(void *u, struct mk_span fields, struct mk_error *e)
{
    const struct parse *p = u;
    return p->coverage < 0 ? 0 : put_object(p->coverage, "", fields, e);
}

static int put_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct mk_buf b;
    (void)u;
    (void)sets;
    mk_buf_init(&b, (size_t)2 << 20);
    mk_put_text(&b, MK_FILE, name);
    mk_put_text(&b, MK_WHY, mk_str(why));
    int rc = mk_buf_ok(&b) ? put_object(STDERR_FILENO, "moka parse: failed: ", mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "output");
    mk_buf_done(&b);
    return rc;
}

static int put_progress(void *u, uint64_t done, uint64_t total, struct mk_error *e)
{
    (void)u;
    (void)e;
    mk_show_progress("parse", done, total);
    return 0;
}

/* ---- options ---- */

/* 0, or the exit status that says what is wrong with them. */
static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "key", required_argument, NULL, 'k' },
        { "coverage", required_argument, NULL, 'c' },
        { "default-zone", required_argument, NULL, 'z' },
        { "deleted", no_argument, NULL, 'd' },
        { 0 },
    };
    struct mk_error e;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == 'c')
            o->coverage = optarg;
        else if (c == 'd')
            o->deleted = true;
        else if ((c == 'k' && mk_given_key(&o->given, optarg, &e) != 0) ||
                 (c == 'z' && mk_given_zone(&o->given, optarg, &e) != 0))
            return e.code == MK_EUSAGE ? mk_cmd_usage("parse", e.text) : mk_cmd_fail("parse", &e);
        else if (c == '?' || c == ':')
            return mk_cmd_usage("parse", "unknown option, or one without its value");
    }
    if (argc - optind != 1)
        return mk_cmd_usage("parse", "takes one PATH");
    o->path = argv[optind];
    return 0;
}

/* Whether `file` would be written into what is read. */
static bool inside(const char *file, const char *path)
{
    char *copy = strdup(file), *slash = copy ? strrchr(copy, '/') : NULL;
    if (slash)
        slash[slash == copy] = 0;
    char *folder = copy ? realpath(slash ? copy : ".", NULL) : NULL;
    char *whole = realpath(file, NULL), *read = realpath(path, NULL);
    size_t n = read ? strlen(read) : 0;
    bool in = !folder || !read || (whole && !strcmp(whole, read)) ||
              (!strncmp(folder, read, n) && (folder[n] == 0 || folder[n] == '/'));
    free(copy);
    free(folder);
    free(whole);
    free(read);
    return in;
}

static int open_coverage(int *fd, const struct options *o, struct mk_error *e)
{
    *fd = -1;
    if (!o->coverage)
        return 0;
    if (inside(o->coverage, o->path))
        return mk_fail(e, MK_EUSAGE, "the coverage file would lie in what is read");
    *fd = open(o->coverage, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return *fd < 0 ? mk_fail_errno(e, o->coverage) : 0;
}

static int parse(struct mk_parse_tally *tally, const struct options *o, struct mk_error *e)
{
    struct parse p = { .coverage = -1 };
    struct mk_source src = { 0 };
    const struct mk_parse_extra extra = { .secrets = o->given.secrets,
                                          .zone = o->given.zone,
                                          .tzif = mk_buf_span(&o->given.tzif),
                                          .deleted = o->deleted };
    const struct mk_parse_out out = { put_lines,  NULL, put_issue,   put_cover,
                                      put_failed, &p,   put_progress };
    bool alone = false;
    assert(o->path); /* read_options() refused to go on without */
    int rc = mk_parse_open(&src, &alone, o->path, e);
    if (rc == 0)
        rc = open_coverage(&p.coverage, o, e);
    if (rc == 0)
        rc = mk_parse_all(tally, &src, alone, &extra, &out, e);
    if (rc == 0 && tally->nothing)
        fprintf(stderr, "moka parse: nothing here that this version reads\n");
    if (rc == 0 && tally->foreign)
        fprintf(stderr, "moka parse: %llu provider replies that no reader knows\n",
                (unsigned long long)tally->foreign);
    if (p.coverage >= 0 && close(p.coverage) != 0 && rc == 0)
        rc = mk_fail_errno(e, "coverage");
    mk_source_done(&src);
    return rc;
}

static int run(int argc, char **argv)
{
    struct options o = { 0 };
    struct mk_parse_tally tally = { 0 };
    struct mk_error e = { 0 };
    int status = read_options(&o, argc, argv);
    if (status == 0) {
        signal(SIGPIPE, SIG_IGN); /* a closed output is an error to report */
        status = parse(&tally, &o, &e) != 0     ? mk_cmd_fail("parse", &e)
                 : tally.issues || tally.failed ? MK_EXIT_EVIDENCE
                                                : 0;
    }
    mk_given_done(&o.given);
    return status;
}

const struct mk_cmd mk_cmd_parse = {
    .name = "parse",
    .summary = "reads records out of files, folders and bundles",
    .help =
        "usage: moka parse [--deleted] [--key NAME=VALUE]... [--coverage FILE] [--default-zone "
        "ZONE]\n"
        "                  PATH\n"
        "\n"
        "PATH is one file, a folder with device paths anywhere below it, or an evidence bundle.\n"
        "Databases, documents and containers (zip, tar, Android backups) are told by their\n"
        "bytes; containers are read like folders, up to four inside each other. So is an iOS\n"
        "backup, plain or encrypted, in whatever folder or archive it lies: its files have the\n"
        "paths that they have on the phone. Records go to standard output as JSON Lines, in a\n"
        "fixed order; what is odd and has no record of its own, to standard error. Nothing is\n"
        "changed or written but the coverage ledger, and unnamed files in TMPDIR that hold what\n"
        "is unpacked and are gone at the end.\n"
        "\n"
        "  --deleted              records of deleted rows of databases as well, with the place\n"
        "                         where they were found, and how sure it is; the ledger counts\n"
        "                         them, and the numbers that tables skipped. What a row was\n"
        "                         before stands in its record. Without it only live rows are\n"
        "                         read, as they are. moka recover shows rows of tables that no\n"
        "                         reader knows\n"
        "  --coverage FILE        writes the ledger: what was looked for, what became of it\n"
        "  --key NAME=VALUE       for what is encrypted, may be given several times: whatsapp,\n"
        "  --key NAME=@FILE       signal, signal-aci, signal-token, ios-backup, ab, sqlcipher\n"
        "  --default-zone ZONE    of times that are stored without one: UTC, +02:00, or a name\n"
        "                         such as Europe/Paris\n"
        "\n"
        "Exit status: 0 all was read and nothing is odd, 1 read, but there are issues or a\n"
        "file could not be read, 2 wrong usage, 3 failed.\n",
    .run = run,
};
