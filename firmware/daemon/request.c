#include "firmware/daemon/request.h"
#include "firmware/plan/said.h"
#include "firmware/plan/scope.h"
#include "parsers/base/utf.h"
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define SECRET_MAX 1024u
#define ID_MAX     ((json_int_t)1 << 53)

static const char *const codes[] = {
#define X(name, word) [MK_IPC_##name] = (word),
    MK_IPC_CODES(X)
#undef X
};
static const char *const states[] = {
#define X(name, word) [MK_CASE_##name] = (word),
    MK_CASE_STATES(X)
#undef X
};

const char *mk_ipc_code_word(enum mk_ipc_code code)
{
    return codes[code];
}

const char *mk_cases_state_word(enum mk_case_state s)
{
    return states[s];
}

enum mk_case_state mk_cases_state_named(const char *word)
{
    int i = 0;
    while (i < MK_CASE_STATE_COUNT && (!word || strcmp(states[i], word) != 0))
        i++;
    return (enum mk_case_state)i;
}

void *mk_wiped_malloc(size_t n)
{
    return malloc(n);
}

void mk_wiped_free(void *p)
{
    if (p)
        explicit_bzero(p, malloc_usable_size(p));
    free(p);
}

int mk_refuse(struct mk_refusal *r, enum mk_ipc_code code, const char *fmt, ...)
{
    va_list ap;
    *r = (struct mk_refusal){ .code = code, .retry_s = -1 };
    va_start(ap, fmt);
    vsnprintf(r->text, sizeof r->text, fmt, ap);
    va_end(ap);
    return -1;
}

bool mk_is_case_id(const char *s)
{
    return strlen(s) == 12 && !strncmp(s, "c-", 2) &&
           strspn(s + 2, "abcdefghijklmnopqrstuvwxyz234567") == 10;
}

bool mk_is_officer_id(const char *s)
{
    size_t n = strlen(s);
    return n > 0 && n <= 40 &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == n &&
           s[0] != '.' && s[0] != '-';
}

static bool is_pin(const char *s)
{
    size_t n = strlen(s);
    return n >= 6 && n <= 12 && strspn(s, "0123456789") == n;
}

static bool is_text(const json_t *v, size_t max, bool breaks)
{
    const char *s = json_string_value(v);
    size_t n = json_string_length(v);
    if (!s || n == 0 || n > max || mk_utf8_valid(mk_span(s, n)) != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)s[i] < 0x20 && !(breaks && s[i] == '\n')) || s[i] == 0x7f)
            return false;
    return true;
}

static bool is_preset(const char *s)
{
    for (unsigned i = MK_PRESET_NONE + 1; i < MK_PRESETS; i++)
        if (!strcmp(s, mk_preset_name((enum mk_preset)i)))
            return true;
    return false;
}

static bool is_part(const char *s)
{
    static const char *const parts[] = { "exhibit",   "seizure", "phone", "owner",
                                         "authority", "consent", "clock", "scope" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strcmp(parts[i], s))
            return true;
    return false;
}

static bool is_platform(const char *s)
{
    return !strcmp(s, "android") || !strcmp(s, "iphone");
}

static bool is_count(const json_t *v)
{
    return json_is_integer(v) && json_integer_value(v) >= 0 && json_integer_value(v) <= ID_MAX;
}

static bool member_ok(const struct mk_member *m, const json_t *v)
{
    const char *s = json_string_value(v);
    switch (m->kind) {
    case MK_M_LINE:
        return mk_said_line(v);
    case MK_M_TEXT:
        return is_text(v, MK_SAID_TEXT, true);
    case MK_M_SECRET:
        return is_text(v, SECRET_MAX, false);
    case MK_M_BOOL:
        return json_is_boolean(v);
    case MK_M_COUNT:
        return is_count(v);
    case MK_M_OBJECT:
        return json_is_object(v);
    case MK_M_OBJECT_OR_NULL:
        return json_is_object(v) || json_is_null(v);
    case MK_M_CASE:
        return s && mk_is_case_id(s);
    case MK_M_OFFICER:
        return s && mk_is_officer_id(s);
    case MK_M_PIN:
        return s && is_pin(s);
    case MK_M_PART:
        return s && is_part(s);
    case MK_M_PRESET:
        return s && is_preset(s);
    case MK_M_PLATFORM:
        return s && is_platform(s);
    case MK_M_SIGNATURE:
        return mk_said_signature(v);
    }
    return false;
}

static const struct mk_member *member_named(const struct mk_ipc_word *w, const char *key)
{
    for (size_t i = 0; i < MK_WORD_MEMBERS && w->members[i].name; i++)
        if (!strcmp(w->members[i].name, key))
            return &w->members[i];
    return NULL;
}

static bool is_envelope(const char *key)
{
    return !strcmp(key, "id") || !strcmp(key, "do") || !strcmp(key, "session") ||
           !strcmp(key, "auto");
}

static int check_members(const struct mk_request *q, struct mk_refusal *r)
{
    for (void *it = json_object_iter(q->root); it; it = json_object_iter_next(q->root, it)) {
        const char *key = json_object_iter_key(it);
        const struct mk_member *m = member_named(q->word, key);
        if (is_envelope(key))
            continue;
        if (!m)
            return mk_refuse(r, MK_IPC_USAGE, "%s: a member that it does not have", q->word->name);
        if (!member_ok(m, json_object_iter_value(it)))
            return mk_refuse(r, MK_IPC_USAGE, "%s: \"%s\" is not as it has to be", q->word->name,
                             m->name);
    }
    for (size_t i = 0; i < MK_WORD_MEMBERS && q->word->members[i].name; i++)
        if (!q->word->members[i].optional && !json_object_get(q->root, q->word->members[i].name))
            return mk_refuse(r, MK_IPC_USAGE, "%s: lacks \"%s\"", q->word->name,
                             q->word->members[i].name);
    return 0;
}

static int read_envelope(struct mk_request *q, struct mk_refusal *r)
{
    const json_t *id = json_object_get(q->root, "id"), *session;
    const char *word = json_string_value(json_object_get(q->root, "do"));
    if (!is_count(id))
        return mk_refuse(r, MK_IPC_USAGE, "\"id\" has to be a number");
    q->id = json_integer_value(id);
    for (size_t i = 0; word && i < mk_ipc_word_count(); i++)
        if (!strcmp(mk_ipc_word_at(i)->name, word))
            q->word = mk_ipc_word_at(i);
    if (!q->word)
        return mk_refuse(r, MK_IPC_USAGE, "no such word");
    session = json_object_get(q->root, "session");
    const char *s = json_string_value(session);
    if (session &&
        (!s || strlen(s) != MK_SESSION_LEN || strspn(s, "0123456789abcdef") != MK_SESSION_LEN))
        return mk_refuse(r, MK_IPC_SESSION, "no such session");
    snprintf(q->session, sizeof q->session, "%s", s ? s : "");
    const json_t *by_itself = json_object_get(q->root, "auto");
    if (by_itself && !json_is_true(by_itself))
        return mk_refuse(r, MK_IPC_USAGE, "\"auto\" is true where it is there");
    q->by_itself = by_itself != NULL;
    return 0;
}

/* Before a parser that recurses sees it. */
static bool shallow(struct mk_span line)
{
    unsigned depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = line.p[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > MK_IPC_DEPTH)
                return false;
        } else if (c == '}' || c == ']') {
            depth -= depth > 0;
        }
    }
    return true;
}

int mk_request_read(struct mk_request *q, struct mk_span line, bool *fatal, struct mk_refusal *r)
{
    *q = (struct mk_request){ .id = -1 };
    *fatal = true;
    if (line.len > MK_IPC_LINE)
        return mk_refuse(r, MK_IPC_USAGE, "a line of more than %zu bytes", MK_IPC_LINE);
    if (!shallow(line))
        return mk_refuse(r, MK_IPC_USAGE, "nested deeper than %u", MK_IPC_DEPTH);
    q->root = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(q->root))
        return mk_refuse(r, MK_IPC_USAGE, "not a JSON object");
    *fatal = false;
    return read_envelope(q, r) || check_members(q, r) ? -1 : 0;
}

void mk_request_done(struct mk_request *q)
{
    json_decref(q->root);
    q->root = NULL;
    explicit_bzero(q->session, sizeof q->session);
}

const char *mk_request_str(const struct mk_request *q, const char *key)
{
    return json_string_value(json_object_get(q->root, key));
}

bool mk_request_bool(const struct mk_request *q, const char *key)
{
    return json_is_true(json_object_get(q->root, key));
}

json_t *mk_request_json(const struct mk_request *q, const char *key)
{
    return json_object_get(q->root, key);
}
