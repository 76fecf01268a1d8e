#include "firmware/bundle/bundle.h"
#include "tests/fuzz/chain.h"
#include "tests/fuzz/folder.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A bundle from anybody, listed and opened. First byte even: the rest is index.jsonl. Odd: each
 * line of the rest is a line of the journal and gets the checksum it needs.
 */
static void make(void)
{
    folder_make();
    if (mkdir(folder_path("data"), 0700) != 0 || mkdir(folder_path("data/000"), 0700) != 0)
        abort();
    folder_write("data/000/0000001", mk_str("x"));
}

static void put_journal(struct mk_span in)
{
    struct mk_buf b;
    mk_buf_init(&b, (size_t)64 << 20);
    chain_lines(&b, in);
    folder_write(MK_JOURNAL_NAME, mk_buf_span(&b));
    mk_buf_done(&b);
}

struct walk {
    const struct mk_source *src;
    uint64_t least;
};

static int each(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct walk *w = u;
    struct mk_file f;
    (void)e;
    assert(en->id >= w->least && en->id <= MK_OBJECT_MAX);
    assert(en->path.len <= MK_OBJECT_PATH_MAX && en->role < MK_ROLE_COUNT);
    w->least = en->id + 1;
    if (w->src->open(&f, w->src->u, en->id, NULL) == 0) {
        assert(en->id == 1 && f.size == 1); /* the only one there is */
        mk_file_close(&f);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_source src;
    struct walk w = { &src, 0 };
    struct mk_error e;
    if (!*folder)
        make();
    if (size == 0)
        return 0;
    struct mk_span in = mk_span_from(mk_span(data, size), 1);
    if (data[0] & 1) {
        put_journal(in);
    } else {
        unlink(folder_path(MK_JOURNAL_NAME));
        folder_write("index.jsonl", in);
    }
    if (mk_source_bundle(&src, folder, &e) != 0)
        abort();
    if (src.list(src.u, each, &w, &e) != 0)
        assert(e.code != MK_OK);
    mk_source_done(&src);
    return 0;
}
