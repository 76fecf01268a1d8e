#include "firmware/daemon/inside.h"
#include "firmware/daemon/words.h"
#include <ctype.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

/*
 * The evidence partition, by a helper that runs as root: PROGRAM state|new|open, a phrase as one
 * line on standard input. state prints a word and, in a second line, what it is. Exit status 0
 * done, 3 not this phrase, 4 not in this state, else failed. Without a helper the state's folder
 * lies wherever it is ("plain"), and that is said.
 */
#define EXIT_PHRASE 3
#define EXIT_STATE  4

struct mk_store_job {
    struct mk_ask ask;
    bool asking, make; /* "state", "new"; else "open" */
    char word[16];     /* what "state" said */
    char failed[200];
    unsigned line;
    uint16_t words[MK_PHRASE_WORDS];
};

const char *mk_store_word(const struct mk_daemon *d)
{
    static const char *const words[] = { [MK_STORE_PLAIN] = "plain",
                                         [MK_STORE_LOCKED] = "locked",
                                         [MK_STORE_NEW] = "new",
                                         [MK_STORE_OPEN] = "open",
                                         [MK_STORE_FAILED] = "failed" };
    return words[d->store.state];
}

static void tell(struct mk_daemon *d)
{
    struct mk_answer a;
    mk_event_begin(&a, "store");
    mk_json_kv_str(&a.j, "state", mk_store_word(d));
    mk_event_send(d, &a, 0);
}

static void out_line(void *u, char *line, size_t n)
{
    struct mk_daemon *d = u;
    struct mk_store_job *j = d->store.job;
    if (j->asking && j->line == 0 && n < sizeof j->word)
        memcpy(j->word, line, n + 1);
    if (j->asking && j->line == 1)
        snprintf(d->store.kind, sizeof d->store.kind, "%s", line);
    j->line++;
}

static void err_line(void *u, char *line, size_t n)
{
    struct mk_daemon *d = u;
    (void)n;
    snprintf(d->store.job->failed, sizeof d->store.job->failed, "%s", line);
}

static void free_job(struct mk_daemon *d)
{
    if (d->store.job)
        explicit_bzero(d->store.job, sizeof *d->store.job);
    free(d->store.job);
    d->store.job = NULL;
}

static enum mk_store_state named(const char *word)
{
    return !strcmp(word, "plain")    ? MK_STORE_PLAIN
           : !strcmp(word, "locked") ? MK_STORE_LOCKED
           : !strcmp(word, "new")    ? MK_STORE_NEW
           : !strcmp(word, "open")   ? MK_STORE_OPEN
                                     : MK_STORE_FAILED;
}

/* It is open: what is in it can be read. */
static int opened(struct mk_daemon *d, enum mk_store_state state, struct mk_error *e)
{
    d->store.state = state;
    if (mk_state_open(d, e) == 0)
        return 0;
    d->store.state = MK_STORE_FAILED;
    fprintf(stderr, "mokad: %s\n", e->text);
    return -1;
}

static void told_state(struct mk_daemon *d, int status)
{
    struct mk_error e = { 0 };
    enum mk_store_state state = named(d->store.job->word);
    free_job(d);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        state = MK_STORE_FAILED;
    d->store.state = state;
    if ((state == MK_STORE_OPEN || state == MK_STORE_PLAIN) && opened(d, state, &e))
        d->store.state = MK_STORE_FAILED;
    if (mk_daemon_listen(d, &e)) {
        fprintf(stderr, "mokad: %s\n", e.text);
        mk_loop_quit(d->loop);
    }
}

static void answer_words(struct mk_daemon *d, const struct mk_ask *ask, bool shown)
{
    struct mk_answer a;
    char word[MK_WORD_LEN];
    mk_answer_begin(&a, ask);
    if (shown) {
        mk_json_key(&a.j, "words");
        mk_json_open(&a.j, '[');
        for (size_t i = 0; i < MK_PHRASE_WORDS; i++) {
            mk_word_at(word, d->store.words[i]);
            mk_json_str(&a.j, word);
        }
        mk_json_close(&a.j, ']');
    }
    mk_answer_send(d, &a, ask);
}

void mk_store_forget(struct mk_daemon *d)
{
    explicit_bzero(d->store.words, sizeof d->store.words);
    d->store.has_words = false;
}

static void ended(void *u, int status)
{
    struct mk_daemon *d = u;
    struct mk_refusal r;
    struct mk_error e = { 0 };
    struct mk_store_job *j = d->store.job;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    d->store.child = NULL;
    if (j->asking) {
        told_state(d, status);
        return;
    }
    int rc = code == 0 ? opened(d, MK_STORE_OPEN, &e) : -1;
    if (rc == 0) {
        d->store.has_words = j->make;
        memcpy(d->store.words, j->words, sizeof d->store.words);
        answer_words(d, &j->ask, j->make);
    } else {
        if (code == EXIT_PHRASE)
            mk_refuse(&r, MK_IPC_PIN, "these are not the words");
        else if (code == EXIT_STATE)
            mk_refuse(&r, MK_IPC_STATE, "%s", j->failed);
        else
            mk_refuse(&r, MK_IPC_STORE, "%s", e.text[0] ? e.text : j->failed);
        mk_answer_refusal(d, &j->ask, &r);
    }
    free_job(d);
    tell(d);
}

static int start(struct mk_daemon *d, const char *word, struct mk_span phrase, struct mk_error *e)
{
    const char *const argv[] = { "moka-store", word, NULL };
    /* A partition that is half made is none: it lives on when we do not. */
    const struct mk_child_spec spec = { .program = d->o->store,
                                        .argv = argv,
                                        .death = SIGCONT,
                                        .out = out_line,
                                        .err = err_line,
                                        .ended = ended,
                                        .u = d };
    if (mk_child_start(&d->store.child, d->loop, &spec, e))
        return -1;
    int rc = phrase.len ? mk_child_write(d->store.child, phrase, e) : 0;
    mk_child_close_input(d->store.child);
    if (rc) {
        mk_child_free(d->store.child);
        d->store.child = NULL;
    }
    return rc;
}

static int make_job(struct mk_daemon *d, const struct mk_ask *ask, struct mk_error *e)
{
    d->store.job = calloc(1, sizeof *d->store.job);
    if (!d->store.job)
        return mk_fail(e, MK_ENOMEM, "store");
    d->store.job->ask = *ask;
    return 0;
}

int mk_store_start(struct mk_daemon *d, struct mk_error *e)
{
    const struct mk_ask nobody = { 0, -1 };
    if (!d->o->store) {
        d->store.state = MK_STORE_PLAIN;
        snprintf(d->store.kind, sizeof d->store.kind, "a folder on this computer");
        return mk_state_open(d, e) || mk_daemon_listen(d, e) ? -1 : 0;
    }
    if (make_job(d, &nobody, e))
        return -1;
    d->store.job->asking = true;
    return start(d, "state", mk_str(NULL), e);
}

void mk_store_stop(struct mk_daemon *d)
{
    mk_child_free(d->store.child);
    d->store.child = NULL;
    free_job(d);
    mk_store_forget(d);
}

/* ---- the words ---- */

static int begin(struct mk_daemon *d, const struct mk_call *c, enum mk_store_state has_to_be,
                 struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    if (d->store.job)
        return mk_refuse(r, MK_IPC_BUSY, "the store is at work");
    if (d->store.state != has_to_be) {
        mk_refuse(r, MK_IPC_STATE, "the store is %s", mk_store_word(d));
        r->is = mk_store_word(d);
        return -1;
    }
    return make_job(d, &c->ask, &e) ? mk_refuse_error(r, &e) : 0;
}

static int run(struct mk_daemon *d, const char *word, struct mk_buf *phrase, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    int rc = mk_buf_ok(phrase) ? start(d, word, mk_buf_span(phrase), &e)
                               : mk_fail(&e, MK_ENOMEM, "store");
    if (phrase->p)
        explicit_bzero(phrase->p, phrase->cap);
    mk_buf_done(phrase);
    if (rc)
        free_job(d);
    return rc ? mk_refuse_error(r, &e) : 0;
}

int mk_do_store_new(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_buf b;
    char word[MK_WORD_LEN];
    /* Whoever should have read it has perhaps not: without it nobody opens what is kept here. */
    if (d->store.has_words && !d->store.job) {
        answer_words(d, &c->ask, true);
        return 0;
    }
    if (begin(d, c, MK_STORE_NEW, r))
        return -1;
    struct mk_store_job *j = d->store.job;
    j->make = true;
    if (RAND_bytes((uint8_t *)j->words, sizeof j->words) != 1) {
        free_job(d);
        return mk_refuse(r, MK_IPC_FAILED, "no random numbers");
    }
    mk_buf_init(&b, 128);
    for (size_t i = 0; i < MK_PHRASE_WORDS; i++) {
        j->words[i] %= MK_WORDS; /* a power of two: none is likelier */
        mk_word_at(word, j->words[i]);
        mk_buf_printf(&b, "%s%s", i ? " " : "", word);
    }
    mk_buf_u8(&b, '\n');
    return run(d, "new", &b, r);
}

/* As they were given, whatever the case and the blanks of who types them: false, one is none. */
static bool read_phrase(struct mk_buf *out, const char *s)
{
    size_t n = 0;
    for (; *s; n++) {
        char word[MK_WORD_LEN] = { 0 };
        size_t len = 0;
        while (*s == ' ')
            s++;
        if (!*s)
            break;
        for (; *s && *s != ' '; s++)
            if (len < sizeof word - 1)
                word[len++] = (char)tolower((unsigned char)*s);
            else
                return false;
        if (mk_word_index(word) < 0)
            return false;
        mk_buf_printf(out, "%s%s", n ? " " : "", word);
    }
    mk_buf_u8(out, '\n');
    return n == MK_PHRASE_WORDS;
}

int mk_do_store_open(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_buf b;
    if (begin(d, c, MK_STORE_LOCKED, r))
        return -1;
    mk_buf_init(&b, 128);
    if (!read_phrase(&b, mk_request_str(c->q, "phrase"))) {
        mk_buf_done(&b);
        free_job(d);
        return mk_refuse(r, MK_IPC_PIN, "these are not the words");
    }
    return run(d, "open", &b, r);
}
