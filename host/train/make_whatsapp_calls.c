/* WhatsApp's own call log: call_log in msgstore.db. Codes of call_result: 2 no answer, 4 rejected,
 * 5 answered (ALEAPP, WhatsApp.py; WAInsight, models/enums.py). */
#include "host/train/make_whatsapp.h"

struct call {
    int64_t id, at_ms, duration;
    bool out, video;
    int result;
    struct mk_jid jid;
    uint32_t chat;
};

static void put(struct mk_into *in, const struct mk_at *at, const struct call *c)
{
    static const char *const in_words[] = { "", "", "missed", "", "rejected", "answered" };
    static const char *const out_words[] = { "", "", "cancelled", "", "unknown", "answered" };
    char id[40];
    snprintf(id, sizeof id, "call:%08llX%016llX",
             (unsigned long long)c->id * 2654435761u % 0xffffffff, (unsigned long long)c->at_ms);
    mk_put(in, mk_i(c->id), mk_i(c->chat + 1), mk_i(c->out), mk_t(id), mk_i(-1), mk_i(c->at_ms),
           mk_i(c->video), mk_i(c->duration), mk_i(c->result), mk_i(c->duration * 4000), mk_i(0));
    struct mk_json *j = mk_true(at, "call", c->id);
    mk_true_ms(j, c->at_ms);
    mk_json_kv_str(j, "dir", c->out ? "out" : "in");
    mk_json_kv_str(j, "result", (c->out ? out_words : in_words)[c->result]);
    mk_json_kv_int(j, "duration_s", c->duration);
    mk_json_kv_str(j, "media", c->video ? "video" : "voice");
    mk_true_jid(j, "peer", false, &c->jid);
    mk_true_end(at);
}

int mk_whatsapp_calls(struct mk_whatsapp *w, struct mk_error *e)
{
    static const int results[] = { 5, 5, 5, 2, 2, 4 };
    struct mk_at at = { &w->t->whole, "whatsapp.android", MK_WHATSAPP_DB, "call_log" };
    struct mk_into in = mk_into(&w->d, "call_log",
                                "_id,jid_row_id,from_me,call_id,transaction_id,timestamp,"
                                "video_call,duration,call_result,bytes_transferred,"
                                "group_jid_row_id");
    struct mk_rng g = mk_rng_for(w->t->o->seed, 108);
    struct mk_talk k;
    struct mk_said s;
    struct call c = { 0 };
    if (mk_talk_open(&k, w->t, MK_BY_WHATSAPP, false, w->t->o->whatsapp / 25, 8, e) != 0)
        return -1;
    k.lead = w->t->sc->nleads; /* they are messages */
    while (mk_talk_next(&s, &k)) {
        if (s.group || !mk_on_whatsapp(s.who))
            continue;
        c = (struct call){ .id = c.id + 1, .at_ms = s.at_ms, .out = s.out, .chat = s.chat };
        c.result = results[mk_rng_below(&g, 6)];
        c.video = mk_rng_below(&g, 4) == 0;
        c.duration = c.result == 5 ? 3 + mk_rng_below(&g, 2000) : 0;
        mk_jid_of_person(&c.jid, s.who);
        put(&in, &at, &c);
    }
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "calls");
    mk_talk_close(&k);
    return rc;
}
