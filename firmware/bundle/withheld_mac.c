#include "firmware/bundle/withheld.h"
#include <inttypes.h>
#include <stdio.h>

static const char *const names[] = {
    [MK_WITHHELD_FILE] = "file",
    [MK_WITHHELD_CONTAINER] = "container",
    [MK_WITHHELD_ROW] = "row",
    [MK_WITHHELD_RECORD] = "record",
};

const char *mk_withheld_name(enum mk_withheld_what what)
{
    return names[what];
}

static int add_text(struct mk_hmac *h, struct mk_span s, struct mk_error *e)
{
    return mk_hmac_add(h, s, e) || mk_hmac_add(h, mk_span("", 1), e) ? -1 : 0;
}

static int add_number(struct mk_hmac *h, int64_t n, struct mk_error *e)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, n);
    return add_text(h, mk_str(text), e);
}

static int add_file(struct mk_hmac *h, const struct mk_withheld_item *it, struct mk_error *e)
{
    char size[24];
    snprintf(size, sizeof size, "%" PRIu64, it->size);
    return add_text(h, it->path, e) || add_text(h, mk_str(size), e) || add_number(h, it->mtime_s, e)
               ? -1
               : 0;
}

static int add_members(struct mk_hmac *h, const struct mk_withheld_item *it, struct mk_error *e)
{
    switch (it->what) {
    case MK_WITHHELD_FILE:
    case MK_WITHHELD_CONTAINER:
        return add_file(h, it, e);
    case MK_WITHHELD_ROW:
        return add_text(h, it->path, e) || add_number(h, it->row, e) ? -1 : 0;
    case MK_WITHHELD_RECORD:
        return add_file(h, it, e) || add_text(h, it->inner, e) || add_text(h, it->app, e) ||
                       add_text(h, it->kind, e) || add_text(h, it->table, e) ||
                       add_number(h, it->row, e)
                   ? -1
                   : 0;
    case MK_WITHHELD_COUNT:
        break;
    }
    return mk_fail(e, MK_EUSAGE, "withheld");
}

int mk_withheld_mac(struct mk_digest *out, struct mk_hmac *h, const struct mk_withheld_item *item,
                    struct mk_error *e)
{
    int rc = add_text(h, mk_str(names[item->what]), e);
    if (rc == 0)
        rc = add_members(h, item, e);
    return rc == 0 ? mk_hmac_end(out->b, h, e) : -1;
}

int mk_withheld_key_mac(struct mk_digest *out, struct mk_hmac *h, struct mk_error *e)
{
    return add_text(h, mk_str("moka-withheld-1"), e) || mk_hmac_end(out->b, h, e) ? -1 : 0;
}
