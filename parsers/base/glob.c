#include "parsers/base/glob.h"

/* One byte against the set behind '['. Returns what follows the set, or NULL when it is no set. */
static const char *match_set(bool *fits, const char *set, uint8_t c)
{
    bool not = *set == '!';
    *fits = false;
    set += not ;
    for (const char *from = set; *set && (*set != ']' || set == from); set++) {
        uint8_t low = (uint8_t)*set, high = low;
        if (set[1] == '-' && set[2] && set[2] != ']') {
            high = (uint8_t)set[2];
            set += 2;
        }
        *fits = *fits || (low <= c && c <= high);
    }
    *fits = *fits != not ;
    return *set == ']' ? set + 1 : NULL;
}

/* What follows in the glob when its next element fits `c`, otherwise NULL. */
static const char *match_one(const char *glob, uint8_t c)
{
    bool fits = false;
    const char *after = *glob == '[' ? match_set(&fits, glob + 1, c) : NULL;
    if (after)
        return fits ? after : NULL;
    return *glob && (*glob == '?' || (uint8_t)*glob == c) ? glob + 1 : NULL;
}

/* Where the text can go on behind a star, from `at` on: at what the glob spells out next. Behind
 * the text's end: nowhere. */
static size_t next_place(const char *glob, struct mk_span s, size_t at)
{
    size_t n = strcspn(glob, "*?[");
    if (n == 0 || at >= s.len)
        return at;
    const uint8_t *p = memmem(s.p + at, s.len - at, glob, n);
    return p ? (size_t)(p - s.p) : s.len + 1;
}

/* Only the last star has to be tried again: what an earlier one could take, this one can as well.
 */
bool mk_glob_fits(const char *glob, struct mk_span s)
{
    const char *star = NULL;
    size_t at = 0, taken = 0; /* `taken`: where the star's text ends so far */
    while (at < s.len) {
        const char *next = *glob == '*' ? NULL : match_one(glob, s.p[at]);
        if (*glob == '*') {
            star = ++glob;
            if (!*glob)
                return true;
            at = taken = next_place(glob, s, at);
        } else if (next) {
            glob = next;
            at++;
        } else if (star) {
            glob = star;
            at = taken = next_place(glob, s, taken + 1);
        } else {
            return false;
        }
    }
    while (*glob == '*')
        glob++;
    return at == s.len && !*glob;
}

bool mk_glob_is_plain(const char *glob)
{
    return !glob[strcspn(glob, "*?[")];
}
