/* mokad: the appliance's daemon, see firmware/daemon/daemon.h. It alone holds keys and starts
 * workers. */
#include "firmware/daemon/copy_out.h"
#include "firmware/daemon/daemon.h"
#include "parsers/base/starved.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 2, EXIT_FAILED = 3 };
#define PHONES_MAX 16
#define STICKS_MAX 4

struct arguments {
    struct mk_daemon_options o;
    const char *phones[PHONES_MAX + 1];
    size_t nphones;
    const char *sticks[STICKS_MAX + 1];
    size_t nsticks;
};

static void ready(const char *socket)
{
    printf("ready %s\n", socket);
    fflush(stdout);
}

static int usage(const char *why)
{
    fprintf(stderr,
            "mokad: %s\n"
            "usage: mokad --state DIR --socket PATH [--panel-uid UID] [--store PROGRAM]\n"
            "             [--phone DEVICE]... [--sysfs DIR] [--usbmuxd SOCKET] [--training-only]\n"
            "             [--guard-usb] [--stick DIR]... [--carry PROGRAM] [--keys DIR]\n",
            why);
    return EXIT_USAGE;
}

static const char *read_uid(long *out, const char *value)
{
    char *end;
    *out = strtol(value, &end, 10);
    return *value < '0' || *value > '9' || *end || *out > 0x7fffffff
               ? "--panel-uid is a user's number"
               : NULL;
}

/* NULL, or what is wrong. */
static const char *take(struct arguments *a, int c)
{
    switch (c) {
    case 's':
        a->o.state = optarg;
        return NULL;
    case 'S':
        a->o.socket = optarg;
        return NULL;
    case 'u':
        return read_uid(&a->o.panel_uid, optarg);
    case 'p':
        if (a->nphones == PHONES_MAX)
            return "too many --phone";
        a->phones[a->nphones++] = optarg;
        return NULL;
    case 'k':
        if (a->nsticks == STICKS_MAX)
            return "too many --stick";
        a->sticks[a->nsticks++] = optarg;
        return NULL;
    case 'P':
        a->o.store = optarg;
        return NULL;
    case 'K':
        a->o.keys = optarg;
        return NULL;
    case 'c':
        a->o.carry = optarg;
        return NULL;
    case 'y':
        a->o.sysfs = optarg;
        return NULL;
    case 'm':
        a->o.usbmuxd = optarg;
        return NULL;
    case 't':
        a->o.training_only = true;
        return NULL;
    case 'g':
        a->o.guard_usb = true;
        return NULL;
    }
    return "an option is not known or lacks its value";
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "state", required_argument, NULL, 's' },
        { "socket", required_argument, NULL, 'S' },
        { "panel-uid", required_argument, NULL, 'u' },
        { "store", required_argument, NULL, 'P' },
        { "phone", required_argument, NULL, 'p' },
        { "sysfs", required_argument, NULL, 'y' },
        { "usbmuxd", required_argument, NULL, 'm' },
        { "training-only", no_argument, NULL, 't' },
        { "guard-usb", no_argument, NULL, 'g' },
        { "stick", required_argument, NULL, 'k' },
        { "carry", required_argument, NULL, 'c' },
        { "keys", required_argument, NULL, 'K' },
        { 0 },
    };
    struct arguments a = { .o.panel_uid = -1 };
    struct mk_error e = { 0 };
    const char *wrong = NULL;
    int c;
    mk_starved_watch(NULL);
    if (argc == 2 && !strcmp(argv[1], "--scrypt"))
        return mk_officers_scrypt();
    if (argc == 4 && !strcmp(argv[1], "--destroy"))
        return mk_daemon_destroy(argv[2], argv[3]);
    if (argc == 5 && !strcmp(argv[1], "--copy-out"))
        return mk_daemon_copy(argv[2], argv[3], argv[4]);
    opterr = 0;
    while (!wrong && (c = getopt_long(argc, argv, "+", options, NULL)) != -1)
        wrong = take(&a, c);
    if (!wrong && (optind < argc || !a.o.state || !a.o.socket))
        wrong = "needs --state and --socket";
    if (wrong)
        return usage(wrong);
    a.o.phones = a.phones;
    a.o.sticks = a.sticks;
    if (mk_daemon(&a.o, ready, &e) == 0)
        return 0;
    fprintf(stderr, "mokad: %s\n", e.text);
    return EXIT_FAILED;
}
