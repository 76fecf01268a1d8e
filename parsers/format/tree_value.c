#include "parsers/format/tree_value.h"
#include "parsers/base/base64.h"
#include "parsers/base/escape.h"
#include "parsers/base/utf.h"
#include "parsers/format/gunzip.h"
#include "parsers/format/proto.h"
#include "parsers/format/typedstream.h"

#define BASE64_MIN 16 /* shorter texts say nothing */

bool mk_tree_enter(struct mk_tree *t)
{
    bool deep = t->depth >= MK_TREE_DEPTH;
    if (deep || t->values >= MK_TREE_VALUES) {
        mk_tree_damaged(t,
                        mk_str(deep ? "values nest too deep to show" : "too many values to show"));
        return false;
    }
    t->values++;
    t->depth++;
    return true;
}

void mk_tree_leave(struct mk_tree *t)
{
    t->depth--;
}

int mk_tree_result(const struct mk_tree *t)
{
    return t->damaged;
}

void mk_tree_word(struct mk_tree *t, const char *word)
{
    mk_json_open(t->j, '{');
    mk_json_key(t->j, word);
}

void mk_tree_damaged(struct mk_tree *t, struct mk_span why)
{
    t->damaged = true;
    mk_tree_word(t, "damaged");
    mk_json_text(t->j, why);
    mk_json_close(t->j, '}');
}

bool mk_tree_is_text(struct mk_span s)
{
    for (size_t at = 0; at < s.len;) {
        int32_t cp = mk_utf8_next(s, &at);
        bool plain = cp >= 0x20 && cp != 0x7f && !(cp >= 0x80 && cp < 0xa0);
        if (!plain && cp != '\t' && cp != '\n' && cp != '\r')
            return false;
    }
    return true;
}

static void nested_plist(struct mk_tree *t, struct mk_span s)
{
    struct mk_plist p;
    struct mk_error e = { 0 };
    bool stream = mk_typedstream_knows(s);
    mk_tree_word(t, stream ? "typedstream" : "plist");
    if ((stream ? mk_typedstream_read : mk_plist_read)(&p, s, 0, &e) == 0) {
        mk_tree_plist_list(t, &p);
        mk_plist_done(&p);
    } else {
        mk_tree_damaged(t, mk_str(e.text));
        mk_json_key(t->j, "hex");
        mk_json_hex(t->j, s);
    }
    mk_json_close(t->j, '}');
}

static void nested_gzip(struct mk_tree *t, struct mk_span s)
{
    struct mk_buf out;
    struct mk_error e = { 0 };
    mk_buf_init(&out, MK_TREE_UNPACKED - t->unpacked);
    int rc = mk_gunzip(&out, s, &e);
    t->unpacked += out.len;
    mk_tree_word(t, "gzip");
    if (rc == 0 || out.len)
        mk_tree_bytes(t, mk_span(out.p, out.len));
    else
        mk_json_hex(t->j, s);
    if (rc != 0) {
        mk_json_key(t->j, "damaged");
        mk_json_str(t->j, e.text);
        t->damaged = true;
    }
    mk_json_close(t->j, '}');
    mk_buf_done(&out);
}

static bool is_known(struct mk_span s)
{
    return mk_span_starts(s, mk_str("bplist00")) || mk_gzip_knows(s) || mk_typedstream_knows(s) ||
           (mk_plist_knows(s) && mk_tree_is_text(s));
}

static void known(struct mk_tree *t, struct mk_span s)
{
    if (mk_gzip_knows(s))
        nested_gzip(t, s);
    else
        nested_plist(t, s);
}

void mk_tree_bytes(struct mk_tree *t, struct mk_span s)
{
    if (!mk_tree_enter(t))
        return;
    if (is_known(s)) {
        known(t, s);
    } else if (s.len && mk_tree_is_text(s)) {
        mk_tree_word(t, "text");
        mk_json_text(t->j, s);
        mk_json_close(t->j, '}');
    } else if (s.len > 1 && mk_proto_is(s)) {
        mk_tree_word(t, "proto");
        mk_tree_message(t, s);
        mk_json_key(t->j, "hex");
        mk_json_hex(t->j, s);
        mk_json_close(t->j, '}');
    } else {
        mk_tree_word(t, "hex");
        mk_json_hex(t->j, s);
        mk_json_close(t->j, '}');
    }
    mk_tree_leave(t);
}

/* Base64 of something that is known by its head. */
static bool packed_text(struct mk_tree *t, struct mk_span s)
{
    struct mk_buf b;
    struct mk_span trimmed = s;
    while (trimmed.len && trimmed.p[trimmed.len - 1] <= ' ')
        trimmed.len--;
    if (trimmed.len < BASE64_MIN || trimmed.len % 4)
        return false;
    mk_buf_init(&b, trimmed.len);
    bool ok = mk_base64_get(&b, trimmed) && is_known(mk_buf_span(&b));
    if (ok) {
        mk_tree_word(t, "base64");
        known(t, mk_buf_span(&b));
        mk_json_close(t->j, '}');
    }
    mk_buf_done(&b);
    return ok;
}

void mk_tree_text(struct mk_tree *t, struct mk_span s)
{
    if (!mk_tree_enter(t))
        return;
    if (mk_utf8_valid(s) < s.len) {
        mk_tree_word(t, "hex");
        mk_json_hex(t->j, s);
        mk_json_close(t->j, '}');
    } else if (is_known(s)) {
        known(t, s);
    } else if (!packed_text(t, s)) {
        mk_json_text(t->j, s);
    }
    mk_tree_leave(t);
}
