/* moka apps: what can be read, out of the apps' own tables. */
#include "host/cmd/cmd.h"
#include "parsers/base/escape.h"
#include "parsers/base/json.h"
#include "parsers/engine/engine.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_MAX ((size_t)64 << 10)

static int by_id(const void *a, const void *b)
{
    const struct mk_app *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* Whether an earlier query of the app makes that kind too: each is named once. */
static bool is_new(const struct mk_app *app, const struct mk_query *q)
{
    for (const struct mk_query *before = app->queries; before < q; before++)
        if (before->kind == q->kind)
            return false;
    return true;
}

static void words(struct mk_json *j, const char *key, const char *const *list)
{
    mk_json_key(j, key);
    mk_json_open(j, '[');
    for (; list && *list; list++)
        mk_json_str(j, *list);
    mk_json_close(j, ']');
}

static void as_json(struct mk_buf *b, const struct mk_app *app)
{
    struct mk_json j = mk_json(b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "id", app->id);
    mk_json_kv_str(&j, "title", app->title);
    mk_json_kv_uint(&j, "version", app->version);
    mk_json_key(&j, "kinds");
    mk_json_open(&j, '[');
    for (const struct mk_query *q = app->queries; q->table; q++)
        if (is_new(app, q))
            mk_json_str(&j, mk_kind_name(q->kind));
    mk_json_close(&j, ']');
    mk_json_kv_str(&j, "format", app->format ? app->format->id : "sqlite");
    words(&j, "files", app->paths);
    words(&j, "also", app->also);
    mk_json_key(&j, "providers");
    mk_json_open(&j, '[');
    for (const struct mk_provider *p = app->providers; p && p->uri; p++)
        mk_json_str(&j, p->uri);
    mk_json_close(&j, ']');
    mk_json_kv_str(&j, "proven_on", app->proven_on);
    mk_json_close(&j, '}');
}

static void item(struct mk_buf *b, const char *what, const char *text)
{
    mk_buf_printf(b, "    %-9s ", what);
    mk_escape_terminal(b, mk_str(text));
    mk_buf_u8(b, '\n');
}

static void as_text(struct mk_buf *b, const struct mk_app *app)
{
    const char *comma = "";
    mk_escape_terminal(b, mk_str(app->id));
    mk_buf_puts(b, "  ");
    mk_escape_terminal(b, mk_str(app->title));
    mk_buf_puts(b, "\n    kinds     ");
    for (const struct mk_query *q = app->queries; q->table; q++)
        if (is_new(app, q)) {
            mk_buf_printf(b, "%s%s", comma, mk_kind_name(q->kind));
            comma = ", ";
        }
    mk_buf_u8(b, '\n');
    for (const char *const *p = app->paths; p && *p; p++)
        item(b, "file", *p);
    for (const char *const *p = app->also; p && *p; p++)
        item(b, "file also", *p);
    for (const struct mk_provider *p = app->providers; p && p->uri; p++)
        item(b, "provider", p->uri);
    item(b, "proven on", app->proven_on);
}

static int print(const struct mk_app *app, bool json, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, LINE_MAX);
    (json ? as_json : as_text)(&b, app);
    if (json)
        mk_buf_u8(&b, '\n');
    int rc = mk_buf_ok(&b) ? 0 : mk_fail(e, MK_ENOMEM, "%s", app->id);
    if (rc == 0 && fwrite(b.p, 1, b.len, stdout) != b.len)
        rc = mk_fail(e, MK_EIO, "standard output cannot be written");
    mk_buf_done(&b);
    return rc;
}

static int list(bool json, struct mk_error *e)
{
    size_t n = 0;
    int rc = 0;
    while (mk_app_at(n))
        n++;
    const struct mk_app **all = calloc(n ? n : 1, sizeof(const struct mk_app *));
    if (!all)
        return mk_fail(e, MK_ENOMEM, "apps");
    for (size_t i = 0; i < n; i++)
        all[i] = mk_app_at(i);
    qsort(all, n, sizeof *all, by_id);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = print(all[i], json, e);
    free(all);
    if (rc == 0 && fflush(stdout) != 0)
        rc = mk_fail(e, MK_EIO, "standard output cannot be written");
    return rc;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { 0 } };
    struct mk_error e = { 0 };
    bool json = false;
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (o != 'j')
            return MK_EXIT_USAGE;
        json = true;
    }
    if (optind < argc)
        return mk_cmd_usage("apps", "it takes no arguments");
    return list(json, &e) == 0 ? 0 : mk_cmd_fail("apps", &e);
}

const struct mk_cmd mk_cmd_apps = {
    .name = "apps",
    .summary = "lists the apps that are read, and from where",
    .help =
        "usage: moka apps [--json]\n"
        "\n"
        "Lists what moka parse reads, out of the same tables: per app its id, what kinds of\n"
        "records it makes, the files it is found in (globs on the device's paths), the content\n"
        "providers that give the same, and on what its reader was proven: simulated data,\n"
        "public-sample, or real:MODEL. --json writes one line of JSON for each.\n",
    .run = run,
};
