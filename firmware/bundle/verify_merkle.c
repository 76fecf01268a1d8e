/* The tree made anew from index and payload: what single parts of the bundle are proven by. */
#include "firmware/bundle/lines.h"
#include "firmware/bundle/merkle.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/time.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX ((size_t)1 << 16)

/* 1; 0 when there is nothing to go by, which is said; -1 */
static int read_told(struct mk_merkle_told *out, struct mk_buf *text, struct mk_verify *v,
                     struct mk_error *e)
{
    int rc = mk_verify_tag_read(text, v, MK_MERKLE_FILE, e);
    const char *why = rc > 0 ? mk_merkle_told_read(out, mk_buf_span(text)) : NULL;
    if (why)
        mk_verify_say(v, out->known, MK_MERKLE_FILE ": %s%s", why,
                      out->known ? "" : "; not checked");
    return why ? 0 : rc;
}

/* Whose it says it is, and that it is signed as such. */
static int check_kit(struct mk_verify *v, const struct mk_merkle_told *told, struct mk_span text,
                     struct mk_error *e)
{
    const struct mk_verify_info *i = &v->info;
    if (told->kit[0] && (strcmp(told->kit, i->kit) != 0 || strcmp(told->run, i->run) != 0 ||
                         told->sealed_us / MK_US != i->sealed_s || told->training != v->training))
        mk_verify_say(v, true, MK_MERKLE_FILE ": of another bundle than bag-info.txt");
    else if (told->kit[0])
        return mk_verify_signature(v, MK_MERKLE_SIG, "kit", told->kit, text, e);
    else if (mk_verify_there(v, MK_MERKLE_SIG))
        mk_verify_say(v, true, MK_MERKLE_SIG ": foreign: " MK_MERKLE_FILE " names no kit");
    return 0;
}

static int recompute(struct mk_merkle *m, const struct mk_verify *v, struct mk_error *own)
{
    struct mk_digest seed;
    struct mk_lines l;
    const char *why = "";
    if (mk_merkle_seed(&seed, v->dir, false, NULL, own) != 0)
        return -1;
    int fd = mk_verify_open(&why, v->dir, "index.jsonl", NULL);
    if (fd < 0)
        return mk_fail(own, why == mk_verify_cannot ? MK_EIO : MK_EABSENT, "index.jsonl: %s", why);
    mk_lines_init(&l, fd, MK_JOURNAL_LINE_MAX);
    int rc = mk_merkle_index(m, v->dir, &l, &seed, own);
    mk_lines_done(&l);
    close(fd);
    return rc;
}

static int compare(struct mk_verify *v, const struct mk_merkle_told *told, struct mk_error *e)
{
    struct mk_merkle m = { .n = 0 };
    struct mk_digest root;
    struct mk_error own = { 0 };
    struct mk_verify_text t;
    if (recompute(&m, v, &own) != 0 || mk_merkle_root(&root, &m, &own) != 0) {
        if (own.code == MK_ENOMEM || own.code == MK_EIO)
            return mk_fail(e, own.code, "%s", own.text);
        mk_verify_say(v, true, MK_MERKLE_FILE ": cannot be made anew: %s",
                      mk_verify_text(&t, mk_str(own.text)));
    } else if (m.n != told->objects || memcmp(&root, &told->root, sizeof root) != 0) {
        mk_verify_say(v, true, MK_MERKLE_FILE ": not the tree over this index and payload");
    } else {
        mk_verify_say(v, false,
                      MK_MERKLE_FILE ": the tree over the payload is the one that was sealed");
    }
    return 0;
}

int mk_verify_merkle(struct mk_verify *v, struct mk_error *e)
{
    struct mk_merkle_told told;
    struct mk_buf text;
    if (!mk_verify_there(v, MK_MERKLE_FILE))
        return 0; /* of a run that had none; the tag manifest tells */
    mk_buf_init(&text, TEXT_MAX);
    int rc = read_told(&told, &text, v, e);
    if (rc > 0)
        rc = check_kit(v, &told, mk_buf_span(&text), e) || compare(v, &told, e) ? -1 : 0;
    mk_buf_done(&text);
    return rc;
}
