#include "firmware/daemon/phones.h"

static void put(struct mk_json *j, const char *key, const char *text)
{
    if (text && text[0])
        mk_json_kv_text(j, key, mk_str(text));
}

static void put_findings(struct mk_json *j, const struct mk_phone *p)
{
    mk_json_key(j, "findings");
    mk_json_open(j, '[');
    for (size_t i = 0; i < p->nfindings; i++) {
        const struct mk_phone_finding *f = &p->findings[i];
        mk_json_open(j, '{');
        mk_json_kv_str(j, "code", f->code);
        mk_json_kv_text(j, "text", mk_str(f->text));
        mk_json_key(j, "do");
        mk_json_open(j, '[');
        for (size_t k = 0; k < MK_PHONE_DO && f->todo[k][0]; k++)
            mk_json_text(j, mk_str(f->todo[k]));
        mk_json_close(j, ']');
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

void mk_phone_json(struct mk_json *j, const struct mk_phone *p)
{
    mk_json_open(j, '{');
    mk_json_kv_text(j, "device", mk_str(p->device));
    mk_json_kv_text(j, "port", mk_str(p->port));
    mk_json_kv_text(j, "name", mk_str(p->name));
    mk_json_kv_text(j, "make", mk_str(p->make));
    put(j, "model", p->model);
    mk_json_kv_str(j, "platform", mk_phone_platform_name(p->platform));
    put(j, "version", p->version);
    put(j, "serial", p->serial);
    mk_json_key(j, "shows");
    mk_json_open(j, '[');
    for (size_t i = 0; i < MK_PHONE_SHOWS && p->shows[i][0]; i++)
        mk_json_str(j, p->shows[i]);
    mk_json_close(j, ']');
    mk_json_kv_bool(j, "ready", p->ready);
    mk_json_kv_bool(j, "phantom", p->phantom);
    put(j, "case", p->held);
    put_findings(j, p);
    mk_json_close(j, '}');
}
