#include "parsers/format/content_rows.h"

static bool says(struct mk_span s, const char *word)
{
    size_t n = strlen(word);
    return s.len >= n && memmem(s.p, s.len, word, n) != NULL;
}

/* Order matters: the trace of a refused query names IllegalArgumentException further down, and the
 * tool repeats "Error while accessing provider" in front of everything. */
static const struct {
    const char *word;
    enum mk_content_answer answer;
} phrases[] = {
    { "SecurityException", MK_ANSWER_REFUSED },
    { "Permission Denial", MK_ANSWER_REFUSED },
    { "Could not find provider", MK_ANSWER_NO_PROVIDER },
    { "Unknown authority", MK_ANSWER_NO_PROVIDER },
    { "Unknown URL", MK_ANSWER_NO_PROVIDER },
    { "Unknown URI", MK_ANSWER_NO_PROVIDER },
    { "no such column", MK_ANSWER_NO_COLUMN },
    { "Invalid column", MK_ANSWER_NO_COLUMN },
    { "Unknown column", MK_ANSWER_NO_COLUMN },
    { "Invalid token", MK_ANSWER_ERROR },
    { "content: not found", MK_ANSWER_NO_TOOL },
    { "content: inaccessible", MK_ANSWER_NO_TOOL },
    { "content: Permission denied", MK_ANSWER_NO_TOOL },
    { "[ERROR]", MK_ANSWER_ERROR },
    { "Exception", MK_ANSWER_ERROR },
    { "Error while accessing provider", MK_ANSWER_ERROR },
};

bool mk_answer_failed(struct mk_span err)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (says(err, phrases[i].word))
            return true;
    return false;
}

/* Fills `why` with the line around `at`. */
static void line_at(char why[static 160], struct mk_span s, size_t at)
{
    size_t from = at, n = 0;
    while (from > 0 && s.p[from - 1] != '\n')
        from--;
    for (; from < s.len && s.p[from] != '\n' && n < 159; from++)
        why[n++] = s.p[from] >= 0x20 && s.p[from] < 0x7f ? (char)s.p[from] : '?';
    why[n] = 0;
}

enum mk_content_answer mk_answer_text(char why[static 160], struct mk_span s)
{
    size_t n = 0;
    while (s.len && s.p[s.len - 1] == '\n')
        s.len--;
    for (size_t i = 0; i < s.len && n < 158; i++) {
        bool lf = s.p[i] == '\n', plain = s.p[i] >= 0x20 && s.p[i] < 0x7f;
        why[n++] = lf ? ';' : plain ? (char)s.p[i] : '?';
        if (lf)
            why[n++] = ' ';
    }
    why[n] = 0;
    return MK_ANSWER_TEXT;
}

static enum mk_content_answer find(char why[static 160], struct mk_span s)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (says(s, phrases[i].word)) {
            const uint8_t *p = memmem(s.p, s.len, phrases[i].word, strlen(phrases[i].word));
            line_at(why, s, (size_t)(p - s.p));
            return phrases[i].answer;
        }
    return MK_ANSWER_COUNT;
}

enum mk_content_answer mk_answer_words(char why[static 160], struct mk_span out, struct mk_span err)
{
    enum mk_content_answer a = find(why, err);
    if (a == MK_ANSWER_COUNT &&
        (mk_span_is(out, "No result found.\n") || mk_span_is(out, "No reuslt found.\n"))) {
        why[0] = 0;
        return MK_ANSWER_EMPTY;
    }
    if (a == MK_ANSWER_COUNT)
        a = find(why, out);
    if (a != MK_ANSWER_COUNT)
        return a;
    line_at(why, out.len ? out : err, 0);
    return MK_ANSWER_BROKEN;
}
