/* moka-acquire: `moka acquire`, `moka resume` and `moka plan`. The only writer of a bundle. */
#include "firmware/acquire/acquire.h"
#include "firmware/kit/kit.h"
#include "firmware/plan/draft.h"
#include "parsers/base/escape.h"
#include "parsers/base/json.h"
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXIT_EVIDENCE = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

static void print_escaped(FILE *f, const char *before, const char *text)
{
    struct mk_buf b;
    mk_buf_init(&b, 16384);
    mk_escape_terminal(&b, mk_str(text));
    fprintf(f, "%s%.*s\n", before, (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
}

static void tell(void *u, const char *line)
{
    (void)u;
    print_escaped(stderr, "", line);
}

/* The end of standard output is not the end of an acquisition. */
static void event(void *u, const char *json)
{
    (void)u;
    if (puts(json) < 0 || fflush(stdout) != 0)
        clearerr(stdout);
}

static int fail(const char *name, const struct mk_error *e)
{
    char before[64];
    snprintf(before, sizeof before, "moka %s: ", name);
    print_escaped(stderr, before, e->text);
    return e->code == MK_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
}

static int usage(const char *name, const char *why)
{
    fprintf(stderr, "moka %s: %s; see moka help %s\n", name, why, name);
    return EXIT_USAGE;
}

struct arguments {
    struct mk_acquire_options o;
    char kit[4096];
    const char *operand;
    struct mk_draft draft;
    char wrong_draft[200];
    bool words, iphone;
};

static int read_clock(struct arguments *a, const char *value)
{
    if (!strcmp(value, "trusted"))
        a->o.clock = MK_CLOCK_TRUSTED;
    else if (!strcmp(value, "doubtful"))
        a->o.clock = MK_CLOCK_DOUBTFUL;
    else
        return -1;
    return 0;
}

static int read_seconds(int *out, const char *value, long max)
{
    char *end;
    long v = strtol(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || v > max)
        return -1;
    *out = (int)v;
    return 0;
}

/* A member of a scope to start from. NULL, or what is wrong. */
static const char *take_draft(struct arguments *a, const char *name)
{
    struct mk_error e = { 0 };
    if (mk_draft_add(&a->draft, name, optarg, &e) == 0)
        return NULL;
    snprintf(a->wrong_draft, sizeof a->wrong_draft, "%s", e.text);
    return a->wrong_draft;
}

/* Where the value of an option goes, as it stands; NULL: it is not of that kind. */
static const char **text_of(struct arguments *a, int c)
{
    switch (c) {
    case 'a':
        return &a->o.authority;
    case 'k':
        return &a->o.kit;
    case 'K':
        return &a->o.officer_key;
    case 'd':
        return &a->o.device;
    case 'o':
        return &a->o.bundle;
    case 'S':
        return &a->o.sealed;
    case 'y':
        return &a->o.why;
    case 'P':
        return &a->o.backup_password;
    }
    return NULL;
}

static bool *flag_of(struct arguments *a, int c)
{
    switch (c) {
    case 't':
        return &a->o.training;
    case 'q':
        return &a->o.quiet;
    case 'x':
        return &a->words;
    case 'u':
        return &a->o.until_full;
    case 'L':
        return &a->o.leave_plain;
    case 'N':
        return &a->o.no_encrypt;
    case 'g':
        return &a->o.glance;
    case 'O':
        return &a->o.hears; /* on standard input */
    case 'p':
        return &a->o.keep;
    case 'i':
        return &a->iphone;
    }
    return NULL;
}

/* NULL, or what is wrong. */
static const char *take(struct arguments *a, int c)
{
    if (text_of(a, c))
        *text_of(a, c) = optarg;
    else if (flag_of(a, c))
        *flag_of(a, c) = true;
    if (text_of(a, c) || flag_of(a, c))
        return NULL;
    switch (c) {
    case 'j':
        a->o.event = event;
        return NULL;
    case 'w':
        return read_seconds(&a->o.wait_s, optarg, 86400) == 0 ? NULL
                                                              : "--wait is a number of seconds";
    case 'W':
        return read_seconds(&a->o.allow_s, optarg, 300) == 0
                   ? NULL
                   : "--allow-wait is a number of seconds, at most 300";
    case 'c':
        return read_clock(a, optarg) == 0 ? NULL : "--clock is trusted or doubtful";
    }
    return "an option is not known or lacks its value";
}

/* Returns -1, or the exit status of a wrong use. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
    static const struct option options[] = {
        { "authority", required_argument, NULL, 'a' },
        { "kit", required_argument, NULL, 'k' },
        { "officer-key", required_argument, NULL, 'K' },
        { "device", required_argument, NULL, 'd' },
        { "output", required_argument, NULL, 'o' },
        { "training", no_argument, NULL, 't' },
        { "clock", required_argument, NULL, 'c' },
        { "quiet", no_argument, NULL, 'q' },
        { "json", no_argument, NULL, 'j' },
        { "glance", no_argument, NULL, 'g' },
        { "operator", no_argument, NULL, 'O' },
        { "until-full", no_argument, NULL, 'u' },
        { "sealed", required_argument, NULL, 'S' },
        { "leave-plain", no_argument, NULL, 'L' },
        { "no-encrypt", no_argument, NULL, 'N' },
        { "keep", no_argument, NULL, 'p' },
        { "why", required_argument, NULL, 'y' },
        { "wait", required_argument, NULL, 'w' },
        { "allow-wait", required_argument, NULL, 'W' },
        { "backup-password-file", required_argument, NULL, 'P' },
        { "words", no_argument, NULL, 'x' },
        { "iphone", no_argument, NULL, 'i' },
        { "preset", required_argument, NULL, 'D' },
        { "category", required_argument, NULL, 'D' },
        { "counterparty", required_argument, NULL, 'D' },
        { "thread", required_argument, NULL, 'D' },
        { "exclude", required_argument, NULL, 'D' },
        { "app", required_argument, NULL, 'D' },
        { "from", required_argument, NULL, 'D' },
        { "until", required_argument, NULL, 'D' },
        { "margin-hours", required_argument, NULL, 'D' },
        { "media", required_argument, NULL, 'D' },
        { 0 },
    };
    const char *wrong = NULL;
    int c, at = 0;
    a->o.kit = mk_kit_default(a->kit, sizeof a->kit);
    a->o.tell = tell;
    a->o.wait_s = 60;
    a->o.allow_s = 300;
    opterr = 0;
    while (!wrong && (c = getopt_long(argc, argv, "+o:q", options, &at)) != -1)
        wrong = c == 'D' ? take_draft(a, options[at].name) : take(a, c);
    a->operand = argv[optind];
    if (!wrong && argc - optind > 1)
        wrong = "too many arguments";
    if (!wrong && mk_draft_begun(&a->draft) && strcmp(argv[0], "plan") != 0)
        wrong = "limits stand in the authority; moka plan --preset helps to write them";
    return wrong ? usage(argv[0], wrong) : -1;
}

static volatile sig_atomic_t stop;

/* Once; a second signal ends us as it would any program, and the bundle can be resumed as well. */
static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static void catch_signals(struct mk_acquire_options *o)
{
    struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };
    sigemptyset(&sa.sa_mask);
    o->stop = &stop;
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
}

/* The last event of a run that went well. */
static int event_sealed(const struct arguments *a, const struct mk_acquire_result *r)
{
    struct mk_buf b;
    struct mk_json j;
    mk_buf_init(&b, 65536);
    j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "event", "sealed");
    mk_json_kv_str(&j, "bundle", a->o.bundle);
    if (r->file[0])
        mk_json_kv_str(&j, "file", r->file);
    mk_json_kv_bool(&j, "training", a->o.training);
    mk_json_kv_int(&j, "objects", (int64_t)r->objects);
    mk_json_kv_int(&j, "bytes", (int64_t)r->bytes);
    mk_json_kv_int(&j, "rows", (int64_t)r->rows);
    mk_json_kv_int(&j, "not_taken", (int64_t)r->not_taken);
    if (r->gap[0])
        mk_json_kv_str(&j, "without_backup", r->gap);
    mk_json_close(&j, '}');
    const char *text = mk_buf_cstr(&b);
    bool put = text && puts(text) >= 0 && fflush(stdout) == 0;
    mk_buf_done(&b);
    return put ? 0 : EXIT_FAILED;
}

static int sealed(const struct arguments *a, const struct mk_acquire_result *r)
{
    if (a->o.event)
        return event_sealed(a, r);
    printf("%s%s: sealed, %" PRIu64 " objects, %" PRIu64 " bytes, %" PRIu64 " rows, %" PRIu64
           " not taken\n",
           a->o.training ? "TRAINING " : "", r->file[0] ? r->file : a->o.bundle, r->objects,
           r->bytes, r->rows, r->not_taken);
    if (r->gap[0])
        printf("WITHOUT THE PHONE'S BACKUP: %s\n", r->gap);
    return fflush(stdout) == 0 ? 0 : EXIT_FAILED;
}

static int cut(const char *name, const struct arguments *a, const struct mk_acquire_result *r,
               const struct mk_error *e)
{
    int status = fail(name, e);
    if (r->phone && !stop && mk_acquire_todo(e, r->iphone))
        fprintf(stderr, "moka %s: %s\n", name, mk_acquire_todo(e, r->iphone));
    if (!r->begun || r->sealed)
        return status;
    fprintf(stderr, "moka %s: what had arrived is kept; go on with: moka resume --device %s %s\n",
            name, a->o.device ? a->o.device : "DEVICE", a->o.bundle);
    fprintf(stderr,
            "moka %s: or seal it as it is, without the phone: moka resume --keep --why TEXT %s\n",
            name, a->o.bundle);
    return e->code == MK_ECLOSED ? EXIT_EVIDENCE : status;
}

static int run(const char *name, struct arguments *a)
{
    struct mk_error e = { 0 };
    struct mk_acquire_result r = { 0 };
    struct mk_buf end;
    catch_signals(&a->o);
    int rc = mk_acquire(&r, &a->o, &e);
    int status = rc == 0 ? sealed(a, &r) : cut(name, a, &r, &e);
    mk_buf_init(&end, 8192);
    if (a->o.event)
        mk_acquire_end(&end, &a->o, &r, &e, status);
    if (a->o.event && mk_buf_cstr(&end))
        event(NULL, mk_buf_cstr(&end));
    mk_buf_done(&end);
    return status;
}

static int cmd_acquire(struct arguments *a)
{
    if (a->o.keep || a->o.why)
        return usage("acquire", "has nothing to keep yet: --keep and --why are for moka resume");
    if (!a->o.bundle || a->operand)
        return usage("acquire", "needs --authority FILE, --device DEVICE and -o FOLDER");
    if (!a->o.device)
        return usage("acquire", "needs --device (moka devices lists them)");
    return run("acquire", a);
}

static int cmd_resume(struct arguments *a)
{
    if (!a->operand || a->o.bundle)
        return usage("resume", "needs the bundle's folder");
    if (!a->o.device && !a->o.keep)
        return usage("resume", "needs --device DEVICE, or --keep to seal what is there");
    if (a->o.device && a->o.keep && strncmp(a->o.device, "iphone", 6) != 0)
        return usage("resume", "needs --device DEVICE or --keep; both for an iPhone only");
    a->o.bundle = a->operand;
    a->o.resume = true;
    return run("resume", a);
}

static int cmd_plan(struct arguments *a)
{
    struct mk_error e = { 0 };
    struct mk_buf out;
    bool draft = mk_draft_begun(&a->draft);
    if (draft == (a->o.authority != NULL) || a->operand)
        return usage("plan", "needs --authority FILE, or --preset to begin one");
    mk_buf_init(&out, 1 << 20);
    int rc = draft ? mk_draft_end(&out, &a->draft, &e)
                   : mk_acquire_plan(&out, a->o.authority, a->iphone, a->words, &e);
    mk_draft_done(&a->draft);
    if (rc == 0 && (fwrite(out.p, 1, out.len, stdout) != out.len || fflush(stdout) != 0))
        rc = mk_fail_errno(&e, "standard output");
    mk_buf_done(&out);
    return rc ? fail("plan", &e) : 0;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct arguments *a);
    } commands[] = {
        { "acquire", cmd_acquire },
        { "resume", cmd_resume },
        { "plan", cmd_plan },
    };
    struct arguments a = { 0 };
    prctl(PR_SET_DUMPABLE, 0); /* it holds the kit's key */
    for (size_t i = 0; argc > 0 && i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(argv[0], commands[i].name)) {
            int rc = read_arguments(&a, argc, argv);
            return rc >= 0 ? rc : commands[i].run(&a);
        }
    fprintf(stderr, "moka-acquire: run it as moka acquire, resume or plan\n");
    return EXIT_USAGE;
}
