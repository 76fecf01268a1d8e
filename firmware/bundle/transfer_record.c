/* One transfer as JSON: format.h, "transfers". */
#include "firmware/bundle/timestamp.h"
#include "firmware/bundle/transfer.h"
#include "parsers/base/base64.h"
#include "parsers/base/json.h"
#include "parsers/base/time.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STROKES_MAX   ((size_t)64 << 10)
#define STROKES_DEPTH 4u

static const char *const signs_words[] = { "none", "strokes", "ssh", "typed" };

static const char *const ends[] = { ".json", ".sig", ".receiver.sig" };

void mk_transfer_name(char out[static 32], uint64_t n, enum mk_transfer_file f)
{
    snprintf(out, 32, "%04u%s", (unsigned)(n % (MK_TRANSFERS_MAX + 1)), ends[f]);
}

bool mk_transfer_parse_name(uint64_t *n, enum mk_transfer_file *f, const char *name)
{
    *n = 0;
    for (int i = 0; i < 4; i++) {
        if (name[i] < '0' || name[i] > '9')
            return false;
        *n = *n * 10 + (uint64_t)(name[i] - '0');
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (!strcmp(name + 4, ends[i])) {
            *f = (enum mk_transfer_file)i;
            return *n > 0;
        }
    return false;
}

/* Names of keys' owners stand in the record's frame, which is compared as text. */
static bool is_principal(const char *s)
{
    size_t n = strlen(s);
    return n > 0 && n < 128 &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:._@-") == n;
}

/* "type base64" without a comment. */
static bool is_key(const char *s)
{
    size_t n = strlen(s);
    return n > 0 && n < 512 && strchr(s, ' ') == strrchr(s, ' ') && strchr(s, ' ') &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=@.- ") == n;
}

/* Nothing but numbers and lists of them. */
static bool only_numbers(const json_t *v, unsigned depth)
{
    if (json_is_number(v))
        return true;
    if (!json_is_array(v) || depth == STROKES_DEPTH)
        return false;
    for (size_t i = 0; i < json_array_size(v); i++)
        if (!only_numbers(json_array_get(v, i), depth + 1))
            return false;
    return true;
}

static bool is_strokes(struct mk_span s)
{
    if (s.len == 0 || s.len > STROKES_MAX)
        return false;
    json_t *v = json_loadb((const char *)s.p, s.len, JSON_REJECT_DUPLICATES, NULL);
    bool yes = json_is_array(v) && json_array_size(v) > 0 && only_numbers(v, 0);
    json_decref(v);
    return yes;
}

static const char *wrong(const struct mk_handover *h, const char *giver)
{
    bool hand_over = !strcmp(h->act, "hand-over"), strokes = h->strokes.len > 0;
    bool hand = strokes || h->typed;
    const char *const texts[] = { h->name, h->organisation, h->id, h->typed, h->statement };
    if (!is_principal(giver))
        return "the giver's name has signs that it cannot have";
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] && strlen(texts[i]) > 255)
            return "a text is too long";
    if (h->why && strlen(h->why) > 1023)
        return "a text is too long";
    if (!strcmp(h->act, "time-stamp") != (h->token.len > 0) || h->token.len > MK_TIMESTAMP_MAX)
        return "a time stamp has a token of up to 64 KiB, and nothing else has one";
    if (h->token.len)
        return hand || h->by || h->name || h->why ? "a time stamp has its token only" : NULL;
    if (!hand_over)
        return strcmp(h->act, "withdrawn") != 0      ? "no act of that name"
               : hand || h->by || !h->why || h->name ? "a notice has a reason and no receiver"
                                                     : NULL;
    if (!h->name || !h->name[0])
        return "the receiver has no name";
    if (hand == (h->by != NULL) || (strokes && h->typed))
        return "the receiver signs either by hand or with a key";
    if (h->typed && (!h->typed[0] || !h->statement || !h->statement[0]))
        return "a typed name needs the sentence that it was typed under";
    if (strokes && !is_strokes(h->strokes))
        return "strokes are lists of numbers, up to 64 KiB";
    if (h->by && (!is_principal(h->by) || !h->by_key || !is_key(h->by_key)))
        return "the receiver's key is not \"PRINCIPAL TYPE BASE64\"";
    return NULL;
}

/* The members whose place is fixed; what follows them is the record's own. */
static void put_frame(struct mk_buf *out, const struct mk_transfer_at *at, const char *time,
                      bool clock_trusted, const char *act, const char *giver, const char *signs,
                      const char *by, const char *key)
{
    mk_buf_printf(
        out,
        "{\"format\":\"moka-transfer-1\",\"n\":%u,\"run\":\"%s\",\"bundle\":\"%s\","
        "\"prev\":\"%s\",\"time\":\"%s\",\"clock\":\"%s\",\"act\":\"%s\",\"giver\":\"%s\","
        "\"signs\":\"%s\"",
        (unsigned)at->n, at->run, at->bundle, at->prev, time,
        clock_trusted ? "trusted" : "doubtful", act, giver, signs);
    if (by)
        mk_buf_printf(out, ",\"by\":\"%s\",\"key\":\"%s\"", by, key);
}

static void put_text(struct mk_json *j, const char *key, const char *s)
{
    if (s && s[0])
        mk_json_kv_str(j, key, s);
}

/* Without white space, whatever they came with. */
static int put_strokes(struct mk_json *j, struct mk_span strokes)
{
    json_t *v = json_loadb((const char *)strokes.p, strokes.len, JSON_REJECT_DUPLICATES, NULL);
    char *compact = v ? json_dumps(v, JSON_COMPACT) : NULL;
    json_decref(v);
    if (!compact)
        return -1;
    mk_json_key(j, "strokes");
    mk_json_raw(j, mk_str(compact));
    free(compact);
    return 0;
}

static void put_token(struct mk_buf *out, struct mk_span token)
{
    if (!token.len)
        return;
    mk_buf_puts(out, ",\"token\":\"");
    mk_base64_put(out, token, 0);
    mk_buf_puts(out, "\"");
}

int mk_transfer_write(struct mk_buf *out, const struct mk_transfer_at *at,
                      const struct mk_handover *h, const char *giver, struct mk_error *e)
{
    char time[MK_ISO_MAX];
    const char *why = wrong(h, giver);
    enum mk_transfer_signs signs = h->by            ? MK_TRANSFER_SSH
                                   : h->strokes.len ? MK_TRANSFER_STROKES
                                   : h->typed       ? MK_TRANSFER_TYPED
                                                    : MK_TRANSFER_NONE;
    if (why)
        return mk_fail(e, MK_EUSAGE, "%s", why);
    mk_time_iso(time, h->time_us, 6);
    put_frame(out, at, time, h->clock_trusted, h->act, giver, signs_words[signs], h->by, h->by_key);
    struct mk_json j = mk_json(out);
    j.comma = true;
    put_text(&j, "name", h->name);
    put_text(&j, "organisation", h->organisation);
    put_text(&j, "id", h->id);
    put_text(&j, "why", h->why);
    put_text(&j, "typed", h->typed);
    put_text(&j, "statement", h->statement);
    if (signs == MK_TRANSFER_STROKES && put_strokes(&j, h->strokes) != 0)
        return mk_fail(e, MK_ENOMEM, "transfer");
    put_token(out, h->token);
    mk_json_close(&j, '}');
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "transfer");
}

/* False when it is too long or no text; absent is "". */
static bool text(char *out, size_t max, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    const char *s = json_string_value(v);
    out[0] = 0;
    return !v || (s && (size_t)snprintf(out, max, "%s", s) < max);
}

static bool texts(struct mk_transfer *out, const json_t *o)
{
    return text(out->time, sizeof out->time, o, "time") &&
           text(out->act, sizeof out->act, o, "act") &&
           text(out->giver, sizeof out->giver, o, "giver") &&
           text(out->by, sizeof out->by, o, "by") && text(out->key, sizeof out->key, o, "key") &&
           text(out->name, sizeof out->name, o, "name") &&
           text(out->organisation, sizeof out->organisation, o, "organisation") &&
           text(out->id, sizeof out->id, o, "id") &&
           text(out->typed, sizeof out->typed, o, "typed") &&
           text(out->statement, sizeof out->statement, o, "statement") &&
           text(out->why, sizeof out->why, o, "why");
}

static bool signs_of(enum mk_transfer_signs *out, const json_t *o)
{
    const char *s = json_string_value(json_object_get(o, "signs"));
    for (size_t i = 0; s && i < sizeof signs_words / sizeof *signs_words; i++)
        if (!strcmp(s, signs_words[i])) {
            *out = (enum mk_transfer_signs)i;
            return true;
        }
    return false;
}

/* Base64 of a token, as it was written: one spelling only. */
static bool is_token(const json_t *v)
{
    struct mk_buf der;
    if (!json_is_string(v))
        return false;
    mk_buf_init(&der, MK_TIMESTAMP_MAX);
    bool yes = !memchr(json_string_value(v), '\n', json_string_length(v)) &&
               mk_base64_get(&der, mk_span(json_string_value(v), json_string_length(v))) &&
               der.len > 0;
    mk_buf_done(&der);
    return yes;
}

static bool is_act(const char *act)
{
    return !strcmp(act, "hand-over") || !strcmp(act, "withdrawn") || !strcmp(act, "time-stamp");
}

static const char *judge(struct mk_transfer *out, const json_t *o)
{
    if (!json_is_object(o))
        return "not a JSON object";
    if (!texts(out, o) || !signs_of(&out->signs, o))
        return "its members are not those of a transfer";
    if (!mk_time_parse(&out->time_us, mk_str(out->time)))
        return "\"time\" is none";
    bool hand_over = !strcmp(out->act, "hand-over");
    if (!is_principal(out->giver) || !is_act(out->act) ||
        hand_over != (out->signs != MK_TRANSFER_NONE))
        return "\"act\", \"giver\" or \"signs\" is none of a transfer's";
    if (out->signs == MK_TRANSFER_SSH ? !is_principal(out->by) || !is_key(out->key)
                                      : out->by[0] || out->key[0])
        return "\"by\" or \"key\" is none of a transfer's";
    const json_t *strokes = json_object_get(o, "strokes"), *token = json_object_get(o, "token");
    if (!strcmp(out->act, "time-stamp") ? !is_token(token) : token != NULL)
        return "\"token\" is none of a time stamp";
    if ((out->signs == MK_TRANSFER_STROKES) != (strokes != NULL) ||
        (strokes && (!json_is_array(strokes) || !only_numbers(strokes, 0))))
        return "\"strokes\" is none";
    bool typed = out->signs == MK_TRANSFER_TYPED;
    if (typed != (out->typed[0] != 0) || typed != (out->statement[0] != 0))
        return "\"typed\" or \"statement\" is none";
    return NULL;
}

const char *mk_transfer_read(struct mk_transfer *out, struct mk_span json,
                             const struct mk_transfer_at *at)
{
    *out = (struct mk_transfer){ .n = at->n };
    if (json.len < 2 || json.p[json.len - 1] != '\n')
        return "not a line of JSON";
    json_t *o = json_loadb((const char *)json.p, json.len, JSON_REJECT_DUPLICATES, NULL);
    const char *why = judge(out, o);
    const char *clock = json_string_value(json_object_get(o, "clock"));
    bool trusted = clock && !strcmp(clock, "trusted"), ssh = out->signs == MK_TRANSFER_SSH;
    if (!why) {
        struct mk_buf frame;
        mk_buf_init(&frame, 4096);
        put_frame(&frame, at, out->time, trusted, out->act, out->giver, signs_words[out->signs],
                  ssh ? out->by : NULL, out->key);
        if (!mk_buf_ok(&frame))
            why = "no memory to look at it";
        else if (!mk_span_starts(json, mk_buf_span(&frame)) ||
                 json_string_length(json_object_get(o, "time")) != strlen(out->time))
            why = "it does not follow on what is before it: the chain is broken";
        mk_buf_done(&frame);
    }
    json_decref(o);
    return why;
}

int mk_transfer_token(struct mk_buf *out, struct mk_span json, struct mk_error *e)
{
    json_t *o = json_loadb((const char *)json.p, json.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *v = json_object_get(o, "token");
    bool ok = v && mk_base64_get(out, mk_span(json_string_value(v), json_string_length(v)));
    json_decref(o);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "time stamp"); /* it was read as one before */
}
