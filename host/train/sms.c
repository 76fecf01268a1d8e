#include "host/train/make.h"

#define URI "content://sms"
enum { INBOX = 1, SENT, DRAFT, OUTBOX, FAILED };

static const char insert[] =
    "INSERT INTO sms(_id,thread_id,address,date,date_sent,protocol,read,status,type,"
    "reply_path_present,body,service_center,error_code,creator,seen,sub_id) VALUES("
    ":id,:thread,:address,:date,:sent,:protocol,:read,:status,:type,:reply,:body,:centre,:error,"
    "'com.android.messaging',1,1)";

static int store(struct mk_train *t, sqlite3_stmt *st, const struct mk_sms_row *r,
                 struct mk_error *e)
{
    bool in = r->type == INBOX;
    mk_train_int(st, ":id", r->id);
    mk_train_int(st, ":thread", r->thread);
    mk_train_text(st, ":address", r->address);
    mk_train_int(st, ":sent", in ? r->date - 1500 : 0);
    mk_train_int(st, ":date", r->date);
    mk_train_int(st, ":type", r->type);
    if (r->date_text.p)
        mk_train_text(st, ":date", r->date_text);
    if (r->type_text.p)
        mk_train_text(st, ":type", r->type_text);
    mk_train_int(st, ":read", 1);
    mk_train_int(st, ":status", r->type == FAILED ? 64 : -1);
    mk_train_int(st, ":error", 0);
    mk_train_text(st, ":body", r->body);
    if (r->body_is_blob)
        sqlite3_bind_blob(st, sqlite3_bind_parameter_index(st, ":body"), r->body.p,
                          (int)r->body.len, SQLITE_TRANSIENT);
    if (in) {
        mk_train_int(st, ":protocol", 0);
        mk_train_int(st, ":reply", 0);
        mk_train_str(st, ":centre", "+447700900000");
    }
    return mk_train_step(t, st, e);
}

static int tell(struct mk_train *t, const struct mk_sms_row *r, struct mk_error *e)
{
    static const char *const dirs[] = { "unknown", "in", "out", "draft", "out", "out" };
    bool hidden = t->o->shell_view && (r->type_text.p || r->type > SENT);
    if (!mk_train_is_ok(t, URI) || hidden)
        return 0;
    struct mk_json j = mk_truth_begin(t, "message", "android.sms", URI, r->id);
    mk_json_kv_str(&j, "transport", "sms");
    if (!r->date_text.p)
        mk_truth_time(&j, r->date);
    if (!r->type_text.p)
        mk_json_kv_str(&j, "dir", dirs[r->type]);
    if (!r->type_text.p)
        mk_truth_party(&j, r->type == INBOX ? "from" : "to", r->type != INBOX, r->address, NULL);
    struct mk_span text = r->differs ? r->comes_out : r->body;
    if (text.p && !r->body_is_blob)
        mk_json_kv_text(&j, "text", text);
    return mk_truth_end(t, &j, e);
}

static void ordinary(struct mk_sms_row *r, struct mk_buf *room, struct mk_rng *g, uint64_t i,
                     uint64_t n, uint32_t contacts)
{
    struct mk_person_made made;
    uint32_t who = mk_train_anyone(g, contacts), said = 0, dice = mk_rng_below(g, 100);
    const struct mk_person *p = mk_train_person(&made, who);
    while (p->says[said])
        said++;
    const char *text = p->says[mk_rng_below(g, said)];
    bool one_way = !p->relation; /* shops and services */
    mk_buf_clear(room);
    mk_buf_puts(room, p->number);
    size_t address = room->len;
    mk_buf_puts(room, text);
    if (mk_rng_below(g, 4) == 0)
        mk_buf_printf(room, " (%u)", mk_rng_below(g, 1000));
    *r = (struct mk_sms_row){
        .thread = who + 1,
        .date = mk_train_moment(g, i, n),
        .type = one_way || dice < 52 ? INBOX
                : dice < 96          ? SENT
                : dice < 98          ? DRAFT
                                     : FAILED,
        .address = mk_span(room->p, address),
        .body = mk_span(room->p + address, room->len - address),
    };
}

int mk_train_sms(struct mk_train *t, struct mk_error *e)
{
    int rc = -1;
    bool empty = mk_train_is_empty(t, URI);
    uint64_t n = empty ? 0 : t->o->sms;
    struct mk_rng g = mk_rng_for(t->o->seed, 1);
    int64_t id = 0, index = 0;
    struct mk_sms_row r;
    struct mk_buf room;
    sqlite3_stmt *st = NULL;
    mk_buf_init(&room, 1 << 20);
    if (mk_train_prepare(&st, t, insert, e))
        goto out;
    for (uint64_t i = 0; i < n; i++, index++) {
        ordinary(&r, &room, &g, i, n, t->o->contacts);
        id += i % 37 == 36 ? 2 : 1; /* now and then one was deleted */
        r.id = id;
        if (!mk_buf_ok(&room) || store(t, st, &r, e) || tell(t, &r, e))
            goto out;
    }
    for (size_t i = 0; t->o->hostile && !empty; i++, index++) {
        id++;
        r = (struct mk_sms_row){ .id = id };
        if (!mk_train_hostile(&r, &room, i, index))
            break;
        if (!mk_buf_ok(&room) || store(t, st, &r, e) || tell(t, &r, e))
            goto out;
    }
    rc = 0;
out:
    if (rc && !mk_buf_ok(&room))
        mk_fail(e, MK_ENOMEM, "messages");
    sqlite3_finalize(st);
    mk_buf_done(&room);
    return rc;
}
