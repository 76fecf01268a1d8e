/*
 * fill_case DIR N: takes N records into a case, as the reading workers would send them: messages of
 * 3 to 14 words out of 60,000, the k-th of which is met about 1/k as often as the first (as words
 * of a language are), 2,000 persons; each 500th was deleted, each 20th is a call, each 50th a note
 * without a time. 10 bundles and a small one. The same N gives the same records.
 */
#include "host/case/case.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS   60000u
#define PERSONS 2000u
#define BUNDLES 10u
#define SMALL   200u /* the small bundle has one record of so many */
#define AT_ONCE 2000

enum head { LIVE = 1, DELETED, CALL, NOTE };

static uint64_t state = 4711;

static uint64_t any(void) /* xorshift64* (Vigna 2016) */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545f4914f6cdd1du;
}

static uint32_t below(uint32_t n)
{
    return (uint32_t)((any() >> 32) * n >> 32);
}

/* The k-th word in syllables: short ones are the frequent ones. */
static void word(struct mk_buf *b, uint32_t k)
{
    static const char *const parts[] = { "ka", "lo", "mi", "re", "su", "ta", "no", "ve",
                                         "di", "po", "an", "er", "il", "os", "un", "bra" };
    do {
        mk_buf_puts(b, parts[k % 16]);
        k /= 16;
    } while (k);
}

/* Of WORDS, by Zipf's law: the inverse of its sum, which grows as a logarithm. */
static uint32_t zipf(void)
{
    double u = (double)(any() >> 11) / 9007199254740992.0;
    uint32_t k = (uint32_t)pow(WORDS, u) - 1;
    return k < WORDS ? k : WORDS - 1;
}

static void text(struct mk_buf *b, int64_t row)
{
    uint32_t n = 3 + below(12);
    b->len = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            mk_buf_u8(b, ' ');
        word(b, zipf());
    }
    if (row % 50000 == 0)
        mk_buf_puts(b, " needle");
}

static void message(struct mk_buf *out, struct mk_buf *words, int64_t row, enum head head)
{
    char phone[32];
    uint32_t who = (uint32_t)pow(PERSONS, (double)below(1000000) / 1000000.0);
    snprintf(phone, sizeof phone, "+1555%07u", who);
    size_t m = mk_put_record(out, head, &row), p;
    mk_put_time(out, MK_TIME, (1600000000 + row * 7 % 150000000) * 1000000LL, 0);
    mk_put_text(out, MK_DIR, mk_str(row % 2 ? "in" : "out"));
    if (head != CALL)
        mk_put_text(out, MK_THREAD, mk_str(phone));
    p = mk_put_open(out, head == CALL ? MK_PEER : MK_FROM, MK_T_OBJECT);
    mk_put_text(out, MK_ID, mk_str(phone));
    mk_put_text(out, MK_PHONE, mk_str(phone));
    mk_put_end(out, p);
    text(words, row);
    if (head != CALL)
        mk_put_text(out, MK_TEXT, mk_buf_span(words));
    mk_put_end(out, m);
}

static void note(struct mk_buf *out, struct mk_buf *words, int64_t row)
{
    size_t m = mk_put_record(out, NOTE, &row);
    text(words, row);
    mk_put_text(out, MK_TEXT, mk_buf_span(words));
    mk_put_end(out, m);
}

static void one(struct mk_buf *out, struct mk_buf *words, int64_t row)
{
    if (row % 50 == 7)
        note(out, words, row);
    else
        message(out, words, row, row % 500 == 0 ? DELETED : row % 20 == 3 ? CALL : LIVE);
}

static void head(struct mk_buf *out, enum head k)
{
    static const struct {
        enum mk_kind kind;
        const char *app, *table, *state;
    } of[] = { [LIVE] = { MK_MESSAGE, "android.sms", "sms", "live" },
               [DELETED] = { MK_MESSAGE, "android.sms", "sms", "freelist" },
               [CALL] = { MK_CALL, "android.calls", "calls", "live" },
               [NOTE] = { MK_KIND_NOTE, "android.notes", "notes", "live" } };
    char text[64];
    size_t m = mk_put_head(out, k, of[k].kind), s;
    mk_put_text(out, MK_APP, mk_str(of[k].app));
    snprintf(text, sizeof text, "%s@1", of[k].app);
    mk_put_text(out, MK_PARSER, mk_str(text));
    snprintf(text, sizeof text, "%s:%u:%s:", of[k].app, k, of[k].table);
    mk_put_text(out, MK_REF, mk_str(text));
    s = mk_put_open(out, MK_SOURCE, MK_T_OBJECT);
    mk_put_text(out, MK_FILE, mk_str("data/phone.db"));
    mk_put_text(out, MK_TABLE, mk_str(of[k].table));
    mk_put_text(out, MK_STATE, mk_str(of[k].state));
    mk_put_end(out, s);
    mk_put_end(out, m);
}

static int one_bundle(struct mk_case *c, unsigned k, int64_t n, struct mk_error *e)
{
    struct mk_case_bundle b = { .path = "/made", .verdict = "UNKNOWN", .parsers = "bench" };
    struct mk_buf out, words;
    snprintf(b.root, sizeof b.root, "%064u", k);
    mk_buf_init(&out, MK_ITEM_MAX);
    mk_buf_init(&words, 65536);
    int rc = mk_case_begin(c, &b, e);
    for (enum head h = LIVE; h <= NOTE; h++)
        head(&out, h);
    for (int64_t i = 1; rc == 0 && i <= n; i++) {
        one(&out, &words, i);
        if (i % AT_ONCE == 0 || i == n) {
            rc = mk_case_items(c, mk_buf_span(&out), e);
            mk_buf_clear(&out);
        }
    }
    mk_buf_done(&words);
    mk_buf_done(&out);
    return rc == 0 ? mk_case_end(c, 0, e) : -1;
}

int main(int argc, char **argv)
{
    struct mk_case *c = NULL;
    struct mk_error e = { 0 };
    int64_t n = argc == 3 ? strtoll(argv[2], NULL, 10) : 0;
    if (n < SMALL)
        return 2;
    int rc = mk_case_open(&c, argv[1], "bench", true, &e);
    for (unsigned k = 0; rc == 0 && k < BUNDLES; k++)
        rc = one_bundle(c, k, n / BUNDLES - n / SMALL / BUNDLES, &e);
    if (rc == 0)
        rc = one_bundle(c, BUNDLES, n / SMALL, &e);
    mk_case_free(c);
    if (rc != 0)
        fprintf(stderr, "fill_case: %s\n", e.text);
    return rc != 0;
}
