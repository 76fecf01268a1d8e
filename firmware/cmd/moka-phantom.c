/* moka-phantom: plays a phone from an exercise folder. */
#include "firmware/phantom/functionfs.h"
#include "firmware/phantom/ios_main.h"
#include "firmware/phantom/phantom.h"
#include "firmware/phantom/play.h"
#include "parsers/base/escape.h"
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_FAILED = 3 };

static int fail(const struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 8192);
    mk_escape_terminal(&b, mk_str(e->text));
    fprintf(stderr, "moka-phantom: %.*s\n", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return e->code == MK_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
}

static int usage(void)
{
    fputs("usage: moka-phantom android EXERCISE [--listen ADDRESS:PORT] [--log FILE] [--auth]\n"
          "           [--accept-key FILE] [--allow] [--allow-once] [--refuse-key] [--fault SPEC] "
          "[--drop-after BYTES]\n"
          "           [--virtual-files N] [--once]\n"
          "           [--old | --features LIST] [--serial TEXT]\n"
          "           [--functionfs FOLDER [--gadget FOLDER] [--udc NAME]]\n"
          "       moka-phantom COMMAND --exercise EXERCISE [WORD]...\n",
          stderr);
    fputs(mk_ios_usage, stderr);
    return EXIT_USAGE;
}

struct options {
    const char *exercise, *log, *features;
    bool old;
    char host[64];
    uint64_t virtual_files;
    struct mk_phantom_serve serve;
    struct mk_phantom_functionfs cable; /* dir NULL: TCP */
    const char *serial;
    struct mk_phantom_auth auth;
    struct mk_faults faults;
    unsigned drops;
};

static bool number(uint64_t *out, const char *s, uint64_t max)
{
    char *end;
    errno = 0;
    *out = strtoull(s, &end, 10);
    return *s >= '0' && *s <= '9' && !*end && !errno && *out <= max;
}

/* "127.0.0.1:5000", or a port alone */
static bool address(struct options *o, const char *s)
{
    uint64_t port;
    const char *colon = strrchr(s, ':');
    size_t n = colon ? (size_t)(colon - s) : 0;
    if (n >= sizeof o->host || !number(&port, colon ? colon + 1 : s, 65535))
        return false;
    if (colon)
        snprintf(o->host, sizeof o->host, "%.*s", (int)n, s);
    o->serve.port = (uint16_t)port;
    return true;
}

/* The k-th --drop-after is for the k-th connection. */
static bool drop_after(struct options *o, const char *bytes, struct mk_error *e)
{
    char spec[64];
    snprintf(spec, sizeof spec, "unplug/%u@%.30s", ++o->drops, bytes);
    return mk_faults_add(&o->faults, spec, e) == 0;
}

static bool option(struct options *o, int c, struct mk_error *e)
{
    struct mk_phantom_auth *a = &o->auth;
    switch (c) {
    case 'l':
        return address(o, optarg);
    case 'g':
        o->log = optarg;
        return true;
    case 'k':
        a->required = true;
        return mk_phantom_auth_accept_file(a, optarg, e) == 0;
    case 'w':
        a->required = a->allow = true;
        return true;
    case 'a':
        a->required = true;
        return true;
    case 'O':
        a->required = a->once = true;
        return true;
    case 'R':
        a->required = a->refuse = true;
        return true;
    case 'd':
        return drop_after(o, optarg, e);
    case 'f':
        return mk_faults_add(&o->faults, optarg, e) == 0;
    case 'C':
        o->cable.dir = optarg;
        return true;
    case 'G':
        o->cable.gadget = optarg;
        return true;
    case 'U':
        o->cable.udc = optarg;
        return true;
    case 's':
        o->serial = optarg;
        return true;
    case 'v':
        return number(&o->virtual_files, optarg, 100000000);
    case '1':
        return o->serve.once = true;
    case 'o':
        return o->old = true;
    case 'F':
        o->features = optarg;
        return true;
    }
    return false;
}

static bool parse(struct options *o, int argc, char **argv, struct mk_error *e)
{
    static const struct option known[] = {
        { "listen", required_argument, NULL, 'l' },
        { "log", required_argument, NULL, 'g' },
        { "accept-key", required_argument, NULL, 'k' },
        { "allow", no_argument, NULL, 'w' },
        { "auth", no_argument, NULL, 'a' },
        { "allow-once", no_argument, NULL, 'O' },
        { "refuse-key", no_argument, NULL, 'R' },
        { "functionfs", required_argument, NULL, 'C' },
        { "gadget", required_argument, NULL, 'G' },
        { "udc", required_argument, NULL, 'U' },
        { "serial", required_argument, NULL, 's' },
        { "fault", required_argument, NULL, 'f' },
        { "drop-after", required_argument, NULL, 'd' },
        { "virtual-files", required_argument, NULL, 'v' },
        { "once", no_argument, NULL, '1' },
        { "old", no_argument, NULL, 'o' },
        { "features", required_argument, NULL, 'F' },
        { 0 },
    };
    int c;
    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
        if (!option(o, c, e))
            return false;
    if (optind + 1 != argc)
        return false;
    o->exercise = argv[optind];
    return true;
}

static int set_features(struct mk_exercise *x, const struct options *o, struct mk_error *e)
{
    const char *text = o->old ? "" : o->features;
    if (!text)
        return 0;
    free(x->features);
    x->features = strdup(text);
    return x->features ? 0 : mk_fail(e, MK_ENOMEM, "features");
}

/* Another phone of the same make: --serial in place of the exercise's. */
static int set_serial(struct mk_exercise *x, const char *serial, struct mk_error *e)
{
    json_t *phone = json_object_get(x->doc, "phone");
    if (!serial || (json_object_set_new(phone, "serial", json_string(serial)) == 0 &&
                    json_object_set_new(json_object_get(phone, "getprop"), "ro.serialno",
                                        json_string(serial)) == 0))
        return 0;
    return mk_fail(e, MK_EUSAGE, "--serial: not a text that a phone can have");
}

static volatile sig_atomic_t finger;

static void touch(int number)
{
    (void)number;
    finger = 1;
}

/* SIGUSR1 is the finger on "Allow"; it comes through only while the phone waits. */
static void lend_finger(struct mk_phantom_auth *a)
{
    struct sigaction sa = { .sa_handler = touch };
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    sigaction(SIGUSR1, &sa, NULL);
    a->finger = &finger;
}

static int android(int argc, char **argv)
{
    int rc = EXIT_FAILED;
    struct mk_error e = { 0 };
    struct mk_phantom_log log = { .fd = -1 };
    struct mk_exercise *x = NULL;
    struct options o = { .host = "127.0.0.1" };
    o.serve.host = o.host;
    if (!parse(&o, argc, argv, &e)) {
        rc = e.code ? fail(&e) : usage();
        goto out;
    }
    signal(SIGPIPE, SIG_IGN);
    lend_finger(&o.auth);
    if (mk_exercise_open(&x, o.exercise, &e) || mk_phantom_log_open(&log, o.log, &e)) {
        rc = fail(&e);
        goto out;
    }
    x->virtual_files = o.virtual_files;
    x->old = o.old;
    if (set_features(x, &o, &e) || set_serial(x, o.serial, &e)) {
        rc = fail(&e);
        goto out;
    }
    o.faults.phone = &x->now;
    struct mk_phantom p = { x, &log, &o.auth, &o.faults };
    rc =
        (o.cable.dir ? mk_phantom_functionfs(&p, &o.cable, &e) : mk_phantom_serve(&p, &o.serve, &e))
            ? fail(&e)
            : 0;
out:
    if (mk_phantom_log_close(&log, &e) && rc == 0)
        rc = fail(&e);
    mk_phantom_auth_done(&o.auth);
    mk_faults_done(&o.faults);
    mk_exercise_close(x);
    return rc;
}

static bool write_all(int fd, struct mk_buf *b)
{
    for (size_t at = 0; at < b->len;) {
        ssize_t n = write(fd, b->p + at, b->len - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    bool good = mk_buf_ok(b);
    mk_buf_clear(b);
    return good;
}

/* One of the phone's commands as a plain program: for scripts behind a real adbd. */
static int played(int argc, char **argv)
{
    int rc = EXIT_FAILED;
    struct mk_error e = { 0 };
    struct mk_exercise *x = NULL;
    struct mk_play play;
    struct mk_phantom_words w = { .n = 1 };
    w.w[0] = mk_str(argv[0]);
    if (argc - 3 >= (int)MK_WORDS_MAX)
        return usage();
    for (int i = 3; i < argc; i++)
        w.w[w.n++] = mk_str(argv[i]);
    if (mk_exercise_open(&x, argv[2], &e))
        return fail(&e);
    mk_play_init(&play, x);
    bool more = mk_play_words(&play, &w, &e) == 0;
    if (!more)
        fail(&e);
    while (more) {
        more = mk_play_more(&play, 1 << 18);
        if (!write_all(STDOUT_FILENO, &play.out) || !write_all(STDERR_FILENO, &play.err))
            break;
        if (!more)
            rc = play.status;
    }
    mk_play_done(&play);
    mk_exercise_close(x);
    return rc;
}

static int iphone(int argc, char **argv)
{
    struct mk_error e = { 0 };
    return mk_ios_main(argc, argv, &e) == 0 ? 0 : *e.text ? fail(&e) : usage();
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "phantom")) { /* moka hands its whole command line over */
        argc--;
        argv++;
    }
    /* moka-phantom android ...: argv[0] is ours; moka phantom android ...: argv[0] was "phantom" */
    if (argc > 1 && !strcmp(argv[1], "android"))
        return android(argc - 1, argv + 1);
    if (argc > 1 && !strcmp(argv[1], "iphone"))
        return iphone(argc - 1, argv + 1);
    if (argc > 3 && !strcmp(argv[2], "--exercise"))
        return played(argc - 1, argv + 1);
    return usage();
}
