#include "host/cmd/cmd.h"
#include "host/train/train.h"
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: moka exercise new [OPTIONS] -o DIR\n"
    "       moka exercise scenarios\n"
    "       moka exercise scenario NAME\n"
    "\n"
    "Makes an exercise: a simulated phone and the truth about it. Play it with moka phantom. The\n"
    "same options give the same folder, byte for byte. \"scenarios\" lists those that are built\n"
    "in, \"scenario\" prints one, to be changed and given to --scenario.\n"
    "\n"
    "  -o, --out DIR       where to; must not exist or be empty\n"
    "  --scenario NAME     whose phone it is: a built-in one (default \"household\") or a file,\n"
    "                      given with its folder (./mine.json)\n"
    "  --platform NAME     android (default) or iphone\n"
    "  --seed N            another phone (default 1)\n"
    "  --name TEXT         the exercise's name (default \"exercise\")\n"
    "  --messages N        so many in all, spread over the apps\n"
    "  --sms N  --mms N  --whatsapp N  --telegram N  --signal N  --viber N\n"
    "                      messages of one app (the scenario says how many otherwise)\n"
    "                      (an iPhone has --sms, iMessage among them, and --whatsapp)\n"
    "  --calls N           calls\n"
    "  --contacts N        people in the address book\n"
    "  --calendar N        appointments\n"
    "  --web N             page visits, searches, downloads, cookies\n"
    "  --places N          points of where the phone was\n"
    "  --pictures N        pictures taken, some with a position\n"
    "  --files N           files in the storage, beside some with odd names\n"
    "  --big BYTES         one more file of that size, DCIM/Camera/VID_big.mp4\n"
    "  --serial TEXT       the phone's serial number\n"
    "  --model TEXT        its model (default: the scenario's)\n"
    "  --android VERSION   what it runs, 4.1 to 16 (default 14)\n"
    "  --ios VERSION       what an iPhone runs: 15.7.1, 16.7.8 or 17.5.1 (default)\n"
    "  --hostile-names     files whose names want to be paths, options, control sequences, lines;\n"
    "                      names.jsonl says which of them have to come out\n"
    "  --hostile           messages, calls and contacts made to mislead a parser\n"
    "  --old-whatsapp      WhatsApp's databases as they were before 2021\n"
    "  --no-leads          nothing of the scenario's leads is planted\n"
    "  --no-system         only what an unlocked phone shows, not the whole file system\n"
    "  --no-truth          no truth: for benches\n"
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
    "The folder holds exercise.json (the phone), providers.db and storage/ (what is on it),\n"
    "truth.jsonl (the records that must come out); and system/ (the whole file system),\n"
    "truth-system.jsonl and leads.jsonl (where what was planted lies). That of an iPhone holds\n"
    "exercise.json; phone/ (what backups have, by domain), media/, apps/ and crash/ (what its\n"
    "services show); truth.jsonl (what a plain backup must give), truth-encrypted.jsonl (what an\n"
    "encrypted one must) and leads.jsonl. Prints one line of counts.\n";

enum {
    BIG = 256,
    HOSTILE,
    VIEW,
    CLOCK,
    SEED,
    NAME,
    SCENARIO,
    MESSAGES,
    OLD_WHATSAPP,
    NO_LEADS,
    NO_SYSTEM,
    NO_TRUTH,
    SERIAL,
    MODEL,
    ANDROID,
    IOS,
    PLATFORM,
    NAMES,
    REFUSE,
    RESTRICT,
    ABSENT,
    BREAK,
    EMPTY,
    VOLUME, /* and on: an index into `volumes` */
};

/* How much of what, in the options and in a scenario. */
#define VOLUME_OF(field, share)                                                                    \
    {                                                                                              \
        offsetof(struct mk_train_options, field), offsetof(struct mk_volumes, field), share        \
    }
static const struct volume {
    size_t option, scenario;
    unsigned percent; /* of --messages */
} volumes[] = {
    VOLUME_OF(sms, 16),     VOLUME_OF(mms, 1),   VOLUME_OF(whatsapp, 55), VOLUME_OF(telegram, 14),
    VOLUME_OF(signal, 8),   VOLUME_OF(viber, 6), VOLUME_OF(calls, 0),     VOLUME_OF(contacts, 0),
    VOLUME_OF(calendar, 0), VOLUME_OF(files, 0), VOLUME_OF(pictures, 0),  VOLUME_OF(web, 0),
    VOLUME_OF(places, 0),
};
#define VOLUMES (sizeof volumes / sizeof *volumes)

static const struct option known[] = {
    { "out", required_argument, NULL, 'o' },
    { "seed", required_argument, NULL, SEED },
    { "name", required_argument, NULL, NAME },
    { "scenario", required_argument, NULL, SCENARIO },
    { "messages", required_argument, NULL, MESSAGES },
    { "sms", required_argument, NULL, VOLUME },
    { "mms", required_argument, NULL, VOLUME + 1 },
    { "whatsapp", required_argument, NULL, VOLUME + 2 },
    { "telegram", required_argument, NULL, VOLUME + 3 },
    { "signal", required_argument, NULL, VOLUME + 4 },
    { "viber", required_argument, NULL, VOLUME + 5 },
    { "calls", required_argument, NULL, VOLUME + 6 },
    { "contacts", required_argument, NULL, VOLUME + 7 },
    { "calendar", required_argument, NULL, VOLUME + 8 },
    { "files", required_argument, NULL, VOLUME + 9 },
    { "pictures", required_argument, NULL, VOLUME + 10 },
    { "web", required_argument, NULL, VOLUME + 11 },
    { "places", required_argument, NULL, VOLUME + 12 },
    { "big", required_argument, NULL, BIG },
    { "serial", required_argument, NULL, SERIAL },
    { "model", required_argument, NULL, MODEL },
    { "android", required_argument, NULL, ANDROID },
    { "ios", required_argument, NULL, IOS },
    { "platform", required_argument, NULL, PLATFORM },
    { "hostile-names", no_argument, NULL, NAMES },
    { "hostile", no_argument, NULL, HOSTILE },
    { "old-whatsapp", no_argument, NULL, OLD_WHATSAPP },
    { "no-leads", no_argument, NULL, NO_LEADS },
    { "no-system", no_argument, NULL, NO_SYSTEM },
    { "no-truth", no_argument, NULL, NO_TRUTH },
    { "shell-view", no_argument, NULL, VIEW },
    { "clock-offset", required_argument, NULL, CLOCK },
    { "refuse", required_argument, NULL, REFUSE },
    { "restrict", required_argument, NULL, RESTRICT },
    { "absent", required_argument, NULL, ABSENT },
    { "break", required_argument, NULL, BREAK },
    { "empty", required_argument, NULL, EMPTY },
    { 0 },
};

struct asked {
    struct mk_train_options o;
    const char *dir, *scenario;
    uint64_t messages;
    bool spread, given[VOLUMES];
};

static bool number(uint64_t *out, const char *s, uint64_t max)
{
    char *end;
    errno = 0;
    *out = strtoull(s, &end, 10);
    return *s >= '0' && *s <= '9' && !*end && !errno && *out <= max;
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

static uint32_t *volume_of(struct mk_train_options *o, size_t i)
{
    return (uint32_t *)(void *)((char *)o + volumes[i].option);
}

static bool volume(struct asked *a, size_t i)
{
    uint64_t v;
    if (!number(&v, optarg, 10000000))
        return false;
    *volume_of(&a->o, i) = (uint32_t)v;
    return a->given[i] = true;
}

/* Options without a value. */
static bool flag(struct mk_train_options *o, int c)
{
    bool *flags[] = { &o->hostile,  &o->shell_view, &o->old_whatsapp,
                      &o->no_leads, &o->no_truth,   &o->hostile_names };
    static const int codes[] = { HOSTILE, VIEW, OLD_WHATSAPP, NO_LEADS, NO_TRUTH, NAMES };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i] == c)
            return *flags[i] = true;
    if (c == NO_SYSTEM)
        o->system = false;
    return c == NO_SYSTEM;
}

static bool option(struct asked *a, int c)
{
    struct mk_train_options *o = &a->o;
    switch (c) {
    case 'o':
        a->dir = optarg;
        return true;
    case SEED:
        return number(&o->seed, optarg, UINT64_MAX);
    case NAME:
        o->name = optarg;
        return true;
    case SCENARIO:
        a->scenario = optarg;
        return true;
    case SERIAL:
        o->serial = optarg;
        return true;
    case MODEL:
        o->model = optarg;
        return true;
    case ANDROID:
        o->android = optarg;
        return true;
    case IOS:
        o->ios = optarg;
        return true;
    case PLATFORM:
        o->iphone = !strcmp(optarg, "iphone");
        return o->iphone || !strcmp(optarg, "android");
    case MESSAGES:
        return a->spread = number(&a->messages, optarg, 10000000);
    case BIG:
        return number(&o->big, optarg, 1ull << 40);
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
    return c >= VOLUME ? volume(a, (size_t)(c - VOLUME)) : flag(o, c);
}

/* What was not asked for is as the scenario says; --messages goes before that. */
static void fill(struct asked *a, const struct mk_scenario *sc)
{
    const char *from = (const char *)&sc->volumes;
    for (size_t i = 0; i < VOLUMES; i++) {
        uint32_t v;
        memcpy(&v, from + volumes[i].scenario, sizeof v);
        if (a->spread && volumes[i].percent)
            v = (uint32_t)(a->messages * volumes[i].percent / 100);
        if (!a->given[i])
            *volume_of(&a->o, i) = v;
    }
}

static int make(struct asked *a)
{
    struct mk_error e = { 0 };
    struct mk_train_counts n;
    struct mk_scenario *sc = NULL;
    if (mk_scenario_load(&sc, a->scenario, &e))
        return mk_cmd_fail("exercise", &e);
    fill(a, sc);
    a->o.scenario = sc;
    int rc = mk_train_new(&n, a->dir, &a->o, &e);
    mk_scenario_free(sc);
    if (rc)
        return mk_cmd_fail("exercise", &e);
    printf("%llu rows, %llu records to come out, %llu of the whole, %llu files\n",
           (unsigned long long)n.rows, (unsigned long long)n.records, (unsigned long long)n.whole,
           (unsigned long long)n.files);
    return 0;
}

static int list(void)
{
    const char *name;
    struct mk_span json;
    struct mk_error e = { 0 };
    for (size_t i = 0; mk_scenario_built_in(&name, &json, i); i++) {
        struct mk_scenario *sc;
        if (mk_scenario_read(&sc, json, &e))
            return mk_cmd_fail("exercise", &e);
        printf("%-14s %s\n", name, sc->title);
        mk_scenario_free(sc);
    }
    return 0;
}

static int show(const char *wanted)
{
    const char *name;
    struct mk_span json;
    for (size_t i = 0; mk_scenario_built_in(&name, &json, i); i++)
        if (!strcmp(name, wanted)) {
            fwrite(json.p, 1, json.len, stdout);
            return 0;
        }
    return mk_cmd_usage("exercise", "no such scenario is built in");
}

static int run(int argc, char **argv)
{
    struct asked a = { .o = { .seed = 1, .name = "exercise", .system = true } };
    if (argc == 2 && !strcmp(argv[1], "scenarios"))
        return list();
    if (argc == 3 && !strcmp(argv[1], "scenario"))
        return show(argv[2]);
    if (argc < 2 || strcmp(argv[1], "new") != 0)
        return mk_cmd_usage("exercise", "new, scenarios and scenario NAME are known");
    for (int c; (c = getopt_long(argc - 1, argv + 1, "o:", known, NULL)) != -1;)
        if (!option(&a, c))
            return mk_cmd_usage("exercise", "an option or its value is not known");
    if (!a.dir || optind + 1 != argc)
        return mk_cmd_usage("exercise", "-o DIR is needed, and nothing behind the options");
    return make(&a);
}

const struct mk_cmd mk_cmd_exercise = {
    .name = "exercise",
    .summary = "makes a simulated phone with known truth",
    .help = help,
    .run = run,
};
