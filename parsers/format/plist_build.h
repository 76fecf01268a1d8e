#ifndef MK_PLIST_BUILD_H
#define MK_PLIST_BUILD_H

#include "parsers/base/buf.h"
#include "parsers/format/plist.h"

/*
 * Puts the tree of a property list together in the order of a document: values, and between them
 * the marks of containers that open and close. What is open at the end of the document is closed
 * there, so that a list that breaks off is shown as far as it goes.
 */
struct mk_plist_build {
    struct mk_arena *arena;
    struct mk_buf values; /* const struct mk_plist_value *[]: items of the open containers */
    struct mk_buf open;   /* size_t[]: where in `values` each begins; its kind is a value there */
};

void mk_plist_build_init(struct mk_plist_build *b, struct mk_arena *a);
void mk_plist_build_done(struct mk_plist_build *b);
bool mk_plist_build_ok(const struct mk_plist_build *b);

/* A new value of that kind at the end, to be filled in; NULL without memory. */
struct mk_plist_value *mk_plist_put(struct mk_plist_build *b, enum mk_plist_kind kind);
void mk_plist_put_text(struct mk_plist_build *b, enum mk_plist_kind kind, struct mk_span s);
/* A value that is in the tree already, or will be when its container closes; NULL: there is none,
 * which is put as damage. */
void mk_plist_put_same(struct mk_plist_build *b, const struct mk_plist_value *v);
/* The last value that was put into the innermost open container; NULL when it has none. */
const struct mk_plist_value *mk_plist_build_last(const struct mk_plist_build *b);
void mk_plist_put_open(struct mk_plist_build *b, enum mk_plist_kind kind);
void mk_plist_put_close(struct mk_plist_build *b);
size_t mk_plist_build_depth(const struct mk_plist_build *b);
/* What is open; ARRAY while nothing is. */
enum mk_plist_kind mk_plist_build_in(const struct mk_plist_build *b);
/* Items so far in the innermost open container. */
size_t mk_plist_build_count(const struct mk_plist_build *b);
/* Closes all; the first value at the top, NULL when there is none or memory ran out. */
const struct mk_plist_value *mk_plist_build_root(struct mk_plist_build *b);

/* ---- the spellings: 0 and a root, maybe with out->damage; -1 when nothing makes sense ---- */

int mk_plist_read_binary(struct mk_plist *out, struct mk_span s, struct mk_error *e);
int mk_plist_read_xml(struct mk_plist *out, struct mk_span s, struct mk_error *e);
int mk_plist_read_json(struct mk_plist *out, struct mk_span s, struct mk_error *e);
int mk_plist_read_openstep(struct mk_plist *out, struct mk_span s, struct mk_error *e);

#endif
