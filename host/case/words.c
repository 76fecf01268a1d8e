#include "host/case/words.h"
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#define WORD_MAX 64 /* UTF-16 units of one word that count; the rest of a longer one does not */

struct walk {
    struct mk_span text;
    bool query;
    mk_word_fn *each;
    void *u;
};

static UChar32 at(const struct walk *w, size_t *i)
{
    UChar32 c;
    int32_t pos = (int32_t)*i;
    U8_NEXT(w->text.p, pos, (int32_t)w->text.len, c);
    *i = (size_t)pos;
    return c; /* negative: not UTF-8 */
}

static bool of_word(UChar32 c)
{
    if (c < 0x80)
        return c >= 0 && ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'));
    return (U_MASK(u_charType(c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

static bool is_dense(UChar32 c)
{
    UErrorCode err = U_ZERO_ERROR;
    return c >= 0x0e00 && uscript_breaksBetweenLetters(uscript_getScript(c, &err));
}

/* Accents and vowel points, which people leave out; in other scripts (Devanagari ...) a nonspacing
 * mark may be the vowel itself. */
static bool is_accent(UChar32 c)
{
    UErrorCode err = U_ZERO_ERROR;
    UScriptCode s =
        u_charType(c) == U_NON_SPACING_MARK ? uscript_getScript(c, &err) : USCRIPT_COMMON;
    return s == USCRIPT_INHERITED || s == USCRIPT_ARABIC || s == USCRIPT_HEBREW || c == 0x0640;
}

/* Folds `n` code units; 0 when nothing of it counts (a mark alone). */
static int32_t fold(char *out, int32_t room, const UChar *s, int32_t n)
{
    UChar folded[4 * WORD_MAX], apart[6 * WORD_MAX];
    UErrorCode err = U_ZERO_ERROR;
    int32_t k =
        unorm2_normalize(unorm2_getNFKCCasefoldInstance(&err), s, n, folded, 4 * WORD_MAX, &err);
    k = unorm2_normalize(unorm2_getNFDInstance(&err), folded, k, apart, 6 * WORD_MAX, &err);
    int32_t kept = 0, len = 0;
    if (U_FAILURE(err))
        return 0;
    for (int32_t i = 0; i < k;) {
        UChar32 c;
        U16_NEXT(apart, i, k, c);
        if (!is_accent(c))
            U16_APPEND_UNSAFE(apart, kept, c);
    }
    /* NFC again: a Hangul syllable is one letter. */
    k = unorm2_normalize(unorm2_getNFCInstance(&err), apart, kept, folded, 4 * WORD_MAX, &err);
    u_strToUTF8(out, room, &len, folded, k, &err);
    return U_FAILURE(err) ? 0 : len;
}

static int give(const struct walk *w, const char *text, int32_t len, size_t from, size_t to)
{
    const struct mk_word word = { mk_span(text, (size_t)len), from, to };
    return len > 0 ? w->each(w->u, &word) : 0;
}

/* A word of ASCII alone, which most are. */
static int plain(const struct walk *w, size_t from, size_t to)
{
    char low[WORD_MAX];
    size_t n = to - from < sizeof low ? to - from : sizeof low;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = w->text.p[from + i];
        low[i] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    return give(w, low, (int32_t)n, from, to);
}

static int spaced(const struct walk *w, size_t from, size_t to)
{
    UChar s[WORD_MAX];
    char out[12 * WORD_MAX];
    int32_t n = 0;
    bool ascii = true;
    for (size_t i = from; i < to;) {
        UChar32 c = at(w, &i);
        ascii = ascii && c < 0x80;
        if (n + 2 <= WORD_MAX)
            U16_APPEND_UNSAFE(s, n, c);
    }
    return ascii ? plain(w, from, to) : give(w, out, fold(out, sizeof out, s, n), from, to);
}

/* A run of letters without spaces: each pair, and the last letter. */
static int dense(const struct walk *w, size_t from, size_t to)
{
    char out[12 * WORD_MAX];
    int rc = 0;
    bool first = true;
    while (rc == 0 && from < to) {
        UChar s[4];
        int32_t n = 0;
        size_t next = from, end;
        UChar32 c = at(w, &next);
        U16_APPEND_UNSAFE(s, n, c);
        end = next;
        if (next < to) {
            c = at(w, &end);
            U16_APPEND_UNSAFE(s, n, c);
        }
        if (end > next || first || !w->query)
            rc = give(w, out, fold(out, sizeof out, s, n), from, end);
        first = false;
        from = next;
    }
    return rc;
}

int mk_words(struct mk_span text, bool query, mk_word_fn *each, void *u)
{
    const struct walk w = { mk_span(text.p, text.len < INT32_MAX ? text.len : INT32_MAX), query,
                            each, u };
    size_t i = 0, from = 0;
    int rc = 0;
    enum { NONE, SPACED, DENSE } run = NONE, kind;
    while (rc == 0 && i <= w.text.len) {
        size_t here = i;
        UChar32 c = i < w.text.len ? at(&w, &i) : (i++, -1);
        bool mark = c >= 0x80 && (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0;
        kind = !of_word(c) ? NONE : is_dense(c) ? DENSE : SPACED;
        if (mark && run != NONE)
            kind = run; /* belongs to the letter before it */
        if (kind == run)
            continue;
        if (run != NONE)
            rc = run == DENSE ? dense(&w, from, here) : spaced(&w, from, here);
        run = kind;
        from = here;
    }
    return rc;
}
