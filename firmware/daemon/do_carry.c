/*
 * A copy to a stick that is only let in for it: the helper lets it in and mounts it, the copy is
 * made, the helper shuts it out again, whatever became of the copy (carry.h). One at a time.
 */
#include "firmware/daemon/carry.h"
#include "firmware/daemon/inside.h"
#include <stdio.h>
#include <stdlib.h>

#define IN_S  180 /* a disk that spins up, a journal that is played back */
#define OUT_S 900 /* what the kernel still holds goes to a slow stick */

struct mk_carrying {
    char about[MK_CASE_ID];
    json_t *stick; /* what the helper told of it */
    json_t *facts; /* what became of the copy */
};

void mk_carry_stop(struct mk_daemon *d)
{
    if (!d->carrying)
        return;
    json_decref(d->carrying->stick);
    json_decref(d->carrying->facts);
    free(d->carrying);
    d->carrying = NULL;
}

static int ask_helper(struct mk_daemon *d, const char *word, const char *port, int late_s,
                      const struct mk_ask *ask, const char *about, mk_task_done *done,
                      struct mk_error *e)
{
    const char *const argv[] = { "moka-carry", word, port, NULL };
    struct mk_task_spec spec = {
        .program = d->o->carry, .argv = argv, .done = done, .ask = *ask, .late_s = late_s
    };
    snprintf(spec.about, sizeof spec.about, "%s", about);
    return mk_task_start(d, &spec, e);
}

int mk_carry_ask_list(struct mk_daemon *d, const struct mk_ask *ask, mk_task_done *done,
                      struct mk_error *e)
{
    return ask_helper(d, "list", NULL, 0, ask, "", done, e);
}

/* What is known of the stick stands beside what became of the copy. */
static void end(struct mk_daemon *d, bool pull)
{
    static const char *const members[] = { "name", "serial", "written_to", "fs" };
    struct mk_carrying *c = d->carrying;
    bool good = c->facts && json_object_set_new(c->facts, "pull", json_boolean(pull)) == 0;
    for (size_t i = 0; good && i < sizeof members / sizeof *members; i++) {
        json_t *is = json_object_get(c->stick, members[i]);
        good = !is || json_object_set(c->facts, members[i], is) == 0;
    }
    if (!good)
        fprintf(stderr, "mokad: %s: no memory to say all of the copy\n", c->about);
    mk_phones_lend(d->phones, NULL);
    mk_copy_ended(d, c->about, json_incref(c->facts));
    mk_carry_stop(d);
}

static void shut_out(struct mk_daemon *d, const struct mk_ask *ask, const char *about,
                     struct mk_span out, const char *failed)
{
    json_t *o = mk_copy_outcome(out, failed);
    const char *text = json_string_value(json_object_get(o, "text"));
    bool pull = o && !json_object_get(o, "code");
    (void)ask;
    if (!pull)
        fprintf(stderr, "mokad: %s: the stick: %s\n", about, text ? text : "out");
    json_decref(o);
    end(d, pull);
}

static void copied(struct mk_daemon *d, const struct mk_ask *ask, const char *about,
                   struct mk_span out, const char *failed)
{
    struct mk_error e = { 0 };
    d->carrying->facts = mk_copy_outcome(out, failed);
    if (ask_helper(d, "out", NULL, OUT_S, ask, about, shut_out, &e)) {
        fprintf(stderr, "mokad: %s: %s\n", about, e.text);
        end(d, false);
    }
}

/* The helper says where it is mounted; or why not, and then has shut it out by itself. */
static void let_in(struct mk_daemon *d, const struct mk_ask *ask, const char *about,
                   struct mk_span out, const char *failed)
{
    struct mk_error e = { 0 };
    const struct mk_case *x = mk_cases_find(d->cases, about);
    d->carrying->stick = mk_copy_outcome(out, failed);
    const char *at = json_string_value(json_object_get(d->carrying->stick, "mounted"));
    if (at && x && mk_copy_start(d, x, at, ask, copied, &e) == 0)
        return;
    if (at) { /* mounted, and no copy */
        copied(d, ask, about, mk_str(NULL), e.text);
        return;
    }
    if (failed) { /* it was killed, or died: what it left is undone */
        copied(d, ask, about, mk_str(NULL), failed);
        return;
    }
    d->carrying->facts = json_incref(d->carrying->stick);
    end(d, true);
}

int mk_carry_start(struct mk_daemon *d, const struct mk_case *x, const char *port,
                   const struct mk_ask *ask, struct mk_error *e)
{
    d->carrying = calloc(1, sizeof *d->carrying);
    if (!d->carrying)
        return mk_fail(e, MK_ENOMEM, "copy");
    snprintf(d->carrying->about, sizeof d->carrying->about, "%s", x->id);
    mk_phones_lend(d->phones, port);
    if (ask_helper(d, "in", port, IN_S, ask, x->id, let_in, e) == 0)
        return 0;
    mk_phones_lend(d->phones, NULL);
    mk_carry_stop(d);
    return -1;
}
