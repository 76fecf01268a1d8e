#ifndef MK_DAEMON_WORDS_H
#define MK_DAEMON_WORDS_H

#include "parsers/base/hash.h"

/*
 * Words in place of digits, for what people read to each other or copy by hand: 2,048 English ones
 * (words_bip39.h), each for 11 bits.
 *
 * A bundle's root hash (SHA-256 of tagmanifest-sha256.txt) is shown as 12 of them: its first 132
 * bits, the most significant first. That is no seed phrase of BIP-39: nothing is a checksum, all
 * are of the hash. Two bundles whose words agree without being the same would take 2^66 tries at
 * least; the whole hash stands beside them.
 */
#define MK_WORDS      2048u
#define MK_WORD_LEN   9 /* with its NUL */
#define MK_HASH_WORDS 12u

void mk_word_at(char out[static MK_WORD_LEN], unsigned index); /* below MK_WORDS */
/* Whether it is one of them, in lower case: its index, else -1. */
int mk_word_index(const char *word);
void mk_hash_words(char out[static MK_HASH_WORDS][MK_WORD_LEN], const struct mk_digest *d);

#endif
