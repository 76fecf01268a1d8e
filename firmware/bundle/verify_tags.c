/* The tag files: which may be there, and the tag manifest's hashes. */
#include "firmware/bundle/merkle.h"
#include "firmware/bundle/verify.h"
#include "firmware/bundle/withheld.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TAGS_MAX ((size_t)1 << 16) /* the tag manifest has one line per row of this table */

static const struct {
    const char *path;
    bool always; /* not "where the run had them" */
} tags[] = {
    { "authority.json", false },     { "bag-info.txt", true },         { "bagit.txt", true },
    { "coverage.jsonl", true },      { "custody/log.jsonl", true },    { "index.jsonl", true },
    { "manifest-sha256.txt", true }, { MK_MERKLE_SEED, false },        { MK_MERKLE_FILE, false },
    { "plan.json", false },          { MK_WITHHELD_FILE_NAME, false },
};
#define TAGS (sizeof tags / sizeof *tags)

bool mk_verify_is_tag(struct mk_span path)
{
    for (size_t i = 0; i < TAGS; i++)
        if (mk_span_is(path, tags[i].path))
            return true;
    return false;
}

int mk_verify_tag(struct mk_verify *v, const char *path)
{
    const char *why = "missing", *slash = strchr(path, '/');
    char folder[40];
    int dir = v->dir;
    if (slash) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        dir = mk_verify_folder(&why, v->dir, folder);
    }
    int fd = dir < 0 ? -1 : mk_verify_open(&why, dir, slash ? slash + 1 : path, NULL);
    if (fd < 0)
        mk_verify_against(v, path, why);
    if (slash && dir >= 0)
        close(dir);
    return fd;
}

int mk_verify_tag_read(struct mk_buf *out, struct mk_verify *v, const char *path,
                       struct mk_error *e)
{
    struct mk_error own = { 0 };
    int fd = mk_verify_tag(v, path);
    if (fd < 0)
        return 0;
    int rc = mk_verify_slurp(out, fd, &own);
    close(fd);
    if (rc == 0)
        return 1;
    if (own.code != MK_ELIMIT)
        return mk_fail(e, own.code, "%s: %s", path, own.text);
    mk_verify_say(v, true, "%s: %s", path, own.text);
    return 0;
}

/* ---- foreign names ---- */

struct place {
    struct mk_verify *v;
    const char *prefix; /* "custody/" */
    size_t names;
};

static bool belongs(const struct place *p, const char *path)
{
    const struct mk_verify *v = p->v;
    if (mk_verify_is_tag(mk_str(path)) || !strcmp(path, "tagmanifest-sha256.txt") ||
        !strcmp(path, "data") || !strcmp(path, "custody") || !strcmp(path, "signatures"))
        return true;
    if (!strcmp(path, "custody/transfers")) /* what is in there: mk_verify_transfers() */
        return v->sealed;
    if (!strcmp(path, "signatures/kit.sig") ||
        !strcmp(path, MK_MERKLE_SIG)) /* see verify_merkle.c */
        return v->info.by_kit || !v->sealed;
    if (!strcmp(path, "signatures/officer.sig"))
        return v->info.by_officer || !v->sealed;
    return !v->sealed && (!strcmp(path, "journal") || !strcmp(path, "scratch") ||
                          mk_span_ends(mk_str(path), mk_str(".tmp")));
}

static int name(void *u, const char *own)
{
    struct place *p = u;
    struct mk_verify_text t;
    char path[600];
    p->names++;
    snprintf(path, sizeof path, "%s%s", p->prefix, own);
    if (!belongs(p, path))
        mk_verify_say(p->v, true, "%s: foreign", mk_verify_text(&t, mk_str(path)));
    return 0;
}

static void folder(struct mk_verify *v, const char *own, const char *prefix)
{
    struct place p = { v, prefix, 0 };
    const char *why;
    int fd = mk_verify_folder(&why, v->dir, own);
    if (fd < 0) { /* then what belongs into it is named as missing */
        if (strcmp(why, "missing") != 0)
            mk_verify_against(v, prefix, why);
        return;
    }
    if (mk_verify_names(fd, name, &p) != 0)
        mk_verify_give_up(v, prefix);
    else if (p.names == 0 && v->sealed) /* sealing that was cut leaves folders for the next try */
        mk_verify_say(v, true, "%s: foreign: an empty folder", prefix);
    close(fd);
}

void mk_verify_tree(struct mk_verify *v)
{
    struct place top = { v, "", 0 };
    if (mk_verify_names(v->dir, name, &top) != 0)
        mk_verify_give_up(v, "the folder");
    folder(v, "custody", "custody/");
    folder(v, "signatures", "signatures/");
}

/* ---- the tag manifest ---- */

struct tally {
    struct mk_verify *v;
    struct mk_sha256 *h;
    uint8_t *step;
    bool listed[TAGS];
    size_t next; /* no row before this one may come any more */
};

/* Row of the path, or TAGS. */
static size_t row_of(struct mk_span path)
{
    size_t i = 0;
    while (i < TAGS && !mk_span_is(path, tags[i].path))
        i++;
    return i;
}

static int hash_tag(struct tally *t, size_t row, const struct mk_digest *expect, struct mk_error *e)
{
    struct mk_digest got;
    struct mk_error own = { 0 };
    uint64_t bytes;
    int fd = mk_verify_tag(t->v, tags[row].path);
    if (fd < 0)
        return 0;
    int rc = mk_verify_hash(&got, &bytes, fd, t->h, t->step, &own);
    close(fd);
    if (rc != 0)
        return mk_fail(e, own.code, "%s: %s", tags[row].path, own.text);
    if (memcmp(&got, expect, sizeof got) != 0)
        mk_verify_say(t->v, true, "%s: changed: its hash is not the tag manifest's",
                      tags[row].path);
    return 0;
}

/* "<hex>  <path>": hex in lower case, rows ascending, each once. */
static int tag_line(struct tally *t, struct mk_span s, uint64_t n, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    const char *why = NULL;
    bool form =
        s.len > 66 && mk_digest_parse(&d, mk_span(s.p, 64)) && s.p[64] == ' ' && s.p[65] == ' ';
    if (form)
        mk_digest_hex(hex, &d);
    size_t row = form ? row_of(mk_span_from(s, 66)) : TAGS;
    if (!form || memcmp(hex, s.p, 64) != 0)
        why = "not \"<hash>  <path>\"";
    else if (row == TAGS)
        why = "names what is no tag file of a bundle";
    else if (t->listed[row])
        why = "the same file again";
    else if (row < t->next)
        why = "out of order";
    if (why)
        mk_verify_say(t->v, true, "tagmanifest-sha256.txt, line %llu: %s", (unsigned long long)n,
                      why);
    if (row == TAGS || t->listed[row])
        return 0;
    t->listed[row] = true;
    t->next = row + 1;
    return hash_tag(t, row, &d, e);
}

static void unlisted(struct tally *t)
{
    for (size_t i = 0; i < TAGS; i++)
        if (!t->listed[i] && (tags[i].always || mk_verify_there(t->v, tags[i].path)))
            mk_verify_say(t->v, true, "%s: tagmanifest-sha256.txt does not have it%s", tags[i].path,
                          mk_verify_there(t->v, tags[i].path) ? "" : ", and it is missing");
}

static int lines(struct tally *t, int fd, struct mk_error *e)
{
    struct mk_lines l;
    struct mk_span s;
    uint64_t n = 0;
    int rc;
    mk_lines_init(&l, fd, TAGS_MAX);
    while ((rc = mk_verify_line(&s, &n, &l, t->v, "tagmanifest-sha256.txt", e)) > 0 &&
           (rc = tag_line(t, s, n, e)) == 0)
        ;
    mk_lines_done(&l);
    return rc;
}

int mk_verify_tags(struct mk_verify *v, struct mk_error *e)
{
    struct tally t = { .v = v };
    int rc = -1, fd = mk_verify_tag(v, "tagmanifest-sha256.txt");
    t.step = malloc(MK_VERIFY_STEP);
    if (!t.step) {
        mk_fail(e, MK_ENOMEM, "tag files");
        goto out;
    }
    if (mk_sha256_new(&t.h, e) != 0)
        goto out;
    rc = fd < 0 ? 0 : lines(&t, fd, e);
    if (rc == 0)
        unlisted(&t);
out:
    if (fd >= 0)
        close(fd);
    mk_sha256_free(t.h);
    free(t.step);
    return rc;
}
