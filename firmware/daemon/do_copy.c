#include "firmware/daemon/carry.h"
#include "firmware/daemon/copy_out.h"
#include "firmware/daemon/inside.h"
#include "firmware/daemon/runs_run.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>

/* What is sealed, copied to a stick that is plugged in: see copy_out.h. */
#define COPY_S     (12 * 3600) /* of a slow stick */
#define COPIES_MAX 32u

static const char *name_of(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    return slash && slash[1] ? slash + 1 : folder;
}

static const char *find(const struct mk_daemon *d, const char *name)
{
    for (size_t i = 0; d->o->sticks && d->o->sticks[i]; i++)
        if (!strcmp(name_of(d->o->sticks[i]), name))
            return d->o->sticks[i];
    return NULL;
}

static void put_mounted(struct mk_json *j, const char *folder)
{
    struct statvfs fs;
    if (!mk_stick_is_there(folder) || statvfs(folder, &fs))
        return;
    mk_json_open(j, '{');
    mk_json_kv_str(j, "stick", name_of(folder));
    mk_json_kv_uint(j, "free", (uint64_t)fs.f_bavail * fs.f_frsize);
    mk_json_close(j, '}');
}

/* plugged: those that could be let in; NULL: none. */
static void answer_sticks(struct mk_daemon *d, const struct mk_ask *ask, const json_t *plugged)
{
    struct mk_answer a;
    size_t i;
    const json_t *one;
    mk_answer_begin(&a, ask);
    mk_json_key(&a.j, "sticks");
    mk_json_open(&a.j, '[');
    for (i = 0; d->o->sticks && d->o->sticks[i]; i++)
        put_mounted(&a.j, d->o->sticks[i]);
    json_array_foreach(plugged, i, one)
    {
        char *text = json_dumps(one, JSON_COMPACT);
        if (text)
            mk_json_raw(&a.j, mk_str(text));
        free(text);
    }
    mk_json_close(&a.j, ']');
    mk_json_kv_bool(&a.j, "plugged", d->o->carry != NULL);
    mk_answer_send(d, &a, ask);
}

static void listed(struct mk_daemon *d, const struct mk_ask *ask, const char *about,
                   struct mk_span out, const char *failed)
{
    json_t *o = failed ? NULL : json_loadb((const char *)out.p, out.len, 0, NULL);
    (void)about;
    if (failed)
        fprintf(stderr, "mokad: sticks: %s\n", failed);
    answer_sticks(d, ask, json_object_get(o, "sticks"));
    json_decref(o);
}

int mk_do_sticks(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    if (d->o->carry)
        return mk_carry_ask_list(d, &c->ask, listed, &e) ? mk_refuse_error(r, &e) : 0;
    answer_sticks(d, &c->ask, NULL);
    return 0;
}

static void seen(struct mk_daemon *d, const char *about, struct mk_span line)
{
    struct mk_buf b;
    json_t *o = json_loadb((const char *)line.p, line.len, 0, NULL);
    mk_buf_init(&b, 1024);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "part", "copy-out");
    mk_run_numbers(&j, json_object_get(o, "seen"));
    mk_json_close(&j, '}');
    if (o && mk_buf_ok(&b))
        mk_tell_progress(d, about, mk_buf_span(&b));
    mk_buf_done(&b);
    json_decref(o);
}

/* As a line of the log, which has a time of its own, and of the case: facts has what the child
 * told. */
static int keep(struct mk_daemon *d, struct mk_case *x, json_t *facts, const char *at,
                struct mk_error *e)
{
    json_t *all = json_object_get(x->doc, "copies");
    bool good = json_object_get(facts, "file") != NULL;
    char *text = json_dumps(facts, JSON_COMPACT);
    size_t n = text ? strlen(text) : 0;
    int rc = n > 2 ? mk_cases_act(d->cases, x, good ? "copied-out" : "copy-failed", "mokad",
                                  mk_span(text + 1, n - 2), e)
                   : mk_fail(e, MK_ENOMEM, "copy");
    free(text);
    if (rc)
        return rc;
    if (json_object_set_new(facts, "at", json_string(at)))
        return mk_fail(e, MK_ENOMEM, "copy");
    if (!all && json_object_set_new(x->doc, "copies", json_array()))
        return mk_fail(e, MK_ENOMEM, "copy");
    all = json_object_get(x->doc, "copies");
    if (json_array_size(all) >= COPIES_MAX)
        json_array_remove(all, 0);
    return json_array_append(all, facts) ? mk_fail(e, MK_ENOMEM, "copy")
                                         : mk_cases_save(d->cases, x, e);
}

/* The last line is the outcome. */
json_t *mk_copy_outcome(struct mk_span out, const char *failed)
{
    json_t *o = failed ? NULL : json_loadb((const char *)out.p, out.len, 0, NULL);
    return json_is_object(o) ? o
                             : json_pack("{s:s,s:s}", "code", "failed", "text",
                                         failed ? failed : "it ended without a word");
}

void mk_copy_ended(struct mk_daemon *d, const char *id, json_t *facts)
{
    struct mk_error e = { 0 };
    struct mk_case *x = mk_cases_find(d->cases, id);
    char at[MK_ISO_MAX];
    if (!x || !facts) {
        json_decref(facts);
        return;
    }
    (void)mk_time_iso(at, mk_loop_wall_us(d->loop), 0);
    bool done = json_object_set_new(facts, "stick", json_string(x->stick)) == 0;
    x->stick[0] = 0;
    if (!done)
        mk_fail(&e, MK_ENOMEM, "copy");
    if (!done || mk_cases_load(x, &e) || keep(d, x, facts, at, &e))
        fprintf(stderr, "mokad: %s: %s\n", x->id, e.text);
    mk_cases_unload(x);
    json_decref(facts);
}

static void copied(struct mk_daemon *d, const struct mk_ask *ask, const char *id,
                   struct mk_span out, const char *failed)
{
    (void)ask;
    mk_copy_ended(d, id, mk_copy_outcome(out, failed));
}

int mk_copy_start(struct mk_daemon *d, const struct mk_case *x, const char *folder,
                  const struct mk_ask *ask, mk_task_done *done, struct mk_error *e)
{
    char file[4096];
    mk_cases_path(file, sizeof file, d->cases, x, "bundle.tar.age");
    const char *const argv[] = { "mokad", "--copy-out", file, folder, x->id, NULL };
    struct mk_task_spec spec = {
        .program = "mokad", .argv = argv, .done = done, .seen = seen, .ask = *ask, .late_s = COPY_S
    };
    memcpy(spec.about, x->id, sizeof spec.about);
    return mk_task_start(d, &spec, e);
}

/* It stands in the log before anything is done with a stick. */
static int begin(struct mk_daemon *d, const struct mk_call *c, const char *name, const char *folder,
                 struct mk_error *e)
{
    struct mk_buf more;
    mk_buf_init(&more, 1024);
    struct mk_json j = mk_json(&more);
    mk_json_kv_str(&j, "stick", name);
    int rc = mk_buf_ok(&more)
                 ? mk_cases_act(d->cases, c->x, "copy-out", c->officer->id, mk_buf_span(&more), e)
                 : mk_fail(e, MK_ENOMEM, "copy");
    mk_buf_done(&more);
    if (rc)
        return rc;
    return folder ? mk_copy_start(d, c->x, folder, &c->ask, copied, e)
                  : mk_carry_start(d, c->x, name, &c->ask, e);
}

int mk_do_copy_out(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_case *x = c->x;
    const char *name = mk_request_str(c->q, "stick"), *folder = find(d, name);
    bool carry = !folder && d->o->carry && mk_carry_is_port(name);
    if (x->stick[0])
        return mk_refuse(r, MK_IPC_BUSY, "it is being copied");
    if (carry && d->carrying)
        return mk_refuse(r, MK_IPC_BUSY, "another case is being copied to a stick");
    if (!mk_cases_is_encrypted(x))
        return mk_refuse(r, MK_IPC_STATE, "only what is sealed for recipients leaves the kit so");
    if (!carry && (!folder || strlen(name) >= sizeof x->stick || !mk_stick_is_there(folder)))
        return mk_refuse(r, MK_IPC_NOT_FOUND, "no such stick");
    if (begin(d, c, name, carry ? NULL : folder, &e))
        return mk_refuse_error(r, &e);
    snprintf(x->stick, sizeof x->stick, "%s", name);
    mk_answer_ok(d, &c->ask);
    return 0;
}
