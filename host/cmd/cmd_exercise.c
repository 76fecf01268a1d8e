#include "host/cmd/cmd.h"
#include "host/train/train.h"
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: moka exercise new [OPTIONS] -o DIR\n"
    "\n"
    "Makes an exercise: a small simulated phone and the truth about it. Play it with\n"
    "moka phantom. The same options give the same folder, byte for byte.\n"
    "\n"
    "  -o, --out DIR       where to; must not exist or be empty\n"
    "  --seed N            another phone (default 1)\n"
    "  --name TEXT         the exercise's name (default \"exercise\")\n"
    "  --sms N             messages (default 200), over six weeks, in threads\n"
    "  --calls N           calls (default 60)\n"
    "  --contacts N        contacts (default 12), names in several scripts\n"
    "  --files N           files in the storage (default 60), beside some with odd names\n"
    "  --big BYTES         one more file of that size, DCIM/Camera/VID_big.mp4\n"
    "  --hostile           messages, calls and contacts made to mislead a parser\n"
    "  --shell-view        as Android since 8 does: the shell sees no drafts and failed messages\n"
    "  --clock-offset MS   the phone's clock less the true one, in milliseconds (may be negative)\n"
    "  --refuse URI        that provider answers with a SecurityException\n"
    "  --restrict URI      it answers nothing and says nothing; only appops tells\n"
    "  --absent URI        there is no such provider\n"
    "  --break URI         it answers with an error\n"
    "  --empty URI         it holds no rows\n"
    "\n"
    "Providers: content://sms, content://mms, content://call_log/calls,\n"
    "content://com.android.contacts/{contacts,raw_contacts,data,directories},\n"
    "content://settings/{global,secure,system}. Refusing or restricting one concerns all that "
    "need\n"
    "the same permission; absence all of the same authority.\n"
    "\n"
    "The folder holds exercise.json (the phone), providers.db and storage/ (what is on it), and\n"
    "truth.jsonl (the records that must come out). Prints one line of counts.\n";

enum {
    SMS = 256,
    CALLS,
    CONTACTS,
    FILES,
    BIG,
    HOSTILE,
    VIEW,
    CLOCK,
    SEED,
    NAME,
    REFUSE,
    RESTRICT,
    ABSENT,
    BREAK,
    EMPTY
};

static const struct option known[] = {
    { "out", required_argument, NULL, 'o' },
    { "seed", required_argument, NULL, SEED },
    { "name", required_argument, NULL, NAME },
    { "sms", required_argument, NULL, SMS },
    { "calls", required_argument, NULL, CALLS },
    { "contacts", required_argument, NULL, CONTACTS },
    { "files", required_argument, NULL, FILES },
    { "big", required_argument, NULL, BIG },
    { "hostile", no_argument, NULL, HOSTILE },
    { "shell-view", no_argument, NULL, VIEW },
    { "clock-offset", required_argument, NULL, CLOCK },
    { "refuse", required_argument, NULL, REFUSE },
    { "restrict", required_argument, NULL, RESTRICT },
    { "absent", required_argument, NULL, ABSENT },
    { "break", required_argument, NULL, BREAK },
    { "empty", required_argument, NULL, EMPTY },
    { 0 },
};

static bool number(uint64_t *out, const char *s, uint64_t max)
{
    char *end;
    errno = 0;
    *out = strtoull(s, &end, 10);
    return *s >= '0' && *s <= '9' && !*end && !errno && *out <= max;
}

static bool count(uint32_t *out, const char *s)
{
    uint64_t v;
    if (!number(&v, s, 10000000))
        return false;
    *out = (uint32_t)v;
    return true;
}

static bool offset(int64_t *out, const char *s)
{
    uint64_t v;
    bool minus = *s == '-';
    if (!number(&v, s + minus, 1ull << 50))
        return false;
    *out = minus ? -(int64_t)v : (int64_t)v;
    return true;
}

static bool state(struct mk_train_options *o, const char *uri, const char *name)
{
    if (o->nstates == MK_TRAIN_STATES)
        return false;
    o->states[o->nstates].uri = uri;
    o->states[o->nstates++].state = name;
    return true;
}

static bool option(struct mk_train_options *o, int c)
{
    switch (c) {
    case SEED:
        return number(&o->seed, optarg, UINT64_MAX);
    case NAME:
        o->name = optarg;
        return true;
    case SMS:
        return count(&o->sms, optarg);
    case CALLS:
        return count(&o->calls, optarg);
    case CONTACTS:
        return count(&o->contacts, optarg);
    case FILES:
        return count(&o->files, optarg);
    case BIG:
        return number(&o->big, optarg, 1ull << 40);
    case HOSTILE:
        return o->hostile = true;
    case VIEW:
        return o->shell_view = true;
    case CLOCK:
        return offset(&o->clock_offset_ms, optarg);
    case REFUSE:
        return state(o, optarg, "refused");
    case RESTRICT:
        return state(o, optarg, "restricted");
    case ABSENT:
        return state(o, optarg, "absent");
    case BREAK:
        return state(o, optarg, "error");
    case EMPTY:
        return state(o, optarg, "empty");
    }
    return false;
}

static int run(int argc, char **argv)
{
    struct mk_train_options o = {
        .seed = 1, .name = "exercise", .sms = 200, .calls = 60, .contacts = 12, .files = 60
    };
    struct mk_train_counts n;
    struct mk_error e = { 0 };
    const char *dir = NULL;
    if (argc < 2 || strcmp(argv[1], "new") != 0)
        return mk_cmd_usage("exercise", "only \"new\" is known");
    for (int c; (c = getopt_long(argc - 1, argv + 1, "o:", known, NULL)) != -1;)
        if (c == 'o')
            dir = optarg;
        else if (!option(&o, c))
            return mk_cmd_usage("exercise", "an option or its value is not known");
    if (!dir || optind + 1 != argc)
        return mk_cmd_usage("exercise", "-o DIR is needed, and nothing behind the options");
    if (mk_train_new(&n, dir, &o, &e))
        return mk_cmd_fail("exercise", &e);
    printf("%llu rows, %llu records to come out, %llu files\n", (unsigned long long)n.rows,
           (unsigned long long)n.records, (unsigned long long)n.files);
    return 0;
}

const struct mk_cmd mk_cmd_exercise = {
    .name = "exercise",
    .summary = "makes a simulated phone with known truth",
    .help = help,
    .run = run,
};
