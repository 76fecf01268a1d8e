/* A disclosure: disclose.h says what is in it. */
#include "firmware/bundle/disclose.h"
#include "firmware/bundle/merkle.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/starved.h"
#include "parsers/base/time.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LIST_MAX ((size_t)64 << 20)
#define TEXT_MAX ((size_t)1 << 20)
/* Of an item, and of the list: what is beside them nobody signed. */
#define ITEM_MEMBERS 8u
#define LIST_MEMBERS 2u

struct shown {
    struct mk_verify v;
    json_t *list, *seen; /* seen: files of items so far */
    struct mk_merkle_told told;
    size_t proven;
    bool older; /* the list is of a form that is not made any more */
    struct mk_sha256 *h;
    uint8_t *step;
};

struct item {
    uint64_t object, part, parts, at;
    struct mk_digest salt, object_salt;
    uint8_t path[2][MK_MERKLE_DEPTH * sizeof(struct mk_digest)]; /* of the part, of the object */
    size_t len[2];
    char file[48];
    bool whole; /* the content of an object that is one part */
};

/* 1, 0 when it cannot be had (said), -1 MK_ENOMEM, MK_EIO */
static int slurp(struct mk_buf *out, struct shown *s, const char *path, struct mk_error *e)
{
    struct mk_error own = { 0 };
    int fd = mk_verify_tag(&s->v, path);
    if (fd < 0)
        return 0;
    int rc = mk_verify_slurp(out, fd, &own);
    close(fd);
    if (rc == 0)
        return 1;
    if (own.code != MK_ELIMIT)
        return mk_fail(e, own.code, "%s: %s", path, own.text);
    mk_verify_say(&s->v, true, "%s: %s", path, own.text);
    return 0;
}

static bool number(uint64_t *out, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    *out = (uint64_t)json_integer_value(v);
    return json_is_integer(v) && json_integer_value(v) >= 0;
}

static bool digest(struct mk_digest *out, const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && mk_digest_parse(out, mk_str(s));
}

static bool way(struct item *x, int which, const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && mk_unhex(x->path[which], sizeof x->path[which], &x->len[which], mk_str(s));
}

/* ---- what the signature covers ---- */

static int check_signature(struct shown *s, struct mk_span tree, struct mk_error *e)
{
    s->v.training = s->told.training;
    s->v.info.sealed_s = s->told.sealed_us / MK_US;
    return mk_verify_signature(&s->v, MK_MERKLE_SIG, "kit", s->told.kit, tree, e);
}

static int check_tree(struct shown *s, struct mk_error *e)
{
    struct mk_buf tree;
    mk_buf_init(&tree, TEXT_MAX);
    int rc = slurp(&tree, s, MK_MERKLE_FILE, e);
    if (rc > 0) {
        const char *why = mk_merkle_told_read(&s->told, mk_buf_span(&tree));
        if (!why && !s->told.kit[0])
            why = "names no kit";
        if (why)
            mk_verify_say(&s->v, true, MK_MERKLE_FILE ": %s", why);
        else
            rc = check_signature(s, mk_buf_span(&tree), e);
    }
    mk_buf_done(&tree);
    return rc < 0 ? -1 : 0;
}

/* ---- items ---- */

static bool read_item(struct item *x, const json_t *o)
{
    return json_object_size(o) == ITEM_MEMBERS && number(&x->object, o, "object") &&
           x->object <= MK_OBJECT_MAX && number(&x->part, o, "part") &&
           number(&x->parts, o, "parts") && number(&x->at, o, "at") &&
           digest(&x->salt, o, "salt") && digest(&x->object_salt, o, "object_salt") &&
           way(x, 0, o, "path") && way(x, 1, o, "object_path");
}

static void name_item(struct item *x, struct shown *s)
{
    unsigned long long n = x->object;
    snprintf(x->file, sizeof x->file, "items/%07llu", n);
    x->whole = x->part == 1 && mk_verify_there(&s->v, x->file);
    if (x->part == 0)
        snprintf(x->file, sizeof x->file, "items/%07llu.index", n);
    else if (!x->whole)
        snprintf(x->file, sizeof x->file, "items/%07llu.%06llu", n, (unsigned long long)x->part);
}

/* 1, 0 when it cannot be had (said), -1 */
static int leaf_of(struct mk_digest *out, struct shown *s, const struct item *x, struct mk_error *e)
{
    struct mk_digest content;
    struct mk_buf part;
    uint64_t bytes;
    if (x->whole) {
        struct mk_error own = { 0 };
        int fd = mk_verify_tag(&s->v, x->file);
        int got = fd < 0 ? 0 : mk_verify_hash(&content, &bytes, fd, s->h, s->step, &own) ? -1 : 1;
        if (fd >= 0)
            close(fd);
        if (got < 0)
            return mk_fail(e, own.code, "%s", own.text);
        return got > 0 && mk_merkle_whole(out, s->h, &x->salt, &content, e) ? -1 : got;
    }
    mk_buf_init(&part, MK_MERKLE_SPLIT + 4096);
    int rc = slurp(&part, s, x->file, e);
    if (rc > 0 && mk_merkle_part(out, s->h, &x->salt, mk_buf_span(&part), e) != 0)
        rc = -1;
    mk_buf_done(&part);
    return rc;
}

static int prove(bool *proven, const struct shown *s, const struct item *x,
                 const struct mk_digest *leaf, struct mk_error *e)
{
    struct mk_digest parts, object, root;
    bool fits = false;
    *proven = false;
    if (mk_merkle_follow(&fits, &parts, leaf, x->parts, x->part, mk_span(x->path[0], x->len[0]),
                         e) != 0)
        return -1;
    if (!fits)
        return 0;
    if (mk_merkle_object(&object, s->h, x->object, x->parts, &x->object_salt, &parts, e) != 0 ||
        mk_merkle_follow(&fits, &root, &object, s->told.objects, x->at,
                         mk_span(x->path[1], x->len[1]), e) != 0)
        return -1;
    *proven = fits && !memcmp(&root, &s->told.root, sizeof root);
    return 0;
}

static int check_item(struct shown *s, const json_t *o, struct mk_error *e)
{
    struct item x = { .object = 0 };
    struct mk_digest leaf;
    bool proven = false;
    if (!read_item(&x, o)) {
        mk_verify_say(&s->v, true, MK_DISCLOSURE ": an item that is none");
        return 0;
    }
    name_item(&x, s);
    if (json_object_get(s->seen, x.file))
        mk_verify_say(&s->v, true, MK_DISCLOSURE ": %s stands there twice", x.file);
    else if (json_object_set_new(s->seen, x.file, json_true()) != 0)
        return mk_fail(e, MK_ENOMEM, "disclosure");
    int rc = leaf_of(&leaf, s, &x, e);
    if (rc <= 0)
        return rc;
    if (prove(&proven, s, &x, &leaf, e) != 0)
        return -1;
    s->proven += proven;
    if (!proven)
        mk_verify_say(&s->v, true, "%s: does not lead to the root that was signed", x.file);
    else if (x.part == 0)
        mk_verify_say(&s->v, false, "%s: object %llu, as the bundle's index has it", x.file,
                      (unsigned long long)x.object);
    else if (x.whole)
        mk_verify_say(&s->v, false, "%s: all of object %llu", x.file, (unsigned long long)x.object);
    else
        mk_verify_say(&s->v, false, "%s: line %llu of the %llu of object %llu", x.file,
                      (unsigned long long)x.part, (unsigned long long)x.parts - 1,
                      (unsigned long long)x.object);
    return 0;
}

/* ---- what lies in there ---- */

static bool listed(struct shown *s, const char *name)
{
    size_t i;
    const json_t *o;
    json_array_foreach(json_object_get(s->list, "items"), i, o)
    {
        struct item x = { .object = 0 };
        if (!read_item(&x, o))
            continue;
        name_item(&x, s);
        if (!strcmp(x.file + strlen("items/"), name))
            return true;
    }
    return false;
}

static int foreign(struct shown *s, const char *folder, const char *name)
{
    struct mk_verify_text t;
    mk_verify_say(&s->v, true, "%s%s: foreign", folder, mk_verify_text(&t, mk_str(name)));
    return 0;
}

static int top_name(void *u, const char *name)
{
    static const char *const known[] = { MK_DISCLOSURE, MK_MERKLE_FILE, "signatures", "items" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(name, known[i]))
            return 0;
    return foreign(u, "", name);
}

static int sig_name(void *u, const char *name)
{
    return strcmp(name, strrchr(MK_MERKLE_SIG, '/') + 1) != 0 ? foreign(u, "signatures/", name) : 0;
}

static int item_name(void *u, const char *name)
{
    return listed(u, name) ? 0 : foreign(u, "items/", name);
}

static void check_names(struct shown *s)
{
    static const struct {
        const char *folder;
        int (*each)(void *u, const char *name);
    } all[] = { { NULL, top_name }, { "signatures", sig_name }, { "items", item_name } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *why = "";
        int fd = all[i].folder ? mk_verify_folder(&why, s->v.dir, all[i].folder) : dup(s->v.dir);
        if (fd < 0 && all[i].folder)
            mk_verify_against(&s->v, all[i].folder, why);
        else if (fd < 0 || mk_verify_names(fd, all[i].each, s) != 0)
            mk_verify_give_up(&s->v, all[i].folder ? all[i].folder : "the folder");
        if (fd >= 0)
            close(fd);
    }
}

/* ---- all of it ---- */

static bool read_list(struct shown *s, struct mk_span text)
{
    s->list = json_loadb((const char *)text.p, text.len, JSON_REJECT_DUPLICATES, NULL);
    const char *format = json_string_value(json_object_get(s->list, "format"));
    s->older =
        format && (!strcmp(format, "moka-disclosure-1") || !strcmp(format, "moka-disclosure-2"));
    return format && !strcmp(format, MK_DISCLOSURE_FORMAT) &&
           json_object_size(s->list) == LIST_MEMBERS &&
           json_is_array(json_object_get(s->list, "items"));
}

static int check_items(struct shown *s, struct mk_error *e)
{
    size_t i;
    const json_t *o;
    json_array_foreach(json_object_get(s->list, "items"), i,
                       o) if (check_item(s, o, e) != 0) return -1;
    mk_verify_say(
        &s->v, s->proven == 0,
        "%zu parts are proven; of what else the bundle holds only its number is told: %llu "
        "objects in all",
        s->proven, (unsigned long long)s->told.objects);
    return 0;
}

static int judge(struct shown *s, struct mk_error *e)
{
    struct mk_buf text;
    mk_buf_init(&text, LIST_MAX);
    int rc = slurp(&text, s, MK_DISCLOSURE, e);
    bool good = rc > 0 && read_list(s, mk_buf_span(&text));
    mk_buf_done(&text);
    s->v.doubt |= s->older;
    if (s->older)
        mk_verify_say(&s->v, false, MK_DISCLOSURE ": of an older form, which is not checked here");
    else if (rc > 0 && !good)
        mk_verify_say(&s->v, true, MK_DISCLOSURE ": not what moka disclose writes");
    if (rc < 0 || !good)
        return rc < 0 ? -1 : 0;
    check_names(s);
    return check_tree(s, e) || check_items(s, e) ? -1 : 0;
}

int mk_verify_disclosure(enum mk_verdict *out, const char *dir, const char *trust,
                         const char *revoked, mk_finding *found, void *u, struct mk_error *e)
{
    struct shown s = { .v = { .trust = trust, .revoked = revoked, .found = found, .u = u } };
    int rc = -1;
    s.v.starved = mk_starved();
    if ((trust && access(trust, R_OK) != 0) || (revoked && access(revoked, R_OK) != 0))
        return mk_fail_errno(e, "the trust file");
    s.v.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s.v.dir < 0)
        return mk_fail_errno(e, dir);
    s.step = malloc(MK_VERIFY_STEP);
    s.seen = json_object();
    if (!s.step || !s.seen)
        mk_fail(e, MK_ENOMEM, "disclosure");
    else if (mk_sha256_new(&s.h, e) == 0)
        rc = judge(&s, e);
    if (rc == 0)
        rc = mk_verify_end(out, &s.v, e);
    json_decref(s.list);
    json_decref(s.seen);
    mk_sha256_free(s.h);
    free(s.step);
    close(s.v.dir);
    return rc;
}
