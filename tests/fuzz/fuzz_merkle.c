/*
 * An object of a bundle as the tree sees it: the input up to its first LF is its line of the index,
 * what follows is its content. Parts put together are the content, and the kept leaves lead to the
 * tree's root.
 */
#include "firmware/bundle/merkle.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check_parts(const struct mk_merkle_object *o)
{
    struct mk_span content = mk_buf_span(&o->content);
    size_t parts = o->leaves.len / sizeof(struct mk_digest), at = 0;
    for (uint64_t n = 1; n < parts; n++) {
        struct mk_span part = mk_merkle_object_part(o, n);
        must(at + part.len <= content.len && !memcmp(part.p, content.p + at, part.len));
        at += part.len;
    }
    must(at == content.len);
}

static void check_tree(const struct mk_merkle_object *o)
{
    struct mk_merkle m = { .n = 0 };
    struct mk_digest leaf, a, b;
    for (size_t at = 0; at < o->leaves.len; at += sizeof leaf) {
        memcpy(&leaf, o->leaves.p + at, sizeof leaf);
        must(mk_merkle_add(&m, &leaf, NULL) == 0);
    }
    must(mk_merkle_root(&a, &m, NULL) == 0 && mk_merkle_root(&b, &o->tree, NULL) == 0);
    must(memcmp(&a, &b, sizeof a) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct mk_digest seed = { { 7 } };
    struct mk_merkle_object o;
    struct mk_span line = mk_span(data, size), content = mk_str("");
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    if (!folder[0]) {
        folder_make();
        must(mkdir(folder_path("data"), 0700) == 0 && mkdir(folder_path("data/000"), 0700) == 0);
    }
    if (end) {
        line.len = (size_t)(end - data);
        content = mk_span_from(mk_span(data, size), line.len + 1);
    }
    if (content.len > 4096) /* parts are looked up one by one */
        return 0;
    folder_write("data/000/0000001", content);
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(dir >= 0);
    must(mk_merkle_object_init(&o, &seed, NULL) == 0);
    o.keep = true;
    if (mk_merkle_object_read(&o, dir, line, NULL) == 0) {
        check_tree(&o);
        must(o.line.len > 0 && o.line.p[o.line.len - 1] == '\n');
        if (o.split)
            check_parts(&o);
    }
    mk_merkle_object_done(&o);
    close(dir);
    return 0;
}
