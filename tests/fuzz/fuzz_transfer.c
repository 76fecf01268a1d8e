/*
 * Records of transfers, receipts and notices of sealing. The first byte says what the rest is. What
 * is taken in as a receipt leaves a chain that can be opened again.
 */
#include "firmware/bundle/sealed.h"
#include "firmware/bundle/transfer.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ONES "1111111111111111111111111111111111111111111111111111111111111111"

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void record(struct mk_span s)
{
    struct mk_transfer_at at = { 1, "ab12", ONES, ONES };
    struct mk_transfer t;
    if (!mk_transfer_read(&t, s, &at))
        must(t.giver[0] && mk_span_starts(s, mk_str("{\"format\":\"moka-transfer-1\",\"n\":1,")));
}

static void receipt(struct mk_span s)
{
    struct mk_transfers *t = NULL;
    bool took;
    must(mk_transfers_open(&t, folder_path("x.tar.age"), mk_disk_real(), NULL) == 0);
    (void)!mk_transfers_accept(&took, t, s, NULL);
    uint64_t n = mk_transfers_count(t);
    mk_transfers_free(t);
    must(mk_transfers_open(&t, folder_path("x.tar.age"), mk_disk_real(), NULL) == 0 &&
         mk_transfers_count(t) == n);
    mk_transfers_free(t);
}

static void sealed(struct mk_span s)
{
    struct mk_sealed is;
    folder_write("y.sealed.json", s);
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(dir >= 0);
    if (mk_sealed_get(&is, dir, "y.sealed.json", NULL) == 0)
        must(strlen(is.bundle) == 64);
    close(dir);
}

static void make(void)
{
    static const struct mk_sealed is = { .run = "ab12", .kit = "k", .bundle = ONES, .file = ONES };
    folder_make();
    folder_write("x.tar.age", mk_str("x"));
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(dir >= 0 && mk_sealed_put(mk_disk_real(), dir, "x.sealed.json", &is, NULL, 0, NULL) == 0);
    close(dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[64];
    enum mk_transfer_file f;
    uint64_t n;
    if (!folder[0])
        make();
    if (size < 1)
        return 0;
    struct mk_span s = mk_span_from(mk_span(data, size), 1);
    switch (data[0] % 4) {
    case 0:
        record(s);
        break;
    case 1:
        receipt(s);
        break;
    case 2:
        sealed(s);
        break;
    case 3:
        snprintf(name, sizeof name, "%.*s", (int)(s.len < 40 ? s.len : 40), (const char *)s.p);
        if (mk_transfer_parse_name(&n, &f, name))
            must(n > 0 && n <= MK_TRANSFERS_MAX);
        break;
    }
    return 0;
}
