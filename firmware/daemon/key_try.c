/*
 * A hardware key is waited for: moka-token asks it, and what it answers is judged here. Adding one
 * is two questions: a new key, then whether it signs.
 */
#include "firmware/daemon/inside.h"
#include "firmware/token/token.h"
#include "firmware/worker/worker.h"
#include "parsers/base/hash.h"
#include <openssl/rand.h>
#include <stdlib.h>
#include <sys/wait.h>

#define TRY_S (MK_TOKEN_TOUCH_S + 10) /* then it hangs */

struct mk_key_try {
    struct mk_daemon *d;
    struct mk_ask ask;
    enum mk_key_for what;
    char officer[MK_OFFICER_ID];
    uint64_t session; /* of who adds; 0: none */
    struct mk_child *child;
    struct mk_timer late, next;
    struct mk_buf message, out;
    struct mk_key made; /* its second question is under way when it has a handle */
};

bool mk_keys_there(void)
{
    char path[4096];
    return mk_program_path(path, sizeof path, "moka-token", NULL) == 0;
}

static void free_try(struct mk_key_try *t)
{
    mk_timer_stop(t->d->loop, &t->late);
    mk_timer_stop(t->d->loop, &t->next);
    mk_child_free(t->child);
    mk_buf_done(&t->message);
    mk_buf_done(&t->out);
    t->d->key_try = NULL;
    free(t);
}

/* ---- how it ends ---- */

static void refuse(struct mk_key_try *t, const char *is, const char *text)
{
    struct mk_refusal r;
    mk_refuse(&r, MK_IPC_KEY, "%s", text);
    r.is = is;
    mk_answer_refusal(t->d, &t->ask, &r);
    free_try(t);
}

static void fail(struct mk_key_try *t, const struct mk_error *e)
{
    struct mk_refusal r;
    mk_refuse_error(&r, e);
    mk_answer_refusal(t->d, &t->ask, &r);
    free_try(t);
}

/* One that is not this officer's, or may be a copy: counted, and in the log. */
static void wrong(struct mk_key_try *t, const char *is, const char *text)
{
    struct mk_error e = { 0 };
    struct mk_buf more;
    mk_buf_init(&more, 100);
    mk_buf_printf(&more, "\"why\":\"%s\"", is);
    mk_access_more(t->d, "wrong-key", t->officer, mk_buf_span(&more));
    mk_buf_done(&more);
    if (mk_officers_key_wrong(t->d->officers, t->officer, &e))
        fail(t, &e);
    else
        refuse(t, is, text);
}

static int describe(struct mk_buf *out, const struct mk_key *k, const struct mk_key_said *said,
                    struct mk_error *e)
{
    char print[MK_KEY_PRINT];
    if (mk_key_print(print, k, e))
        return -1;
    mk_buf_printf(out, "\"key\":\"%s\",\"counter\":%u,\"verified\":%s", print, said->counter,
                  said->verified ? "true" : "false");
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "key");
}

static int sign_in(struct mk_key_try *t, const struct mk_key *k, const struct mk_key_said *said,
                   struct mk_span more, struct mk_error *e)
{
    const struct mk_officer *x = mk_officers_find(t->d->officers, t->officer);
    if (!x || mk_officer_locked_s(t->d->officers, x) > 0)
        return mk_fail(e, MK_EREFUSED, "locked after wrong PINs");
    if (mk_officers_key_used(t->d->officers, t->officer, k, said->counter, e))
        return -1;
    return mk_answer_session(t->d, &t->ask, "signed-in-by-key", t->officer, more, e);
}

static int add(struct mk_key_try *t, const struct mk_key_said *said, struct mk_span more,
               struct mk_error *e)
{
    if (!mk_sessions_numbered(t->d->sessions, t->session))
        return mk_fail(e, MK_ESTATE, "the session has ended");
    t->made.counter = said->counter;
    t->made.made_s = mk_loop_wall_us(t->d->loop) / 1000000;
    if (mk_officers_key_add(t->d->officers, t->officer, &t->made, e))
        return -1;
    mk_access_more(t->d, "key-added", t->officer, more);
    mk_answer_ok(t->d, &t->ask);
    return 0;
}

static void right(struct mk_key_try *t, const struct mk_key *k, const struct mk_key_said *said)
{
    struct mk_error e = { 0 };
    struct mk_buf more;
    const struct mk_key copy = *k; /* the officer's is changed by it */
    mk_buf_init(&more, 400);
    int rc = describe(&more, &copy, said, &e);
    if (rc == 0)
        rc = t->what == MK_KEY_ADD ? add(t, said, mk_buf_span(&more), &e)
                                   : sign_in(t, &copy, said, mk_buf_span(&more), &e);
    mk_buf_done(&more);
    if (rc)
        fail(t, &e);
    else
        free_try(t);
}

/* ---- what the program answers ---- */

static bool bytes_of(struct mk_buf *out, size_t max, const json_t *root, const char *name)
{
    uint8_t b[MK_KEY_HANDLE];
    size_t n = 0;
    const char *s = json_string_value(json_object_get(root, name));
    bool good = s && mk_unhex(b, sizeof b, &n, mk_str(s)) && n <= max;
    mk_buf_init(out, MK_KEY_HANDLE);
    mk_buf_put(out, b, good ? n : 0);
    return good && mk_buf_ok(out);
}

static void used(struct mk_key_try *t, struct mk_span handle, struct mk_span sig)
{
    struct mk_error e = { 0 };
    struct mk_key_said said = { 0 };
    const struct mk_officer *x = mk_officers_find(t->d->officers, t->officer);
    const struct mk_key *k = NULL;
    if (t->what == MK_KEY_ADD)
        k = mk_span_eq(handle, mk_span(t->made.handle, t->made.handle_len)) ? &t->made : NULL;
    else if (x)
        k = mk_officer_key(x, handle);
    switch (k ? mk_key_check(&said, k, sig, mk_buf_span(&t->message), &e) : MK_KEY_OTHER) {
    case MK_KEY_RIGHT:
        right(t, k, &said);
        break;
    case MK_KEY_OTHER:
        wrong(t, "other", "that is no key of this officer");
        break;
    case MK_KEY_ABSENT:
        wrong(t, "late", "the key was not touched");
        break;
    case MK_KEY_COUNTER:
        wrong(t, "counter", "the key's counter does not grow");
        break;
    case MK_KEY_FAILED:
        fail(t, &e);
        break;
    }
}

static void ask_key(void *u);

static void made(struct mk_key_try *t, struct mk_span handle, struct mk_span blob)
{
    struct mk_error e = { 0 };
    if (mk_key_make(&t->made, handle, blob, &e)) {
        refuse(t, "failed", e.text);
        return;
    }
    mk_timer_set(t->d->loop, &t->next, 0, ask_key, t);
}

static void not_done(struct mk_key_try *t, const json_t *root)
{
    static const char *const known[] = { "absent", "several", "known", "late", "pin" };
    const char *code = json_string_value(json_object_get(root, "code"));
    if (code && !strcmp(code, "other")) {
        wrong(t, "other", "that is no key of this officer");
        return;
    }
    for (size_t i = 0; code && i < sizeof known / sizeof *known; i++)
        if (!strcmp(code, known[i])) {
            refuse(t, known[i], "the hardware key");
            return;
        }
    refuse(t, "failed", "the hardware key could not be asked");
}

static void take(struct mk_key_try *t)
{
    struct mk_buf handle, what;
    bool make = t->what == MK_KEY_ADD && !t->made.handle_len;
    json_t *root = json_loadb((const char *)t->out.p, t->out.len, JSON_REJECT_DUPLICATES, NULL);
    bool good = bytes_of(&handle, MK_KEY_HANDLE, root, "handle");
    good =
        bytes_of(&what, make ? MK_KEY_BLOB : MK_KEY_SIGNATURE, root, make ? "key" : "signature") &&
        good;
    if (!good)
        not_done(t, root);
    else if (make)
        made(t, mk_buf_span(&handle), mk_buf_span(&what));
    else
        used(t, mk_buf_span(&handle), mk_buf_span(&what));
    json_decref(root);
    mk_buf_done(&handle);
    mk_buf_done(&what);
}

static void out_line(void *u, char *line, size_t n)
{
    struct mk_key_try *t = u;
    if (!t->out.len)
        mk_buf_put(&t->out, line, n);
}

static void ended(void *u, int status)
{
    struct mk_key_try *t = u;
    (void)status; /* what it said counts */
    t->child = NULL;
    mk_timer_stop(t->d->loop, &t->late);
    take(t);
}

static void too_late(void *u)
{
    refuse(u, "late", "the key took too long");
}

/* ---- what it is asked ---- */

static void put_handles(struct mk_json *j, const struct mk_key_try *t, bool make)
{
    const struct mk_officer *x = mk_officers_find(t->d->officers, t->officer);
    bool own = t->what == MK_KEY_ADD && !make;
    mk_json_key(j, "handles");
    mk_json_open(j, '[');
    for (size_t i = 0; !own && x && i < x->nkeys; i++)
        mk_json_hex(j, mk_span(x->keys[i].handle, x->keys[i].handle_len));
    if (own)
        mk_json_hex(j, mk_span(t->made.handle, t->made.handle_len));
    mk_json_close(j, ']');
}

static int question(struct mk_buf *out, struct mk_key_try *t, struct mk_error *e)
{
    uint8_t challenge[MK_KEY_CHALLENGE];
    struct mk_digest hash;
    struct mk_json j = mk_json(out);
    bool make = t->what == MK_KEY_ADD && !t->made.handle_len;
    mk_buf_clear(&t->message);
    mk_buf_clear(&t->out);
    if (RAND_bytes(challenge, sizeof challenge) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    if (mk_key_message(&t->message, t->what == MK_KEY_ADD ? "add" : "sign-in", t->officer,
                       challenge, e) ||
        mk_sha256_of(&hash, mk_buf_span(&t->message), e))
        return -1;
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "do", make ? "make" : "use");
    mk_json_key(&j, "hash");
    mk_json_hex(&j, mk_span(hash.b, sizeof hash.b));
    mk_json_kv_str(&j, "user", t->officer);
    put_handles(&j, t, make);
    mk_json_close(&j, '}');
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "key");
}

static int start(struct mk_key_try *t, struct mk_error *e)
{
    const char *const argv[] = { "moka-token", t->d->o->keys, NULL };
    const struct mk_child_spec spec = {
        .program = "moka-token", .argv = argv, .out = out_line, .ended = ended, .u = t
    };
    struct mk_buf b;
    mk_buf_init(&b, MK_TOKEN_LINE);
    int rc = question(&b, t, e) || mk_child_start(&t->child, t->d->loop, &spec, e) ||
                     mk_child_write(t->child, mk_buf_span(&b), e)
                 ? -1
                 : 0;
    mk_buf_done(&b);
    if (rc)
        return -1;
    mk_child_close_input(t->child);
    mk_timer_set(t->d->loop, &t->late, (int64_t)TRY_S * 1000000, too_late, t);
    return 0;
}

static void ask_key(void *u)
{
    struct mk_key_try *t = u;
    struct mk_error e = { 0 };
    if (start(t, &e))
        fail(t, &e);
}

int mk_key_try(struct mk_daemon *d, const struct mk_ask *ask, enum mk_key_for what,
               const char *officer, uint64_t session, struct mk_error *e)
{
    mk_key_try_stop(d, NULL);
    struct mk_key_try *t = calloc(1, sizeof *t);
    if (!t)
        return mk_fail(e, MK_ENOMEM, "key");
    t->d = d;
    t->ask = *ask;
    t->what = what;
    t->session = session;
    memcpy(t->officer, officer, strlen(officer) + 1); /* mk_is_officer_id() */
    mk_buf_init(&t->message, MK_KEY_MESSAGE);
    mk_buf_init(&t->out, MK_TOKEN_LINE);
    d->key_try = t;
    if (start(t, e) == 0)
        return 0;
    free_try(t);
    return -1;
}

void mk_key_try_stop(struct mk_daemon *d, const char *officer)
{
    if (d->key_try && (!officer || !strcmp(d->key_try->officer, officer)))
        refuse(d->key_try, "stopped", "stopped");
}
