#include "firmware/phantom/words.h"

struct splitter {
    const uint8_t *p, *end; /* of the line, what is left */
    uint8_t *out;           /* as large as the line: a word never grows */
    size_t len;
};

static bool at_end(const struct splitter *s)
{
    return s->p == s->end;
}

static void put(struct splitter *s, uint8_t c)
{
    s->out[s->len++] = c;
}

static int single_quoted(struct splitter *s)
{
    while (!at_end(s)) {
        uint8_t c = *s->p++;
        if (c == '\'')
            return 0;
        put(s, c);
    }
    return -1;
}

static int double_quoted(struct splitter *s)
{
    while (!at_end(s)) {
        uint8_t c = *s->p++;
        if (c == '"')
            return 0;
        if (c == '$' || c == '`')
            return -1;
        if (c == '\\' && !at_end(s) && strchr("$`\"\\\n", *s->p)) {
            c = *s->p++;
            if (c == '\n')
                continue;
        }
        put(s, c);
    }
    return -1;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static int word(struct splitter *s)
{
    while (!at_end(s) && !is_blank(*s->p)) {
        uint8_t c = *s->p++;
        if (c == '\'' || c == '"') {
            if (c == '\'' ? single_quoted(s) : double_quoted(s))
                return -1;
        } else if (c == '\\') {
            if (at_end(s))
                return -1;
            if (*s->p != '\n')
                put(s, *s->p);
            s->p++;
        } else if (c && strchr(";|&<>()`$", c)) {
            return -1;
        } else {
            put(s, c);
        }
    }
    return 0;
}

int mk_phantom_words_split(struct mk_phantom_words *out, struct mk_arena *arena,
                           struct mk_span line, struct mk_error *e)
{
    if (!line.len)
        line = mk_str(""); /* nothing may point nowhere */
    /* each word takes at most its own characters, plus the NUL in place of the blank behind it */
    struct splitter s = { line.p, line.p + line.len, mk_arena_alloc(arena, line.len + 1), 0 };
    if (!s.out)
        return mk_fail(e, MK_ENOMEM, "command line");
    out->n = 0;
    for (;;) {
        while (!at_end(&s) && is_blank(*s.p))
            s.p++;
        if (at_end(&s))
            return 0;
        if (out->n == MK_WORDS_MAX)
            return mk_fail(e, MK_ELIMIT, "command line: more than %u words", MK_WORDS_MAX);
        size_t from = s.len;
        if (word(&s))
            return mk_fail(e, MK_EUSAGE, "syntax error");
        out->w[out->n++] = mk_span(s.out + from, s.len - from);
        put(&s, 0);
    }
}
