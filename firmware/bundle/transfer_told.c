/* A transfer, told to people and programs. */
#include "firmware/bundle/transfer.h"
#include "parsers/base/escape.h"
#include "parsers/base/json.h"
#include <string.h>

static void put_text(struct mk_json *j, const char *key, const char *s)
{
    if (s[0])
        mk_json_kv_str(j, key, s);
}

static const char *received(const struct mk_transfer *t, bool countersigned)
{
    switch (t->signs) {
    case MK_TRANSFER_NONE:
        return !strcmp(t->act, "time-stamp") ? "time-stamp" : "notice";
    case MK_TRANSFER_STROKES:
        return "strokes";
    case MK_TRANSFER_TYPED:
        return "typed";
    case MK_TRANSFER_SSH:
        break;
    }
    return countersigned ? "signed" : "waits";
}

void mk_transfer_json(struct mk_buf *out, const struct mk_transfer *t, bool countersigned)
{
    struct mk_json j = mk_json(out);
    mk_json_open(&j, '{');
    mk_json_kv_uint(&j, "n", t->n);
    mk_json_kv_str(&j, "time", t->time);
    mk_json_kv_str(&j, "act", t->act);
    mk_json_kv_str(&j, "giver", t->giver);
    put_text(&j, "name", t->name);
    put_text(&j, "organisation", t->organisation);
    put_text(&j, "id", t->id);
    put_text(&j, "typed", t->typed);
    put_text(&j, "statement", t->statement);
    put_text(&j, "by", t->by);
    put_text(&j, "why", t->why);
    mk_json_kv_str(&j, "received", received(t, countersigned));
    mk_json_close(&j, '}');
    mk_buf_u8(out, '\n');
}

static void line(struct mk_buf *out, const char *before, const char *text)
{
    mk_buf_puts(out, before);
    mk_escape_terminal(out, mk_str(text));
    mk_buf_u8(out, '\n');
}

void mk_transfer_words(struct mk_buf *out, const struct mk_transfer *t, bool countersigned)
{
    mk_buf_printf(out, "%04u  %s  %s by %s ", (unsigned)t->n, t->time, t->act, t->giver);
    line(out, "", t->why[0] && !t->name[0] ? t->why : t->name);
    if (t->organisation[0])
        line(out, "      organisation: ", t->organisation);
    if (t->id[0])
        line(out, "      id: ", t->id);
    if (t->signs == MK_TRANSFER_STROKES)
        mk_buf_puts(out,
                    "      received: drawn by hand; only the giver's signature vouches for it\n");
    if (t->signs == MK_TRANSFER_TYPED)
        line(out,
             "      received: a name that was typed; only the giver's signature vouches for it: ",
             t->typed);
    if (t->signs == MK_TRANSFER_SSH)
        line(out, countersigned ? "      received: signed by " : "      received: waits for ",
             t->by);
}
