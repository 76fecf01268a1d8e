#include "tests/lib/folder.h"
#include "parsers/base/buf.h"
#include "tests/lib/t.h"
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

static uint8_t sum[MK_SHA256_LEN];
static size_t base_len;

static int add_one(const char *path, const struct stat *st, int type, struct FTW *w)
{
    struct mk_buf b;
    struct mk_digest d;
    (void)w;
    mk_buf_init(&b, 1 << 26);
    mk_buf_printf(&b, "%s %o %lld ", path + base_len, st->st_mode, (long long)st->st_mtim.tv_sec);
    if (type == FTW_F) {
        FILE *f = fopen(path, "re");
        uint8_t *p = mk_buf_room(&b, (size_t)st->st_size + 1);
        assert_non_null(f);
        assert_non_null(p);
        b.len += fread(p, 1, (size_t)st->st_size + 1, f);
        fclose(f);
    }
    assert_int_equal(mk_sha256_of(&d, mk_buf_span(&b), NULL), 0);
    for (size_t i = 0; i < sizeof sum; i++)
        sum[i] ^= d.b[i];
    mk_buf_done(&b);
    return 0;
}

void folder_digest(char hex[MK_SHA256_HEX], const char *dir)
{
    struct mk_digest d;
    memset(sum, 0, sizeof sum);
    base_len = strlen(dir);
    assert_int_equal(nftw(dir, add_one, 16, FTW_PHYS), 0);
    memcpy(d.b, sum, sizeof sum);
    mk_digest_hex(hex, &d);
}
