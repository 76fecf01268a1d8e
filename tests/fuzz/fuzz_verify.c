/*
 * A sealed and signed bundle in which one file is replaced by the input: the first byte says which.
 * Anything but the file's own bytes must not pass as intact.
 */
#include "firmware/bundle/bundle.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/transfer.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = { "bagit.txt",
                                     "bag-info.txt",
                                     "manifest-sha256.txt",
                                     "tagmanifest-sha256.txt",
                                     "index.jsonl",
                                     "custody/log.jsonl",
                                     "coverage.jsonl",
                                     "signatures/kit.sig",
                                     "authority.json",
                                     "journal",
                                     "custody/transfers/0001.json",
                                     "custody/transfers/0001.sig" };
#define NAMES (sizeof names / sizeof *names)
static struct mk_buf own[NAMES];

static void must(bool ok)
{
    if (!ok)
        abort();
}

static int sign(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e)
{
    return mk_sshkey_sign(out, u, MK_SSH_NAMESPACE, message, e);
}

static void fill(struct mk_bundle *b)
{
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    for (uint64_t n = 1; n <= 3; n++) {
        struct mk_object o = {
            .number = n, .path = mk_str("a"), .route = mk_str("adb:sync"), .mtime_s = INT64_MIN
        };
        must(mk_bundle_begin(b, &o, NULL) == 0);
        must(mk_bundle_write(b, mk_str("content"), NULL) == 0);
        must(mk_bundle_finish(&d, b, &end, NULL) == 0);
        must(mk_bundle_act(b, "command", NULL, NULL, false, NULL) == 0);
    }
    struct mk_coverage c = { .artefact = "a", .route = "r", .state = MK_COVER_FOUND };
    must(mk_bundle_cover(b, &c, NULL) == 0);
    must(mk_bundle_put(b, "authority.json", mk_str("{}"), NULL) == 0);
}

static void load(size_t i)
{
    FILE *f = fopen(folder_path(names[i]), "rb");
    mk_buf_init(&own[i], 1 << 16);
    uint8_t *room = mk_buf_room(&own[i], 1 << 15);
    must(room != NULL);
    if (f) {
        own[i].len = fread(room, 1, 1 << 15, f);
        fclose(f);
    }
}

static void hand_over(const struct mk_sshkey *k)
{
    struct mk_transfers *t = NULL;
    const struct mk_handover h = {
        .act = "hand-over", .time_us = 2, .name = "x", .strokes = mk_str("[1]")
    };
    const struct mk_transfer_by by = { .principal = "kit:K1", .key = k };
    uint64_t n;
    must(mk_transfers_open(&t, folder, mk_disk_real(), NULL) == 0 &&
         mk_transfers_add(&n, t, &h, &by, NULL) == 0);
    mk_transfers_free(t);
}

static void make(void)
{
    static const struct mk_bundle_info info = { .id = "00112233445566778899aabbccddeeff",
                                                .kit_id = "K1",
                                                .exhibit = "e",
                                                .reference = "r",
                                                .software = "moka 0",
                                                .started_us = 1 };
    struct mk_bundle *b = NULL;
    struct mk_sshkey *k = NULL;
    char trust[400];
    folder_make();
    char key[80];
    snprintf(key, sizeof key, "%s.key", folder);
    must(mk_sshkey_make(key, "", NULL) == 0 && mk_sshkey_load(&k, key, NULL) == 0);
    unlink(key);
    must(strlen(key) + 4 < sizeof key);
    memcpy(key + strlen(key), ".pub", 5);
    unlink(key);
    must(mk_bundle_create(&b, folder, mk_disk_real(), &info, NULL) == 0);
    fill(b);
    struct mk_signer by = { "kit", sign, k };
    must(mk_bundle_seal(b, &by, 1, NULL) == 0);
    mk_bundle_free(b);
    hand_over(k);
    for (size_t i = 0; i < NAMES; i++)
        load(i);
    snprintf(trust, sizeof trust, "kit:K1 %s\n", mk_sshkey_public(k));
    snprintf(key, sizeof key, "%s.trust", folder);
    FILE *f = fopen(key, "w");
    must(f && fputs(trust, f) >= 0 && fclose(f) == 0);
    mk_sshkey_free(k);
}

static void trust_remove(void)
{
    char path[80];
    snprintf(path, sizeof path, "%s.trust", folder);
    unlink(path);
}

static void hear(void *u, bool bad, const char *text)
{
    (void)u;
    (void)bad;
    for (; *text; text++)
        must(*text <= 0 || *text >= ' ');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char trust[80];
    enum mk_verdict v;
    if (!folder[0]) {
        make();
        atexit(trust_remove);
    }
    if (size < 1)
        return 0;
    size_t i = data[0] % NAMES;
    struct mk_span s = mk_span_from(mk_span(data, size), 1);
    bool journal = !strcmp(names[i], "journal");
    bool same = !journal && mk_span_eq(s, mk_buf_span(&own[i]));
    snprintf(trust, sizeof trust, "%s.trust", folder);
    folder_write(names[i], s);
    must(mk_verify(&v, folder, trust, NULL, hear, NULL, NULL) == 0);
    must((v == MK_INTACT) == same);
    if (journal)
        unlink(folder_path(names[i]));
    else
        folder_write(names[i], mk_buf_span(&own[i]));
    return 0;
}
