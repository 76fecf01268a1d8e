/*
 * Messages of an iPhone: SMS, MMS and iMessage in sms.db, with reactions, answers, edited, unsent
 * and lately deleted ones, groups and what happens in them.
 */
#include "host/train/ios_sms.h"
#include <stdlib.h>

static const struct mk_ios_file sms_db = { MK_IOS_HOME("Library/SMS/sms.db") };
static const char message_columns[] =
    "ROWID,guid,text,handle_id,attributedBody,version,service,account,error,date,date_read,"
    "date_delivered,is_delivered,is_finished,is_from_me,is_read,is_sent,cache_has_attachments,"
    "cache_roomnames,item_type,group_title,associated_message_guid,associated_message_type,"
    "message_summary_info,destination_caller_id,thread_originator_guid,thread_originator_part";
static const char since_16[] =
    "ALTER TABLE message DROP COLUMN date_retracted;ALTER TABLE message DROP COLUMN date_edited;"
    "ALTER TABLE message DROP COLUMN part_count;ALTER TABLE message DROP COLUMN is_stewie;"
    "ALTER TABLE message DROP COLUMN is_kt_verified;ALTER TABLE message DROP COLUMN fallback_hash;"
    "ALTER TABLE message DROP COLUMN is_sos;ALTER TABLE message DROP COLUMN is_critical;"
    "ALTER TABLE message DROP COLUMN bia_reference_id;DROP TABLE chat_recoverable_message_join;"
    "DROP TABLE recoverable_message_part";

static int open_tables(struct mk_ios_chats *c, struct mk_error *e)
{
    const struct mk_scenario *sc = c->t->sc;
    if (mk_ios_open(&c->d, c->t, &sms_db, mk_ios_sms_schema, e))
        return -1;
    c->people = mk_train_people(c->t);
    c->sent = calloc(c->t->o->sms + sc->nleads + 1, sizeof *c->sent);
    if (!c->sent)
        return mk_fail(e, MK_ENOMEM, "messages");
    char columns[sizeof message_columns + 32];
    snprintf(columns, sizeof columns, "%s%s", message_columns,
             c->old ? "" : ",date_edited,part_count");
    if (c->old)
        mk_db_sql(&c->d, since_16);
    else
        c->recoverable =
            mk_into(&c->d, "chat_recoverable_message_join", "chat_id,message_id,delete_date");
    c->message = mk_into(&c->d, "message", columns);
    c->joined = mk_into(&c->d, "chat_message_join", "chat_id,message_id,message_date");
    c->attachment = mk_into(&c->d, "attachment",
                            "ROWID,guid,created_date,filename,uti,mime_type,transfer_state,"
                            "is_outgoing,transfer_name,total_bytes,original_guid");
    c->attached = mk_into(&c->d, "message_attachment_join", "message_id,attachment_id");
    c->deleted = mk_into(&c->d, "deleted_messages", "guid");
    c->at = mk_ios_at(c->t, &sms_db, "ios.messages", "message");
    c->reaction_at = c->at;
    c->attachment_at = mk_ios_at(c->t, &sms_db, "ios.messages", "attachment");
    c->event_at = mk_ios_at(c->t, &sms_db, "ios.messages", "deleted_messages");
    return 0;
}

/* The group that both have in common, now and then, where all of it has iMessage. */
static const struct mk_group *group_for(struct mk_ios_chats *c, const struct mk_said *s)
{
    const struct mk_scenario *sc = c->t->sc;
    if (s->lead || s->chat >= sc->npeople || s->index % 4 != 1)
        return NULL;
    for (size_t i = 0; i < sc->ngroups; i++)
        for (size_t k = 0; k < sc->groups[i].nwho; k++)
            if (sc->groups[i].who[k] == s->who)
                return &sc->groups[i];
    return NULL;
}

static struct mk_ios_guid guid_of(const struct mk_ios_chats *c, int64_t row)
{
    struct mk_rng g = mk_rng_for(c->t->o->seed, 0x696d0000u + (uint64_t)row);
    return mk_ios_guid(&g);
}

/* Whom it is from or to, where it belongs, and by what it went. */
static void address(struct mk_ios_message *m, struct mk_ios_chats *c, const struct mk_said *s,
                    char chat_guid[static 96])
{
    const struct mk_group *g = s->group ? s->group : group_for(c, s);
    uint32_t k = s->chat;
    if (s->group && s->who)
        k = (uint32_t)(s->who - c->t->sc->people);
    m->chat = g ? c->people + (uint32_t)(g - c->t->sc->groups) : s->chat;
    m->group = g != NULL;
    m->imessage = g || mk_ios_by_imessage(c->t, k);
    m->out = s->out;
    m->handle = m->out && g ? 0 : k + 1; /* what goes to a group has none */
    mk_ios_chat_guid(chat_guid, c, m->chat);
    m->chat_guid = chat_guid;
}

/* What only iMessage can. */
static void change(struct mk_ios_message *m, struct mk_ios_chats *c, const struct mk_said *s)
{
    const struct mk_ios_sent *q = &c->sent[s->quoted.index];
    m->unsent = s->deleted && m->imessage && s->index % 2 == 0 && !c->old;
    m->recoverable = s->deleted && !m->unsent && !c->old;
    m->was = m->imessage && !c->old && !m->recoverable && !m->unsent ? s->was : mk_span(NULL, 0);
    if (s->quotes && q->row && q->can_be_quoted && q->chat == m->chat && m->imessage) {
        m->reply_row = q->row;
        m->reply_guid = guid_of(c, q->row);
    }
    m->error = m->out && !s->lead && s->index % 41 == 40 ? 22 : 0;
    m->archived_only = m->imessage && (m->was.p || s->index % 4 == 3); /* so are edited ones */
}

/* The row of a message that is no more; its name is kept. */
static void leave_gap(struct mk_ios_chats *c)
{
    struct mk_ios_guid guid = guid_of(c, ++c->row);
    mk_put(&c->deleted, mk_t(guid.s));
    int64_t row = sqlite3_last_insert_rowid(c->d.db);
    struct mk_json *j = mk_true(&c->event_at, "event", row);
    mk_json_kv_str(j, "name", "message_deleted");
    mk_json_kv_str(j, "id", guid.s);
    mk_true_end(&c->event_at);
}

/* A tapback a little later, by the other side. */
static void react(struct mk_ios_chats *c, const struct mk_ios_message *to, const struct mk_said *s)
{
    static const char *const words[] = { "Loved",      "Liked",      "Disliked",
                                         "Laughed at", "Emphasized", "Questioned" };
    struct mk_ios_message m = *to;
    struct mk_buf text;
    mk_buf_init(&text, 1 << 20);
    uint32_t kind = mk_rng_below(&c->g, 6);
    m.id = ++c->row;
    m.guid = guid_of(c, m.id);
    m.at_ms = to->at_ms + 20000;
    m.out = !to->out;
    m.handle = to->handle ? to->handle : s->chat + 1;
    m.parent_row = to->id;
    m.about_type = (to->id % 5 == 4 ? 3000 : 2000) + kind;
    m.reply_row = m.error = 0;
    m.archived_only = false;
    m.was = mk_span(NULL, 0);
    m.file_guid[0] = '\0';
    snprintf(m.about, sizeof m.about, "p:0/%s", to->guid.s);
    mk_buf_printf(&text, "%s \xe2\x80\x9c%.*s\xe2\x80\x9d", words[kind], (int)to->text.len,
                  (const char *)to->text.p);
    m.text = mk_buf_span(&text);
    if (!mk_buf_ok(&text))
        mk_fail(&c->e, MK_ENOMEM, "messages");
    mk_ios_put_message(c, &m, s->who, NULL);
    mk_buf_done(&text);
}

static void put(struct mk_ios_chats *c, const struct mk_said *s)
{
    struct mk_ios_message m = { .at_ms = s->at_ms, .text = s->text };
    struct mk_buf text;
    char chat_guid[96];
    if (s->index % 37 == 36)
        leave_gap(c);
    m.id = ++c->row;
    m.guid = guid_of(c, m.id);
    address(&m, c, s, chat_guid);
    change(&m, c, s);
    mk_buf_init(&text, 1 << 20);
    if (s->what != MK_TALK_TEXT) {
        mk_ios_put_attachment(c, &m, s);
        mk_buf_puts(&text, "\xef\xbf\xbc");
        mk_buf_put(&text, s->text.p, s->text.len);
        m.text = mk_buf_span(&text);
        if (!mk_buf_ok(&text))
            mk_fail(&c->e, MK_ENOMEM, "messages");
    }
    mk_ios_put_message(c, &m, s->who, s->lead);
    c->sent[s->index] = (struct mk_ios_sent){ m.id, m.chat, !m.unsent && !m.recoverable };
    if (m.imessage && !m.group && !m.unsent && !m.recoverable && m.text.len && m.text.len < 80 &&
        mk_rng_below(&c->g, 12) == 0)
        react(c, &m, s);
    mk_buf_done(&text);
}

/* Each group got its name from its first member. */
static void name_groups(struct mk_ios_chats *c)
{
    char guid[96];
    for (size_t i = 0; i < c->t->sc->ngroups; i++) {
        const struct mk_group *g = &c->t->sc->groups[i];
        struct mk_ios_message m = { .item = 2, .imessage = true, .group = true };
        m.id = ++c->row;
        m.guid = guid_of(c, m.id);
        m.at_ms = c->t->now_ms - c->t->sc->weeks * 7 * 86400000 - (int64_t)i * 60000;
        m.chat = c->people + (uint32_t)i;
        m.out = i % 2;
        m.handle = m.out ? 0 : g->who[0] - c->t->sc->people + 1;
        m.title = g->title;
        mk_ios_chat_guid(guid, c, m.chat);
        m.chat_guid = guid;
        mk_ios_put_message(c, &m, g->who[0], NULL);
    }
}

static int put_all(struct mk_ios_chats *c, struct mk_error *e)
{
    struct mk_talk k;
    struct mk_said s;
    mk_ios_put_chats(c);
    name_groups(c);
    if (mk_talk_open(&k, c->t, MK_BY_SMS, true, c->t->o->sms, 1, e))
        return -1;
    while (mk_talk_next(&s, &k))
        put(c, &s);
    int rc = mk_talk_ok(&k) ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    mk_talk_close(&k);
    if (rc == 0 && c->t->o->hostile)
        mk_ios_sms_hostile(c);
    return rc;
}

int mk_ios_sms(struct mk_train *t, struct mk_error *e)
{
    struct mk_ios_chats c = { .t = t, .g = mk_rng_for(t->o->seed, 0x696d) };
    c.old = t->o->ios && !strncmp(t->o->ios, "15.", 3);
    int rc = open_tables(&c, e);
    if (rc == 0)
        rc = put_all(&c, e);
    if (rc == 0 && c.e.code)
        rc = mk_fail(e, c.e.code, "%s", c.e.text);
    struct mk_error other = { 0 };
    int closed = mk_db_close(&c.d, rc == 0 ? e : &other);
    free(c.sent);
    return rc == 0 ? closed : rc;
}
