#include "parsers/match/entity_private.h"
#include <string.h>

const char *mk_entity_kind_name(enum mk_entity_kind k)
{
    static const char *const names[MK_ENTITY_KINDS] = { "phone", "email", "link", "handle",
                                                        "wallet" };
    return names[k];
}

static bool is_local(uint8_t c)
{
    return mk_is_alnum(c) || memchr("!#$%&'*+-/=?^_`{|}~.", c, 20) != NULL;
}

/* Letters, digits and '-' in labels with dots between; *dots counts them. */
static size_t domain(struct mk_span t, size_t at, size_t *dots)
{
    size_t i = at, label = 0;
    *dots = 0;
    for (; i < t.len; i++) {
        if (mk_is_alnum(t.p[i]) || (t.p[i] == '-' && label) || t.p[i] >= 0x80) {
            label++;
        } else if (t.p[i] == '.' && label && i + 1 < t.len &&
                   (mk_is_alnum(t.p[i + 1]) || t.p[i + 1] >= 0x80)) {
            label = 0;
            ++*dots;
        } else {
            break;
        }
    }
    return i - at;
}

static size_t keep(struct mk_entity *out, enum mk_entity_kind kind, const char *rule,
                   struct mk_span text, bool lower)
{
    if (text.len == 0 || text.len >= MK_ENTITY_MAX)
        return 0;
    out->kind = kind;
    out->rule = rule;
    out->text = text;
    for (size_t i = 0; i < text.len; i++)
        out->value[i] = lower ? mk_lower(text.p[i]) : (char)text.p[i];
    out->value[text.len] = 0;
    return text.len;
}

size_t mk_entity_email(struct mk_entity *out, struct mk_span t, size_t at)
{
    size_t i = at, dots;
    while (i < t.len && is_local(t.p[i]) && i - at < 64)
        i++;
    if (i == at || i == t.len || t.p[i] != '@' || t.p[at] == '.' || t.p[i - 1] == '.')
        return 0;
    size_t n = domain(t, i + 1, &dots);
    return n && dots ? keep(out, MK_ENTITY_EMAIL, "email.address",
                            mk_span(t.p + at, i + 1 + n - at), true)
                     : 0;
}

/* What ends a link: blanks, and what people put around it. */
static bool ends_link(uint8_t c)
{
    return c <= ' ' || memchr("<>\"'`{}|\\^", c, 10) != NULL;
}

size_t mk_entity_link(struct mk_entity *out, struct mk_span t, size_t at)
{
    static const char *const schemes[] = { "https://", "http://" };
    size_t n = 0, dots, i;
    for (size_t k = 0; k < 2 && n == 0; k++)
        if (t.len - at > strlen(schemes[k]) &&
            !strncasecmp((const char *)t.p + at, schemes[k], strlen(schemes[k])))
            n = strlen(schemes[k]);
    if (n == 0)
        return 0;
    size_t host = domain(t, at + n, &dots);
    if (!host || !dots)
        return 0;
    for (i = at + n + host; i < t.len && !ends_link(t.p[i]) && t.p[i] != '#'; i++)
        continue;
    while (i > at + n + host && memchr(".,;:!?)]", t.p[i - 1], 8)) /* of the sentence around it */
        i--;
    size_t len = keep(out, MK_ENTITY_LINK, "link.http", mk_span(t.p + at, i - at), false);
    for (size_t k = 0; k < len && k < n + host; k++)
        out->value[k] = mk_lower((uint8_t)out->value[k]);
    return len;
}

size_t mk_entity_handle(struct mk_entity *out, struct mk_span t, size_t at)
{
    size_t i = at + 1;
    if (t.p[at] != '@')
        return 0;
    while (i < t.len && (mk_is_alnum(t.p[i]) || t.p[i] == '_' ||
                         (t.p[i] == '.' && i + 1 < t.len && mk_is_alnum(t.p[i + 1]))))
        i++;
    size_t n = i - at - 1;
    return n >= 3 && n <= 32
               ? keep(out, MK_ENTITY_HANDLE, "handle.at", mk_span(t.p + at, n + 1), true)
               : 0;
}

/* "2026-11-22", "22.11.2026": a date and what follows is no number to call. */
static bool is_date(struct mk_span t, size_t at, size_t end)
{
    size_t groups[3] = { 0 }, k = 0;
    for (size_t i = at; i < end && k < 3; i++) {
        if (mk_is_digit(t.p[i]))
            groups[k]++;
        else if ((t.p[i] != '-' && t.p[i] != '.' && t.p[i] != '/') || ++k == 3)
            break;
    }
    return (groups[0] == 4 && groups[1] == 2 && groups[2] == 2) ||
           (groups[0] <= 2 && groups[1] == 2 && groups[2] == 4 && groups[0]);
}

size_t mk_entity_phone(struct mk_entity *out, struct mk_span t, size_t at)
{
    char digits[17];
    size_t n = 0, i = at, end = at;
    bool plus = t.p[at] == '+', gap = true;
    i += plus;
    for (; i < t.len && n < sizeof digits; i++) {
        if (mk_is_digit(t.p[i])) {
            digits[n++] = (char)t.p[i];
            end = i + 1;
            gap = false;
        } else if (memchr(" -.()/", t.p[i], 6) && (!gap || t.p[i] == '(' || t.p[i - 1] == ')')) {
            gap = true; /* one at a time, but for "(0) 20" */
        } else {
            break;
        }
    }
    if (n < (plus ? 7 : 9) || n > 15 || (end < t.len && (mk_is_alnum(t.p[end]) || t.p[end] == '@')))
        return 0;
    if (!plus && is_date(t, at, end))
        return 0;
    out->kind = MK_ENTITY_PHONE;
    out->rule = plus ? "phone.international" : "phone.digits";
    out->text = mk_span(t.p + at, end - at);
    out->value[0] = '+';
    memcpy(out->value + plus, digits, n);
    out->value[plus + n] = 0;
    return end - at;
}

static size_t any(struct mk_entity *out, struct mk_span t, size_t at)
{
    size_t n = mk_entity_link(out, t, at);
    if (!n)
        n = mk_entity_email(out, t, at);
    if (!n)
        n = mk_entity_wallet(out, t, at);
    if (!n && (t.p[at] == '+' || mk_is_digit(t.p[at])))
        n = mk_entity_phone(out, t, at);
    return n ? n : mk_entity_handle(out, t, at);
}

/* What goes on from what stands before it is no beginning. */
static bool may_begin(struct mk_span t, size_t at)
{
    uint8_t c = t.p[at], before = at ? t.p[at - 1] : ' ';
    if (!mk_is_alnum(c) && c != '+' && c != '@' && !is_local(c))
        return false;
    if (c == '@')
        return !mk_is_alnum(before) && before < 0x80 && before != '@';
    return !mk_is_alnum(before) && before < 0x80 && before != '+' && before != '_' &&
           !(before == '.' && at > 1 && mk_is_alnum(t.p[at - 2]));
}

int mk_entities(struct mk_span text, mk_entity_fn *each, void *u)
{
    struct mk_entity found;
    int rc = 0;
    for (size_t i = 0; i < text.len && rc == 0;) {
        size_t n = may_begin(text, i) ? any(&found, text, i) : 0;
        if (n)
            rc = each(u, &found);
        i += n ? n : 1;
    }
    return rc;
}

bool mk_entity_of_id(struct mk_entity *out, struct mk_span id)
{
    size_t open = id.len && id.p[0] == '('; /* "(202) 555-0104" */
    return id.len > open && (open ? mk_entity_phone(out, id, 1) : any(out, id, 0)) == id.len - open;
}
