/* moka report: a folder of pages about what a bundle, a folder or a file holds. */
#include "firmware/bundle/bundle.h"
#include "host/cmd/cmd.h"
#include "host/cmd/given.h"
#include "host/parse/parse.h"
#include "host/report/report.h"
#include "parsers/base/arena.h"
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINES_MAX 200 /* findings and lines of bag-info that are shown */
#define TEXT_MAX  ((size_t)16 << 20)

struct options {
    const char *path, *out, *trust, *revoked;
    bool images;
    struct mk_given given; /* secrets, and the zone of local times */
    struct mk_given shown; /* only its zone: the one to show times in */
};

struct job {
    struct mk_report *report;
    struct mk_arena arena; /* texts of the facts */
    const char *findings[LINES_MAX + 1], *info[LINES_MAX + 1];
    size_t nfindings, ninfo;
    struct mk_report_facts facts;
};

static int put_items(void *u, struct mk_span items, struct mk_error *e)
{
    return mk_report_items(u, items, e);
}

static int put_issue(void *u, struct mk_span fields, struct mk_error *e)
{
    return mk_report_issue(u, fields, e);
}

static int put_cover(void *u, struct mk_span fields, struct mk_error *e)
{
    return mk_report_cover(u, fields, e);
}

static int put_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct mk_buf b;
    (void)sets;
    mk_buf_init(&b, TEXT_MAX);
    mk_put_text(&b, MK_FILE, name);
    mk_put_text(&b, MK_WHY, mk_str(why));
    int rc =
        mk_buf_ok(&b) ? mk_report_issue(u, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "report");
    mk_buf_done(&b);
    return rc;
}

/* ---- what the bundle says of itself ---- */

static void keep(struct job *j, const char **list, size_t *n, struct mk_span text)
{
    struct mk_span copy = *n < LINES_MAX ? mk_arena_copy(&j->arena, text) : mk_span(NULL, 0);
    if (copy.p)
        list[(*n)++] = (const char *)copy.p;
}

static void finding(void *u, bool bad, const char *text)
{
    struct job *j = u;
    j->facts.training |= strncmp(text, "TRAINING: ", 10) == 0;
    if (bad || j->facts.training)
        keep(j, j->findings, &j->nfindings, mk_str(text));
}

/* A small text file of the bundle, line by line. */
static int each_line(const char *dir, const char *name,
                     int (*each)(void *u, struct mk_span line, struct mk_error *e), void *u,
                     struct mk_error *e)
{
    char path[4096], *line = NULL;
    size_t room = 0;
    ssize_t n;
    int rc = 0;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    if (!f)
        return errno == ENOENT ? 0 : mk_fail_errno(e, name);
    while (rc == 0 && (n = getline(&line, &room, f)) > 0 && (size_t)n <= TEXT_MAX)
        rc = each(u, mk_span(line, (size_t)n - (line[n - 1] == '\n')), e);
    free(line);
    fclose(f);
    return rc;
}

static int take_info(void *u, struct mk_span line, struct mk_error *e)
{
    struct job *j = u;
    (void)e;
    keep(j, j->info, &j->ninfo, line);
    return 0;
}

static int take_acquired(void *u, struct mk_span line, struct mk_error *e)
{
    return mk_report_acquired(((struct job *)u)->report, line, e);
}

static int take_bundle(struct job *j, const struct options *o, struct mk_error *e)
{
    static const char *const words[] = {
        [MK_INTACT] = "INTACT",
        [MK_TAMPERED] = "TAMPERED",
        [MK_UNKNOWN] = "UNKNOWN: whole, but signed by nobody whom a trust file vouches for"
    };
    enum mk_verdict verdict;
    if (mk_verify(&verdict, o->path, o->trust, o->revoked, finding, j, e) != 0)
        return -1;
    j->facts.verdict = words[verdict];
    if (each_line(o->path, "bag-info.txt", take_info, j, e) != 0)
        return -1;
    return each_line(o->path, "coverage.jsonl", take_acquired, j, e);
}

/* ---- where it goes ---- */

/* A new folder, or one that is empty, and never inside of what is read. */
static int open_out(int *fd, const struct options *o, struct mk_error *e)
{
    struct stat st;
    assert(o->out);
    if (mkdir(o->out, 0777) != 0 && errno != EEXIST)
        return mk_fail_errno(e, o->out);
    *fd = open(o->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0 || fstat(*fd, &st) != 0)
        return mk_fail_errno(e, o->out);
    char *to = realpath(o->out, NULL), *from = realpath(o->path, NULL);
    size_t n = from ? strlen(from) : 0;
    bool inside = !to || !from || (!strncmp(to, from, n) && (to[n] == 0 || to[n] == '/'));
    free(to);
    free(from);
    if (inside)
        return mk_fail(e, MK_EUSAGE, "the report would lie in what is read");
    DIR *d = opendir(o->out);
    size_t entries = 0;
    while (d && readdir(d))
        entries++;
    if (d)
        closedir(d);
    return d && entries == 2 ? 0 : mk_fail(e, MK_EUSAGE, "%s is not empty", o->out);
}

static int report(struct job *j, const struct options *o, struct mk_parse_tally *tally, int dir,
                  struct mk_zone *zone, struct mk_error *e)
{
    const struct mk_report_options ro = { o->path, zone, o->images };
    const struct mk_parse_extra extra = { o->given.secrets, o->given.zone,
                                          mk_buf_span(&o->given.tzif) };
    struct mk_source src = { 0 };
    bool alone = false;
    int rc = mk_report_new(&j->report, dir, &ro, e);
    const struct mk_parse_out out = {
        NULL, put_items, put_issue, put_cover, put_failed, j->report
    };
    if (rc == 0)
        rc = mk_parse_open(&src, &alone, o->path, e);
    if (rc == 0 && !alone && mk_is_bundle(o->path))
        rc = take_bundle(j, o, e);
    if (rc == 0)
        rc = mk_parse_all(tally, &src, alone, &extra, &out, e);
    j->facts.findings = j->findings;
    j->facts.info = j->info;
    if (rc == 0)
        rc = mk_report_write(j->report, &j->facts, &src, e);
    mk_source_done(&src);
    mk_report_free(j->report);
    return rc;
}

static int make(struct job *j, const struct options *o, struct mk_parse_tally *tally,
                struct mk_error *e)
{
    struct mk_zone *zone = NULL;
    int dir = -1, rc = 0;
    mk_arena_init(&j->arena, TEXT_MAX);
    if (o->shown.zone.len)
        rc = mk_zone_new(&zone, o->shown.zone, mk_buf_span(&o->shown.tzif), e);
    if (rc == 0)
        rc = open_out(&dir, o, e);
    if (rc == 0)
        rc = report(j, o, tally, dir, zone, e);
    if (dir >= 0)
        close(dir);
    mk_zone_free(zone);
    mk_arena_done(&j->arena);
    return rc;
}

static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "key", required_argument, NULL, 'k' },
        { "default-zone", required_argument, NULL, 'd' },
        { "zone", required_argument, NULL, 'z' },
        { "trust", required_argument, NULL, 't' },
        { "revoked", required_argument, NULL, 'r' },
        { "images", no_argument, NULL, 'i' },
        { 0 },
    };
    struct mk_error e;
    int c, bad = 0;
    opterr = 0;
    while (bad == 0 && (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1) {
        if (c == 'o')
            o->out = optarg;
        else if (c == 't')
            o->trust = optarg;
        else if (c == 'r')
            o->revoked = optarg;
        else if (c == 'i')
            o->images = true;
        else if (c == 'k')
            bad = mk_given_key(&o->given, optarg, &e);
        else if (c == 'd')
            bad = mk_given_zone(&o->given, optarg, &e);
        else if (c == 'z')
            bad = mk_given_zone(&o->shown, optarg, &e);
        else
            return mk_cmd_usage("report", "unknown option, or one without its value");
    }
    if (bad)
        return e.code == MK_EUSAGE ? mk_cmd_usage("report", e.text) : mk_cmd_fail("report", &e);
    if (argc - optind != 1 || !o->out)
        return mk_cmd_usage("report", "takes one PATH and -o DIR");
    o->path = argv[optind];
    return 0;
}

static int run(int argc, char **argv)
{
    struct options o = { 0 };
    struct job j = { 0 };
    struct mk_parse_tally tally = { 0 };
    struct mk_error e = { 0 };
    int status = read_options(&o, argc, argv);
    if (status == 0 && make(&j, &o, &tally, &e) != 0)
        status = mk_cmd_fail("report", &e);
    else if (status == 0)
        status = tally.issues || tally.failed ? MK_EXIT_EVIDENCE : 0;
    mk_given_done(&o.given);
    mk_given_done(&o.shown);
    return status;
}

const struct mk_cmd mk_cmd_report = {
    .name = "report",
    .summary = "writes a report to read, as pages in a folder",
    .help = "usage: moka report [options] -o DIR PATH\n"
            "\n"
            "PATH is what moka parse takes: an evidence bundle, a folder, a file. DIR is made, or\n"
            "is empty; open DIR/index.html in any browser. The pages run nothing and fetch\n"
            "nothing, and each holds 500 rows, so that a report of any size opens at once. Every\n"
            "row names the file, table and row that it is from.\n"
            "\n"
            "  --zone ZONE            shows times in that zone as well: UTC, +02:00, Europe/Paris\n"
            "  --default-zone ZONE    as in moka parse: of times that are stored without one\n"
            "  --key NAME=VALUE       as in moka parse\n"
            "  --trust FILE           as in moka verify, whose verdict stands on top\n"
            "  --revoked FILE         as in moka verify\n"
            "  --images               copies pictures into the report, closed until asked for\n"
            "\n"
            "Exit status: 0 all was read and nothing is odd, 1 written, but there are issues,\n"
            "2 wrong usage, 3 failed.\n",
    .run = run,
};
