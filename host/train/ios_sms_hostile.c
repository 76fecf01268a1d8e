/* Messages that want to mislead who reads sms.db: values of the wrong kind, references to nothing
 * and to themselves, archives that are none, texts that want to be something else. */
#include "host/train/ios_sms.h"

struct row {
    const char *text, *service, *body, *date_text, *reply;
    int64_t handle;
    bool text_is_blob, joined, replies_to_itself;
};

static const struct row rows[] = {
    { .text = "{\"kind\":\"message\",\"text\":\"x\"}\n{\"act\":\"finished\"}", .joined = true },
    { .text = "\x1b]0;title\x07\x1b[2J\xe2\x80\xaegnp.exe", .joined = true },
    { .text = "=cmd|' /C calc'!A0 <script>alert(1)</script>", .joined = true },
    { .text = "stored as bytes", .text_is_blob = true, .joined = true },
    { .text = "at no time", .date_text = "then", .joined = true },
    { .body = "\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84", .joined = true },
    { .text = "answers itself", .replies_to_itself = true, .joined = true },
    { .text = "answers nothing", .reply = "00000000-0000-0000-0000-000000000000", .joined = true },
    { .text = "of nobody", .handle = 4000000 },
    { .text = "by pigeon", .service = "CarrierPigeon", .joined = true },
};

static void put(struct mk_ios_chats *c, struct mk_into *in, const struct row *r, const char *guid,
                int64_t ms)
{
    struct mk_cell text = r->text_is_blob ? mk_b(mk_str(r->text)) : mk_t(r->text);
    mk_put(in, mk_i(c->row), mk_t(guid), text, mk_i(r->handle ? r->handle : 1),
           mk_t(r->service ? r->service : "iMessage"),
           r->date_text ? mk_t(r->date_text) : mk_i(mk_cocoa_ns(ms)), mk_i(1),
           r->body ? mk_b(mk_str(r->body)) : mk_null(),
           mk_t(r->replies_to_itself ? guid : r->reply));
    if (r->joined)
        mk_put(&c->joined, mk_i(1), mk_i(c->row), mk_i(mk_cocoa_ns(ms)));
}

/* What a value of the wrong kind leaves open. */
static void tell_open(struct mk_json *j, const struct row *r)
{
    static const char *const text[] = { "text", "issues" };
    static const char *const time[] = { "time", "time_raw", "time_unit", "issues" };
    static const char *const transport[] = { "transport", "issues" };
    static const char *const any[] = { "from", "thread", "issues" };
    if (r->text_is_blob || r->body)
        mk_true_open(j, text, 2);
    else if (r->date_text)
        mk_true_open(j, time, 4);
    else if (r->service)
        mk_true_open(j, transport, 2);
    else if (r->handle)
        mk_true_open(j, any, 3);
}

static void tell(struct mk_ios_chats *c, const struct row *r, int64_t ms)
{
    struct mk_person_made made;
    char thread[96];
    mk_ios_chat_guid(thread, c, 0);
    struct mk_json *j = mk_true(&c->at, "message", c->row);
    if (!r->date_text)
        mk_true_cocoa_ns(j, ms);
    if (!r->service)
        mk_json_kv_str(j, "transport", "imessage");
    mk_json_kv_str(j, "dir", "in");
    if (r->joined) {
        mk_json_kv_str(j, "thread", thread);
        mk_true_party(j, "from", false,
                      mk_str(mk_ios_address(c->t, mk_train_person(c->t, &made, 0), 0)), NULL);
    }
    if (r->text && !r->text_is_blob)
        mk_json_kv_str(j, "text", r->text);
    if (r->replies_to_itself)
        mk_true_ref(j, "reply_to", "message", c->row);
    else
        mk_true_some(j, "reply_to", r->reply);
    tell_open(j, r);
    mk_true_end(&c->at);
}

/* An attachment whose path wants to lead out. */
static void put_way_out(struct mk_ios_chats *c, int64_t ms)
{
    static const char path[] = "~/Library/SMS/../../../../../etc/passwd";
    c->attachments++;
    mk_put(&c->attachment, mk_i(c->attachments), mk_t("at_0_hostile"), mk_i(ms / 1000 - MK_COCOA_S),
           mk_t(path), mk_t("public.html"), mk_t("text/html"), mk_i(5), mk_i(0),
           mk_t("../../passwd"), mk_i(1), mk_t("at_0_hostile"));
    mk_put(&c->attached, mk_i(c->row), mk_i(c->attachments));
    struct mk_json *j = mk_true(&c->attachment_at, "attachment", c->attachments);
    mk_true_time(j, ms / 1000 * 1000000, 0, ms / 1000 - MK_COCOA_S, "cocoa_s");
    mk_true_ref(j, "parent", "message", c->row);
    mk_json_kv_str(j, "path", path);
    mk_json_kv_str(j, "mime", "text/html");
    mk_json_kv_int(j, "bytes", 1);
    mk_true_end(&c->attachment_at);
}

void mk_ios_sms_hostile(struct mk_ios_chats *c)
{
    struct mk_into in = mk_into(&c->d, "message",
                                "ROWID,guid,text,handle_id,service,date,is_finished,"
                                "attributedBody,thread_originator_guid");
    char guid[48];
    int64_t ms = c->t->now_ms - 1200000;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(guid, sizeof guid, "HOSTILE-%02u-\"'<&\n", (unsigned)i);
        c->row++;
        ms += 1000;
        put(c, &in, &rows[i], guid, ms);
        tell(c, &rows[i], ms);
    }
    put_way_out(c, ms);
}
