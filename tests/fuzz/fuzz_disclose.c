/*
 * A disclosure in which one file is replaced by the input: the first byte says which. It holds no
 * signature that holds, so nothing may pass as intact, and its list is hostile.
 */
#include "firmware/bundle/disclose.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define ROOT                                                                                       \
    "{\"format\":\"moka-merkle-3\",\"objects\":1,\"root\":\"" ZEROS "\",\"run\":\"a\","            \
    "\"kit\":\"k-1\",\"sealed\":\"2026-01-01T00:00:00.000000Z\",\"training\":false}\n"
#define ITEM                                                                                       \
    "{\"object\":1,\"part\":0,\"parts\":1,\"at\":0,\"salt\":\"" ZEROS                              \
    "\",\"path\":\"\",\"object_salt\":\"" ZEROS "\",\"object_path\":\"\"}"
#define LIST "{\"format\":\"moka-disclosure-3\",\"items\":[" ITEM "]}\n"

static const struct {
    const char *name, *text;
} files[] = { { "disclosure.json", LIST },
              { "merkle.json", ROOT },
              { "signatures/tree.sig", "x" },
              { "items/0000001.index", "{}\n" } };
#define FILES (sizeof files / sizeof *files)

static void hear(void *u, bool bad, const char *text)
{
    (void)u;
    (void)bad;
    for (; *text; text++)
        if (*text > 0 && *text < ' ')
            abort();
}

static void make(void)
{
    folder_make();
    if (mkdir(folder_path("signatures"), 0700) != 0 || mkdir(folder_path("items"), 0700) != 0)
        abort();
    for (size_t i = 0; i < FILES; i++)
        folder_write(files[i].name, mk_str(files[i].text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum mk_verdict v;
    if (!folder[0])
        make();
    if (size < 1)
        return 0;
    size_t i = data[0] % FILES;
    folder_write(files[i].name, mk_span_from(mk_span(data, size), 1));
    if (mk_verify_disclosure(&v, folder, NULL, NULL, hear, NULL, NULL) != 0 || v == MK_INTACT)
        abort();
    folder_write(files[i].name, mk_str(files[i].text));
    return 0;
}
