/* moka serve: a case in the examiner's browser. */
#include "host/cmd/cmd.h"
#include "host/cmd/given.h"
#include "host/viewer/viewer.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static bool port(unsigned *out, const char *text)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);
    *out = (unsigned)n;
    return text[0] >= '0' && text[0] <= '9' && !*end && n <= 65535;
}

static bool language(const char *text)
{
    static const char *const all[] = { "en", "fr", "es", "de", "ar" };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(text, all[i]) == 0)
            return true;
    return false;
}

static int read_options(struct mk_viewer_options *o, struct mk_given *given, int argc, char **argv)
{
    static const struct option longs[] = {
        { "case", required_argument, NULL, 'c' },
        { "by", required_argument, NULL, 'b' },
        { "port", required_argument, NULL, 'p' },
        { "zone", required_argument, NULL, 'z' },
        { "lang", required_argument, NULL, 'l' },
        { "key", required_argument, NULL, 'k' },
        { 0 },
    };
    struct mk_error e;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == 'c')
            o->dir = optarg;
        else if (c == 'b')
            o->who = optarg;
        else if (c == 'z')
            o->zone = optarg;
        else if (c == 'l')
            o->lang = optarg;
        else if (c == 'k' && mk_given_key(given, optarg, &e) != 0)
            return mk_cmd_fail("serve", &e);
        if (c == '?' || (c == 'p' && !port(&o->port, optarg)) || (c == 'l' && !language(optarg)))
            return mk_cmd_usage("serve", "unknown option, or one with a wrong value");
    }
    if (!o->dir || optind != argc)
        return mk_cmd_usage("serve", "takes --case DIR");
    return 0;
}

static int run(int argc, char **argv)
{
    struct mk_viewer_options o = { .who = mk_cmd_account(), .zone = "UTC", .lang = "en" };
    struct mk_error e = { 0 };
    struct mk_given given = { 0 };
    int status = read_options(&o, &given, argc, argv);
    o.secrets = given.secrets;
    if (status == 0)
        status = mk_viewer_run(&o, &e) == 0 ? 0 : mk_cmd_fail("serve", &e);
    mk_given_done(&given);
    return status;
}

const struct mk_cmd mk_cmd_serve = {
    .name = "serve",
    .summary = "shows a case in a browser, on this machine only",
    .help = "usage: moka serve --case DIR [OPTIONS]\n"
            "\n"
            "Answers a browser on 127.0.0.1, and nothing outside of this machine. Prints\n"
            "`ready URL`: a link for one browser and one use; SIGHUP prints another one. Ends\n"
            "with SIGTERM or SIGINT. What an examiner tags, notes, opens and exports stands in\n"
            "the case's log (moka case --audit). Evidence is read, never written.\n"
            "\n"
            "  --by WHO       the examiner, for that log; else the account's name\n"
            "  --port N       any free one when not given\n"
            "  --zone ZONE    that times are shown in beside UTC: Europe/Paris, +02:00\n"
            "  --lang XX      that the page begins with: en, fr, es, de, ar\n"
            "  --key NAME=VALUE  as in moka parse: opens encrypted containers when a record's "
            "source or\n"
            "                 a picture that lies in one is looked at; kept in memory only\n"
            "\n"
            "DIR/maps/NAME.pmtiles (vector tiles) is a region that the map can show closely.\n",
    .run = run,
};
