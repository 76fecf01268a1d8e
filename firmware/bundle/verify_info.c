/* bagit.txt and bag-info.txt: every label in its place (format.h). */
#include "firmware/bundle/verify.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include <stdio.h>

#define BAGIT    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#define INFO_MAX ((size_t)1 << 16)

struct bag_info {
    struct mk_verify *v;
    struct mk_span date, organisation;
    int64_t sealed_us;
    bool officer, known_version;
};

/* ---- values: what is wrong with one, or NULL ---- */

static bool keep(char out[static 128], struct mk_span s)
{
    if (s.len == 0 || s.len > 127 || memchr(s.p, 0, s.len))
        return false;
    memcpy(out, s.p, s.len);
    out[s.len] = 0;
    return true;
}

static bool number(uint64_t *out, struct mk_span s)
{
    *out = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(*out, 10, out) ||
            __builtin_add_overflow(*out, s.p[i] - '0', out))
            return false;
    return s.len > 0 && (s.len == 1 || s.p[0] != '0');
}

static const char *organisation(struct bag_info *b, struct mk_span s)
{
    b->organisation = s;
    return NULL;
}

static const char *date(struct bag_info *b, struct mk_span s)
{
    char text[40];
    int64_t us;
    b->date = s;
    snprintf(text, sizeof text, "%.*sT00:00:00Z", s.len == 10 ? 10 : 0, (const char *)s.p);
    return mk_time_parse(&us, mk_str(text)) ? NULL : "not a date";
}

static const char *run(struct bag_info *b, struct mk_span s)
{
    if (!keep(b->v->info.run, s))
        b->v->info.run[0] = 0; /* fits no transfer */
    return s.len ? NULL : "is empty";
}

static const char *any(struct bag_info *b, struct mk_span s)
{
    (void)b;
    (void)s;
    return NULL;
}

static const char *oxum(struct bag_info *b, struct mk_span s)
{
    const uint8_t *dot = s.len ? memchr(s.p, '.', s.len) : NULL;
    size_t at = dot ? (size_t)(dot - s.p) : 0;
    if (!dot || !number(&b->v->info.bytes, mk_span(s.p, at)) ||
        !number(&b->v->info.files, mk_span_from(s, at + 1)))
        return "not <bytes>.<files>";
    return NULL;
}

static const char *version(struct bag_info *b, struct mk_span s)
{
    b->known_version = mk_span_is(s, MK_BUNDLE_VERSION);
    return NULL;
}

static const char *kit(struct bag_info *b, struct mk_span s)
{
    if (!mk_span_eq(s, b->organisation))
        return "is not Source-Organization";
    return keep(b->v->info.kit, s) ? NULL : "not the name of a kit";
}

static const char *counter(struct bag_info *b, struct mk_span s)
{
    uint64_t n;
    (void)b;
    return number(&n, s) ? NULL : "not a number";
}

static const char *officer(struct bag_info *b, struct mk_span s)
{
    b->officer = true;
    return keep(b->v->info.officer, s) ? NULL : "not the name of an officer";
}

static const char *signatures(struct bag_info *b, struct mk_span s)
{
    b->v->info.by_officer = mk_span_is(s, "kit, officer") || mk_span_is(s, "officer");
    b->v->info.by_kit = mk_span_starts(s, mk_str("kit"));
    if (b->v->info.by_officer && !b->officer)
        return "names an officer's signature without Moka-Officer";
    if (!b->v->info.by_officer && !mk_span_is(s, "kit") && s.len)
        return "not \"kit\" or \"kit, officer\"";
    return NULL;
}

static const char *started(struct bag_info *b, struct mk_span s)
{
    return mk_time_parse(&b->v->info.started_us, s) ? NULL : "not a time";
}

static const char *sealed(struct bag_info *b, struct mk_span s)
{
    if (!mk_time_parse(&b->sealed_us, s))
        return "not a time";
    b->v->info.sealed_s = b->sealed_us / MK_US;
    return NULL;
}

static const char *clock_word(struct bag_info *b, struct mk_span s)
{
    (void)b;
    return mk_span_is(s, "trusted") || mk_span_is(s, "doubtful") ? NULL : "not trusted or doubtful";
}

static const char *encrypted(struct bag_info *b, struct mk_span s)
{
    (void)b;
    return mk_span_is(s, "no") || mk_span_is(s, "age") ? NULL : "not \"no\" or \"age\"";
}

static const char *training(struct bag_info *b, struct mk_span s)
{
    b->v->training = true;
    return mk_span_is(s, "TRAINING") ? NULL : "not TRAINING";
}

/* ---- lines ---- */

static const struct label {
    const char *name;
    bool may_lack;
    const char *(*check)(struct bag_info *b, struct mk_span value);
} labels[] = {
    { "Source-Organization", false, organisation },
    { "Bagging-Date", false, date },
    { "External-Identifier", false, run },
    { "Payload-Oxum", false, oxum },
    { "Moka-Bundle-Version", false, version },
    { "Moka-Software", false, any },
    { "Moka-Kit", false, kit },
    { "Moka-Kit-Counter", false, counter },
    { "Moka-Officer", true, officer },
    { "Moka-Signatures", false, signatures },
    { "Moka-Exhibit", false, any },
    { "Moka-Authority", false, any },
    { "Moka-Started", false, started },
    { "Moka-Sealed", false, sealed },
    { "Moka-Clock", false, clock_word },
    { "Moka-Encrypted", false, encrypted },
    { "Moka-Training", true, training },
};
#define LABELS (sizeof labels / sizeof *labels)

/* The value when the line has this label. */
static bool labelled(struct mk_span *value, struct mk_span line, const char *name)
{
    size_t n = strlen(name);
    if (line.len < n + 1 || memcmp(line.p, name, n) != 0 || line.p[n] != ':')
        return false;
    *value = mk_span_from(line, n + 1);
    if (value->len && value->p[0] == ' ')
        *value = mk_span_from(*value, 1);
    return true;
}

static bool clean(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return mk_utf8_valid(s) == s.len;
}

static bool wrong(struct mk_verify *v, const char *label, const char *why)
{
    mk_verify_say(v, true, "bag-info.txt: %s %s", label, why);
    return false;
}

/* Takes the line that fits label `i` off the text; false when something is wrong. */
static bool line(struct bag_info *b, struct mk_span *text, size_t i)
{
    const uint8_t *lf = text->len ? memchr(text->p, '\n', text->len) : NULL;
    struct mk_span value, s = mk_span(text->p, lf ? (size_t)(lf - text->p) : text->len);
    if (!labelled(&value, s, labels[i].name)) /* another label: the next row may fit */
        return labels[i].may_lack || wrong(b->v, labels[i].name, "is not in its place");
    *text = mk_span_from(*text, s.len + 1);
    if (!lf)
        return wrong(b->v, labels[i].name, "is cut off");
    if (!clean(value))
        return wrong(b->v, labels[i].name, "is no clean text");
    const char *why = labels[i].check(b, value);
    return why ? wrong(b->v, labels[i].name, why) : true;
}

static bool all_lines(struct bag_info *b, struct mk_span text)
{
    bool whole = true;
    for (size_t i = 0; i < LABELS; i++)
        whole &= line(b, &text, i);
    if (text.len)
        whole = wrong(b->v, "has lines", "that do not belong there");
    if (!b->known_version) {
        b->v->doubt = true;
        mk_verify_say(b->v, false,
                      "bag-info.txt: a bundle of a version that this moka does not know");
    }
    return whole;
}

int mk_verify_info(struct mk_verify *v, struct mk_error *e)
{
    struct mk_buf text;
    mk_buf_init(&text, INFO_MAX);
    int rc = mk_verify_tag_read(&text, v, "bag-info.txt", e);
    if (rc >= 0 && text.len) {
        struct bag_info b = { .v = v };
        /* Before the first finding: the mark stands in front of every line. */
        static const char mark[] = "\nMoka-Training:";
        v->training = memmem(text.p, text.len, mark, sizeof mark - 1) != NULL;
        v->info.whole = all_lines(&b, mk_buf_span(&text));
    } else if (rc >= 0) {
        mk_verify_say(v, true, "bag-info.txt: holds nothing");
    }
    mk_buf_clear(&text);
    if (rc >= 0)
        rc = mk_verify_tag_read(&text, v, "bagit.txt", e);
    if (rc >= 0 && !mk_span_is(mk_buf_span(&text), BAGIT))
        mk_verify_say(v, true, "bagit.txt: not the two lines of BagIt 1.0");
    mk_buf_done(&text);
    return rc < 0 ? -1 : 0;
}
