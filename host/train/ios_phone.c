#include "host/train/ios.h"

struct mk_at mk_ios_at(struct mk_train *t, const struct mk_ios_file *f, const char *app,
                       const char *table)
{
    return (struct mk_at){ f->encrypted_only ? &t->whole : &t->truth, app, f->at, table };
}

int mk_ios_open(struct mk_db *d, struct mk_train *t, const struct mk_ios_file *f,
                const char *schema, struct mk_error *e)
{
    return mk_db_open(d, t, f->where, schema, e);
}

int mk_ios_put(struct mk_train *t, const char *path, int64_t mtime_ms, struct mk_span bytes,
               struct mk_error *e)
{
    return mk_put_file(t, t->system, path, mtime_ms, &(struct mk_file_content){ .head = bytes }, e);
}

void mk_true_cocoa_ns(struct mk_json *j, int64_t ms)
{
    mk_true_time(j, ms * 1000, 6, mk_cocoa_ns(ms), "cocoa_ns");
}

void mk_true_cocoa_real(struct mk_json *j, int64_t ms)
{
    mk_json_kv_iso(j, "time", ms * 1000, 6);
    mk_json_key(j, "time_raw");
    mk_json_real(j, mk_cocoa(ms));
    mk_json_kv_str(j, "time_unit", "cocoa_s");
}

void mk_true_cocoa_times(struct mk_json *j, const char *role, int64_t ms)
{
    mk_json_key(j, "times");
    mk_json_open(j, '{');
    mk_json_kv_iso(j, role, ms * 1000, 6);
    mk_json_close(j, '}');
}

void mk_true_cocoa_s(struct mk_json *j, int64_t ms)
{
    if (ms % 1000)
        mk_true_cocoa_real(j, ms);
    else
        mk_true_time(j, ms * 1000, 0, ms / 1000 - MK_COCOA_S, "cocoa_s");
}

struct mk_ios_guid mk_ios_guid(struct mk_rng *g)
{
    struct mk_ios_guid out;
    uint64_t a = mk_rng(g), b = mk_rng(g);
    snprintf(out.s, sizeof out.s, "%08X-%04X-4%03X-%04X-%012llX", (unsigned)(a >> 32),
             (unsigned)(a >> 16) & 0xffff, (unsigned)a & 0xfff,
             0x8000 | ((unsigned)(b >> 48) & 0x3fff), (unsigned long long)b & 0xffffffffffffull);
    return out;
}

int mk_train_iphone(struct mk_train *t, struct mk_error *e)
{
    static int (*const parts[])(struct mk_train *, struct mk_error *) = {
        mk_ios_sms,         mk_ios_contacts, mk_ios_calls,  mk_ios_voicemail,   mk_ios_accounts,
        mk_ios_calendar,    mk_ios_notes,    mk_ios_safari, mk_ios_safari_tabs, mk_ios_network,
        mk_ios_permissions, mk_ios_places,   mk_ios_photos, mk_ios_whatsapp,    mk_ios_storage,
        mk_train_names,     mk_ios_describe,
    };
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof *parts; i++)
        rc = parts[i](t, e);
    return rc;
}
