#include "firmware/bundle/writer.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include <jansson.h>

static void text(struct mk_json *j, const char *key, const char *s)
{
    if (s)
        mk_json_kv_str(j, key, s);
}

void mk_info_json(struct mk_buf *out, const struct mk_bundle_info *info)
{
    struct mk_json j = mk_json(out);
    mk_json_open(&j, '{');
    text(&j, "j", "info");
    text(&j, "version", MK_BUNDLE_VERSION);
    text(&j, "id", info->id);
    text(&j, "kit_id", info->kit_id);
    text(&j, "officer_id", info->officer_id);
    text(&j, "exhibit", info->exhibit);
    text(&j, "reference", info->reference);
    text(&j, "authority_sha256", info->authority_sha256);
    text(&j, "software", info->software);
    mk_json_kv_bool(&j, "training", info->training);
    mk_json_kv_bool(&j, "encrypt", info->encrypt);
    mk_json_kv_bool(&j, "clock_trusted", info->clock_trusted);
    mk_json_kv_int(&j, "kit_counter", (int64_t)info->kit_counter);
    mk_json_kv_int(&j, "started_us", info->started_us);
    mk_json_close(&j, '}');
}

/* A copy in the arena; NULL for NULL, and *ok false when there is no room. */
static const char *copy(struct mk_arena *a, const char *s, bool *ok)
{
    struct mk_span c = s ? mk_arena_copy(a, mk_str(s)) : mk_span(NULL, 0);
    *ok = *ok && (!s || c.p);
    return (const char *)c.p;
}

int mk_info_copy(struct mk_bundle_info *out, struct mk_arena *texts,
                 const struct mk_bundle_info *info, struct mk_error *e)
{
    bool ok = true;
    *out = *info;
    out->id = copy(texts, info->id, &ok);
    out->kit_id = copy(texts, info->kit_id, &ok);
    out->officer_id = copy(texts, info->officer_id, &ok);
    out->exhibit = copy(texts, info->exhibit, &ok);
    out->reference = copy(texts, info->reference, &ok);
    out->authority_sha256 = copy(texts, info->authority_sha256, &ok);
    out->software = copy(texts, info->software, &ok);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "bundle info");
}

int mk_info_parse(struct mk_bundle_info *out, struct mk_arena *texts, struct mk_span json,
                  struct mk_error *e)
{
    json_t *o = json_loadb((const char *)json.p, json.len, JSON_REJECT_DUPLICATES, NULL);
    const char *version = json_string_value(json_object_get(o, "version"));
    int rc = -1;
    if (!version) {
        mk_fail(e, MK_EFORMAT, "the journal's first line is not understood");
    } else if (strcmp(version, MK_BUNDLE_VERSION) != 0) {
        mk_fail(e, MK_EFORMAT, "the bundle was made by another version of Moka");
    } else {
        struct mk_bundle_info info = {
            .id = json_string_value(json_object_get(o, "id")),
            .kit_id = json_string_value(json_object_get(o, "kit_id")),
            .officer_id = json_string_value(json_object_get(o, "officer_id")),
            .exhibit = json_string_value(json_object_get(o, "exhibit")),
            .reference = json_string_value(json_object_get(o, "reference")),
            .authority_sha256 = json_string_value(json_object_get(o, "authority_sha256")),
            .software = json_string_value(json_object_get(o, "software")),
            .training = json_is_true(json_object_get(o, "training")),
            .encrypt = json_is_true(json_object_get(o, "encrypt")),
            .clock_trusted = json_is_true(json_object_get(o, "clock_trusted")),
            .kit_counter = (uint64_t)json_integer_value(json_object_get(o, "kit_counter")),
            .started_us = json_integer_value(json_object_get(o, "started_us")),
        };
        rc = mk_info_copy(out, texts, &info, e);
    }
    json_decref(o);
    return rc;
}

/* A line of bag-info.txt; what breaks lines or steers a terminal has become a blank. */
static void value(struct mk_buf *out, const char *label, const char *s)
{
    struct mk_span v = mk_str(s);
    mk_buf_printf(out, "%s: ", label);
    for (size_t at = 0; at < v.len;) {
        int32_t cp = mk_utf8_next(v, &at);
        mk_utf8_put(out, cp < 0 ? 0xfffd : mk_is_steering((uint32_t)cp) ? ' ' : (uint32_t)cp);
    }
    mk_buf_u8(out, '\n');
}

void mk_baginfo(struct mk_buf *out, const struct mk_bundle_info *info, int64_t sealed_us,
                uint64_t bytes, uint64_t files, const char *signatures)
{
    char sealed[MK_ISO_MAX], started[MK_ISO_MAX];
    size_t date = mk_time_iso(sealed, sealed_us, 6) - strlen("T00:00:00.000000Z");
    mk_time_iso(started, info->started_us, 6);
    value(out, "Source-Organization", info->kit_id);
    mk_buf_printf(out, "Bagging-Date: %.*s\n", (int)date, sealed);
    value(out, "External-Identifier", info->id);
    mk_buf_printf(out, "Payload-Oxum: %llu.%llu\n", (unsigned long long)bytes,
                  (unsigned long long)files);
    value(out, "Moka-Bundle-Version", MK_BUNDLE_VERSION);
    value(out, "Moka-Software", info->software);
    value(out, "Moka-Kit", info->kit_id);
    mk_buf_printf(out, "Moka-Kit-Counter: %llu\n", (unsigned long long)info->kit_counter);
    if (info->officer_id)
        value(out, "Moka-Officer", info->officer_id);
    value(out, "Moka-Signatures", signatures);
    value(out, "Moka-Exhibit", info->exhibit);
    value(out, "Moka-Authority", info->reference);
    value(out, "Moka-Started", started);
    value(out, "Moka-Sealed", sealed);
    value(out, "Moka-Clock", info->clock_trusted ? "trusted" : "doubtful");
    value(out, "Moka-Encrypted", info->encrypt ? "age" : "no");
    if (info->training)
        value(out, "Moka-Training", "TRAINING");
}
