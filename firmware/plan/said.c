#include "firmware/plan/said.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include <stdio.h>

enum kind { LINE, TEXT, TIME, BOOL, TRUE_, OFFSET, WORD, OBJECT, SIGNATURE };

#define WORDS_MAX 5

struct member {
    const char *name;
    enum kind kind;
    bool optional;
    const char *words[WORDS_MAX];
    const struct member *members;
};

#define ON_OFF                                                                                     \
    {                                                                                              \
        "on", "off", "unknown"                                                                     \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, LINE, false, { NULL }, NULL                                                          \
    }
#define M(n, k)                                                                                    \
    {                                                                                              \
        n, k, false, { NULL }, NULL                                                                \
    }
#define MAY(n, k)                                                                                  \
    {                                                                                              \
        n, k, true, { NULL }, NULL                                                                 \
    }
#define OF(n, m)                                                                                   \
    {                                                                                              \
        n, OBJECT, false, { NULL }, m                                                              \
    }
#define MAY_OF(n, m)                                                                               \
    {                                                                                              \
        n, OBJECT, true, { NULL }, m                                                               \
    }

static const struct member exhibit[] = { M("number", LINE), MAY("seal", LINE),
                                         MAY("description", TEXT), MAY("serial", LINE), END };
static const struct member item[] = { MAY("seal", LINE), MAY("description", TEXT), END };
static const struct member seizure[] = {
    M("by", LINE),
    M("at", TIME),
    M("place", LINE),
    { "how", WORD, false, { "seized", "handed-over", "volunteered", "found" }, NULL },
    MAY("note", TEXT),
    END
};
static const struct member radio[] = {
    { "state", WORD, false, ON_OFF, NULL },
    { "set_by", WORD, false, { "officer", "owner", "found", "unknown" }, NULL },
    M("verified", BOOL),
    END
};
static const struct member phone[] = {
    { "power", WORD, false, ON_OFF, NULL },
    { "lock", WORD, false, { "unlocked", "locked", "unknown" }, NULL },
    OF("airplane", radio),
    OF("wifi", radio),
    OF("bluetooth", radio),
    MAY("note", TEXT),
    END
};
#define OWNER                                                                                      \
    MAY("name", LINE), MAY("language", LINE), M("present", BOOL),                                  \
        { "minor", WORD, false, { "yes", "no", "unknown" }, NULL }, END
static const struct member owner[] = {
    { "role", WORD, false, { "suspect", "victim", "witness", "unknown" }, NULL }, OWNER
};
static const struct member owner_of_authority[] = { OWNER };
static const struct member authority[] = {
    { "basis", WORD, false, { "warrant", "consent", "statute", "exercise" }, NULL },
    M("reference", LINE),
    MAY("issued_by", LINE),
    M("valid_from", TIME),
    M("valid_until", TIME),
    MAY("comment", LINE),
    END
};
static const struct member notice[] = {
    M("language", LINE),
    { "given", WORD, false, { "read", "read-aloud", "interpreted" }, NULL },
    END
};
static const struct member guardian[] = { M("name", LINE), M("relation", LINE), END };
static const struct member interpreter[] = { M("name", LINE), M("language", LINE), END };
static const struct member consent[] = {
    OF("notice", notice),
    { "capacity", WORD, false, { "adult", "minor", "supported" }, NULL },
    M("understood", TRUE_),
    M("controller_absent", TRUE_),
    M("withdrawal_told", TRUE_),
    M("alternatives", TEXT),
    MAY_OF("guardian", guardian),
    MAY_OF("interpreter", interpreter),
    { "receipt", WORD, false, { "wanted", "declined" }, NULL },
    M("at", TIME),
    M("signature", SIGNATURE),
    END
};
static const struct member the_clock[] = { M("reference", LINE), M("agrees", BOOL),
                                           M("offset_s", OFFSET), END };

static const struct {
    const char *name;
    const struct member *members;
} parts[] = {
    { "exhibit", exhibit },     { "item", item },
    { "seizure", seizure },     { "phone", phone },
    { "owner", owner },         { "owner of authority", owner_of_authority },
    { "authority", authority }, { "consent", consent },
    { "clock", the_clock },
};

static const struct member *members_of(const char *part)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strcmp(parts[i].name, part))
            return parts[i].members;
    return NULL;
}

bool mk_said_is_part(const char *part)
{
    return members_of(part) != NULL;
}

static bool text_ok(const json_t *v, size_t max, bool breaks)
{
    const char *s = json_string_value(v);
    size_t n = json_string_length(v);
    if (!s || n == 0 || n > max || mk_utf8_valid(mk_span(s, n)) != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)s[i] < 0x20 && !(breaks && s[i] == '\n')) || s[i] == 0x7f ||
            ((unsigned char)s[i] == 0xc2 && (unsigned char)s[i + 1] < 0xa0)) /* C1 */
            return false;
    return true;
}

bool mk_said_line(const json_t *v)
{
    return text_ok(v, MK_SAID_LINE, false);
}

static bool time_ok(const json_t *v)
{
    int64_t us;
    const char *s = json_string_value(v);
    return s && strlen(s) == json_string_length(v) && mk_time_parse(&us, mk_str(s)) &&
           mk_time_in_range(us);
}

static bool number_in(const json_t *v, json_int_t low, json_int_t high)
{
    return json_is_integer(v) && json_integer_value(v) >= low && json_integer_value(v) <= high;
}

static bool point_ok(const json_t *p, json_int_t *ms)
{
    const json_t *t = json_array_get(p, 2);
    if (json_array_size(p) != 3 || !number_in(json_array_get(p, 0), 0, 10000) ||
        !number_in(json_array_get(p, 1), 0, 10000) || !number_in(t, *ms, 3600000))
        return false;
    *ms = json_integer_value(t);
    return true;
}

/* A name that was typed, and the sentence that was agreed to with it. */
static bool typed_ok(const json_t *v)
{
    return json_object_size(v) == 2 && mk_said_line(json_object_get(v, "typed")) &&
           mk_said_line(json_object_get(v, "statement"));
}

bool mk_said_signature(const json_t *v)
{
    const json_t *strokes = json_object_get(v, "strokes");
    if (typed_ok(v))
        return true;
    size_t n = json_array_size(strokes), points = 0;
    json_int_t ms = 0;
    if (json_object_size(v) != 1 || n == 0 || n > MK_SAID_STROKES)
        return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *stroke = json_array_get(strokes, i);
        size_t k = json_array_size(stroke);
        points += k;
        if (k == 0 || points > MK_SAID_POINTS)
            return false;
        for (size_t at = 0; at < k; at++)
            if (!point_ok(json_array_get(stroke, at), &ms))
                return false;
    }
    return true;
}

static bool word_ok(const struct member *m, const json_t *v)
{
    const char *s = json_string_value(v);
    for (size_t i = 0; s && i < WORDS_MAX && m->words[i]; i++)
        if (!strcmp(m->words[i], s) && strlen(s) == json_string_length(v))
            return true;
    return false;
}

static bool value_ok(const struct member *m, const json_t *v)
{
    switch (m->kind) {
    case LINE:
        return mk_said_line(v);
    case TEXT:
        return text_ok(v, MK_SAID_TEXT, true);
    case TIME:
        return time_ok(v);
    case BOOL:
    case TRUE_:
        return json_is_boolean(v);
    case OFFSET:
        return number_in(v, -86400, 86400);
    case WORD:
        return word_ok(m, v);
    case OBJECT:
        return json_is_object(v);
    case SIGNATURE:
        return mk_said_signature(v);
    }
    return false;
}

static const char *const shapes[] = {
    [LINE] = "a text of 1 to 200 bytes in one line",
    [TEXT] = "a text of 1 to 2000 bytes",
    [TIME] = "a time such as \"2026-11-30T18:00:00Z\"",
    [BOOL] = "true or false",
    [TRUE_] = "true or false",
    [OFFSET] = "a number of seconds, a day at most",
    [WORD] = "one of its words",
    [OBJECT] = "an object",
    [SIGNATURE] = "a signature's strokes, or a typed name with its statement",
};

static const struct member *member_named(const struct member *m, const char *key)
{
    for (; m->name; m++)
        if (!strcmp(m->name, key))
            return m;
    return NULL;
}

static void say_where(struct mk_said_wrong *w, const char *outer, const char *key)
{
    snprintf(w->field, sizeof w->field, "%s%s%s", outer, *outer ? "." : "", key);
}

/* Two levels: no member of a member holds an object. */
static int check(struct mk_said_wrong *w, const struct member *members, const json_t *o,
                 const char *outer, struct mk_error *e)
{
    json_t *all = (json_t *)(uintptr_t)o; /* jansson walks what it may also change */
    for (void *it = json_object_iter(all); it; it = json_object_iter_next(all, it)) {
        const char *key = json_object_iter_key(it);
        const json_t *v = json_object_iter_value(it);
        const struct member *m = member_named(members, key);
        say_where(w, outer, m ? m->name : "");
        if (!m)
            return mk_fail(e, MK_EUSAGE, "a member that is not known to this version");
        if (!value_ok(m, v))
            return mk_fail(e, MK_EUSAGE, "\"%s\" has to be %s", w->field, shapes[m->kind]);
        if (m->kind == OBJECT && check(w, m->members, v, m->name, e))
            return -1;
    }
    return 0;
}

int mk_said_check(struct mk_said_wrong *w, const char *part, const json_t *value,
                  struct mk_error *e)
{
    const struct member *members = members_of(part);
    *w = (struct mk_said_wrong){ "" };
    if (!members)
        return mk_fail(e, MK_EABSENT, "no such part");
    if (!json_is_object(value))
        return mk_fail(e, MK_EUSAGE, "%s: has to be an object", part);
    if (check(w, members, value, "", e))
        return mk_fail_in(e, part);
    return 0;
}

static void lacks(const struct member *m, const json_t *o, const char *outer,
                  void (*each)(void *u, const char *field), void *u)
{
    struct mk_said_wrong w;
    for (; m->name; m++) {
        const json_t *v = json_object_get(o, m->name);
        say_where(&w, outer, m->name);
        if (m->kind == OBJECT && (v || !m->optional))
            lacks(m->members, v, m->name, each, u);
        else if ((!v && !m->optional) || (m->kind == TRUE_ && !json_is_true(v)))
            each(u, w.field);
    }
}

static bool word_is(const json_t *o, const char *key, const char *word)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && !strcmp(s, word);
}

void mk_said_lacks(const char *part, const json_t *value, void (*each)(void *u, const char *field),
                   void *u)
{
    const struct member *members = members_of(part);
    if (!members)
        return;
    if (!value) {
        each(u, "");
        return;
    }
    lacks(members, value, "", each, u);
    if (members != consent)
        return;
    if (word_is(value, "capacity", "minor") && !json_object_get(value, "guardian"))
        each(u, "guardian");
    if (word_is(json_object_get(value, "notice"), "given", "interpreted") &&
        !json_object_get(value, "interpreter"))
        each(u, "interpreter");
}

static void first_lack(void *u, const char *field)
{
    struct mk_said_wrong *w = u;
    if (!w->field[0])
        snprintf(w->field, sizeof w->field, "%s", *field ? field : "all of it");
}

int mk_said_whole(const char *part, const json_t *value, struct mk_error *e)
{
    struct mk_said_wrong w;
    if (mk_said_check(&w, part, value, e))
        return -1;
    w.field[0] = 0;
    mk_said_lacks(part, value, first_lack, &w);
    return w.field[0] ? mk_fail(e, MK_EUSAGE, "%s: lacks \"%s\"", part, w.field) : 0;
}
