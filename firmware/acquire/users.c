#include "firmware/acquire/users.h"
#include <stdio.h>

static bool digits(uint32_t *out, struct mk_span s, unsigned base)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i];
        unsigned d = c >= '0' && c <= '9' ? c - 48u : c >= 'a' && c <= 'f' ? c - 87u : 99u;
        if (d >= base || (v = v * base + d) > UINT32_MAX)
            return false;
    }
    *out = (uint32_t)v;
    return s.len > 0;
}

static size_t find_last(struct mk_span s, uint8_t c)
{
    size_t i = s.len;
    while (i > 0 && s.p[i - 1] != c)
        i--;
    return i ? i - 1 : s.len;
}

/* "\tUserInfo{10:Work profile:1030} running" */
static bool read_line(struct mk_user *u, struct mk_span line)
{
    static const char head[] = "UserInfo{";
    uint32_t number;
    while (line.len && (line.p[0] == '\t' || line.p[0] == ' '))
        line = mk_span_from(line, 1);
    if (!mk_span_starts(line, mk_str(head)))
        return false;
    line = mk_span_from(line, sizeof head - 1);
    size_t end = find_last(line, '}');
    if (end == line.len)
        return false;
    struct mk_span info = mk_span(line.p, end), rest = mk_span_from(line, end + 1);
    size_t last = find_last(info, ':');
    const uint8_t *first = info.len ? memchr(info.p, ':', info.len) : NULL;
    if (!first || (size_t)(first - info.p) == last ||
        !digits(&number, mk_span(info.p, (size_t)(first - info.p)), 10) || number > 9999 ||
        !digits(&u->flags, mk_span_from(info, last + 1), 16))
        return false;
    u->number = number;
    u->running = mk_span_starts(rest, mk_str(" running"));
    snprintf(u->text, sizeof u->text, "%u", u->number);
    return true;
}

static bool is_known(const struct mk_users *s, unsigned number)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->all[i].number == number)
            return true;
    return false;
}

void mk_users_read(struct mk_users *out, struct mk_span answer)
{
    *out = (struct mk_users){ 0 };
    while (answer.len) {
        const uint8_t *end = memchr(answer.p, '\n', answer.len);
        size_t n = end ? (size_t)(end - answer.p) : answer.len;
        struct mk_user u = { 0 };
        bool is_one = read_line(&u, mk_span(answer.p, n)) && !is_known(out, u.number);
        answer = mk_span_from(answer, end ? n + 1 : n);
        out->more |= is_one && out->n == MK_USERS_MAX;
        if (is_one && out->n < MK_USERS_MAX)
            out->all[out->n++] = u;
    }
    out->known = out->n > 0;
    if (!out->known)
        out->all[out->n++] = (struct mk_user){ .running = true, .text = "0" };
}

/* ---- memory cards ---- */

static struct mk_span word(struct mk_span *rest)
{
    size_t n = 0;
    while (rest->len && rest->p[0] == ' ')
        *rest = mk_span_from(*rest, 1);
    while (n < rest->len && rest->p[n] != ' ' && rest->p[n] != '\r')
        n++;
    struct mk_span w = mk_span(rest->p, n);
    *rest = mk_span_from(*rest, n);
    return w;
}

/* Letters, digits and hyphens: it becomes part of a path. */
static bool is_uuid(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'F') && !(c >= 'a' && c <= 'f') &&
            c != '-')
            return false;
    }
    return s.len > 0 && s.len <= 40;
}

static void read_volume(struct mk_cards *out, struct mk_span line)
{
    struct mk_span id = word(&line), state = word(&line), uuid = word(&line);
    if (!mk_span_starts(id, mk_str("public:")) || !mk_span_starts(state, mk_str("mounted")) ||
        !is_uuid(uuid) || out->n == MK_CARDS_MAX)
        return;
    snprintf(out->path[out->n++], sizeof *out->path, "/storage/%.*s", (int)uuid.len,
             (const char *)uuid.p);
}

void mk_cards_read(struct mk_cards *out, struct mk_span answer)
{
    *out = (struct mk_cards){ 0 };
    while (answer.len) {
        const uint8_t *end = memchr(answer.p, '\n', answer.len);
        size_t n = end ? (size_t)(end - answer.p) : answer.len;
        read_volume(out, mk_span(answer.p, n));
        answer = mk_span_from(answer, end ? n + 1 : n);
    }
}
