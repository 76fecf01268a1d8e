/* Records of a container as a reader that was taken over could send them to the one writer of a
 * bundle (its frames' walk is fuzz_record's and test_parse's): what is kept of them has to be lines
 * that are records. */
#include "firmware/acquire/cut.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define SCOPE                                                                                      \
    "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\",\"exhibit\":"      \
    "\"E\",\"officer\":{\"id\":\"a\",\"name\":\"A\"},\"valid_from\":\"2020-01-01T00:00:00Z\","     \
    "\"valid_until\":\"2099-01-01T00:00:00Z\",\"scope\":{\"categories\":[\"messages\","            \
    "\"files\"],\"from\":\"2025-05-10T00:00:00Z\",\"exclude\":[\"0712345678\"]}}"
#define PATH "/sdcard/Download/WhatsApp Chat with Bob Secret.txt"

static struct mk_run run;
static const struct mk_acquire_options options;

static char dir[] = "/tmp/fuzz_cut.XXXXXX";

static int drop(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)st;
    (void)flag;
    (void)f;
    return remove(path);
}

static void end(void)
{
    mk_run_withheld_close(&run);
    mk_bundle_free(run.b);
    mk_authority_free(run.authority);
    nftw(dir, drop, 8, FTW_DEPTH | FTW_PHYS);
}

/* One bundle for all inputs. */
static bool begin(void)
{
    const struct mk_bundle_info info = { .id = "00000000000000000000000000000000",
                                         .kit_id = "k-00000000",
                                         .exhibit = "E",
                                         .reference = "W",
                                         .software = "fuzz" };
    if (run.b)
        return true;
    run.o = &options;
    return mkdtemp(dir) && atexit(end) == 0 &&
           mk_authority_parse(&run.authority, mk_str(SCOPE), NULL) == 0 &&
           mk_bundle_create(&run.b, dir, mk_disk_real(), &info, NULL) == 0 &&
           mk_run_withheld_under(&run, mk_str("a key of digests, of 32 bytes..."), NULL) == 0;
}

/* As firmware/parse takes them in: whole items that can be walked. */
static struct mk_span walkable(struct mk_span items)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item it;
    size_t good = 0;
    while (mk_item_next(&it, &c) > 0 && mk_fields_valid(it.fields))
        good = c.pos;
    return mk_span(items.p, good);
}

static void check(const struct mk_buf *out)
{
    struct mk_span rest = mk_buf_span(out);
    struct mk_buf items;
    const uint8_t *lf;
    mk_buf_init(&items, (size_t)64 << 20);
    while (rest.len && (lf = memchr(rest.p, '\n', rest.len))) {
        size_t len = (size_t)(lf - rest.p);
        mk_buf_clear(&items);
        if (mk_record_of_json(&items, mk_span(rest.p, len), NULL, NULL) != 0)
            __builtin_trap();
        rest = mk_span_from(rest, len + 1);
    }
    if (rest.len)
        __builtin_trap();
    mk_buf_done(&items);
}

static void all_passes(struct mk_cut *c, struct mk_span items)
{
    int rc = 0;
    for (int pass = MK_CUT_GATHER; rc == 0 && pass <= MK_CUT_FOLLOW; pass++) {
        c->pass = (enum mk_cut_pass)pass;
        mk_cut_forget_heads(c);
        rc = mk_cut_items(c, items, NULL);
        if (!c->begun)
            check(&c->out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const struct mk_held_file file = { .path = { (const uint8_t *)PATH, sizeof PATH - 1 },
                                              .size = 100,
                                              .mtime_s = 5 };
    if (!begin())
        abort();
    struct mk_cut c = { .r = &run, .file = &file, .number = 1 };
    mk_buf_init(&c.item, (size_t)16 << 20);
    mk_buf_init(&c.out, (size_t)64 << 20);
    c.heads = calloc(MK_CUT_HEADS, sizeof *c.heads);
    if (c.heads && mk_cut_names_new(&c.names, file.path, "filtered-extract/0000001", NULL) == 0 &&
        mk_lines_new(&c.lines, NULL) == 0 &&
        mk_withheld_begin(run.withheld, mk_str("fuzz"), NULL) == 0)
        all_passes(&c, walkable(mk_span(p, n)));
    if (c.heads)
        mk_cut_forget_heads(&c);
    if (c.begun && mk_bundle_drop(run.b, "fuzz", NULL) != 0)
        abort();
    if (mk_withheld_cancel(run.withheld, NULL) != 0)
        abort();
    free(c.heads);
    mk_cut_names_free(c.names);
    mk_lines_free(c.lines);
    mk_marks_done(&c.threads);
    mk_marks_done(&c.refs);
    mk_buf_done(&c.item);
    mk_buf_done(&c.out);
    return 0;
}
