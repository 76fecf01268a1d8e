#ifndef MK_TREE_VALUE_H
#define MK_TREE_VALUE_H

#include "parsers/format/plist.h"
#include "parsers/format/tree.h"

/*
 * What the types of `moka tree` share: values inside of values are shown decoded, with a limit on
 * how deep and how many. A value that is no JSON by nature becomes an object of one member that
 * says what it is: {"hex"}, {"base64"}, {"gzip"}, {"plist"}, {"proto"}, {"uid"}, {"set"}, {"pairs"}
 * (a dictionary whose keys are no texts or not unique), {"damaged"}, {"loop"}.
 */
#define MK_TREE_DEPTH    128
#define MK_TREE_VALUES   ((size_t)2 << 20)
#define MK_TREE_UNPACKED ((size_t)64 << 20) /* of all packed values together */

struct mk_tree {
    struct mk_json *j;
    size_t values;   /* shown so far */
    size_t unpacked; /* bytes */
    unsigned depth;
    bool damaged; /* something could not be read, and the place says so */
};

/* Begins a value; false when there are too many or too deep, which it has then written. After true
 * mk_tree_leave(). */
bool mk_tree_enter(struct mk_tree *t);
void mk_tree_leave(struct mk_tree *t);
void mk_tree_damaged(struct mk_tree *t, struct mk_span why); /* {"damaged": why} */
/* {"word": ...: the caller writes the value and the closing bracket. */
void mk_tree_word(struct mk_tree *t, const char *word);
/* Text; base64 of something known is shown decoded, what is no UTF-8 as bytes. */
void mk_tree_text(struct mk_tree *t, struct mk_span s);
void mk_tree_bytes(struct mk_tree *t, struct mk_span s);
/* A message of protocol buffers: a list of its fields. */
void mk_tree_message(struct mk_tree *t, struct mk_span s);
void mk_tree_plist_value(struct mk_tree *t, const struct mk_plist_value *v);
/* A property list as a whole: an archive of objects resolved, what is wrong with it beside it. */
void mk_tree_plist_list(struct mk_tree *t, const struct mk_plist *p);
bool mk_tree_is_archive(const struct mk_plist *p);
void mk_tree_archive(struct mk_tree *t, const struct mk_plist *p);

/* Text without control characters but tab and line ends. */
bool mk_tree_is_text(struct mk_span s);
/* What write() gives back: 0, or 1 when something is damaged. */
int mk_tree_result(const struct mk_tree *t);

#endif
