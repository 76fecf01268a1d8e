#include "firmware/adb/unzstd.h"
#include <stdlib.h>
#include <zstd.h>

#define PIECE ((size_t)128 << 10) /* the largest block of a frame */

struct mk_unzstd {
    ZSTD_DCtx *zstd;
    size_t seen; /* bytes of the magic number */
    bool ended, more;
    uint8_t piece[PIECE];
};

int mk_unzstd_new(struct mk_unzstd **out, struct mk_error *e)
{
    struct mk_unzstd *u = calloc(1, sizeof *u);
    if (!u)
        return mk_fail(e, MK_ENOMEM, "zstd");
    u->zstd = ZSTD_createDCtx();
    if (!u->zstd ||
        ZSTD_isError(ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, MK_UNZSTD_WINDOW_LOG))) {
        mk_unzstd_free(u);
        return mk_fail(e, MK_ENOMEM, "zstd");
    }
    *out = u;
    return 0;
}

void mk_unzstd_free(struct mk_unzstd *u)
{
    if (!u)
        return;
    ZSTD_freeDCtx(u->zstd);
    free(u);
}

void mk_unzstd_begin(struct mk_unzstd *u)
{
    ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
    u->seen = 0;
    u->ended = u->more = false;
}

/* A frame of another kind may be skipped by zstd, and a file be taken for empty that is not. */
static int check_magic(struct mk_unzstd *u, struct mk_span in, struct mk_error *e)
{
    static const uint8_t magic[4] = { 0x28, 0xb5, 0x2f, 0xfd };
    for (size_t i = 0; i < in.len && u->seen < sizeof magic; i++)
        if (in.p[i] != magic[u->seen++])
            return mk_fail(e, MK_EPROTO, "zstd: not a frame");
    return 0;
}

int mk_unzstd_next(struct mk_span *piece, struct mk_unzstd *u, struct mk_span *in,
                   struct mk_error *e)
{
    while (in->len || u->more) {
        ZSTD_inBuffer from = { in->p, in->len, 0 };
        ZSTD_outBuffer to = { u->piece, sizeof u->piece, 0 };
        if (u->ended)
            return mk_fail(e, MK_EPROTO, "zstd: bytes behind the end of the file");
        if (check_magic(u, *in, e) != 0)
            return -1;
        size_t rc = ZSTD_decompressStream(u->zstd, &to, &from);
        if (ZSTD_isError(rc))
            return mk_fail(e, MK_EPROTO, "zstd: %s", ZSTD_getErrorName(rc));
        u->ended = rc == 0;
        u->more = !u->ended && to.pos == to.size; /* more may lie ready inside */
        *in = mk_span_from(*in, from.pos);
        if (to.pos == 0)
            continue;
        *piece = mk_span(u->piece, to.pos);
        return 1;
    }
    return 0;
}

int mk_unzstd_end(const struct mk_unzstd *u, struct mk_error *e)
{
    return u->ended ? 0 : mk_fail(e, MK_EPROTO, "zstd: the file ends before its end");
}

static bool ends_in(struct mk_span path, const char *ending)
{
    size_t n = strlen(ending);
    if (path.len <= n || path.p[path.len - n - 1] != '.')
        return false;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = path.p[path.len - n + i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != (uint8_t)ending[i])
            return false;
    }
    return true;
}

bool mk_worth_packing(struct mk_span path)
{
    static const char *const packed[] = {
        "jpg",  "jpeg", "png",  "gif",  "webp",    "heic",    "heif",    "avif", "mp4",
        "m4v",  "m4a",  "mov",  "3gp",  "3gpp",    "mkv",     "webm",    "mp3",  "aac",
        "ogg",  "oga",  "opus", "flac", "amr",     "zip",     "apk",     "apks", "jar",
        "gz",   "tgz",  "xz",   "bz2",  "zst",     "7z",      "rar",     "docx", "xlsx",
        "pptx", "odt",  "pdf",  "epub", "crypt12", "crypt14", "crypt15",
    };
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (ends_in(path, packed[i]))
            return false;
    return true;
}
