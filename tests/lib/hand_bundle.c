#include "tests/lib/hand_bundle.h"
#include "parsers/base/hash.h"
#include "parsers/base/json.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <sys/stat.h>

#define TEXT_MAX ((size_t)8 << 20)

static void hex_of(char out[static MK_SHA256_HEX], struct mk_span s)
{
    struct mk_digest d;
    int rc = mk_sha256_of(&d, s, NULL);
    assert_int_equal(rc, 0);
    mk_digest_hex(out, &d);
}

static void folder(const char *dir, const char *name)
{
    mkdir(stock_path(dir, name), 0700);
}

/* Writes a tag file and its line of the tag manifest. */
static void tag(const char *dir, struct mk_buf *tags, const char *name, const struct mk_buf *text)
{
    char hex[MK_SHA256_HEX];
    assert_true(mk_buf_ok(text));
    hex_of(hex, mk_buf_span(text));
    stock_write(stock_path(dir, name), mk_buf_span(text));
    mk_buf_printf(tags, "%s  %s\n", hex, name);
}

/* Sizes differ, some are empty, some hold long runs. */
static void content(struct mk_buf *out, const struct hand_bundle *m, unsigned i)
{
    unsigned x = m->seed * 7919u + i * 104729u + 1;
    size_t n = i % 5 == 0 ? 0 : x % 700;
    mk_buf_clear(out);
    for (size_t k = 0; k < n; k++) {
        x = x * 1664525u + 1013904223u;
        mk_buf_u8(out, (uint8_t)(x >> 24));
    }
    if (m->edited == i + 1)
        mk_buf_puts(out, "planted");
}

struct made {
    struct mk_buf manifest, index, object;
    uint64_t bytes;
};

static void objects(const char *dir, struct made *b, const struct hand_bundle *m,
                    void (*whole)(void *u, unsigned n, const struct made *b, const char *hex,
                                  struct mk_span row),
                    void *u)
{
    char name[40], in[24], hex[MK_SHA256_HEX];
    folder(dir, "data");
    for (unsigned i = 0; i < m->objects; i++) {
        unsigned n = m->first + i;
        snprintf(in, sizeof in, "data/%03u", n / 10000);
        snprintf(name, sizeof name, "%s/%07u", in, n);
        folder(dir, in);
        content(&b->object, m, i);
        hex_of(hex, mk_buf_span(&b->object));
        stock_write(stock_path(dir, name), mk_buf_span(&b->object));
        mk_buf_printf(&b->manifest, "%s  %s\n", hex, name);
        size_t from = b->index.len;
        mk_buf_printf(
            &b->index,
            "{\"file\":\"%s\",\"bytes\":%zu,\"sha256\":\"%s\",\"path\":\"/sdcard/%u.jpg\","
            "\"path_hex\":\"2f\",\"route\":\"adb:sync\",\"mtime\":\"2025-01-01T00:00:00Z\","
            "\"taken\":\"2026-01-01T00:00:00.000000Z\"}\n",
            name, b->object.len, hex, n);
        b->bytes += b->object.len;
        if (whole)
            whole(u, n, b, hex, mk_span(b->index.p + from, b->index.len - from - 1));
    }
}

static void custody(struct mk_buf *out, const struct hand_bundle *m)
{
    char prev[MK_SHA256_HEX];
    memset(prev, '0', 64);
    prev[64] = 0;
    for (unsigned i = 0; i < 8; i++) {
        size_t from = out->len;
        mk_buf_printf(out,
                      "{\"seq\":%u,\"time\":\"2026-01-01T00:00:0%u.000000Z\",\"mono_us\":%u,"
                      "\"act\":\"%s\",\"command\":\"getprop\",\"prev\":\"%s\"}",
                      i, i, 1000 + i, m->edited_custody && i == 3 ? "looked" : "command", prev);
        hex_of(prev, mk_span(out->p + from, out->len - from));
        mk_buf_puts(out, "\n");
    }
}

static void info(struct mk_buf *out, const struct hand_bundle *m, uint64_t bytes)
{
    mk_buf_printf(out,
                  "Source-Organization: " HAND_KIT "\nBagging-Date: 2026-01-01\n"
                  "External-Identifier: %032x\nPayload-Oxum: %llu.%u\nMoka-Bundle-Version: 1\n"
                  "Moka-Software: moka 0.1.0\nMoka-Kit: " HAND_KIT "\nMoka-Kit-Counter: %u\n",
                  m->seed, (unsigned long long)bytes, m->objects, m->edited_info ? 8 : 7);
    if (m->officer)
        mk_buf_puts(out, "Moka-Officer: " HAND_OFFICER "\n");
    mk_buf_printf(out, "Moka-Signatures: %s%s\n", m->kit ? "kit" : "",
                  m->officer ? ", officer" : "");
    mk_buf_printf(out,
                  "Moka-Exhibit: phone 1\nMoka-Authority: W-1\n"
                  "Moka-Started: 2025-12-31T23:50:00Z\nMoka-Sealed: 2026-01-01T00:00:00Z\n"
                  "Moka-Clock: trusted\nMoka-Encrypted: no\n%s",
                  m->training ? "Moka-Training: TRAINING\n" : "");
}

static void sign(const char *dir, const char *name, const struct mk_sshkey *k,
                 const struct mk_buf *tags)
{
    struct mk_buf sig;
    if (!k)
        return;
    folder(dir, "signatures");
    mk_buf_init(&sig, 1 << 16);
    int rc = mk_sshkey_sign(&sig, k, MK_SSH_NAMESPACE, mk_buf_span(tags), NULL);
    assert_int_equal(rc, 0);
    stock_write(stock_path(dir, name), mk_buf_span(&sig));
    mk_buf_done(&sig);
}

static void init(struct made *b)
{
    *b = (struct made){ 0 };
    mk_buf_init(&b->manifest, TEXT_MAX);
    mk_buf_init(&b->index, TEXT_MAX);
    mk_buf_init(&b->object, TEXT_MAX);
}

static void done(struct made *b)
{
    mk_buf_done(&b->manifest);
    mk_buf_done(&b->index);
    mk_buf_done(&b->object);
}

void hand_bundle(const char *dir, const struct hand_bundle *m)
{
    struct made b;
    struct mk_buf tags, text;
    init(&b);
    mk_buf_init(&tags, TEXT_MAX);
    mk_buf_init(&text, TEXT_MAX);
    assert_int_equal(mkdir(dir, 0700), 0);
    folder(dir, "custody");
    objects(dir, &b, m, NULL, NULL);
    mk_buf_puts(&text, "{\"authority\":\"W-1\"}");
    tag(dir, &tags, "authority.json", &text);
    mk_buf_clear(&text);
    info(&text, m, b.bytes);
    tag(dir, &tags, "bag-info.txt", &text);
    mk_buf_clear(&text);
    mk_buf_puts(&text, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    tag(dir, &tags, "bagit.txt", &text);
    mk_buf_clear(&text);
    for (unsigned i = 0; i < 5; i++)
        mk_buf_printf(&text, "{\"artefact\":\"a%u\",\"state\":\"%s\",\"seen\":%u}\n", i,
                      m->edited_coverage && i == 2 ? "empty" : "found", i);
    tag(dir, &tags, "coverage.jsonl", &text);
    mk_buf_clear(&text);
    custody(&text, m);
    tag(dir, &tags, "custody/log.jsonl", &text);
    tag(dir, &tags, "index.jsonl", &b.index);
    tag(dir, &tags, "manifest-sha256.txt", &b.manifest);
    mk_buf_clear(&text);
    mk_buf_puts(&text, "{\"plan\":[]}");
    tag(dir, &tags, "plan.json", &text);
    stock_write(stock_path(dir, "tagmanifest-sha256.txt"), mk_buf_span(&tags));
    sign(dir, "signatures/kit.sig", m->kit, &tags);
    sign(dir, "signatures/officer.sig", m->officer, &tags);
    done(&b);
    mk_buf_done(&tags);
    mk_buf_done(&text);
}

/* ---- unsealed ---- */

struct journal {
    struct mk_buf text;
    char check[17];
};

static void line(struct journal *j, struct mk_span json)
{
    struct mk_buf in;
    char hex[MK_SHA256_HEX];
    mk_buf_init(&in, TEXT_MAX);
    mk_buf_puts(&in, j->check[0] ? j->check : "moka-journal-1\n");
    mk_buf_put(&in, json.p, json.len);
    hex_of(hex, mk_buf_span(&in));
    snprintf(j->check, sizeof j->check, "%.16s", hex);
    mk_buf_printf(&j->text, "%s ", j->check);
    mk_buf_put(&j->text, json.p, json.len);
    mk_buf_puts(&j->text, "\n");
    mk_buf_done(&in);
}

static void whole(void *u, unsigned n, const struct made *b, const char *hex, struct mk_span row)
{
    struct mk_buf json;
    mk_buf_init(&json, TEXT_MAX);
    mk_buf_printf(&json, "{\"j\":\"begin\",\"n\":%u}", n);
    line(u, mk_buf_span(&json));
    mk_buf_clear(&json);
    mk_buf_printf(&json, "{\"j\":\"whole\",\"n\":%u,\"bytes\":%zu,\"sha256\":\"%s\",\"line\":", n,
                  b->object.len, hex);
    mk_buf_put(&json, row.p, row.len);
    mk_buf_puts(&json, "}");
    line(u, mk_buf_span(&json));
    mk_buf_done(&json);
}

void hand_unsealed(const char *dir, const struct hand_bundle *m)
{
    struct made b;
    struct journal j = { 0 };
    init(&b);
    mk_buf_init(&j.text, TEXT_MAX);
    assert_int_equal(mkdir(dir, 0700), 0);
    line(&j, mk_str("{\"j\":\"info\",\"id\":\"0\"}"));
    objects(dir, &b, m, whole, &j);
    stock_write(stock_path(dir, "journal"), mk_buf_span(&j.text));
    done(&b);
    mk_buf_done(&j.text);
}

/* ---- keys ---- */

struct mk_sshkey *hand_kit, *hand_officer, *hand_stranger;

static void key(struct mk_sshkey **out, const char *dir, const char *name)
{
    int rc = mk_sshkey_make(stock_path(dir, name), name, NULL);
    assert_int_equal(rc, 0);
    rc = mk_sshkey_load(out, stock_path(dir, name), NULL);
    assert_int_equal(rc, 0);
}

void hand_keys(const char *dir)
{
    key(&hand_kit, dir, "kit");
    key(&hand_officer, dir, "officer");
    key(&hand_stranger, dir, "stranger");
}

void hand_keys_done(const char *dir)
{
    mk_sshkey_free(hand_kit);
    mk_sshkey_free(hand_officer);
    mk_sshkey_free(hand_stranger);
    stock_remove(dir);
}
