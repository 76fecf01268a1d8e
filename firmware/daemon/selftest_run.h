#ifndef MK_SELFTEST_RUN_H
#define MK_SELFTEST_RUN_H

/*
 * What the kit's self-test does, in the program moka-selftest: known answers, each with a negative
 * control, so that a test that always passes is found as well.
 *
 *   hash    SHA-256 and HMAC-SHA-256 of published vectors; one bit changed is another hash
 *   reader  a card of contacts, out of a sealed bundle, through the sandboxed worker: the record
 *           is the known one; of a card with one other digit it is not
 *   bundle  a bundle written, signed and sealed is INTACT; with one bit of its payload flipped, and
 *           for another kit's key, it is TAMPERED
 *   key     what is encrypted to a key opens with it; with another key, or one bit changed, not
 *
 * JSON: {"ok":bool,"at":TIME,"version":..,"ms":N,"tests":[{"name","ok","ms","answer","control",
 * "why"?}]}. answer: what came out; control: what was refused.
 */

#include "parsers/base/error.h"
#include "parsers/base/json.h"

enum mk_selftest_part {
    MK_TEST_HASH,
    MK_TEST_READER,
    MK_TEST_BUNDLE,
    MK_TEST_KEY,
    MK_TEST_COUNT,
};
const char *mk_selftest_name(enum mk_selftest_part p);

struct mk_selftest_world {
    char dir[4096]; /* an own folder, removed afterwards */
    /* The part whose known answer is made wrong, to see that it fails; MK_TEST_COUNT: none. */
    enum mk_selftest_part broken;
};

/* False, and *ok false, when anything failed: it is in the JSON. `in`: a folder to write to. */
bool mk_selftest_all(struct mk_json *j, const char *in, enum mk_selftest_part broken);

/* ---- the parts: 0, or -1 and why. They say in *answer and *control what came out. ---- */

#define MK_SELFTEST_TEXT 160u
struct mk_selftest_said {
    char answer[MK_SELFTEST_TEXT], control[MK_SELFTEST_TEXT];
};
MK_CHECK int mk_selftest_hash(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                              struct mk_error *e);
MK_CHECK int mk_selftest_key(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                             struct mk_error *e);
/* The bundle that the two below look at: made once, w->dir/bundle, with w->dir/trust. */
MK_CHECK int mk_selftest_make(const struct mk_selftest_world *w, struct mk_error *e);
MK_CHECK int mk_selftest_bundle(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                                struct mk_error *e);
MK_CHECK int mk_selftest_reader(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                                struct mk_error *e);

/* The card, and the same with another digit. */
extern const char mk_selftest_card[], mk_selftest_other_card[];

#endif
