#include "firmware/transport/usb.h"
#include "parsers/base/json.h"
#include <stdio.h>

/* How a device is shown: its texts are display-safe already. */

void mk_usb_put_line(struct mk_buf *b, const struct mk_usb_device *d)
{
    char shows[96];
    mk_usb_shows_text(shows, d->shows);
    mk_buf_printf(b, "usb:%s  %04x:%04x  %s  ", d->path, d->vendor, d->product,
                  d->serial[0] ? d->serial : "no-serial");
    /* Most models name their maker. */
    if (d->maker[0] && strncmp(d->model, d->maker, strlen(d->maker)) != 0)
        mk_buf_printf(b, "%s ", d->maker);
    mk_buf_printf(b, "%s  %s\n", d->model[0] ? d->model : "no-name",
                  shows[0] ? shows : "nothing-known");
}

static void put_text(struct mk_json *j, const char *key, const char *text)
{
    if (text[0])
        mk_json_kv_str(j, key, text);
}

void mk_usb_put_json(struct mk_json *j, const struct mk_usb_device *d)
{
    char text[96], *name = text, *comma;
    snprintf(text, sizeof text, "usb:%s", d->path);
    mk_json_kv_str(j, "device", text);
    put_text(j, "serial", d->serial);
    put_text(j, "maker", d->maker);
    put_text(j, "model", d->model);
    snprintf(text, sizeof text, "%04x:%04x", d->vendor, d->product);
    mk_json_kv_str(j, "usb_id", text);
    mk_json_kv_bool(j, "adb", d->adb >= 0);
    mk_usb_shows_text(text, d->shows);
    mk_json_key(j, "shows");
    mk_json_open(j, '[');
    for (; *name; name = comma + (*comma == ',')) {
        comma = strchrnul(name, ',');
        mk_json_text(j, mk_span(name, (size_t)(comma - name)));
    }
    mk_json_close(j, ']');
}
