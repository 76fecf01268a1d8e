#include "firmware/bundle/bag.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/starved.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARENA_CAP ((size_t)512 << 20)

void mk_bag_say(struct mk_bag *b, bool bad, const char *fmt, ...)
{
    char text[1200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    b->bad |= bad;
    b->found(b->u, bad, text);
}

void *mk_bag_more(struct mk_bag *b, struct mk_bag_array *a, size_t size)
{
    if (a->n == a->cap) {
        size_t cap = a->cap ? 2 * a->cap : 64;
        void *p = reallocarray(NULL, cap, size);
        if (!p) {
            b->no_memory = true;
            return NULL;
        }
        if (a->n)
            memcpy(p, a->p, a->n * size);
        free(a->p);
        a->p = p;
        a->cap = cap;
    }
    uint8_t *room = (uint8_t *)a->p + a->n++ * size;
    memset(room, 0, size);
    return room;
}

void mk_bag_against(struct mk_bag *b, const char *path, const char *why)
{
    if (why != mk_verify_cannot)
        mk_bag_say(b, true, "%s: %s", path, why);
    else if (!b->cannot.code)
        mk_fail_errno(&b->cannot, path);
    b->no_memory |= why == mk_verify_cannot;
}

bool mk_bag_read(struct mk_buf *out, struct mk_bag *b, const char *name, bool needed)
{
    const char *why;
    struct mk_error e = { 0 };
    int fd = mk_verify_open(&why, b->dir, name, NULL);
    if (fd < 0) {
        if (needed || strcmp(why, "missing") != 0)
            mk_bag_against(b, name, why);
        return false;
    }
    int rc = mk_verify_slurp(out, fd, &e);
    close(fd);
    if (rc == 0)
        return true;
    if (e.code == MK_ELIMIT)
        mk_bag_say(b, true, "%s: %s", name, e.text);
    else if (!b->cannot.code)
        b->cannot = e;
    b->no_memory |= e.code != MK_ELIMIT;
    return false;
}

bool mk_bag_line(struct mk_span *line, struct mk_span text, size_t *at)
{
    struct mk_span rest = mk_span_from(text, *at);
    size_t n = 0;
    if (!rest.len)
        return false;
    while (n < rest.len && rest.p[n] != '\n' && rest.p[n] != '\r')
        n++;
    *line = mk_span(rest.p, n);
    bool both = n + 1 < rest.len && rest.p[n] == '\r' && rest.p[n + 1] == '\n';
    *at += n + (n < rest.len) + both;
    return true;
}

/* "BagIt-Version: M.N", digits only. */
static bool version(unsigned *out, struct mk_span line)
{
    static const char label[] = "BagIt-Version: ";
    unsigned part[2] = { 0 }, digits[2] = { 0 }, at = 0;
    if (!mk_span_starts(line, mk_str(label)))
        return false;
    for (size_t i = sizeof label - 1; i < line.len; i++) {
        if (line.p[i] == '.' && at == 0) {
            at = 1;
        } else if (line.p[i] >= '0' && line.p[i] <= '9' && digits[at]++ < 3) {
            part[at] = part[at] * 10 + (line.p[i] - '0');
        } else {
            return false;
        }
    }
    *out = part[0] * 1000 + part[1];
    return digits[0] && digits[1];
}

static void encoding(struct mk_bag *b, struct mk_span line)
{
    static const char label[] = "Tag-File-Character-Encoding: ";
    struct mk_verify_text t;
    struct mk_span value = mk_span_from(line, sizeof label - 1);
    if (!mk_span_starts(line, mk_str(label)) || !value.len) {
        mk_bag_say(b, true, "bagit.txt: line 2 is not \"%s...\"", label);
        return;
    }
    b->latin1 = mk_span_is(value, "ISO-8859-1");
    if (!b->latin1 && !mk_span_is(value, "UTF-8") && !mk_span_is(value, "US-ASCII")) {
        b->unsupported = true;
        mk_bag_say(b, false, "bagit.txt: tag files in %s are not read", mk_verify_text(&t, value));
    }
}

static bool declaration(struct mk_bag *b, struct mk_span text)
{
    struct mk_span line = { 0 };
    size_t at = 0;
    if (mk_span_starts(text, mk_str("\xef\xbb\xbf"))) {
        mk_bag_say(b, true, "bagit.txt: starts with a byte order mark");
        return false;
    }
    if (!mk_bag_line(&line, text, &at) || !version(&b->version, line)) {
        mk_bag_say(b, true, "bagit.txt: line 1 is not \"BagIt-Version: M.N\"");
        return false;
    }
    if (b->version != MK_BAG_1_0 && (b->version < 93 || b->version > 97)) {
        b->unsupported = true;
        mk_bag_say(b, false, "bagit.txt: version %u.%u is not known", b->version / 1000,
                   b->version % 1000);
        return false;
    }
    line = (struct mk_span){ 0 };
    mk_bag_line(&line, text, &at);
    encoding(b, line);
    if (at < text.len)
        mk_bag_say(b, true, "bagit.txt: more than two lines");
    return !b->unsupported;
}

bool mk_bag_declaration(struct mk_bag *b)
{
    struct mk_buf text;
    mk_buf_init(&text, 65536);
    bool ok = mk_bag_read(&text, b, "bagit.txt", true) && declaration(b, mk_buf_span(&text));
    mk_buf_done(&text);
    return ok;
}

static void check(struct mk_bag *b)
{
    if (!mk_bag_declaration(b))
        return;
    mk_bag_walk(b);
    if (!b->no_memory)
        mk_bag_fetch(b);
    if (!b->no_memory)
        mk_bag_manifests(b);
    if (!b->no_memory)
        mk_bag_compare(b);
    if (!b->no_memory)
        mk_bag_oxum(b);
}

int mk_verify_bag(enum mk_bag_verdict *out, const char *dir, mk_finding *found, void *u,
                  struct mk_error *e)
{
    struct mk_bag b = { .found = found, .u = u };
    unsigned starved = mk_starved();
    b.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b.dir < 0)
        return mk_fail_errno(e, dir);
    mk_arena_init(&b.arena, ARENA_CAP);
    check(&b);
    for (size_t i = 0; i < b.nlists; i++)
        EVP_MD_free(b.lists[i].md);
    free(b.files.p);
    free(b.sums.p);
    free(b.fetch.p);
    mk_arena_done(&b.arena);
    close(b.dir);
    if (b.cannot.code)
        return mk_fail(e, b.cannot.code, "%s", b.cannot.text);
    if (b.no_memory || mk_starved() != starved)
        return mk_fail(e, MK_ENOMEM, "the bag's manifests");
    *out = b.bad ? MK_BAG_INVALID : b.unsupported ? MK_BAG_UNSUPPORTED : MK_BAG_VALID;
    return 0;
}
