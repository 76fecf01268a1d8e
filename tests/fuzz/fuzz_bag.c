/* A plain bag: the input is its tag files, with a line of "%%" between them. */
#include "firmware/bundle/bundle.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hear(void *u, bool bad, const char *text)
{
    (void)u;
    (void)bad;
    for (; *text; text++)
        if (*text > 0 && *text < ' ')
            abort(); /* nothing that steers a terminal leaves */
}

static struct mk_span part(struct mk_span *rest)
{
    const uint8_t *end = rest->len ? memmem(rest->p, rest->len, "%%\n", 3) : NULL;
    struct mk_span own = mk_span(rest->p, end ? (size_t)(end - rest->p) : rest->len);
    *rest = mk_span_from(*rest, own.len + 3);
    return own;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = { "bagit.txt", "manifest-md5.txt", "tagmanifest-md5.txt",
                                         "fetch.txt", "bag-info.txt",     "manifest-sha512.txt" };
    struct mk_span rest = mk_span(data, size);
    enum mk_bag_verdict v;
    if (!folder[0]) {
        folder_make();
        mkdir(folder_path("data"), 0700);
        folder_write("data/a", mk_str("one"));
        folder_write("data/B", mk_str("two"));
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct mk_span own = part(&rest);
        if (own.len)
            folder_write(names[i], own);
        else
            unlink(folder_path(names[i]));
    }
    if (mk_verify_bag(&v, folder, hear, NULL, NULL) != 0)
        abort();
    return 0;
}
