#include "parsers/base/mac.h"
#include "parsers/format/one_entry.h"
#include "parsers/format/whatsapp_crypt.h"

static bool ends_so(struct mk_span path)
{
    return mk_one_entry_name(path, NULL).len != mk_one_entry_name(path, ".crypt*").len;
}

/* The head alone is trusted only where a protobuf with an initialisation vector says it all. */
static bool knows(struct mk_span head, struct mk_span path)
{
    struct mk_whatsapp w;
    struct mk_file f = mk_file_memory(&head);
    f.size = UINT32_MAX; /* the head is all there is to see */
    if (mk_whatsapp_open(&w, &f, NULL) != 0)
        return false;
    return w.crypt != 12 || ends_so(path);
}

static int put_piece(void *u, const void *p, size_t n, struct mk_error *e)
{
    return mk_piece_put(u, p, n, e);
}

static int open_container(struct mk_source *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    struct mk_whatsapp w;
    struct mk_piece piece;
    struct mk_error why;
    const char *remark = NULL;
    if (!cx->scratch)
        return mk_fail(e, MK_ESTATE, "no room to decrypt into");
    if (mk_whatsapp_open(&w, file, e) != 0 || mk_whatsapp_unlock(&w, file, cx, e) != 0)
        return -1;
    if (w.damaged)
        remark = "damaged: it is not as it was encrypted (its tag does not fit)";
    mk_piece_begin(&piece, cx->scratch);
    int rc = mk_whatsapp_plain(&w, file, put_piece, &piece, &why);
    mk_wipe(w.key, sizeof w.key);
    if (rc != 0 && (why.code != MK_EFORMAT || piece.len == 0)) {
        if (e)
            *e = why;
        return -1;
    }
    if (rc != 0)
        remark = w.damaged ? "damaged: its tag does not fit, and only its beginning can be unpacked"
                           : "only its beginning can be unpacked";
    return mk_one_entry(out, &piece, cx->path, ".crypt*", remark, e);
}

const struct mk_container mk_container_whatsapp = {
    .id = "whatsapp",
    .knows = knows,
    .open = open_container,
    .remark = mk_one_entry_remark,
};

static int check(const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_whatsapp w;
    int rc = mk_whatsapp_open(&w, in, e) != 0 || mk_whatsapp_unlock(&w, in, cx, e) != 0 ? -1 : 0;
    mk_wipe(w.key, sizeof w.key);
    return rc;
}

static int run(int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
               const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_whatsapp w;
    int rc = -1;
    if (mk_whatsapp_open(&w, in, e) != 0 || mk_whatsapp_unlock(&w, in, cx, e) != 0)
        goto out;
    if (w.damaged) {
        mk_fail(e, MK_EFORMAT, "damaged: the key fits, but it is not as it was encrypted");
        goto out;
    }
    rc = mk_whatsapp_plain(&w, in, put, u, e);
out:
    mk_wipe(w.key, sizeof w.key);
    return rc;
}

const struct mk_decrypt_kind mk_decrypt_whatsapp = { "whatsapp", check, run };
