#include "firmware/bundle/seal.h"
#include "firmware/bundle/merkle.h"
#include "firmware/bundle/verify.h"
#include "firmware/bundle/withheld.h"
#include "parsers/base/time.h"
#include <fcntl.h>
#include <unistd.h>

#define SIGNATURE_MAX ((size_t)64 << 10)

static bool is_tag_name(const char *name)
{
    return strcmp(name, "authority.json") == 0 || strcmp(name, "plan.json") == 0;
}

int mk_bundle_put(struct mk_bundle *b, const char *name, struct mk_span content, struct mk_error *e)
{
    if (mk_bundle_ready(b, e) != 0)
        return -1;
    if (!is_tag_name(name))
        return mk_fail(e, MK_EUSAGE, "%s is no file of a bundle", name);
    return mk_disk_put(b->disk, b->dir, name, content, e);
}

/* The journal says that it is being sealed, and since when: the same bytes each time. */
static int begin_sealing(struct mk_bundle *b, struct mk_error *e)
{
    struct mk_json j = mk_json(&b->line);
    if (b->sealing)
        return 0;
    if (mk_bundle_ready(b, e) != 0)
        return -1;
    if (b->count)
        return mk_fail(e, MK_ESTATE, "%zu objects are neither whole nor dropped", b->count);
    int64_t now = mk_wall_us();
    mk_buf_clear(&b->line);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "j", "seal");
    mk_json_kv_iso(&j, "time", now, 6);
    mk_json_close(&j, '}');
    if (mk_commit_sync(&b->commit, e) != 0 || mk_bundle_line(b, e) != 0)
        return -1;
    b->sealing = true;
    b->sealed_us = now;
    return 0;
}

static int bag_files(struct mk_bundle *b, const struct mk_seal_sums *sums,
                     const struct mk_signer *signers, size_t n, struct mk_error *e)
{
    static const char bagit[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    struct mk_buf who, text;
    int rc = -1;
    mk_buf_init(&who, 1024);
    mk_buf_init(&text, (size_t)1 << 20);
    for (size_t i = 0; i < n; i++)
        mk_buf_printf(&who, "%s%s", i ? ", " : "", signers[i].who);
    const char *list = mk_buf_cstr(&who);
    mk_baginfo(&text, &b->info, b->sealed_us, sums->bytes, sums->files, list ? list : "");
    if (!list || !mk_buf_ok(&text))
        mk_fail(e, MK_ENOMEM, "bag-info.txt");
    else if (mk_disk_put(b->disk, b->dir, "bagit.txt", mk_str(bagit), e) == 0)
        rc = mk_disk_put(b->disk, b->dir, "bag-info.txt", mk_buf_span(&text), e);
    mk_buf_done(&who);
    mk_buf_done(&text);
    return rc;
}

/* Every file outside of data/ and signatures/, by name. */
static int tag_manifest(struct mk_buf *out, struct mk_bundle *b, struct mk_error *e)
{
    static const char *const names[] = {
        "authority.json",    "bag-info.txt", "bagit.txt",           "coverage.jsonl",
        "custody/log.jsonl", "index.jsonl",  "manifest-sha256.txt", MK_MERKLE_SEED,
        MK_MERKLE_FILE,      "plan.json",    MK_WITHHELD_FILE_NAME,
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char hex[MK_SHA256_HEX];
        struct mk_digest d;
        int rc = mk_tagfile_hash(&d, b->dir, names[i], e);
        if (rc < 0)
            return -1;
        if (rc == 0 && !is_tag_name(names[i]) && strcmp(names[i], MK_WITHHELD_FILE_NAME) != 0)
            return mk_fail(e, MK_EIO, "%s is not there", names[i]);
        if (rc == 0)
            continue;
        mk_digest_hex(hex, &d);
        mk_buf_printf(out, "%s  %s\n", hex, names[i]);
    }
    if (!mk_buf_ok(out))
        return mk_fail(e, MK_ENOMEM, "tag manifest");
    return mk_disk_put(b->disk, b->dir, "tagmanifest-sha256.txt", mk_buf_span(out), e);
}

static int sign(struct mk_bundle *b, int dir, const struct mk_signer *signer, const char *as,
                struct mk_span message, struct mk_error *e)
{
    struct mk_buf text, name;
    int rc = -1;
    mk_buf_init(&text, SIGNATURE_MAX);
    mk_buf_init(&name, 64);
    mk_buf_printf(&name, "%s.sig", as);
    const char *file = mk_buf_cstr(&name);
    if (signer->sign(signer->u, &text, message, e) != 0)
        mk_fail_in(e, signer->who);
    else if (!file || !mk_buf_ok(&text))
        mk_fail(e, MK_ENOMEM, "signature");
    else
        rc = mk_disk_put(b->disk, dir, file, mk_buf_span(&text), e);
    mk_buf_done(&text);
    mk_buf_done(&name);
    return rc;
}

static bool is_kit(const struct mk_signer *s)
{
    return strcmp(s->who, "kit") == 0;
}

/* The tree by itself, so that what is shown of the bundle needs no word of the rest: the digests in
 * the tag manifest are of texts that can be guessed. */
static int sign_tree(struct mk_bundle *b, int dir, const struct mk_signer *kit, struct mk_error *e)
{
    struct mk_buf text;
    const char *why = "";
    int rc = -1, fd = mk_verify_open(&why, b->dir, MK_MERKLE_FILE, NULL);
    if (fd < 0)
        return mk_fail(e, MK_EIO, MK_MERKLE_FILE ": %s", why);
    mk_buf_init(&text, SIGNATURE_MAX);
    if (mk_verify_slurp(&text, fd, e) == 0)
        rc = sign(b, dir, kit, "tree", mk_buf_span(&text), e);
    mk_buf_done(&text);
    close(fd);
    return rc;
}

struct kept {
    struct mk_bundle *b;
    const struct mk_signer *signers;
    size_t n;
};

/* A signature of an earlier try, by somebody who does not sign this time. */
static int drop_stranger(void *u, int in, const char *name, struct mk_error *e)
{
    const struct kept *k = u;
    struct mk_span s = mk_str(name);
    for (size_t i = 0; i < k->n; i++)
        if (s.len == strlen(k->signers[i].who) + 4 && mk_span_starts(s, mk_str(k->signers[i].who)))
            return 0;
    return k->b->disk->unlinkat(k->b->disk->u, in, name, 0) == 0 ? 0 : mk_fail_errno(e, name);
}

static int signatures(struct mk_bundle *b, const struct mk_signer *signers, size_t n,
                      struct mk_span message, struct mk_error *e)
{
    struct kept k = { b, signers, n };
    int dir = -1, rc = mk_disk_folder(&dir, b->disk, b->dir, "signatures", e);
    if (rc != 0)
        return -1;
    rc = mk_each_name(b->dir, "signatures", drop_stranger, &k, e);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = sign(b, dir, &signers[i], signers[i].who, message, e) ||
                     (is_kit(&signers[i]) && sign_tree(b, dir, &signers[i], e))
                 ? -1
                 : 0;
    b->disk->close(b->disk->u, dir);
    /* Made even if only to be emptied of an earlier try: no folder of a bundle is empty. */
    if (rc == 0 && n == 0 && b->disk->unlinkat(b->disk->u, b->dir, "signatures", AT_REMOVEDIR) != 0)
        rc = mk_fail_errno(e, "signatures");
    return rc == 0 ? mk_disk_sync_dir(b->disk, b->dir, e) : -1;
}

int mk_bundle_seal(struct mk_bundle *b, const struct mk_signer *signers, size_t n,
                   struct mk_error *e)
{
    struct mk_seal_sums sums = { 0 };
    struct mk_buf manifest;
    int rc = -1;
    if (b->sealed)
        return mk_fail(e, MK_ESTATE, "the bundle is sealed");
    bool by_kit = n > 0 && is_kit(&signers[0]);
    mk_buf_init(&manifest, (size_t)64 << 10);
    if (begin_sealing(b, e) == 0 && mk_commit_sync(&b->commit, e) == 0 &&
        mk_seal_payload(&sums, b, e) == 0 && mk_seal_merkle(b, by_kit, e) == 0 &&
        mk_seal_logs(b, e) == 0 && bag_files(b, &sums, signers, n, e) == 0 &&
        tag_manifest(&manifest, b, e) == 0 &&
        signatures(b, signers, n, mk_buf_span(&manifest), e) == 0)
        rc = mk_seal_tidy(b, e);
    mk_buf_done(&manifest);
    return rc;
}
