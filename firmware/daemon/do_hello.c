#include "firmware/daemon/inside.h"
#include "firmware/kit/kit.h"
#include <stdio.h>
#include <stdlib.h>

static void put_officers(struct mk_json *j, const struct mk_daemon *d, bool admins)
{
    mk_json_key(j, "officers");
    mk_json_open(j, '[');
    for (size_t i = 0; d->officers && i < mk_officers_count(d->officers); i++) {
        const struct mk_officer *x = mk_officers_at(d->officers, i);
        mk_json_open(j, '{');
        mk_json_kv_str(j, "id", x->id);
        mk_json_kv_str(j, "name", x->name);
        if (admins)
            mk_json_kv_bool(j, "admin", x->admin);
        mk_json_kv_int(j, "locked_s", mk_officer_locked_s(d->officers, x));
        if (x->nkeys)
            mk_json_kv_bool(j, "key", true);
        if (admins && x->wrong_keys)
            mk_json_kv_uint(j, "wrong_keys", x->wrong_keys);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

static void put_selftest(struct mk_json *j, const struct mk_daemon *d)
{
    struct mk_span last = d->selftest ? mk_selftest_last(d->selftest) : mk_str(NULL);
    mk_json_key(j, "selftest");
    if (last.len)
        mk_json_raw(j, last);
    else
        mk_json_null(j);
}

static void put_kit(struct mk_json *j, const struct mk_daemon *d)
{
    mk_json_key(j, "kit");
    if (!d->kit.id[0]) {
        mk_json_null(j);
        return;
    }
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", d->kit.id);
    mk_json_kv_str(j, "principal", d->kit.principal);
    mk_json_kv_str(j, "fingerprint", d->kit.fingerprint);
    mk_json_close(j, '}');
}

static void put_store(struct mk_json *j, const struct mk_daemon *d)
{
    mk_json_key(j, "store");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "state", mk_store_word(d));
    mk_json_kv_str(j, "kind", d->store.kind);
    if (d->store.has_words)
        mk_json_kv_bool(j, "words", true);
    mk_json_close(j, '}');
}

static void put_clock(struct mk_json *j, const struct mk_daemon *d)
{
    const char *source;
    bool trusted = mk_clock_trusts(d, &source);
    mk_json_key(j, "clock");
    mk_json_open(j, '{');
    mk_json_kv_iso(j, "now", mk_loop_wall_us(d->loop), 3);
    mk_json_kv_bool(j, "trusted", trusted);
    mk_json_kv_str(j, "source", source);
    mk_json_close(j, '}');
}

/* Text that somebody typed into the kit's files: control characters become blanks. */
static void put_line(struct mk_json *j, const char *text)
{
    char line[201];
    size_t n = 0;
    for (; n < sizeof line - 1 && text[n]; n++)
        line[n] = (unsigned char)text[n] < 0x20 || text[n] == 0x7f ? ' ' : text[n];
    line[n] = 0;
    mk_json_text(j, mk_str(line));
}

/* Who can open what is sealed here: a real phone needs two. */
static void put_recipients(struct mk_json *j, const struct mk_kit *k)
{
    struct mk_error e = { 0 };
    struct mk_kit_recipients *to = k ? calloc(1, sizeof *to) : NULL;
    size_t n = to && mk_kit_recipients_read(to, k, &e) == 0 ? to->n : 0;
    mk_json_kv_uint(j, "recipients", n);
    mk_json_key(j, "opens");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++)
        put_line(j, to->name[i][0] ? to->name[i] : to->text[i]);
    mk_json_close(j, ']');
    free(to);
}

/* Whose kit this is, as far as the agency has said so. */
static void put_enrolment(struct mk_json *j, const struct mk_daemon *d, const struct mk_kit *k)
{
    static const char *const words[] = {
        [MK_KIT_NOT_ENROLLED] = "none", [MK_KIT_ENROLLED] = "valid", [MK_KIT_NO_LONGER] = "over"
    };
    struct mk_error e = { 0 };
    struct mk_buf told;
    enum mk_kit_enrolled is = MK_KIT_NOT_ENROLLED;
    mk_buf_init(&told, 4096);
    if (k && mk_kit_enrolment(&is, &told, k, mk_loop_wall_us(d->loop), &e)) {
        fprintf(stderr, "mokad: %s\n", e.text);
        is = MK_KIT_NOT_ENROLLED;
    }
    mk_json_kv_str(j, "enrolled", words[is]);
    const char *text = is == MK_KIT_NOT_ENROLLED ? NULL : mk_buf_cstr(&told);
    if (text) {
        mk_json_key(j, "certificate");
        put_line(j, text);
    }
    mk_buf_done(&told);
}

static void put_agency(struct mk_json *j, const struct mk_daemon *d)
{
    struct mk_error e = { 0 };
    struct mk_kit *k = NULL;
    if (d->kit.id[0] && mk_kit_open(&k, d->kit_path, &e))
        fprintf(stderr, "mokad: %s\n", e.text);
    put_recipients(j, k);
    put_enrolment(j, d, k);
    mk_kit_free(k);
}

int mk_do_hello(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_answer a;
    (void)r;
    mk_answer_begin(&a, &c->ask);
    mk_json_kv_str(&a.j, "version", MK_VERSION);
    put_kit(&a.j, d);
    mk_json_kv_bool(&a.j, "training_only", d->o->training_only);
    put_agency(&a.j, d);
    put_store(&a.j, d);
    put_clock(&a.j, d);
    put_officers(&a.j, d, false);
    mk_json_kv_bool(&a.j, "keys", mk_keys_there());
    put_selftest(&a.j, d);
    mk_answer_send(d, &a, &c->ask);
    return 0;
}

int mk_do_officers(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_answer a;
    if (!c->officer->admin)
        return mk_refuse(r, MK_IPC_FORBIDDEN, "for administrators");
    mk_answer_begin(&a, &c->ask);
    put_officers(&a.j, d, true);
    mk_answer_send(d, &a, &c->ask);
    return 0;
}

int mk_do_watch(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    (void)r;
    mk_ipc_watch(d->ipc, c->ask.conn, c->session->number);
    mk_answer_ok(d, &c->ask);
    return 0;
}

int mk_do_phones(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_answer a;
    (void)r;
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "phones");
    mk_json_open(&a.j, '[');
    for (size_t i = 0; i < mk_phones_count(d->phones); i++)
        mk_phone_json(&a.j, mk_phones_at(d->phones, i));
    mk_json_close(&a.j, ']');
    mk_answer_send(d, &a, &c->ask);
    return 0;
}

/* As if they came now; what still has to wait is put back. */
void mk_say_again(struct mk_daemon *d)
{
    struct mk_late late[MK_TESTERS];
    size_t n = d->nlate;
    memcpy(late, d->late, sizeof late);
    d->nlate = 0;
    for (size_t i = 0; i < n; i++) {
        mk_take_line(d, late[i].conn, mk_str(late[i].line));
        mk_wiped_free(late[i].line);
    }
}

int mk_say_later(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    char *line = d->nlate < MK_TESTERS ? json_dumps(c->q->root, JSON_COMPACT) : NULL;
    if (!line)
        return mk_refuse(r, MK_IPC_BUSY, "too much waits");
    d->late[d->nlate++] = (struct mk_late){ c->ask.conn, line };
    return 0;
}

/* Who asked hears of it, and everybody who watches. */
static void tested(void *u, struct mk_span json)
{
    struct mk_daemon *d = u;
    struct mk_answer a;
    mk_event_begin(&a, "selftest");
    mk_json_key(&a.j, "selftest");
    mk_json_raw(&a.j, json);
    mk_event_send(d, &a, 0);
    for (size_t i = 0; i < d->ntesters; i++) {
        mk_answer_begin(&a, &d->testers[i]);
        mk_json_key(&a.j, "selftest");
        mk_json_raw(&a.j, json);
        mk_answer_send(d, &a, &d->testers[i]);
    }
    d->ntesters = 0;
    d->testing = false;
    mk_say_again(d);
}

static int test_self(struct mk_daemon *d, struct mk_error *e)
{
    if (!d->testing && mk_selftest_run(d->selftest, tested, d, e))
        return -1;
    d->testing = true;
    return 0;
}

void mk_test_self(struct mk_daemon *d)
{
    struct mk_error e = { 0 };
    if (test_self(d, &e))
        fprintf(stderr, "mokad: self-test: %s\n", e.text);
}

int mk_do_selftest(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    if (d->ntesters == MK_TESTERS)
        return mk_refuse(r, MK_IPC_BUSY, "the self-test is running");
    if (test_self(d, &e))
        return mk_refuse_error(r, &e);
    d->testers[d->ntesters++] = c->ask;
    return 0;
}
