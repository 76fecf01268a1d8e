#include "firmware/daemon/words.h"
#include <assert.h>

static const char all[] =
#include "firmware/daemon/words_bip39.h"
    ;

/* The next word and its length; *at moves behind it. */
static const char *next(size_t *at, size_t *len)
{
    const char *w = all + *at;
    *len = strcspn(w, " ");
    *at += *len + 1;
    return w;
}

void mk_word_at(char out[static MK_WORD_LEN], unsigned index)
{
    size_t at = 0, len = 0;
    const char *w = all;
    assert(index < MK_WORDS);
    for (unsigned i = 0; i <= index; i++)
        w = next(&at, &len);
    memcpy(out, w, len);
    out[len] = 0;
}

int mk_word_index(const char *word)
{
    size_t at = 0, len;
    for (unsigned i = 0; i < MK_WORDS; i++) {
        const char *w = next(&at, &len);
        if (strlen(word) == len && memcmp(w, word, len) == 0)
            return (int)i;
    }
    return -1;
}

void mk_hash_words(char out[static MK_HASH_WORDS][MK_WORD_LEN], const struct mk_digest *d)
{
    for (unsigned i = 0; i < MK_HASH_WORDS; i++) {
        unsigned v = 0;
        for (unsigned bit = 11 * i; bit < 11 * i + 11; bit++)
            v = v << 1 | ((unsigned)d->b[bit / 8] >> (7 - bit % 8) & 1u);
        mk_word_at(out[i], v);
    }
}
