/* moka search: words in a case. */
#include "host/case/case.h"
#include "host/cmd/cmd.h"
#include "host/cmd/write.h"
#include "parsers/base/time.h"
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct output {
    struct mk_lines *lines;
    struct mk_buf out;
    uint64_t n;
};

static int put(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct output *o = u;
    size_t used;
    mk_buf_clear(&o->out);
    if (mk_lines_feed(o->lines, &o->out, r->items, &used, e) != 0)
        return -1;
    o->n++;
    return mk_write_all(STDOUT_FILENO, mk_buf_span(&o->out), "standard output", e);
}

static int read_time(int64_t *out, const char *text)
{
    return mk_time_parse(out, mk_str(text)) ? 0 : -1;
}

static int read_options(struct mk_search *s, const char **dir, int argc, char **argv)
{
    static const struct option longs[] = {
        { "case", required_argument, NULL, 'c' },  { "kind", required_argument, NULL, 'k' },
        { "from", required_argument, NULL, 'f' },  { "until", required_argument, NULL, 'u' },
        { "limit", required_argument, NULL, 'n' }, { "ranked", no_argument, NULL, 'r' },
        { "json", no_argument, NULL, 'j' },        { 0 },
    };
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == 'c')
            *dir = optarg;
        else if (c == 'r')
            s->ranked = true;
        else if (c == 'n')
            s->limit = (uint32_t)strtoul(optarg, NULL, 10);
        else if ((c == 'k' && !mk_kind_parse(&s->kind, mk_str(optarg))) ||
                 (c == 'f' && read_time(&s->from_us, optarg) != 0) ||
                 (c == 'u' && read_time(&s->until_us, optarg) != 0) || c == '?' || c == ':')
            return mk_cmd_usage("search", "unknown option, or one with a wrong value");
    }
    if (!*dir || argc - optind != 1)
        return mk_cmd_usage("search", "takes --case DIR and one QUERY");
    s->query = argv[optind];
    return 0;
}

static int search(const struct mk_search *s, const char *dir)
{
    struct output o = { 0 };
    struct mk_case *c = NULL;
    struct mk_error e = { 0 };
    mk_buf_init(&o.out, MK_ITEM_MAX);
    int status = 0;
    if (mk_lines_new(&o.lines, &e) != 0 || mk_case_open(&c, dir, "", false, &e) != 0 ||
        mk_case_search(c, s, put, &o, &e) != 0)
        status = mk_cmd_fail("search", &e);
    bool wide = false;
    if (status == 0 && s->ranked && mk_case_search_wide(&wide, c, s->query, &e) == 0 && wide)
        fprintf(stderr,
                "moka search: more than %d records hold the words; the best of the latest %d\n",
                MK_CASE_RANKED, MK_CASE_RANKED);
    mk_case_free(c);
    mk_lines_free(o.lines);
    mk_buf_done(&o.out);
    return status;
}

static int run(int argc, char **argv)
{
    struct mk_search s = { .from_us = INT64_MIN, .until_us = INT64_MIN, .limit = 100 };
    const char *dir = NULL;
    int status = read_options(&s, &dir, argc, argv);
    signal(SIGPIPE, SIG_IGN);
    return status ? status : search(&s, dir);
}

const struct mk_cmd mk_cmd_search = {
    .name = "search",
    .summary = "finds words in a case",
    .help = "usage: moka search --case DIR [OPTIONS] QUERY\n"
            "\n"
            "Prints the records that hold all words of QUERY as JSON Lines, as moka parse does.\n"
            "Case and accents do not matter; in scripts without spaces any letters that follow\n"
            "each other are found. \"A phrase\", begin*, -not, one OR other.\n"
            "\n"
            "  --kind KIND        message, call, contact ... alone\n"
            "  --from, --until    times such as 2026-11-01T00:00:00Z\n"
            "  --ranked           best first, of the 10,000 that were taken in last;\n"
            "                     else what was taken in last\n"
            "  --limit N          at most so many (default 100, at most 1,000)\n",
    .run = run,
};
