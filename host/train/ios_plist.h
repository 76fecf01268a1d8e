#ifndef MK_TRAIN_IOS_PLIST_H
#define MK_TRAIN_IOS_PLIST_H

#include "host/train/ios.h"

/*
 * Property lists out, in binary (its layout: parsers/format/plist.h). Values in the order of a
 * document, a key before each value of a dictionary; the first value is the whole list.
 */
#define MK_BP_OBJECTS 4096u
#define MK_BP_DEPTH   12u

struct mk_bplist {
    struct mk_buf out;            /* the finished list after mk_bp_end() */
    uint32_t at[MK_BP_OBJECTS];   /* where each object begins */
    uint16_t refs[MK_BP_OBJECTS]; /* of the open containers, keys and values in turn */
    size_t objects, nrefs, depth, open[MK_BP_DEPTH];
    bool is_dict[MK_BP_DEPTH], full;
};

void mk_to_utf16be(struct mk_buf *out, struct mk_span utf8);

void mk_bp_begin(struct mk_bplist *p);
void mk_bp_end(struct mk_bplist *p); /* the root is the last value that closed */
void mk_bp_done(struct mk_bplist *p);
bool mk_bp_ok(const struct mk_bplist *p);

void mk_bp_open(struct mk_bplist *p, char bracket); /* '{' or '[' */
void mk_bp_close(struct mk_bplist *p);
void mk_bp_text(struct mk_bplist *p, struct mk_span utf8); /* keys too */
void mk_bp_str(struct mk_bplist *p, const char *s);
void mk_bp_int(struct mk_bplist *p, int64_t v);
void mk_bp_real(struct mk_bplist *p, double v);
void mk_bp_bool(struct mk_bplist *p, bool v);
void mk_bp_date(struct mk_bplist *p, double cocoa_s);
void mk_bp_data(struct mk_bplist *p, struct mk_span s);
void mk_bp_uid(struct mk_bplist *p, uint16_t v); /* a number of NSKeyedArchiver's $objects */
/* Ends it, puts it into a file of phone/ and is done with it. */
MK_CHECK int mk_ios_put_plist(struct mk_train *t, const char *path, int64_t mtime_ms,
                              struct mk_bplist *p, struct mk_error *e);

#endif
