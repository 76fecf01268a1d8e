#include "firmware/age/private.h"
#include "parsers/base/mac.h"

#define VERSION  "age-encryption.org/v1\n"
#define COLUMNS  64
#define MAC      32
#define MAC_TEXT 43

static int bad(struct mk_error *e, const char *what)
{
    return mk_fail(e, MK_EFORMAT, "no age file: %s", what);
}

static int mac_of(uint8_t out[static MAC], struct mk_span header,
                  const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e)
{
    uint8_t under[MK_AGE_KEY];
    int rc = mk_hkdf(under, sizeof under, mk_span(key, MK_AGE_FILE_KEY), mk_span(NULL, 0),
                     mk_str("header"), e) ||
                     mk_hmac_of(out, MK_MAC_SHA256, mk_span(under, sizeof under), header, e)
                 ? -1
                 : 0;
    mk_wipe(under, sizeof under);
    return rc;
}

int mk_age_header_put(struct mk_buf *out, const struct mk_age_recipient *to, size_t n,
                      const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e)
{
    uint8_t mac[MAC];
    mk_buf_puts(out, VERSION);
    for (size_t i = 0; i < n; i++)
        if (mk_age_wrap(out, &to[i], key, e))
            return -1;
    mk_buf_puts(out, "---");
    if (!mk_buf_ok(out))
        return mk_fail(e, MK_ENOMEM, "age header");
    if (mac_of(mac, mk_buf_span(out), key, e))
        return -1;
    mk_buf_u8(out, ' ');
    mk_age_base64_put(out, mk_span(mac, sizeof mac));
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "age header");
}

size_t mk_age_header_length(struct mk_span s)
{
    const uint8_t *at = s.len ? memmem(s.p, s.len, "\n---", 4) : NULL;
    const uint8_t *end = at ? memchr(at + 1, '\n', (size_t)(s.p + s.len - at - 1)) : NULL;
    return end ? (size_t)(end - s.p) + 1 : 0;
}

/* The next line without its LF; an empty span with NULL at the end. */
static struct mk_span line_of(struct mk_span *rest)
{
    const uint8_t *end = rest->len ? memchr(rest->p, '\n', rest->len) : NULL;
    struct mk_span line = { NULL, 0 };
    if (end) {
        line = mk_span(rest->p, (size_t)(end - rest->p));
        *rest = mk_span_from(*rest, line.len + 1);
    }
    return line;
}

static bool read_args(struct mk_age_stanza *s, struct mk_span line)
{
    size_t from = 0;
    s->nargs = 0;
    for (size_t i = 0; i <= line.len; i++) {
        if (i < line.len && line.p[i] != ' ') {
            if (line.p[i] < 0x21 || line.p[i] > 0x7e)
                return false;
            continue;
        }
        if (i == from)
            return false;
        if (s->nargs < sizeof s->args / sizeof *s->args)
            s->args[s->nargs] = mk_span(line.p + from, i - from);
        s->nargs++;
        from = i + 1;
    }
    return true;
}

/* A line of a body: base64 without padding, as it is written. */
static bool is_body(struct mk_span line)
{
    uint8_t bytes[COLUMNS];
    return line.len <= COLUMNS && line.len % 4 != 1 &&
           mk_age_base64_get(bytes, line.len * 6 / 8, line);
}

/* Whole lines of COLUMNS, and a shorter one at the end, which may be empty. */
static int read_stanza(struct mk_age_stanza *s, struct mk_span *rest, struct mk_error *e)
{
    struct mk_span line = line_of(rest);
    if (!mk_span_starts(line, mk_str("-> ")) || !read_args(s, mk_span_from(line, 3)))
        return bad(e, "what should be a recipient is none");
    const uint8_t *body = rest->p;
    do {
        line = line_of(rest);
        if (!line.p || !is_body(line))
            return bad(e, "a recipient's lines are not what they should be");
    } while (line.len == COLUMNS);
    s->body = mk_span(body, (size_t)(rest->p - body));
    return 0;
}

/* Whichever identity fits first; all stanzas are looked at. */
static int try_all(bool *got, uint8_t key[static MK_AGE_FILE_KEY], const struct mk_age_stanza *s,
                   const struct mk_age_identity *ids, size_t n, struct mk_error *e)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t found[MK_AGE_FILE_KEY];
        bool fits;
        if (mk_age_unwrap(&fits, found, &ids[i], s, e))
            return -1;
        if (fits && !*got)
            memcpy(key, found, sizeof found);
        *got = *got || fits;
    }
    return 0;
}

static int check_mac(struct mk_span header, struct mk_span line, const uint8_t *key,
                     struct mk_error *e)
{
    uint8_t said[MAC], is[MAC];
    if (!mk_span_starts(line, mk_str("--- ")) ||
        !mk_age_base64_get(said, sizeof said, mk_span_from(line, 4)))
        return bad(e, "its last line of the header is none");
    struct mk_span covered = mk_span(header.p, (size_t)(line.p - header.p) + 3);
    if (key && mac_of(is, covered, key, e))
        return -1;
    if (key && !mk_mac_same(mk_span(said, sizeof said), mk_span(is, sizeof is)))
        return mk_fail(e, MK_EAUTH, "the header was changed");
    return 0;
}

int mk_age_header_open(uint8_t key[static MK_AGE_FILE_KEY], struct mk_span header,
                       const struct mk_age_identity *ids, size_t n, struct mk_error *e)
{
    struct mk_span rest = header;
    bool got = false, alone = false;
    size_t stanzas = 0;
    if (!mk_span_starts(rest, mk_str(VERSION)))
        return bad(e, "not of version 1");
    rest = mk_span_from(rest, sizeof VERSION - 1);
    for (; rest.len && !mk_span_starts(rest, mk_str("---")); stanzas++) {
        struct mk_age_stanza s;
        if (read_stanza(&s, &rest, e) || try_all(&got, key, &s, ids, n, e))
            return -1;
        alone = alone || mk_span_is(s.args[0], "scrypt");
    }
    if (stanzas == 0 || (alone && stanzas > 1))
        return bad(e, stanzas ? "a passphrase beside other recipients" : "no recipients");
    if (check_mac(header, line_of(&rest), got ? key : NULL, e))
        return -1;
    return got ? 0 : mk_fail(e, MK_EAUTH, "none of the keys given opens it");
}
