/* moka-custody: `moka custody`, what becomes of a bundle after it was sealed. It holds the kit's
 * key while it signs. */
#include "firmware/bundle/timestamp.h"
#include "firmware/bundle/transfer.h"
#include "firmware/bundle/writer.h"
#include "firmware/kit/kit.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

enum { EXIT_EVIDENCE = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };
#define RECEIPT_MAX ((size_t)1 << 20)

struct arguments {
    const char *word;           /* "list", "hand-over", ... */
    const char *bundle, *first; /* operands; first: before the bundle, where two are needed */
    const char *kit, *key, *as;
    const char *to, *organisation, *id, *why, *strokes, *to_key, *receipt, *tsa;
    bool clock_trusted, json;
    char room[4096];
};

static void print_escaped(FILE *f, const char *before, const char *text)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    mk_escape_terminal(&b, mk_str(text));
    fprintf(f, "%s%.*s\n", before, (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
}

static int usage(const char *why)
{
    fprintf(stderr, "moka custody: %s; see moka help custody\n", why);
    return EXIT_USAGE;
}

static int read_file(struct mk_buf *out, const char *path, struct mk_error *e)
{
    uint8_t step[4096];
    size_t n;
    FILE *f = fopen(path, "re");
    if (!f)
        return mk_fail_errno(e, path);
    while ((n = fread(step, 1, sizeof step, f)) > 0)
        mk_buf_put(out, step, n);
    int rc = ferror(f) ? mk_fail_errno(e, path) : 0;
    fclose(f);
    return rc == 0 && !mk_buf_ok(out) ? mk_fail(e, MK_ELIMIT, "%.200s: too long", path) : rc;
}

static int write_file(const char *path, struct mk_span s, struct mk_error *e)
{
    int dir = -1;
    const char *name;
    int rc = mk_disk_place(&dir, &name, path, e) || mk_disk_put(mk_disk_real(), dir, name, s, e)
                 ? -1
                 : 0;
    if (dir >= 0)
        mk_disk_real()->close(NULL, dir);
    return rc;
}

/* ---- who signs ---- */

struct signer {
    struct mk_kit *kit;
    struct mk_transfer_by by;
    char principal[128];
};

static int open_signer(struct signer *s, const struct arguments *a, struct mk_error *e)
{
    *s = (struct signer){ .kit = NULL };
    s->by.principal = a->as;
    s->by.path = a->key;
    if (a->key)
        return 0;
    if (mk_kit_open(&s->kit, a->kit, e) != 0)
        return -1;
    snprintf(s->principal, sizeof s->principal, "kit:%s", mk_kit_id(s->kit));
    s->by.principal = s->principal;
    s->by.key = mk_kit_key(s->kit);
    return 0;
}

/* ---- what is shown ---- */

static int list(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf b;
    int rc = 0;
    mk_buf_init(&b, 65536);
    for (uint64_t n = 1; rc == 0 && n <= mk_transfers_count(t); n++) {
        struct mk_transfer is;
        bool countersigned;
        mk_buf_clear(&b);
        rc = mk_transfers_get(&is, &countersigned, t, n, e);
        if (rc == 0)
            (a->json ? mk_transfer_json : mk_transfer_words)(&b, &is, countersigned);
        if (rc == 0 && mk_buf_ok(&b))
            printf("%.*s", (int)b.len, (const char *)b.p);
    }
    mk_buf_done(&b);
    if (rc != 0)
        return -1;
    if (!a->json)
        puts("Later transfers cannot be excluded. Whether these hold, says moka verify.");
    return 0;
}

/* The file, and the short text on standard output. */
static int receipt(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf b;
    int rc = 0;
    uint64_t n = mk_transfers_count(t);
    mk_buf_init(&b, RECEIPT_MAX);
    if (a->receipt)
        rc = mk_transfers_receipt(&b, t, n, e) || write_file(a->receipt, mk_buf_span(&b), e) ? -1
                                                                                             : 0;
    mk_buf_clear(&b);
    if (rc == 0)
        rc = mk_transfers_short(&b, t, n, e);
    if (rc == 0)
        printf("%.*s\n", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return rc;
}

/* ---- what is done ---- */

/* "PRINCIPAL TYPE BASE64 ...", as moka kit prints it. */
static int split_key(char principal[128], char key[512], const char *line, struct mk_error *e)
{
    const char *space = strchr(line, ' ');
    const char *second = space ? strchr(space + 1, ' ') : NULL;
    if (!second || space - line > 127)
        return mk_fail(e, MK_EUSAGE,
                       "--to-key is \"PRINCIPAL TYPE BASE64\", as moka kit prints it");
    snprintf(principal, 128, "%.*s", (int)(space - line), line);
    snprintf(key, 512, "%.*s", (int)((size_t)(second - space) + strcspn(second + 1, " \n")),
             space + 1);
    return 0;
}

static int add(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    char by[128], key[512];
    uint64_t n;
    struct signer s;
    struct mk_buf strokes;
    struct mk_handover h = { .act = !strcmp(a->word, "withdraw") ? "withdrawn" : "hand-over",
                             .time_us = mk_wall_us(),
                             .clock_trusted = a->clock_trusted,
                             .name = a->to,
                             .organisation = a->organisation,
                             .id = a->id,
                             .why = a->why };
    mk_buf_init(&strokes, RECEIPT_MAX);
    int rc = a->strokes ? read_file(&strokes, a->strokes, e) : 0;
    if (rc == 0 && a->to_key) {
        rc = split_key(by, key, a->to_key, e);
        h.by = by;
        h.by_key = key;
    }
    h.strokes = mk_buf_span(&strokes);
    if (rc == 0 && open_signer(&s, a, e) == 0) {
        rc = mk_transfers_add(&n, t, &h, &s.by, e);
        mk_kit_free(s.kit);
    } else {
        rc = -1;
    }
    mk_buf_done(&strokes);
    return rc == 0 ? receipt(t, a, e) : -1;
}

static int receive(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct signer s;
    if (open_signer(&s, a, e) != 0)
        return -1;
    int rc = mk_transfers_countersign(t, &s.by, e);
    mk_kit_free(s.kit);
    return rc == 0 ? receipt(t, a, e) : -1;
}

static int accept(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf b;
    bool took = false;
    mk_buf_init(&b, RECEIPT_MAX);
    int rc = read_file(&b, a->first, e);
    if (rc == 0)
        rc = mk_transfers_accept(&took, t, mk_buf_span(&b), e);
    mk_buf_done(&b);
    if (rc == 0)
        puts(took ? "taken" : "nothing new");
    return rc;
}

/* Whether a receipt's transfer is in this copy. 1: it is not. */
static int compare(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf b;
    int rc = 0;
    bool found = false;
    mk_buf_init(&b, RECEIPT_MAX);
    for (uint64_t n = 1; rc == 0 && !found && n <= mk_transfers_count(t); n++) {
        mk_buf_clear(&b);
        rc = mk_transfers_short(&b, t, n, e);
        found = rc == 0 && mk_span_is(mk_buf_span(&b), a->first);
        if (found)
            printf("It is transfer %u of this bundle.\n", (unsigned)n);
    }
    mk_buf_done(&b);
    if (rc == 0 && !found)
        puts("This bundle has no such transfer: it was left out of this copy, or is another's.");
    return rc ? -1 : found ? 0 : EXIT_EVIDENCE;
}

/* ---- time stamps ---- */

static int time_request(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    int rc =
        mk_transfers_time_request(&b, t, e) || write_file(a->first, mk_buf_span(&b), e) ? -1 : 0;
    mk_buf_done(&b);
    return rc;
}

static int time_stamp(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf b;
    struct signer s = { .kit = NULL };
    uint64_t n;
    mk_buf_init(&b, MK_TIMESTAMP_MAX);
    int rc = read_file(&b, a->first, e) || open_signer(&s, a, e) ? -1 : 0;
    const struct mk_stamping with = { mk_buf_span(&b), a->tsa, mk_wall_us(), a->clock_trusted };
    if (rc == 0)
        rc = mk_transfers_stamp(&n, t, &with, &s.by, e);
    mk_kit_free(s.kit);
    mk_buf_done(&b);
    return rc == 0 ? receipt(t, a, e) : -1;
}

static int time_token(struct mk_transfers *t, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_TIMESTAMP_MAX);
    int rc = mk_transfers_last_token(&b, t, e) || write_file(a->first, mk_buf_span(&b), e) ? -1 : 0;
    mk_buf_done(&b);
    return rc;
}

static const struct {
    const char *name;
    int (*run)(struct mk_transfers *t, const struct arguments *a, struct mk_error *e);
    bool two;   /* operands */
    bool needs; /* a transfer to speak of */
} commands[] = {
    { "list", list, false, false },
    { "hand-over", add, false, false },
    { "withdraw", add, false, false },
    { "receive", receive, false, true },
    { "receipt", receipt, false, true },
    { "accept", accept, true, false },
    { "compare", compare, true, false },
    { "time-request", time_request, true, false },
    { "time-stamp", time_stamp, true, false },
    { "time-token", time_token, true, true },
};
#define COMMANDS (sizeof commands / sizeof *commands)

static const char **text_of(struct arguments *a, int c)
{
    switch (c) {
    case 'k':
        return &a->kit;
    case 'K':
        return &a->key;
    case 'A':
        return &a->as;
    case 't':
        return &a->to;
    case 'o':
        return &a->organisation;
    case 'i':
        return &a->id;
    case 'w':
        return &a->why;
    case 's':
        return &a->strokes;
    case 'y':
        return &a->to_key;
    case 'r':
        return &a->receipt;
    case 'T':
        return &a->tsa;
    }
    return NULL;
}

/* NULL, or what is wrong. */
static const char *read_arguments(struct arguments *a, int argc, char **argv)
{
    static const struct option options[] = {
        { "kit", required_argument, NULL, 'k' },
        { "key", required_argument, NULL, 'K' },
        { "as", required_argument, NULL, 'A' },
        { "to", required_argument, NULL, 't' },
        { "organisation", required_argument, NULL, 'o' },
        { "id", required_argument, NULL, 'i' },
        { "why", required_argument, NULL, 'w' },
        { "strokes", required_argument, NULL, 's' },
        { "to-key", required_argument, NULL, 'y' },
        { "receipt", required_argument, NULL, 'r' },
        { "tsa", required_argument, NULL, 'T' },
        { "clock", required_argument, NULL, 'c' },
        { "json", no_argument, NULL, 'j' },
        { 0 },
    };
    int c;
    a->kit = mk_kit_default(a->room, sizeof a->room);
    opterr = 0;
    while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1)
        if (text_of(a, c))
            *text_of(a, c) = optarg;
        else if (c == 'j')
            a->json = true;
        else if (c == 'c' && (!strcmp(optarg, "trusted") || !strcmp(optarg, "doubtful")))
            a->clock_trusted = optarg[0] == 't';
        else
            return "an option is not known or lacks its value";
    if (!a->key != !a->as)
        return "--key and --as go together";
    if (argc - optind == 2)
        a->first = argv[optind++];
    a->bundle = argc - optind == 1 ? argv[optind] : NULL;
    return a->bundle ? NULL : "a bundle is needed";
}

static int run(size_t which, const struct arguments *a)
{
    struct mk_transfers *t = NULL;
    struct mk_error e = { 0 };
    int rc = mk_transfers_open(&t, a->bundle, mk_disk_real(), &e);
    if (rc == 0 && commands[which].needs && mk_transfers_count(t) == 0)
        rc = mk_fail(&e, MK_EABSENT, "the bundle holds no transfer");
    if (rc == 0)
        rc = commands[which].run(t, a, &e);
    mk_transfers_free(t);
    if (rc == 0 && fflush(stdout) != 0)
        return EXIT_FAILED;
    if (rc < 0)
        print_escaped(stderr, "moka custody: ", e.text);
    return rc >= 0                                      ? rc
           : e.code == MK_EUSAGE                        ? EXIT_USAGE
           : e.code == MK_EFORMAT || e.code == MK_EAUTH ? EXIT_EVIDENCE
                                                        : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    struct arguments a = { 0 };
    prctl(PR_SET_DUMPABLE, 0); /* it holds the kit's key */
    if (argc < 2)
        return usage("what is to be done?");
    a.word = argv[1];
    const char *wrong = read_arguments(&a, argc - 1, argv + 1);
    for (size_t i = 0; i < COMMANDS; i++)
        if (!strcmp(commands[i].name, a.word)) {
            if (!wrong && commands[i].two != (a.first != NULL))
                wrong = "wrong number of arguments";
            return wrong ? usage(wrong) : run(i, &a);
        }
    return usage("it has no such word");
}
