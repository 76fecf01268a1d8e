/*
 * MMS: tables pdu, addr and part of mmssms.db. Types of messages and addresses: frameworks/opt/mms,
 * PduHeaders.java (send request 128, retrieved 132; FROM 137, TO 151). Dates are seconds. Subjects
 * are stored byte for byte as Latin-1 characters (PduPersister.java, toIsoString).
 */
#include "host/train/make_telephony.h"
#include "host/train/picture.h"

#define TOKEN "insert-address-token" /* stands for the phone's own number */
#define URI   "content://mms"
enum { FROM = 137, TO = 151, UTF8 = 106 };

static const char pdu_columns[] =
    "_id,thread_id,date,date_sent,msg_box,read,sub,sub_cs,ct_t,m_type,v,tr_id,sub_id,seen,creator";
static const char addr_columns[] = "_id,msg_id,address,type,charset";
static const char part_columns[] = "_id,mid,seq,ct,chset,cl,_data,text";

struct maker {
    struct mk_train *t;
    struct mk_into pdu, addr, part;
    struct mk_into shown_pdu, shown_addr, shown_part; /* by the provider */
    struct mk_into bytes;                             /* what its parts hold */
    struct mk_buf *picture;
    struct mk_at at, part_at, show;
    bool kept, shown;
    int64_t addr_id, part_id;
};

struct mms {
    int64_t id;
    const struct mk_said *s;
    const char *subject;          /* or NULL */
    const struct mk_person *also; /* a second recipient, or NULL */
    bool picture;
};

/* Each byte a character of its own. */
static struct mk_span as_latin1(struct mk_buf *room, const char *text)
{
    mk_buf_clear(room);
    for (const char *p = text; p && *p; p++) {
        uint8_t c = (uint8_t)*p;
        if (c >= 0x80)
            mk_buf_u8(room, (uint8_t)(0xc0 | c >> 6));
        mk_buf_u8(room, c < 0x80 ? c : (uint8_t)(0x80 | (c & 0x3f)));
    }
    return text ? mk_buf_span(room) : mk_span(NULL, 0);
}

static void put_address(struct maker *m, const struct mms *x, const char *address, int type)
{
    struct mk_into *in[] = { m->kept ? &m->addr : NULL, m->shown ? &m->shown_addr : NULL };
    m->addr_id++;
    for (size_t i = 0; i < 2; i++)
        if (in[i])
            mk_put(in[i], mk_i(m->addr_id), mk_i(x->id), mk_t(address), mk_i(type), mk_i(UTF8));
}

static void put_addresses(struct maker *m, const struct mms *x)
{
    const char *own = m->t->sc->owner.number;
    put_address(m, x, x->s->out ? TOKEN : x->s->who->number, FROM);
    put_address(m, x, x->s->out ? x->s->who->number : own, TO);
    if (x->also)
        put_address(m, x, x->also->number, TO);
}

static void tell_to(struct mk_json *j, const struct maker *m, const struct mms *x)
{
    const char *first = x->s->out ? x->s->who->number : m->t->sc->owner.number;
    mk_json_key(j, "to");
    mk_json_open(j, '[');
    mk_true_id(j, mk_str(first), NULL);
    if (x->also)
        mk_true_id(j, mk_str(x->also->number), NULL);
    mk_json_close(j, ']');
}

static void tell_parties(struct mk_json *j, const struct maker *m, const struct mms *x)
{
    if (x->s->out)
        mk_true_self(j, "from", false, TOKEN);
    else
        mk_true_party(j, "from", false, mk_str(x->s->who->number), NULL);
    tell_to(j, m, x);
}

static void tell(const struct maker *m, const struct mk_at *at, const struct mms *x)
{
    struct mk_json *j = mk_true(at, "message", x->id);
    int64_t s = x->s->at_ms / 1000;
    char thread[24];
    snprintf(thread, sizeof thread, "%u", x->s->chat + 1);
    mk_json_kv_str(j, "transport", "mms");
    mk_true_s(j, s);
    mk_json_kv_str(j, "dir", x->s->out ? "out" : "in");
    mk_json_kv_str(j, "status", x->s->out ? "sent" : "received");
    tell_parties(j, m, x);
    mk_json_kv_str(j, "thread", thread);
    mk_true_some(j, "subject", x->subject);
    if (x->s->text.len)
        mk_json_kv_text(j, "text", x->s->text);
    mk_json_kv_str(j, "subscription", "1");
    if (at->table)
        mk_json_kv_str(j, "profile", "0");
    mk_true_end(at);
}

static void put_part_row(struct maker *m, const struct mms *x, const char *type,
                         struct mk_cell charset, const char *name, const char *path,
                         struct mk_cell text)
{
    struct mk_into *in[] = { m->kept ? &m->part : NULL, m->shown ? &m->shown_part : NULL };
    m->part_id++;
    for (size_t i = 0; i < 2; i++)
        if (in[i])
            mk_put(in[i], mk_i(m->part_id), mk_i(x->id), mk_i(0), mk_t(type), charset, mk_t(name),
                   mk_t(path), text);
}

/* A part that is no plain text: a record of its own. */
static void put_part(struct maker *m, const struct mms *x, const char *type, const char *name,
                     const char *path, const char *text)
{
    put_part_row(m, x, type, mk_null(), name, path, mk_t(text));
    if (!m->kept)
        return;
    struct mk_json *j = mk_true(&m->part_at, "attachment", m->part_id);
    mk_true_ref(j, "parent", "pdu", x->id);
    mk_json_kv_str(j, "mime", type);
    mk_true_some(j, "path", path);
    mk_json_kv_str(j, "profile", "0");
    mk_true_end(&m->part_at);
}

/* What `content read` gives for a part, and nobody else. */
static void put_bytes(struct maker *m, const struct mms *x)
{
    const struct mk_shot shot = { .width = 64, .height = 48, .seed = (uint64_t)x->id };
    mk_buf_clear(m->picture);
    mk_jpeg(m->picture, &shot);
    if (m->shown)
        mk_put(&m->bytes, mk_i(m->part_id), mk_b(mk_buf_span(m->picture)));
}

static void put_parts(struct maker *m, const struct mms *x)
{
    char name[32], path[160];
    put_part(m, x, "application/smil", "smil.xml", NULL,
             "<smil><head><layout><root-layout/></layout></head><body><par dur=\"5000ms\"/></body>"
             "</smil>");
    if (x->picture) {
        snprintf(name, sizeof name, "image%06lld.jpg", (long long)x->id);
        snprintf(path, sizeof path,
                 "/data/user_de/0/com.android.providers.telephony/app_parts/PART_%lld_%s",
                 (long long)x->s->at_ms, name);
        put_part(m, x, "image/jpeg", name, path, NULL);
        put_bytes(m, x);
    }
    if (x->s->text.len)
        put_part_row(m, x, "text/plain", mk_i(UTF8), "text.txt", NULL, mk_s(x->s->text));
}

static void put(struct maker *m, const struct mms *x, struct mk_buf *room)
{
    char transaction[24];
    int64_t s = x->s->at_ms / 1000;
    snprintf(transaction, sizeof transaction, "T%llx", (unsigned long long)x->s->at_ms);
    struct mk_into *in[] = { m->kept ? &m->pdu : NULL, m->shown ? &m->shown_pdu : NULL };
    for (size_t i = 0; i < 2; i++)
        if (in[i])
            mk_put(in[i], mk_i(x->id), mk_i(x->s->chat + 1), mk_i(s), mk_i(x->s->out ? 0 : s - 3),
                   mk_i(x->s->out ? 2 : 1), mk_i(1), mk_s(as_latin1(room, x->subject)),
                   x->subject ? mk_i(UTF8) : mk_null(),
                   mk_t("application/vnd.wap.multipart.related"), mk_i(x->s->out ? 128 : 132),
                   mk_i(18), mk_t(transaction), mk_i(1), mk_i(1), mk_t("com.android.messaging"));
    put_addresses(m, x);
    put_parts(m, x);
    if (m->kept)
        tell(m, &m->at, x);
    if (m->shown && mk_train_is_ok(m->t, URI))
        tell(m, &m->show, x);
}

static const char *const subjects[] = { NULL, "Photos", "Fête 🎉", "صور", NULL, "照片" };

int mk_train_mms(struct mk_train *t, struct mk_db *kept, struct mk_error *e)
{
    struct maker m = { .t = t };
    struct mk_rng g = mk_rng_for(t->o->seed, 105);
    struct mk_talk k;
    struct mk_said s;
    struct mk_buf room, picture;
    m.picture = &picture;
    m.at = (struct mk_at){ &t->whole, "android.mms", MK_TELEPHONY_DB, "pdu" };
    m.part_at = (struct mk_at){ &t->whole, "android.mms", MK_TELEPHONY_DB, "part" };
    m.show = (struct mk_at){ &t->truth, "android.mms", URI, NULL };
    m.kept = t->o->system;
    m.shown = !mk_train_is_empty(t, URI);
    m.shown_pdu = mk_into(&t->db, "pdu", pdu_columns);
    m.shown_addr = mk_into(&t->db, "addr", addr_columns);
    m.shown_part = mk_into(&t->db, "part", part_columns);
    mk_db_sql(&t->db, "CREATE TABLE part_bytes (_id INTEGER PRIMARY KEY,bytes BLOB)");
    m.bytes = mk_into(&t->db, "part_bytes", "_id,bytes");
    if (m.kept) {
        m.pdu = mk_into(kept, "pdu", pdu_columns);
        m.addr = mk_into(kept, "addr", addr_columns);
        m.part = mk_into(kept, "part", part_columns);
    }
    if (mk_talk_open(&k, t, MK_BY_SMS, false, t->o->mms, 5, e) != 0)
        return -1;
    bool room_is_there = mk_buf_fixed(&room, 4096);
    room_is_there = mk_buf_fixed(&picture, (size_t)1 << 16) && room_is_there;
    k.lead = t->sc->nleads; /* they are SMS */
    while (mk_talk_next(&s, &k)) {
        struct mms x = { .id = (int64_t)s.index + 1, .s = &s };
        x.subject = subjects[mk_rng_below(&g, sizeof subjects / sizeof *subjects)];
        x.picture = mk_rng_below(&g, 4) != 0;
        x.also = mk_rng_below(&g, 5) == 0 ? &t->sc->people[0] : NULL;
        put(&m, &x, &room);
    }
    int rc = mk_talk_ok(&k) && room_is_there ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    mk_buf_done(&room);
    mk_buf_done(&picture);
    mk_talk_close(&k);
    return rc;
}
