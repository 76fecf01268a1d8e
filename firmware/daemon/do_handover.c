#include "firmware/bundle/transfer.h"
#include "firmware/daemon/inside.h"
#include "firmware/kit/kit.h"
#include "firmware/plan/said.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Hand-over: a transfer behind the sealed bundle, signed by the kit; the receiver's drawn lines are
 * data that the kit vouches for. */

#define RECEIPTS_MAX  32u
#define RECEIPT_BYTES ((size_t)256 << 10)

static const char *line_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static int check_receiver(const json_t *o, struct mk_refusal *r)
{
    static const char *const keys[] = { "name", "organisation", "id" };
    size_t known = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *v = json_object_get(o, keys[i]);
        known += v != NULL;
        if ((v || i == 0) && !mk_said_line(v)) {
            mk_refuse(r, MK_IPC_USAGE, "the receiver's %s has to be a line", keys[i]);
            snprintf(r->part, sizeof r->part, "receiver");
            snprintf(r->field, sizeof r->field, "%s", keys[i]);
            return -1;
        }
    }
    return known == json_object_size(o)
               ? 0
               : mk_refuse(r, MK_IPC_USAGE, "the receiver has a name, an organisation, an id");
}

static int sign(uint64_t *n, struct mk_transfers *t, struct mk_daemon *d,
                const struct mk_handover *h, struct mk_error *e)
{
    struct mk_kit *k = NULL;
    if (mk_kit_open(&k, d->kit_path, e))
        return -1;
    const struct mk_transfer_by by = { .principal = d->kit.principal, .key = mk_kit_key(k) };
    int rc = mk_transfers_add(n, t, h, &by, e);
    mk_kit_free(k);
    return rc;
}

/* {"n","at","receiver","short","record"}: what the panel shows and what the receiver keeps. */
static json_t *receipt_of(struct mk_transfers *t, uint64_t n, const json_t *receiver,
                          int64_t now_us, struct mk_error *e)
{
    char at[MK_ISO_MAX];
    struct mk_buf whole, brief;
    json_t *out = NULL, *record = NULL;
    mk_buf_init(&whole, RECEIPT_BYTES);
    mk_buf_init(&brief, 512);
    mk_time_iso(at, now_us, 0);
    if (mk_transfers_receipt(&whole, t, n, e) == 0 && mk_transfers_short(&brief, t, n, e) == 0) {
        const char *text = mk_buf_cstr(&brief);
        record = json_loadb((const char *)whole.p, whole.len, 0, NULL);
        if (text && record)
            out = json_pack("{s:I,s:s,s:O,s:s,s:O}", "n", (json_int_t)n, "at", at, "receiver",
                            receiver, "short", text, "record", record);
        if (!out)
            mk_fail(e, MK_ENOMEM, "receipt");
    }
    json_decref(record);
    mk_buf_done(&whole);
    mk_buf_done(&brief);
    return out;
}

/* The case keeps who received it, not the record: that lies with the bundle. */
static int keep(struct mk_case *x, const json_t *receipt, struct mk_error *e)
{
    json_t *list = json_object_get(x->doc, "receipts"),
           *copy = json_copy((json_t *)(uintptr_t)receipt);
    if (!list && json_object_set_new(x->doc, "receipts", json_array()) == 0)
        list = json_object_get(x->doc, "receipts");
    json_object_del(copy, "record");
    if (!list || !copy || json_array_append_new(list, copy))
        return mk_fail(e, MK_ENOMEM, "receipt");
    return 0;
}

static int transfer(json_t **receipt, struct mk_daemon *d, const struct mk_call *c,
                    struct mk_error *e)
{
    char path[4096];
    const char *source;
    uint64_t n;
    struct mk_transfers *t = NULL;
    const json_t *receiver = mk_request_json(c->q, "receiver");
    const json_t *signature = mk_request_json(c->q, "signature");
    const json_t *drawn = json_object_get(signature, "strokes");
    char *strokes = drawn ? json_dumps(drawn, JSON_COMPACT) : NULL;
    const struct mk_handover h = { .act = "hand-over",
                                   .time_us = mk_loop_wall_us(d->loop),
                                   .clock_trusted = mk_clock_trusts(d, &source),
                                   .name = line_of(receiver, "name"),
                                   .organisation = line_of(receiver, "organisation"),
                                   .id = line_of(receiver, "id"),
                                   .strokes = mk_str(strokes),
                                   .typed = line_of(signature, "typed"),
                                   .statement = line_of(signature, "statement") };
    /* what was encrypted is what is handed over; its transfers lie beside it */
    mk_cases_path(path, sizeof path, d->cases, c->x, "bundle.tar.age");
    if (access(path, F_OK) != 0)
        mk_cases_path(path, sizeof path, d->cases, c->x, "vault/bundle");
    int rc = strokes || !drawn ? mk_transfers_open(&t, path, d->disk, e)
                               : mk_fail(e, MK_ENOMEM, "receipt");
    if (rc == 0)
        rc = sign(&n, t, d, &h, e);
    *receipt = rc == 0 ? receipt_of(t, n, receiver, h.time_us, e) : NULL;
    mk_transfers_free(t);
    free(strokes);
    return *receipt ? 0 : -1;
}

int mk_do_handover(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_answer a;
    json_t *receipt = NULL;
    if (check_receiver(mk_request_json(c->q, "receiver"), r))
        return -1;
    if (json_array_size(json_object_get(c->x->doc, "receipts")) >= RECEIPTS_MAX)
        return mk_refuse(r, MK_IPC_LIMIT, "handed over %u times", RECEIPTS_MAX);
    int rc = transfer(&receipt, d, c, &e);
    if (rc == 0)
        rc = keep(c->x, receipt, &e);
    if (rc == 0)
        rc = c->x->state == MK_CASE_HANDED
                 ? mk_cases_act(d->cases, c->x, "handover", c->officer->id, mk_str(NULL), &e) ||
                       mk_cases_save(d->cases, c->x, &e)
                 : mk_cases_become(d->cases, c->x, MK_CASE_HANDED, NULL, NULL, c->officer->id, &e);
    char *text = rc == 0 ? json_dumps(receipt, JSON_COMPACT) : NULL;
    json_decref(receipt);
    if (rc)
        return mk_refuse_error(r, &e);
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "receipt");
    mk_json_raw(&a.j, mk_str(text ? text : "null"));
    mk_answer_send(d, &a, &c->ask);
    free(text);
    return 0;
}
