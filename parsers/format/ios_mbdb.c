#include "parsers/base/cursor.h"
#include "parsers/format/ios_manifest.h"
#include "parsers/source/source.h"
#include <openssl/evp.h>

#define MBDB_MAX ((size_t)256 << 20)
#define NO_TEXT  0xffffu

static struct mk_span text(struct mk_cursor *c)
{
    uint16_t n = mk_cur_u16be(c);
    return mk_cur_take(c, n == NO_TEXT ? 0 : n);
}

/* stat(2): the four bits above the permissions. */
static enum mk_ios_type type_of(uint16_t mode)
{
    switch (mode >> 12) {
    case 0x8:
        return MK_IOS_FILE;
    case 0x4:
        return MK_IOS_FOLDER;
    case 0xa:
        return MK_IOS_LINK;
    default:
        return MK_IOS_OTHER;
    }
}

static void read_row(struct mk_ios_row *row, struct mk_cursor *c)
{
    row->domain = text(c);
    row->path = text(c);
    text(c); /* link's target */
    text(c); /* SHA-1 */
    row->key = text(c);
    row->type = type_of(mk_cur_u16be(c));
    mk_cur_take(c, 8 + 4 + 4); /* inode, user, group */
    row->modified = mk_cur_u32be(c);
    mk_cur_take(c, 4 + 4); /* accessed, changed */
    row->size = mk_cur_u64be(c);
    mk_cur_u8(c); /* protection class: stands in the key, too */
    row->has_size = row->has_modified = true;
    for (unsigned n = mk_cur_u8(c); mk_cur_ok(c) && n; n--) {
        text(c);
        text(c);
    }
}

int mk_ios_id(uint8_t out[static MK_IOS_ID], struct mk_span domain, struct mk_span path,
              struct mk_error *e)
{
    unsigned n = 0;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool ok = c && EVP_DigestInit_ex(c, EVP_sha1(), NULL) == 1 &&
              EVP_DigestUpdate(c, domain.p, domain.len) == 1 && EVP_DigestUpdate(c, "-", 1) == 1 &&
              EVP_DigestUpdate(c, path.p, path.len) == 1 && EVP_DigestFinal_ex(c, out, &n) == 1;
    EVP_MD_CTX_free(c);
    return ok && n == MK_IOS_ID ? 0 : mk_fail(e, MK_ENOMEM, "SHA-1");
}

static int read_all(mk_ios_each *each, void *u, struct mk_span all, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(all);
    uint8_t id[MK_IOS_ID];
    struct mk_buf hex;
    int rc = 0;
    if (!mk_span_eq(mk_cur_take(&c, 6), mk_span("mbdb\5\0", 6)))
        return mk_fail(e, MK_EFORMAT, "Manifest.mbdb: does not begin like one");
    mk_buf_init(&hex, 2 * MK_IOS_ID);
    for (uint64_t n = 1; rc == 0 && mk_cur_left(&c); n++) {
        struct mk_ios_row row = { .row = n };
        size_t at = c.pos;
        read_row(&row, &c);
        if (!mk_cur_ok(&c)) {
            rc =
                mk_fail(e, MK_EFORMAT, "Manifest.mbdb: cut off in record %llu, at %zu of %zu bytes",
                        (unsigned long long)n, at, all.len);
            break;
        }
        rc = mk_ios_id(id, row.domain, row.path, e);
        mk_buf_clear(&hex);
        mk_buf_hex(&hex, mk_span(id, sizeof id));
        row.id = mk_buf_span(&hex);
        if (rc == 0)
            rc = mk_buf_ok(&hex) ? each(u, &row, e) : mk_fail(e, MK_ENOMEM, "Manifest.mbdb");
    }
    mk_buf_done(&hex);
    return rc;
}

int mk_ios_mbdb(mk_ios_each *each, void *u, const struct mk_file *f, struct mk_error *e)
{
    struct mk_buf all;
    mk_buf_init(&all, MBDB_MAX);
    int rc = mk_file_whole(&all, f, e);
    if (rc == 0)
        rc = read_all(each, u, mk_buf_span(&all), e);
    mk_buf_done(&all);
    return rc;
}
