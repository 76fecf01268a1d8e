#include "host/cmd/cmd.h"
#include "host/cmd/validation.h"
#include "host/cmd/write.h"
#include "host/parse/decode.h"
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct options {
    const char *path;
    bool live, validation;
    bool odd; /* something was remarked */
};

static int put(void *u, struct mk_span bytes, struct mk_error *e)
{
    (void)u;
    return mk_write_all(STDOUT_FILENO, bytes, "standard output", e);
}

static int put_remark(void *u, struct mk_span text, struct mk_error *e)
{
    (void)u;
    (void)e;
    fprintf(stderr, "moka recover: %.*s\n", (int)text.len, (const char *)text.p);
    return 0;
}

static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "live", no_argument, NULL, 'l' },
        { "validation", no_argument, NULL, 'v' },
        { 0 },
    };
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c != 'l' && c != 'v')
            return mk_cmd_usage("recover", "unknown option");
        o->live |= c == 'l';
        o->validation |= c == 'v';
    }
    if (argc - optind != (o->validation ? 0 : 1))
        return mk_cmd_usage("recover", o->validation ? "--validation takes no DB" : "takes one DB");
    o->path = argv[optind];
    return 0;
}

static int recover(struct options *o)
{
    struct mk_error e = { 0 };
    const struct mk_parse_extra extra = { 0 };
    struct mk_decode d = { .what = MK_DECODE_RECOVER,
                           .name = o->live ? "live" : "",
                           .path = o->path,
                           .extra = &extra,
                           .put = put,
                           .u = o,
                           .remark = put_remark };
    int rc = mk_decode(&d, &e);
    if (rc >= 0)
        return rc ? MK_EXIT_EVIDENCE : 0;
    return mk_cmd_fail("recover", &e);
}

static int run(int argc, char **argv)
{
    struct options o = { 0 };
    int rc = read_options(&o, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a closed output is an error to report */
    if (rc == 0 && o.validation)
        return fputs(mk_recover_validation, stdout) < 0 ? MK_EXIT_FAILED : 0;
    return rc ? rc : recover(&o);
}

const struct mk_cmd mk_cmd_recover = {
    .name = "recover",
    .summary = "carves deleted rows out of a SQLite database",
    .help =
        "usage: moka recover [--live] DB\n"
        "       moka recover --validation\n"
        "\n"
        "Reads DB, and its -wal and -journal where they lie beside it, byte by byte, and writes\n"
        "the rows that were deleted as JSON Lines: {\"table\", \"row\", \"state\", \"page\", "
        "\"offset\",\n"
        "\"values\", \"partial\", \"confidence\"}. A row that is live is never written, nor is a "
        "copy\n"
        "of one that SQLite left behind. What a row was before it was changed stands in it under\n"
        "\"versions\", the newest first, with the places where each was seen. \"unproven\" names "
        "columns\n"
        "whose overflow pages another deleted row may have used since. What is odd about the\n"
        "files goes to standard error: hidden and dropped tables, moved roots, forged pointers,\n"
        "lists and sizes, foreign bytes, lies in the header. Where the header is destroyed, the\n"
        "size of a page is guessed from the pages.\n"
        "\n"
        "  --live          the live rows too, read the same way: state live, or wal\n"
        "  --validation    how well this was measured to do, and on what, for the file\n"
        "\n"
        "Exit status: 0 done, 1 done, but something is wrong with the files, 2 wrong usage,\n"
        "3 failed: no database, or an encrypted one.\n",
    .run = run,
};
