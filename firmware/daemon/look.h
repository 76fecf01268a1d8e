#ifndef MK_LOOK_H
#define MK_LOOK_H

#include "firmware/bundle/bundle.h"

/*
 * A look into a sealed bundle, for the screen that shows what became of everything. The program
 * moka-look does it for mokad, which reads no bundle itself. One JSON object:
 *
 *   taken, not_taken, unreachable, nothing
 *               lists of {"category","state","count"?,"artefacts":[..],"more"?,"why"?,"reason"?}:
 * the ledger's lines by category of the plan (or "backup", "other") and by state. count: rows or
 * files, where they are known; artefacts: at most 12 of
 *               {"name","count"?}; more: how many further lines; why: the ledger's words of the
 *               first; reason: a code for them, of look_why.c, where they are known
 *               taken: of what something came
 *               not_taken: out-of-scope, refused, restricted, redacted, failed; left-out is what
 *               the scope left of what was taken
 *               unreachable: unreachable, unknown
 *               nothing: what was looked for and is not there (empty, absent)
 *   hash        SHA-256 of tagmanifest-sha256.txt, 64 hex digits
 *   words       the same as 12 words, see words.h
 *   changes     [{"code","what","made":bool,"undone":bool,"how"?}] to the phone, by the custody
 *               log. code: adb-key, pairing, backup-password, command; how: to take it back
 *   verify      "intact", "tampered" or "unknown", against the kit's own key
 *   findings    of that, what speaks against it: at most 20 texts
 *   signatures  [{"who","file"}]: "kit", "officer"
 *   objects, bytes   of the payload
 *   training    bool
 */
#define MK_LOOK_MAX ((size_t)48 << 10) /* bytes of the object */

/* How far it is, while the payload is read: that takes as long as the disk. */
struct mk_look_seen {
    uint64_t files, bytes, files_total, bytes_total; /* totals as the bundle tells them; 0: not */
};
struct mk_look_told {
    void *u;
    void (*seen)(void *u, const struct mk_look_seen *s);
};
/* kit: the folder of the kit's identity, for its public key; NULL: nobody is trusted. told may be
 * NULL. */
MK_CHECK int mk_look(struct mk_buf *out, const char *bundle, const char *kit,
                     const struct mk_look_told *told, struct mk_error *e);

/* ---- private: its parts ---- */

/* "taken", "not_taken", "unreachable", "nothing" out of coverage.jsonl (look_cover.c). */
MK_CHECK int mk_look_cover(struct mk_json *j, int dir, struct mk_error *e);
/* A reason of the ledger as a code that screens have words for (look_why.c); NULL: none is known.
 */
const char *mk_look_why_code(const char *why);
/* The plan's word for an artefact, "backup" or "other". */
const char *mk_look_category(const char *artefact);
/* "changes" out of custody/log.jsonl (look_acts.c). */
MK_CHECK int mk_look_changes(struct mk_json *j, int dir, struct mk_error *e);
/* "verify", "findings" (look_verify.c). */
MK_CHECK int mk_look_verify(struct mk_json *j, const char *bundle, const char *kit,
                            const struct mk_look_told *told, const struct mk_look_seen *total,
                            struct mk_error *e);

/* Each line of a file as an object; one that is none is passed over. */
struct json_t;
MK_CHECK int mk_look_lines(int dir, const char *name,
                           int (*each)(void *u, const struct json_t *o, struct mk_error *e),
                           void *u, struct mk_error *e);
/* A member's text, cut to `max` at a whole character; "" when there is none. */
const char *mk_look_text(char *out, size_t max, const struct json_t *o, const char *key);

#endif
