/* moka withheld: whether a bundle has a keyed digest of a thing, for whoever holds the key. */
#include "firmware/bundle/bundle.h"
#include "firmware/bundle/disk.h"
#include "firmware/bundle/withheld.h"
#include "host/cmd/cmd.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SUMS 256u

struct options {
    const char *kit, *key, *dir;
    const char *path, *size, *mtime, *uri, *row, *record, *inner;
};

/* ---- the key ---- */

static int slurp(char *out, size_t max, const char *path, struct mk_error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, path);
    ssize_t n = mk_disk_read(fd, out, max - 1);
    close(fd);
    if (n < 0)
        return mk_fail_errno(e, path);
    out[n] = 0;
    return 0;
}

/* The run's name, of which the kit's file of the key has its name. */
static int run_of(char run[static 40], const char *dir, struct mk_error *e)
{
    static const char label[] = "\nExternal-Identifier: ";
    char path[4200], text[8192];
    snprintf(path, sizeof path, "%s/bag-info.txt", dir);
    if (slurp(text, sizeof text, path, e))
        return -1;
    const char *at = strstr(text, label);
    size_t n = at ? strspn(at + strlen(label), "0123456789abcdef") : 0;
    if (n != 32)
        return mk_fail(e, MK_EFORMAT, "%s: no name of a run", path);
    memcpy(run, at + strlen(label), n);
    run[n] = 0;
    return 0;
}

static const char *kit_folder(char *out, size_t max, const struct options *o)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (o->kit)
        snprintf(out, max, "%s", o->kit);
    else if (state && *state)
        snprintf(out, max, "%s/moka/kit", state);
    else
        snprintf(out, max, "%s/.local/state/moka/kit", home && *home ? home : "");
    return out;
}

static int read_key(uint8_t key[static MK_WITHHELD_KEY], const struct options *o,
                    struct mk_error *e)
{
    char folder[4100], path[4300], run[40], text[128];
    size_t len = 0;
    if (!o->key && run_of(run, o->dir, e))
        return -1;
    if (o->key)
        snprintf(path, sizeof path, "%s", o->key);
    else
        snprintf(path, sizeof path, "%s/digest-keys/%s", kit_folder(folder, sizeof folder, o), run);
    if (slurp(text, sizeof text, path, e))
        return -1;
    bool good = mk_unhex(key, MK_WITHHELD_KEY, &len, mk_span(text, strcspn(text, "\n"))) &&
                len == MK_WITHHELD_KEY;
    mk_wipe(text, sizeof text);
    return good ? 0 : mk_fail(e, MK_EFORMAT, "%s: no key of 64 hex digits", path);
}

/* ---- what is looked for ---- */

static bool number(int64_t *out, const char *s)
{
    char *end = NULL;
    *out = s ? strtoll(s, &end, 10) : 0;
    return s && *s && !*end;
}

static bool seconds(int64_t *out, const char *s)
{
    int64_t us;
    if (number(out, s))
        return true;
    if (!s || !mk_time_parse(&us, mk_str(s)))
        return false;
    *out = us / MK_US - (us % MK_US < 0);
    return true;
}

/* APP:KIND:TABLE:ROW; a table of a provider is an URI, so the ends are taken off first. */
static bool record(struct mk_withheld_item *it, const char *s)
{
    const char *kind = s ? strchr(s, ':') : NULL, *table = kind ? strchr(kind + 1, ':') : NULL;
    const char *row = table ? strrchr(table + 1, ':') : NULL;
    if (!row || !number(&it->row, row + 1))
        return false;
    it->app = mk_span(s, (size_t)(kind - s));
    it->kind = mk_span(kind + 1, (size_t)(table - kind) - 1);
    it->table = mk_span(table + 1, (size_t)(row - table) - 1);
    return true;
}

/* How many there are to look for; 0: they make no sense. */
static size_t read_items(struct mk_withheld_item items[static 2], const struct options *o)
{
    struct mk_withheld_item it = { .what = MK_WITHHELD_FILE };
    int64_t size;
    if (o->uri) {
        it = (struct mk_withheld_item){ .what = MK_WITHHELD_ROW, .path = mk_str(o->uri) };
        items[0] = it;
        return !o->path && number(&items[0].row, o->row);
    }
    if (!o->path || !number(&size, o->size) || size < 0 || !seconds(&it.mtime_s, o->mtime))
        return 0;
    it.path = mk_str(o->path);
    it.size = (uint64_t)size;
    if (o->record) {
        it.what = MK_WITHHELD_RECORD;
        it.inner = mk_str(o->inner ? o->inner : "");
        items[0] = it;
        return record(&items[0], o->record);
    }
    items[0] = items[1] = it;
    items[1].what = MK_WITHHELD_CONTAINER;
    return 2;
}

static int put_line(void *u, struct mk_span line, struct mk_error *e)
{
    (void)u;
    (void)e;
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    mk_escape_terminal(&b, line);
    printf("%.*s\n", (int)b.len, b.p ? (const char *)b.p : "");
    mk_buf_done(&b);
    return 0;
}

static int look(const struct options *o, const struct mk_withheld_item *items, size_t n)
{
    struct mk_error e = { 0 };
    uint8_t key[MK_WITHHELD_KEY];
    uint64_t places[2] = { 0 };
    int rc = read_key(key, o, &e);
    if (rc == 0)
        rc = mk_withheld_look(places, o->dir, mk_span(key, sizeof key), items, n, put_line, NULL,
                              &e);
    mk_wipe(key, sizeof key);
    if (rc)
        return mk_cmd_fail("withheld", &e);
    if (places[0] || places[1])
        return fflush(stdout) == 0 ? 0 : MK_EXIT_FAILED;
    fprintf(stderr, "moka withheld: no digest of that is in the bundle\n");
    return MK_EXIT_EVIDENCE;
}

/* ---- without anything to look for: how many there are ---- */

struct sums {
    struct {
        char text[200];
        uint64_t n;
    } v[SUMS];
    size_t n;
};

/* Lines are alike up to their digest. */
static int add(void *u, struct mk_span line, struct mk_error *e)
{
    struct sums *s = u;
    static const char mac[] = ",\"mac\":";
    const uint8_t *end = memmem(line.p, line.len, mac, strlen(mac));
    size_t len = end ? (size_t)(end - line.p) : 0, i = 0;
    if (!end || len >= sizeof s->v->text)
        return mk_fail(e, MK_EFORMAT, "a line of %s is not understood", MK_WITHHELD_FILE_NAME);
    while (i < s->n && (strlen(s->v[i].text) != len || memcmp(s->v[i].text, line.p, len) != 0))
        i++;
    if (i == SUMS)
        return mk_fail(e, MK_ELIMIT, "more reasons than there are");
    if (i == s->n) {
        memcpy(s->v[s->n].text, line.p, len);
        s->v[s->n++].text[len] = 0;
    }
    s->v[i].n++;
    return 0;
}

static int sums(const struct options *o)
{
    struct mk_error e = { 0 };
    struct sums *s = calloc(1, sizeof *s);
    if (!s)
        return mk_cmd_fail("withheld", (mk_fail(&e, MK_ENOMEM, "sums"), &e));
    int rc = mk_withheld_each(o->dir, add, s, &e);
    for (size_t i = 0; rc == 0 && i < s->n; i++) {
        struct mk_buf b;
        mk_buf_init(&b, 4096);
        mk_buf_printf(&b, "%s,\"n\":%llu}", s->v[i].text, (unsigned long long)s->v[i].n);
        rc = put_line(NULL, mk_buf_span(&b), &e);
        mk_buf_done(&b);
    }
    free(s);
    if (rc)
        return mk_cmd_fail("withheld", &e);
    return fflush(stdout) == 0 ? 0 : MK_EXIT_FAILED;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {
        { "kit", required_argument, NULL, 'k' },   { "key", required_argument, NULL, 'K' },
        { "path", required_argument, NULL, 'p' },  { "size", required_argument, NULL, 's' },
        { "mtime", required_argument, NULL, 'm' }, { "uri", required_argument, NULL, 'u' },
        { "row", required_argument, NULL, 'r' },   { "record", required_argument, NULL, 'R' },
        { "inner", required_argument, NULL, 'i' }, { 0 },
    };
    struct options o = { 0 };
    struct mk_withheld_item items[2] = { 0 };
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        const char **to = c == 'k'   ? &o.kit
                          : c == 'K' ? &o.key
                          : c == 'p' ? &o.path
                          : c == 's' ? &o.size
                          : c == 'm' ? &o.mtime
                          : c == 'u' ? &o.uri
                          : c == 'r' ? &o.row
                          : c == 'R' ? &o.record
                          : c == 'i' ? &o.inner
                                     : NULL;
        if (!to)
            return mk_cmd_usage("withheld", "unknown option, or one without its value");
        *to = optarg;
    }
    if (argc - optind != 1)
        return mk_cmd_usage("withheld", "takes one BUNDLE");
    o.dir = argv[optind];
    if (!o.path && !o.uri && !o.record)
        return sums(&o);
    size_t n = read_items(items, &o);
    return n ? look(&o, items, n)
             : mk_cmd_usage("withheld", "needs --path, --size and --mtime, or --uri and --row");
}

const struct mk_cmd mk_cmd_withheld = {
    .name = "withheld",
    .summary = "tells whether a thing is among what a bundle left out",
    .help =
        "usage: moka withheld BUNDLE\n"
        "       moka withheld [--kit DIR | --key FILE] BUNDLE --path PATH --size N --mtime TIME\n"
        "                     [--record APP:KIND:TABLE:ROW [--inner PATH]]\n"
        "       moka withheld [--kit DIR | --key FILE] BUNDLE --uri URI --row ID\n"
        "\n"
        "What an acquisition saw and did not keep is in the bundle as counts and keyed digests\n"
        "(withheld.jsonl). Without anything to look for, says how many there are, by reason.\n"
        "Whoever holds the key of the run can ask for one thing: a file as the phone told it, one\n"
        "record of a file that was read and not kept, one row of a provider.\n"
        "\n"
        "  --kit DIR      the kit's folder, where the key is (digest-keys/RUN)\n"
        "  --key FILE     or the key itself: 64 hex digits\n"
        "  --mtime TIME   when the file was changed: seconds since 1970, or 2026-11-30T18:00:00Z\n"
        "  --record ...   as moka parse has it: app, kind, source.table, source.row\n"
        "  --inner PATH   of a file inside a packed one: its path behind that, with its '/'\n"
        "\n"
        "That a digest is there proves that the run saw a thing of that name, size and time, or "
        "of\n"
        "that number, and left it out. It proves nothing of its contents, which were not kept, "
        "and\n"
        "that none is there proves nothing unless size and time are those the phone told.\n"
        "\n"
        "Exit status: 0 it is there, 1 it is not, 2 wrong usage, 3 failed.\n",
    .run = run,
};
