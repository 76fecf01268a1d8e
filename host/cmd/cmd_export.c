/* moka export: a case's records for other programs. */
#include "host/cmd/cmd.h"
#include "host/cmd/write.h"
#include "host/export/export.h"
#include "host/export/tree.h"
#include "parsers/base/escape.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct options {
    const char *dir, *out, *who, *tree, *tag;
    const struct mk_export_format *format;
    int64_t bundle;
};

static int put(void *u, struct mk_span bytes, struct mk_error *e)
{
    return mk_write_all(*(int *)u, bytes, "output", e);
}

/* What is in the file and what is not, on standard error: the file itself is for a program. */
static bool tell(const struct mk_export_format *f, const struct mk_export_tally *t)
{
    bool left = false;
    for (int k = 0; k < MK_KIND_COUNT; k++) {
        if (t->written[k])
            fprintf(stderr, "moka export: %s: %" PRIu64 " written\n", mk_kind_name((enum mk_kind)k),
                    t->written[k]);
        for (size_t i = 0; i < MK_EXPORT_WHYS; i++)
            if (t->left[k][i]) {
                left = true;
                fprintf(stderr, "moka export: %s: %" PRIu64 " left out: %s\n",
                        mk_kind_name((enum mk_kind)k), t->left[k][i], f->why[i]);
            }
    }
    return left;
}

struct act {
    const struct options *o;
    const struct mk_export_tally *tally;
};

static void act_fields(struct mk_json *j, const void *u)
{
    const struct act *a = u;
    uint64_t n = 0;
    for (int k = 0; k < MK_KIND_COUNT; k++)
        n += a->tally->written[k];
    mk_json_kv_str(j, "format", a->o->format->name);
    mk_json_kv_text(j, "to", mk_str(a->o->out));
    mk_json_kv_int(j, "bundle", a->o->bundle);
    if (a->o->tag)
        mk_json_kv_text(j, "tag", mk_str(a->o->tag));
    mk_json_kv_uint(j, "records", n);
}

static int export_to(int fd, const struct options *o)
{
    struct mk_case *c = NULL;
    struct mk_export_tally tally;
    struct mk_error e = { 0 };
    const struct act act = { o, &tally };
    int rc = mk_case_open(&c, o->dir, o->who, false, &e);
    if (rc == 0)
        rc = mk_export(&tally, o->format, c, o->bundle, o->tag, put, &fd, &e);
    if (rc == 0 && fd != STDOUT_FILENO && fsync(fd) != 0)
        rc = mk_fail_errno(&e, o->out);
    if (rc == 0)
        rc = mk_case_act(c, "export", act_fields, &act, &e);
    mk_case_free(c);
    if (rc != 0)
        return mk_cmd_fail("export", &e);
    (void)tell(o->format, &tally);
    return 0;
}

/* ---- a bundle's files as a tree ---- */

static int put_renamed(void *u, struct mk_span path, const char *name, struct mk_error *e)
{
    struct mk_buf b;
    (void)u;
    mk_buf_init(&b, 1 << 20);
    mk_buf_puts(&b, "moka export: ");
    mk_escape_terminal(&b, path);
    mk_buf_puts(&b, " is ");
    mk_escape_terminal(&b, mk_str(name));
    mk_buf_u8(&b, '\n');
    int rc = mk_buf_ok(&b) ? mk_write_all(STDERR_FILENO, mk_buf_span(&b), "standard error", e)
                           : mk_fail(e, MK_ENOMEM, "export");
    mk_buf_done(&b);
    return rc;
}

static void tell_tree(const struct mk_tree_tally *t)
{
    const struct {
        uint64_t n;
        const char *what;
    } all[] = { { t->files, "files written" },
                { t->renamed, "of them under another name, told above" },
                { t->replies, "left out: answers of the phone to requests, which are no files" },
                { t->extracts, "left out: records in scope of files that were not taken whole" },
                { t->absent, "left out: named by their container, and not there" },
                { t->changed, "left out: their bytes are not what the index says" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].n)
            fprintf(stderr, "moka export: %" PRIu64 " %s\n", all[i].n, all[i].what);
}

static int export_tree(const struct options *o)
{
    struct mk_tree_tally tally = { 0 };
    struct mk_source src = { 0 };
    struct mk_error e = { 0 };
    int dir = -1, rc = mk_source_bundle(&src, o->tree, &e);
    if (rc == 0 && mkdir(o->out, 0700) != 0)
        rc = mk_fail_errno(&e, o->out);
    if (rc == 0 && (dir = open(o->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        rc = mk_fail_errno(&e, o->out);
    if (rc == 0)
        rc = mk_export_tree(&tally, &src, dir, put_renamed, NULL, &e);
    if (dir >= 0)
        close(dir);
    mk_source_done(&src);
    tell_tree(&tally);
    return rc != 0 ? mk_cmd_fail("export", &e) : tally.changed ? MK_EXIT_EVIDENCE : 0;
}

static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "case", required_argument, NULL, 'c' },
        { "format", required_argument, NULL, 'f' },
        { "bundle", required_argument, NULL, 'b' },
        { "examiner", required_argument, NULL, 'w' },
        { "tree", required_argument, NULL, 't' },
        { "tag", required_argument, NULL, 'g' },
        { 0 },
    };
    char *end = NULL;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "o:", longs, NULL)) != -1) {
        if (c == 'c')
            o->dir = optarg;
        else if (c == 'o')
            o->out = optarg;
        else if (c == 'w')
            o->who = optarg;
        else if (c == 't')
            o->tree = optarg;
        else if (c == 'g')
            o->tag = optarg;
        else if (c == 'f' && !(o->format = mk_export_find(optarg)))
            return mk_cmd_usage("export", "no such format");
        else if (c == 'b' && ((o->bundle = strtoll(optarg, &end, 10)) <= 0 || *end))
            return mk_cmd_usage("export", "--bundle is a number that moka case lists");
        else if (c == '?' || c == ':')
            return mk_cmd_usage("export", "unknown option, or one without its value");
    }
    bool whole = o->tree ? !o->dir && !o->format && !o->tag : o->dir && o->format;
    return whole && o->out && optind == argc
               ? 0
               : mk_cmd_usage("export", "takes --case DIR, --format NAME and -o FILE, or --tree "
                                        "BUNDLE and -o DIR");
}

static int run(int argc, char **argv)
{
    struct options o = { .who = mk_cmd_account() };
    int fd = STDOUT_FILENO, status = read_options(&o, argc, argv);
    if (status)
        return status;
    assert(o.out); /* read_options() refused to go on without */
    signal(SIGPIPE, SIG_IGN);
    if (o.tree)
        return export_tree(&o);
    if (strcmp(o.out, "-") != 0)
        fd = open(o.out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        struct mk_error e = { 0 };
        mk_fail_errno(&e, o.out);
        return mk_cmd_fail("export", &e);
    }
    status = export_to(fd, &o);
    if (fd != STDOUT_FILENO && close(fd) != 0)
        status = MK_EXIT_FAILED;
    if (status && fd != STDOUT_FILENO)
        unlink(o.out); /* half a file is taken for a whole one */
    return status;
}

const struct mk_cmd mk_cmd_export = {
    .name = "export",
    .summary = "writes a case's records for other programs",
    .help =
        "usage: moka export --case DIR --format NAME [--bundle N] [--tag NAME] -o FILE\n"
        "       moka export --tree BUNDLE -o DIR\n"
        "\n"
        "  csv          every record a line, in words; cells that a spreadsheet would run get\n"
        "               an apostrophe in front\n"
        "  timesketch   JSON Lines for Timesketch, a line for each time of a record\n"
        "  geojson      places (RFC 7946)\n"
        "  kml          places, with their times\n"
        "  vcard        contacts (RFC 6350)\n"
        "  case-uco     CASE/UCO 1.4 as JSON-LD: how the bundle came to be, messages, calls,\n"
        "               contacts, mails, places, files by their SHA-256\n"
        "\n"
        "--tag: only records that have this tag; what belongs to them goes along only where it "
        "has\n"
        "the tag itself. Standard error says how many records of which kind were written, and how "
        "many were left\n"
        "out and why. Each names its source, its bundle and what the verifier said of that.\n"
        "What turns the reading direction or steers a terminal stands in no file as it is.\n"
        "Pictures are in none of them. FILE must not exist; - is standard output. The case's\n"
        "audit log says what was exported, when and by whom (--examiner NAME).\n"
        "\n"
        "--tree lays the files of a bundle out by their paths on the phone, as ALEAPP and iLEAPP\n"
        "want them; of an iPhone that is also its backup, as iTunes lays one out. Standard error\n"
        "says what is no file, and which names had to change.\n",
    .run = run,
};
