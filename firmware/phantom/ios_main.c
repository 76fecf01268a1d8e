#include "firmware/phantom/ios_main.h"
#include "firmware/phantom/ios_backup.h"
#include "firmware/phantom/ios_serve.h"
#include "parsers/format/ios_keybag.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

const char mk_ios_usage[] =
    "       moka-phantom iphone EXERCISE (--socket SOCKET | --mux SOCKET) [--log FILE] [--no-tls]\n"
    "           [--pending N] [--deny] [--locked] [--passcode N] [--backup-password TEXT] [--mdm]\n"
    "           [--rounds N] [--fault SPEC]...\n"
    "       moka-phantom iphone EXERCISE --write-backup NEW-FOLDER [--password TEXT] [--rounds "
    "N]\n";

struct options {
    const char *dir, *socket, *mux, *log, *password;
    const char *write; /* a folder: a backup is to be made there, and nothing played */
    bool locked;
    struct mk_ios_switches how;
    struct mk_faults faults;
};

static bool number(unsigned *out, const char *s, unsigned long max)
{
    char *end;
    errno = 0;
    unsigned long v = strtoul(s, &end, 10);
    *out = (unsigned)v;
    return *s >= '0' && *s <= '9' && !*end && !errno && v <= max;
}

static bool option(struct options *o, int c, struct mk_error *e)
{
    switch (c) {
    case 's':
        o->socket = optarg;
        return true;
    case 'M':
        o->mux = optarg;
        return true;
    case 'g':
        o->log = optarg;
        return true;
    case 't':
        return o->how.no_tls = true;
    case 'p':
        return number(&o->how.pending, optarg, UINT_MAX);
    case 'd':
        return o->how.deny = true;
    case 'l':
        return o->locked = true;
    case 'c':
        return number(&o->how.passcode, optarg, UINT_MAX);
    case 'w':
        o->password = optarg;
        return strlen(optarg) < MK_IOS_PASSWORD_MAX;
    case 'r':
        return number(&o->how.rounds, optarg, MK_IOS_ROUNDS_MAX);
    case 'W':
        o->write = optarg;
        return true;
    case 'm':
        return o->how.mdm = true;
    case 'f':
        return mk_faults_add(&o->faults, optarg, e) == 0;
    }
    return false;
}

static bool parse(struct options *o, int argc, char **argv, struct mk_error *e)
{
    static const struct option known[] = {
        { "socket", required_argument, NULL, 's' },
        { "mux", required_argument, NULL, 'M' },
        { "log", required_argument, NULL, 'g' },
        { "no-tls", no_argument, NULL, 't' },
        { "pending", required_argument, NULL, 'p' },
        { "deny", no_argument, NULL, 'd' },
        { "locked", no_argument, NULL, 'l' },
        { "passcode", required_argument, NULL, 'c' },
        { "backup-password", required_argument, NULL, 'w' },
        { "password", required_argument, NULL, 'w' },
        { "write-backup", required_argument, NULL, 'W' },
        { "rounds", required_argument, NULL, 'r' },
        { "mdm", no_argument, NULL, 'm' },
        { "fault", required_argument, NULL, 'f' },
        { 0 },
    };
    int c;
    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
        if (!option(o, c, e))
            return false;
    o->dir = optind + 1 == argc ? argv[optind] : NULL;
    return o->dir && !!o->socket + !!o->mux + !!o->write == 1;
}

/* The faults move into the phone, which closes them. */
static void equip(struct mk_ios_phone *p, struct options *o, int log)
{
    struct mk_phone_state *now = p->faults.phone;
    p->faults = o->faults;
    p->faults.phone = now;
    o->faults.n = 0;
    p->log = log;
    p->x.now.lock = o->locked ? MK_PHONE_LOCKED : MK_PHONE_UNLOCKED;
    if (o->password)
        memcpy(p->backup_password, o->password, strlen(o->password) + 1);
}

static int write_backup(const struct options *o, const struct mk_ios_phone *p, struct mk_error *e)
{
    struct mk_phone_backup_options how = {
        .exercise = p->dir, .doc = p->x.doc, .password = o->password, .rounds = o->how.rounds
    };
    return mk_phone_backup_write(o->write, &how, e);
}

int mk_ios_main(int argc, char **argv, struct mk_error *e)
{
    int rc = -1;
    struct options o = { .faults.iphone = true };
    struct mk_phantom_log log = { .fd = -1 };
    struct mk_ios_phone *p = NULL;
    if (!parse(&o, argc, argv, e)) {
        e->code = MK_EUSAGE;
        goto out;
    }
    signal(SIGPIPE, SIG_IGN);
    if (mk_ios_phone_open(&p, o.dir, &o.how, e) || mk_phantom_log_open(&log, o.log, e))
        goto out;
    equip(p, &o, log.fd);
    rc = o.write ? write_backup(&o, p, e)
         : o.mux ? mk_ios_usb_serve(p, o.mux, e)
                 : mk_ios_serve(p, o.socket, e);
out:
    if (mk_phantom_log_close(&log, rc ? NULL : e))
        rc = -1;
    mk_faults_done(&o.faults);
    mk_ios_phone_close(p);
    return rc;
}
