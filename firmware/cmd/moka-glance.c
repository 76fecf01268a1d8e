/* moka-glance: a first look into a bundle, also while it is being written: calls, messages and
 * contacts out of the provider replies, or the databases of an iPhone, that are whole so far. Reads
 * only; keeps nothing. */
#include "firmware/bundle/bundle.h"
#include "firmware/glance/glance.h"
#include "firmware/parse/parse.h"
#include "parsers/base/escape.h"
#include "parsers/format/ios_manifest.h"
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_FAILED = 3 };

/* ---- the bundle without most of its files ---- */

/* Of an iPhone: in its backup, or, where the scope was not whole, by their device paths. */
static const char *const databases[][2] = {
    { "HomeDomain", "Library/SMS/sms.db" },
    { "HomeDomain", "Library/SMS/sms.db-wal" },
    { "HomeDomain", "Library/CallHistoryDB/CallHistory.storedata" },
    { "HomeDomain", "Library/CallHistoryDB/CallHistory.storedata-wal" },
    { "HomeDomain", "Library/AddressBook/AddressBook.sqlitedb" },
    { "HomeDomain", "Library/AddressBook/AddressBook.sqlitedb-wal" },
    { "AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite" },
    { "AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite-wal" },
};
#define DATABASES (sizeof databases / sizeof *databases)

struct sets {
    struct mk_source bundle;
    uint8_t names[DATABASES][MK_IOS_ID]; /* in a backup */
    int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e);
    void *eu;
};

static bool wanted(const struct sets *s, struct mk_span path)
{
    struct mk_span root;
    struct mk_payload p;
    if (mk_backup_list_of(&root, path) != MK_BACKUP_LISTS)
        return true;
    bool payload = mk_backup_payload_of(&p, &root, path);
    for (size_t i = 0; i < DATABASES; i++)
        if (payload ? memcmp(p.name, s->names[i], MK_IOS_ID) == 0
                    : mk_span_ends(path, mk_str(databases[i][1])))
            return true;
    return false;
}

static int pass(void *u, const struct mk_entry *en, struct mk_error *e)
{
    const struct sets *s = u;
    return en->set.len || wanted(s, en->path) ? s->each(s->eu, en, e) : 0;
}

static int list(void *u, int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e),
                void *eu, struct mk_error *e)
{
    struct sets *s = u;
    s->each = each;
    s->eu = eu;
    return s->bundle.list(s->bundle.u, pass, s, e);
}

static int open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    const struct sets *s = u;
    return s->bundle.open(out, s->bundle.u, id, e);
}

/* ---- what comes back ---- */

static int on_items(void *u, struct mk_span items, struct mk_error *e)
{
    return mk_glance_take(u, items, e);
}

static int pass_over(void *u, struct mk_span fields, struct mk_error *e)
{
    (void)u, (void)fields, (void)e;
    return 0;
}

/* A backup names many files that were not looked at. */
static bool is_other(struct mk_span name)
{
    struct mk_span root;
    bool other = mk_span_starts(name, mk_str("/backup/")) &&
                 mk_backup_list_of(&root, name) == MK_BACKUP_LISTS;
    for (size_t i = 0; i < DATABASES; i++)
        other = other && !mk_span_ends(name, mk_str(databases[i][1]));
    return other;
}

static int on_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct mk_buf b;
    if (is_other(name))
        return 0;
    (void)u, (void)sets, (void)e;
    mk_buf_init(&b, 8192);
    mk_escape_terminal(&b, mk_span(name.p, name.len < 1000 ? name.len : 1000));
    mk_buf_puts(&b, ": not shown: ");
    mk_escape_terminal(&b, mk_str(why));
    fprintf(stderr, "moka glance: %.*s\n", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return 0;
}

static int look(struct mk_glance *g, const char *dir, struct mk_error *e)
{
    struct sets s = { 0 };
    struct mk_jobs jobs = { 0 };
    const struct mk_source src = { .list = list, .open = open_entry, .u = &s };
    const struct mk_parse_extra none = { 0 };
    const struct mk_parse_out out = {
        .items = on_items, .issue = pass_over, .cover = pass_over, .failed = on_failed, .u = g
    };
    if (!mk_is_bundle(dir))
        return mk_fail(e, MK_EUSAGE, "%s is no bundle", dir);
    for (size_t i = 0; i < DATABASES; i++)
        if (mk_ios_id(s.names[i], mk_str(databases[i][0]), mk_str(databases[i][1]), e))
            return -1;
    int rc = mk_source_bundle(&s.bundle, dir, e);
    if (rc == 0) {
        rc = mk_jobs_find(&jobs, &src, mk_span(NULL, 0), false, e);
        if (rc == 0)
            rc = mk_parse_run(&jobs, &src, &none, &out, e);
        mk_jobs_done(&jobs);
    }
    mk_source_done(&s.bundle);
    return rc;
}

/* In one piece: an acquisition may be writing to the same place. */
static int show(const struct mk_glance *g, bool json, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    if (json) {
        struct mk_json j = mk_json(&b);
        mk_glance_json(&j, g);
        mk_buf_puts(&b, "\n");
    } else {
        mk_glance_words(&b, g);
    }
    int rc = mk_buf_ok(&b) ? 0 : mk_fail(e, MK_ENOMEM, "glance");
    if (rc == 0 && write(STDOUT_FILENO, b.p, b.len) != (ssize_t)b.len)
        rc = mk_fail_errno(e, "standard output");
    mk_buf_done(&b);
    return rc;
}

static int fail(const struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 8192);
    mk_escape_terminal(&b, mk_str(e->text));
    fprintf(stderr, "moka glance: %.*s\n", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return e->code == MK_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { 0 } };
    struct mk_error e = { 0 };
    struct mk_glance g;
    bool json = false, wrong = false;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (c == 'j')
            json = true;
        else
            wrong = true;
    if (wrong || argc - optind != 1) {
        fprintf(stderr, "moka glance: needs the bundle's folder; see moka help glance\n");
        return EXIT_USAGE;
    }
    if (mk_glance_init(&g, &e))
        return fail(&e);
    int rc = look(&g, argv[optind], &e);
    if (rc == 0)
        rc = show(&g, json, &e);
    mk_glance_done(&g);
    return rc ? fail(&e) : 0;
}
