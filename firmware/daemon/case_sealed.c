#include "firmware/daemon/inside.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * After the seal, where there are recipients: what there is to say about the bundle is read once
 * and kept (no contents: categories, counts, hashes), then the key of the plain folder is
 * destroyed. From then on nobody reads it here. A cut at any point: the next start goes on.
 */
struct mk_settle {
    struct mk_daemon *d;
    char id[MK_CASE_ID];
    struct mk_runs_result *q;
};

static void end(struct mk_settle *s)
{
    for (size_t i = 0; i < MK_SETTLING; i++)
        if (s->d->settling[i] == s)
            s->d->settling[i] = NULL;
    free(s);
}

static void say(struct mk_case *x, const char *text)
{
    fprintf(stderr, "mokad: %s: %s\n", x->id, text);
}

/* The certificate of the plain text, beside the case's own if that comes. */
static void plain_gone(struct mk_daemon *d, const struct mk_ask *ask, const char *id,
                       struct mk_span out, const char *failed)
{
    struct mk_error e = { 0 };
    struct mk_case *x = mk_cases_find(d->cases, id);
    (void)ask;
    if (!x)
        return;
    json_t *facts = failed ? NULL : json_loadb((const char *)out.p, out.len, 0, NULL);
    if (!facts || mk_cases_load(x, &e) || json_object_set(x->doc, "plain", facts) ||
        mk_cases_save(d->cases, x, &e))
        say(x, failed ? failed : e.text);
    json_decref(facts);
    mk_cases_unload(x);
}

static void destroy_plain(struct mk_daemon *d, struct mk_case *x)
{
    const struct mk_ask nobody = { 0, -1 };
    struct mk_error e = { 0 };
    if (mk_destroy(d, x, &nobody, plain_gone, &e))
        say(x, e.text);
}

static void result_read(void *u, struct mk_span json, const struct mk_error *why)
{
    struct mk_settle *s = u;
    struct mk_daemon *d = s->d;
    struct mk_error e = { 0 };
    struct mk_case *x = mk_cases_find(d->cases, s->id);
    end(s);
    if (!x)
        return;
    x->settling = false;
    if (x->state != MK_CASE_SEALED && x->state != MK_CASE_HANDED)
        return; /* wiped meanwhile: nothing of it is kept */
    if (!json.len)
        say(x, why->text); /* it stays plain: the next start tries again */
    else if (mk_disk_put(d->disk, x->dir, MK_RESULT, json, &e))
        say(x, e.text);
    else
        destroy_plain(d, x);
    mk_say_again(d);
}

static void result_seen(void *u, struct mk_span json)
{
    const struct mk_settle *s = u;
    mk_tell_progress(s->d, s->id, json);
}

static int read_result(struct mk_daemon *d, struct mk_case *x, struct mk_error *e)
{
    char bundle[4096];
    size_t at = 0;
    while (at < MK_SETTLING && d->settling[at])
        at++;
    struct mk_settle *s = at < MK_SETTLING ? calloc(1, sizeof *s) : NULL;
    if (!s)
        return mk_fail(e, MK_ELIMIT, "too much at once");
    s->d = d;
    memcpy(s->id, x->id, sizeof s->id);
    mk_cases_path(bundle, sizeof bundle, d->cases, x, "vault/bundle");
    const struct mk_runs_look look = { bundle, d->kit_path, s, result_seen, result_read };
    if (mk_runs_result(&s->q, d->runs, &look, e)) {
        free(s);
        return -1;
    }
    d->settling[at] = s;
    x->settling = true;
    return 0;
}

static bool has(const struct mk_daemon *d, const struct mk_case *x, const char *what)
{
    char key[4096];
    if (what)
        return faccessat(x->dir, what, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    mk_cases_key(key, sizeof key, d->cases, x);
    return access(key, F_OK) == 0;
}

void mk_case_sealed(struct mk_daemon *d, struct mk_case *x)
{
    struct mk_error e = { 0 };
    if (x->settling || !mk_cases_is_encrypted(x) || (!has(d, x, NULL) && !has(d, x, "vault")))
        return;
    if (has(d, x, MK_RESULT))
        destroy_plain(d, x);
    else if (read_result(d, x, &e))
        say(x, e.text);
}

void mk_case_sealed_stop(struct mk_daemon *d)
{
    for (size_t i = 0; i < MK_SETTLING; i++)
        if (d->settling[i]) {
            mk_runs_result_drop(d->settling[i]->q);
            end(d->settling[i]);
        }
}
