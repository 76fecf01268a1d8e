/* moka disclose: parts of a bundle, proven without the rest. */
#include "firmware/bundle/disclose.h"
#include "host/cmd/cmd.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_MAX 4096u

struct items {
    struct mk_disclose_item v[ITEMS_MAX];
    size_t n;
};

static bool number(uint64_t *out, const char **at)
{
    char *end;
    if (**at < '0' || **at > '9')
        return false;
    *out = strtoull(*at, &end, 10);
    *at = end;
    return true;
}

/* "data/000/0000012", "12", "12:5", "12:5-7" */
static bool parse(struct mk_disclose_item *x, const char *text)
{
    const char *slash = strrchr(text, '/');
    const char *at = slash ? slash + 1 : text;
    *x = (struct mk_disclose_item){ 0, 0, 0 };
    if (!number(&x->object, &at) || x->object == 0)
        return false;
    if (*at == ':') {
        at++;
        if (!number(&x->from, &at) || x->from == 0)
            return false;
        x->to = x->from;
        if (*at == '-') {
            at++;
            if (!number(&x->to, &at) || x->to < x->from)
                return false;
        }
    }
    return *at == 0;
}

/* "content://sms/7" */
static int add_row(struct items *all, const char *bundle, const char *text, struct mk_error *e)
{
    char set[1024];
    const char *slash = strrchr(text, '/');
    uint64_t id;
    size_t n = 0;
    const char *at = slash ? slash + 1 : "";
    if (!number(&id, &at) || *at || (size_t)(slash - text) >= sizeof set)
        return mk_fail(e, MK_EUSAGE, "%.200s: not \"content://SET/ID\"", text);
    snprintf(set, sizeof set, "%.*s", (int)(slash - text), text);
    if (mk_disclose_row(all->v + all->n, &n, ITEMS_MAX - all->n, bundle, set, (int64_t)id, e))
        return -1;
    all->n += n;
    return n ? 0 : mk_fail(e, MK_EABSENT, "the bundle holds no row %.200s", text);
}

static int add(struct items *all, const char *bundle, const char *text, struct mk_error *e)
{
    if (!strncmp(text, "content://", 10))
        return add_row(all, bundle, text, e);
    if (all->n == ITEMS_MAX || !parse(&all->v[all->n], text))
        return mk_fail(e, MK_EUSAGE, "%.200s: no item", text);
    all->n++;
    return 0;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {
        { "item", required_argument, NULL, 'i' },
        { "output", required_argument, NULL, 'o' },
        { 0 },
    };
    static struct items all;
    const char *given[256], *out = NULL;
    size_t n = 0;
    struct mk_error e = { 0 };
    int c, rc = 0;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "i:o:", options, NULL)) != -1)
        if (c == 'i' && n < sizeof given / sizeof *given)
            given[n++] = optarg;
        else if (c == 'o')
            out = optarg;
        else
            return mk_cmd_usage("disclose", "unknown option, or one without its value");
    if (optind + 1 != argc || !out || !n)
        return mk_cmd_usage("disclose", "a bundle, items and a name for the folder are needed");
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = add(&all, argv[optind], given[i], &e);
    if (rc == 0)
        rc = mk_disclose(out, argv[optind], all.v, all.n, mk_disk_real(), &e);
    if (rc == 0)
        return 0;
    int status = mk_cmd_fail("disclose", &e);
    return e.code == MK_EFORMAT ? MK_EXIT_EVIDENCE : status;
}

const struct mk_cmd mk_cmd_disclose = {
    .name = "disclose",
    .summary = "shows single files or records, proven, and nothing else",
    .help = "usage: moka disclose --item ID... -o FOLDER BUNDLE\n"
            "\n"
            "FOLDER gets the parts that were asked for, and what proves that they are of this\n"
            "sealed bundle: the root of its tree, signed by the kit, and the hashes on the way to\n"
            "it, each salted. Beside that it tells who sealed it and when, the number of objects,\n"
            "and of each object of which a part is shown its line of the index and how many lines\n"
            "it has; of one that is shown in parts neither size nor hash.\n"
            "\n"
            "  -i, --item ID        may be repeated:\n"
            "                       data/000/0000012 or 12   a whole object\n"
            "                       12:5 or 12:5-7           lines of a provider's reply\n"
            "                       content://sms/7          a row: its lines in all replies\n"
            "  -o, --output FOLDER  new; until it is whole it is called FOLDER.part\n"
            "\n"
            "moka verify [--trust FILE] FOLDER checks it. Without moka: ssh-keygen -Y verify for\n"
            "signatures/tree.sig over merkle.json, and firmware/bundle/merkle.h for the rest.\n"
            "Exit 1: the bundle is not what was sealed; 2: wrong usage; 3: it could not be done.\n",
    .run = run,
};
