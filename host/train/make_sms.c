/*
 * SMS, as the telephony provider keeps them: its table `sms` in mmssms.db, and the same rows for
 * content://sms. Columns: TelephonyProvider, MmsSmsDatabaseHelper.java, CREATE_SMS_TABLE_STRING.
 */
#include "host/train/make_telephony.h"

#define URI "content://sms"
enum { INBOX = 1, SENT, DRAFT, OUTBOX, FAILED };

static const char columns[] =
    "_id,thread_id,address,date,date_sent,protocol,read,status,type,reply_path_present,body,"
    "service_center,error_code,creator,seen,sub_id";

static void store(struct mk_into *in, const struct mk_sms_row *r)
{
    bool got = r->type == INBOX;
    struct mk_cell date = r->date_text.p ? mk_s(r->date_text) : mk_i(r->date);
    struct mk_cell type = r->type_text.p ? mk_s(r->type_text) : mk_i(r->type);
    mk_put(in, mk_i(r->id), mk_i(r->thread), mk_s(r->address), date, mk_i(got ? r->date - 1500 : 0),
           got ? mk_i(0) : mk_null(), mk_i(1), mk_i(r->type == FAILED ? 64 : -1), type,
           got ? mk_i(0) : mk_null(), r->body_is_blob ? mk_b(r->body) : mk_s(r->body),
           mk_t(got ? "+447700900000" : NULL), mk_i(0), mk_t("com.android.messaging"), mk_i(1),
           mk_i(1));
}

static void tell_kind(struct mk_json *j, const struct mk_sms_row *r)
{
    static const char *const dirs[] = { "unknown", "in", "out", "draft", "out", "out" };
    static const char *const states[] = { "", "received", "sent", "draft", "outbox", "failed" };
    if (r->type_text.p)
        return;
    mk_json_kv_str(j, "dir", dirs[r->type]);
    mk_json_kv_str(j, "status", states[r->type]);
    if (r->address.len)
        mk_true_party(j, r->type == INBOX ? "from" : "to", r->type != INBOX, r->address, NULL);
}

/* What a column of the wrong type leaves open. */
static void tell_open(struct mk_json *j, const struct mk_sms_row *r)
{
    static const char *const text[] = { "text" };
    static const char *const time[] = { "time", "time_raw", "time_unit", "times" };
    static const char *const type[] = { "dir", "from", "to", "status", "status_raw" };
    if (r->differs || r->body_is_blob)
        mk_true_open(j, text, 1);
    else if (r->date_text.p)
        mk_true_open(j, time, sizeof time / sizeof *time);
    else if (r->type_text.p)
        mk_true_open(j, type, sizeof type / sizeof *type);
}

static void tell(const struct mk_at *at, const struct mk_sms_row *r)
{
    struct mk_json *j = mk_true(at, "message", r->id);
    char thread[24];
    mk_json_kv_str(j, "transport", "sms");
    if (!r->date_text.p)
        mk_true_ms(j, r->date);
    if (r->type == INBOX && !r->date_text.p)
        mk_true_times(j, "sent", r->date - 1500);
    tell_kind(j, r);
    snprintf(thread, sizeof thread, "%lld", (long long)r->thread);
    mk_json_kv_str(j, "thread", thread);
    mk_json_kv_str(j, "subscription", "1");
    struct mk_span text = r->differs ? r->comes_out : r->body;
    if (text.p && !r->body_is_blob && !(r->differs && at->table))
        mk_json_kv_text(j, "text", text);
    if (at->table) {
        tell_open(j, r);
        mk_json_kv_str(j, "profile", "0");
    }
    mk_true_end(at);
}

struct maker {
    struct mk_train *t;
    struct mk_into shown, kept; /* the provider's table and the file's */
    struct mk_at show, keep;
    bool empty;
    int64_t id, index;
};

static void put(struct maker *m, const struct mk_sms_row *r)
{
    struct mk_train *t = m->t;
    bool hidden = t->o->shell_view && (r->type_text.p || r->type > SENT);
    if (!m->empty) {
        store(&m->shown, r);
        if (mk_train_is_ok(t, URI) && !hidden)
            tell(&m->show, r);
    }
    if (!t->o->system)
        return;
    store(&m->kept, r);
    tell(&m->keep, r);
    mk_train_lead(t, r->lead, &m->keep, "message", r->id);
}

static void put_said(struct maker *m, const struct mk_said *s, struct mk_rng *g)
{
    uint32_t dice = mk_rng_below(g, 100);
    struct mk_sms_row r = { .thread = s->chat + 1, .date = s->at_ms, .body = s->text };
    m->id += m->index % 37 == 36 ? 2 : 1; /* now and then one was deleted */
    r.id = m->id;
    r.address = mk_str(s->who->number);
    r.lead = s->lead;
    r.type = !s->out ? INBOX : dice < 92 || s->lead ? SENT : dice < 96 ? DRAFT : FAILED;
    m->index++;
    put(m, &r);
}

static int put_hostile(struct maker *m, struct mk_error *e)
{
    struct mk_buf room;
    struct mk_sms_row r;
    int rc = 0;
    mk_buf_init(&room, 1 << 20);
    for (size_t i = 0;; i++, m->index++) {
        r = (struct mk_sms_row){ .id = ++m->id };
        if (!mk_train_hostile(&r, &room, i, m->index, m->t->now_ms))
            break;
        put(m, &r);
        if (!mk_buf_ok(&room))
            rc = mk_fail(e, MK_ENOMEM, "messages");
    }
    mk_buf_done(&room);
    return rc;
}

int mk_train_sms(struct mk_train *t, struct mk_db *kept, struct mk_error *e)
{
    struct mk_talk k;
    struct mk_said s;
    struct mk_rng g = mk_rng_for(t->o->seed, 101);
    struct maker m = { .t = t, .empty = mk_train_is_empty(t, URI) };
    m.show = (struct mk_at){ &t->truth, "android.sms", URI, NULL };
    m.keep = (struct mk_at){ &t->whole, "android.sms", MK_TELEPHONY_DB, "sms" };
    m.shown = mk_into(&t->db, "sms", columns);
    if (t->o->system)
        m.kept = mk_into(kept, "sms", columns);
    if (mk_talk_open(&k, t, MK_BY_SMS, false, t->o->sms, 1, e) != 0)
        return -1;
    while (mk_talk_next(&s, &k))
        put_said(&m, &s, &g);
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    mk_talk_close(&k);
    return rc == 0 && t->o->hostile ? put_hostile(&m, e) : rc;
}
