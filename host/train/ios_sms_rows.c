/* One row of `message`, and the record that must come of it. */
#include "host/train/ios_plist.h"
#include "host/train/ios_sms.h"
#include "host/train/ios_typed.h"

enum { FAILED = 22, DELETED_LATER_MS = 3600000, EDITED_LATER_MS = 45000 };

static void put_version(struct mk_bplist *p, struct mk_span text, int64_t at_ms)
{
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mk_typed_text(&b, text, NULL);
    mk_bp_open(p, '{');
    mk_bp_str(p, "d");
    mk_bp_real(p, mk_cocoa(at_ms));
    mk_bp_str(p, "t");
    mk_bp_data(p, mk_buf_span(&b));
    mk_bp_close(p);
    p->full = p->full || !mk_buf_ok(&b);
    mk_buf_done(&b);
}

/* "otr": where each part was in the text as it was first. */
static void put_range(struct mk_bplist *p, struct mk_span text)
{
    struct mk_buf wide;
    mk_buf_init(&wide, 1 << 20);
    mk_to_utf16be(&wide, text);
    mk_bp_str(p, "otr");
    mk_bp_open(p, '{');
    mk_bp_str(p, "0");
    mk_bp_open(p, '{');
    mk_bp_str(p, "lo");
    mk_bp_int(p, 0);
    mk_bp_str(p, "le");
    mk_bp_int(p, (int64_t)wide.len / 2);
    mk_bp_close(p);
    mk_bp_close(p);
    p->full = p->full || !mk_buf_ok(&wide);
    mk_buf_done(&wide);
}

/* message_summary_info, see parsers/format/imessage.h. */
static void make_summary(struct mk_bplist *p, const struct mk_ios_message *m)
{
    mk_bp_begin(p);
    mk_bp_open(p, '{');
    put_range(p, m->unsent ? m->text : m->was);
    if (m->unsent) {
        mk_bp_str(p, "rp");
        mk_bp_open(p, '[');
        mk_bp_int(p, 0);
        mk_bp_close(p);
    } else {
        mk_bp_str(p, "ec");
        mk_bp_open(p, '{');
        mk_bp_str(p, "0");
        mk_bp_open(p, '[');
        put_version(p, m->was, m->at_ms);
        put_version(p, m->text, m->at_ms + EDITED_LATER_MS);
        mk_bp_close(p);
        mk_bp_close(p);
        mk_bp_str(p, "ep");
        mk_bp_open(p, '[');
        mk_bp_int(p, 0);
        mk_bp_close(p);
    }
    mk_bp_close(p);
    mk_bp_end(p);
}

static void store(struct mk_ios_chats *c, const struct mk_ios_message *m, struct mk_span body,
                  struct mk_span summary)
{
    const struct mk_train *t = c->t;
    bool seen = m->out ? m->imessage && m->id % 3 != 0 : m->id % 11 != 0;
    bool gone = m->error || m->item;
    char account[128], room[32];
    snprintf(account, sizeof account, m->imessage ? "e:%s" : "p:%s",
             m->imessage ? t->sc->owner.email : t->sc->owner.number);
    snprintf(room, sizeof room, "%s", m->group ? strrchr(m->chat_guid, ';') + 1 : "");
    struct mk_span text = m->unsent || m->archived_only ? mk_span(NULL, 0) : m->text;
    bool changed = m->unsent || m->was.p;
    const struct mk_cell cells[] = {
        mk_i(m->id),
        mk_t(m->guid.s),
        mk_s(text),
        mk_i(m->handle),
        mk_b(body),
        mk_i(10),
        mk_t(m->imessage ? "iMessage" : "SMS"),
        mk_t(account),
        mk_i(m->error),
        mk_i(mk_cocoa_ns(m->at_ms)),
        mk_i(seen && !gone ? mk_cocoa_ns(m->at_ms + 9000) : 0),
        mk_i(m->out && m->imessage && !gone ? mk_cocoa_ns(m->at_ms + 1000) : 0),
        mk_i(m->out && m->imessage && !gone),
        mk_i(1),
        mk_i(m->out),
        mk_i(!m->out && seen),
        mk_i(m->out && !gone),
        mk_i(m->file_guid[0] != '\0'),
        mk_t(room[0] ? room : NULL),
        mk_i(m->item),
        mk_t(m->item ? m->title : NULL),
        mk_t(m->about[0] ? m->about : NULL),
        mk_i(m->about_type),
        mk_b(summary),
        mk_t(t->sc->owner.number),
        mk_t(m->reply_row ? m->reply_guid.s : NULL),
        mk_t(m->reply_row ? "0:0:0" : NULL),
        mk_i(changed ? mk_cocoa_ns(m->at_ms + EDITED_LATER_MS) : 0),
        mk_i(1)
    };
    size_t n = sizeof cells / sizeof *cells;
    mk_put_cells(&c->message, cells, c->old ? n - 2 : n); /* date_edited, part_count */
    if (m->recoverable)
        mk_put(&c->recoverable, mk_i(m->chat + 1), mk_i(m->id),
               mk_i(mk_cocoa_ns(m->at_ms + DELETED_LATER_MS)));
    else
        mk_put(&c->joined, mk_i(m->chat + 1), mk_i(m->id), mk_i(mk_cocoa_ns(m->at_ms)));
}

static void tell_people(struct mk_json *j, struct mk_ios_chats *c, const struct mk_ios_message *m,
                        const struct mk_person *who)
{
    uint32_t k = (uint32_t)(m->handle - 1);
    if (m->out && !m->group && who)
        mk_true_party(j, "to", true, mk_str(mk_ios_address(c->t, who, m->chat)), NULL);
    else if (!m->out && who)
        mk_true_party(j, "from", false, mk_str(mk_ios_address(c->t, who, k)), NULL);
}

static void tell_reaction(struct mk_ios_chats *c, const struct mk_ios_message *m,
                          const struct mk_person *who)
{
    static const char *const names[] = { "loved",   "liked",      "disliked",
                                         "laughed", "emphasized", "questioned" };
    struct mk_json *j = mk_true(&c->reaction_at, "reaction", m->id);
    mk_true_cocoa_ns(j, m->at_ms);
    mk_true_ref(j, "parent", "message", m->parent_row);
    if (m->out)
        mk_true_self(j, "from", false, NULL);
    else
        tell_people(j, c, m, who);
    mk_json_kv_str(j, "text", names[m->about_type % 1000]);
    mk_true_end(&c->reaction_at);
}

static void tell(struct mk_ios_chats *c, const struct mk_ios_message *m,
                 const struct mk_person *who, const struct mk_lead *lead)
{
    struct mk_json *j = mk_true(&c->at, "message", m->id);
    mk_true_cocoa_ns(j, m->at_ms);
    mk_json_kv_str(j, "transport", m->imessage ? "imessage" : "sms");
    mk_json_kv_str(j, "dir", m->item ? "system" : m->out ? "out" : "in");
    if (m->out && !m->item)
        mk_json_kv_str(j, "status", m->error ? "failed" : m->imessage ? "delivered" : "sent");
    mk_json_kv_str(j, "thread", m->chat_guid);
    if (m->item && m->out)
        mk_true_self(j, "from", false, NULL);
    else
        tell_people(j, c, m, who);
    if (m->text.p && m->text.len && !m->unsent)
        mk_json_kv_text(j, "text", m->text);
    if (m->item)
        mk_json_kv_str(j, "title", m->title);
    if (m->was.p)
        mk_json_kv_bool(j, "edited", true);
    if (m->unsent || m->recoverable)
        mk_json_kv_bool(j, "deleted", true);
    if (m->recoverable)
        mk_true_cocoa_times(j, "deleted", m->at_ms + DELETED_LATER_MS);
    if (m->reply_row)
        mk_true_ref(j, "reply_to", "message", m->reply_row);
    mk_true_end(&c->at);
    mk_train_lead(c->t, lead, &c->at, "message", m->id);
}

void mk_ios_put_message(struct mk_ios_chats *c, const struct mk_ios_message *m,
                        const struct mk_person *who, const struct mk_lead *lead)
{
    struct mk_buf body;
    struct mk_bplist summary = { 0 };
    bool changed = m->was.p || m->unsent, archived = m->text.p && m->text.len && !m->unsent;
    mk_buf_init(&body, 1 << 20);
    if (archived && !m->about_type && !m->item)
        mk_typed_text(&body, m->text, m->file_guid[0] ? m->file_guid : NULL);
    if (changed)
        make_summary(&summary, m);
    store(c, m, body.len ? mk_buf_span(&body) : mk_span(NULL, 0),
          changed ? mk_buf_span(&summary.out) : mk_span(NULL, 0));
    if (!mk_buf_ok(&body) || (changed && !mk_bp_ok(&summary)))
        mk_fail(&c->e, MK_ENOMEM, "messages");
    if (m->about_type)
        tell_reaction(c, m, who);
    else
        tell(c, m, who, lead);
    mk_bp_done(&summary);
    mk_buf_done(&body);
}
