#include "host/cmd/cmd.h"
#include "host/cmd/given.h"
#include "host/cmd/write.h"
#include "host/parse/decode.h"
#include "parsers/format/tree.h"
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct options {
    const char *as, *path;
    bool list;
    struct mk_given given;
};

static int put(void *u, struct mk_span bytes, struct mk_error *e)
{
    (void)u;
    return mk_write_all(STDOUT_FILENO, bytes, "standard output", e);
}

static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "as", required_argument, NULL, 'a' },
        { "key", required_argument, NULL, 'k' },
        { "default-zone", required_argument, NULL, 'z' },
        { "list", no_argument, NULL, 'l' },
        { 0 },
    };
    struct mk_error e;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == 'a')
            o->as = optarg;
        else if (c == 'l')
            o->list = true;
        else if ((c == 'k' && mk_given_key(&o->given, optarg, &e) != 0) ||
                 (c == 'z' && mk_given_zone(&o->given, optarg, &e) != 0))
            return e.code == MK_EUSAGE ? mk_cmd_usage("tree", e.text) : mk_cmd_fail("tree", &e);
        else if (c == '?' || c == ':')
            return mk_cmd_usage("tree", "unknown option, or one without its value");
    }
    if (argc - optind != (o->list ? 0 : 1))
        return mk_cmd_usage("tree", o->list ? "--list takes no FILE" : "takes one FILE");
    o->path = argv[optind];
    return 0;
}

static int list(void)
{
    for (size_t i = 0; mk_tree_at(i); i++)
        printf("%s%s\n", mk_tree_at(i)->id, mk_tree_at(i)->knows ? "" : " (only with --as)");
    return 0;
}

static int show(const struct options *o)
{
    struct mk_error e = { 0 };
    const struct mk_parse_extra extra = { o->given.secrets, o->given.zone,
                                          mk_buf_span(&o->given.tzif) };
    struct mk_decode d = { .what = MK_DECODE_TREE,
                           .name = o->as ? o->as : "",
                           .path = o->path,
                           .extra = &extra,
                           .put = put };
    int rc = mk_decode(&d, &e);
    if (rc == 0)
        return 0;
    if (rc > 0) {
        fprintf(stderr, "moka tree: damaged: see \"damaged\" in the output\n");
        return MK_EXIT_EVIDENCE;
    }
    int status = mk_cmd_fail("tree", &e);
    return e.code == MK_EFORMAT ? MK_EXIT_EVIDENCE : status;
}

static int run(int argc, char **argv)
{
    struct options o = { 0 };
    int rc = read_options(&o, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a closed output is an error to report */
    if (rc == 0)
        rc = o.list ? list() : show(&o);
    mk_given_done(&o.given);
    return rc;
}

const struct mk_cmd mk_cmd_tree = {
    .name = "tree",
    .summary = "shows any container or serialised value as JSON",
    .help = "usage: moka tree [--as TYPE] [--key NAME=VALUE]... [--default-zone ZONE] FILE\n"
            "       moka tree --list\n"
            "\n"
            "Shows what is inside of a file as one line of JSON, values inside of values decoded.\n"
            "Its type is found by its content. What is no JSON by nature is an object that says\n"
            "what it is: {\"hex\"}, {\"uid\"}, {\"set\"}, {\"pairs\"}, {\"gzip\"}, {\"plist\"}, "
            "{\"proto\"},\n"
            "and what cannot be read {\"damaged\": why}.\n"
            "\n"
            "  --as TYPE              reads it as that type\n"
            "  --list                 the types there are\n"
            "  --key NAME=VALUE       " MK_GIVEN_KEYS "\n"
            "  --default-zone ZONE    for times stored without a zone\n"
            "\n"
            "Exit status: 0 all was read, 1 something is damaged or no type makes sense of it,\n"
            "2 wrong usage, 3 failed.\n",
    .run = run,
};
