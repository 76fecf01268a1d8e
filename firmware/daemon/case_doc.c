#include "firmware/daemon/case_doc.h"
#include "firmware/daemon/slurp.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <stdlib.h>

#define FORMAT "moka-case-1"

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void copy(char *out, size_t max, const json_t *o, const char *key)
{
    snprintf(out, max, "%s", text_of(o, key));
}

static bool time_of(int64_t *us, const json_t *o, const char *key)
{
    return mk_time_parse(us, mk_str(text_of(o, key)));
}

/* What the lists of cases show of the parts. */
static void take_parts(struct mk_case *x)
{
    copy(x->exhibit, sizeof x->exhibit, mk_cases_part(x, "exhibit"), "number");
    copy(x->reference, sizeof x->reference, mk_cases_part(x, "authority"), "reference");
    copy(x->role, sizeof x->role, mk_cases_part(x, "owner"), "role");
    x->valid_until_us = 0;
    if (!time_of(&x->valid_until_us, mk_cases_part(x, "authority"), "valid_until"))
        x->valid_until_us = 0;
}

static bool take(struct mk_case *x)
{
    const json_t *why = json_object_get(x->doc, "why"),
                 *officer = json_object_get(x->doc, "officer");
    x->state = mk_cases_state_named(text_of(x->doc, "state"));
    x->training = json_is_true(json_object_get(x->doc, "training"));
    x->begun = json_is_true(json_object_get(x->doc, "begun"));
    x->until_full = json_is_true(json_object_get(x->doc, "until_full"));
    copy(x->why_code, sizeof x->why_code, why, "code");
    copy(x->why_text, sizeof x->why_text, why, "text");
    copy(x->officer, sizeof x->officer, officer, "id");
    copy(x->officer_name, sizeof x->officer_name, officer, "name");
    copy(x->device, sizeof x->device, x->doc, "device");
    copy(x->platform, sizeof x->platform, x->doc, "platform");
    x->sealed_us = 0;
    take_parts(x);
    return !strcmp(text_of(x->doc, "format"), FORMAT) && !strcmp(text_of(x->doc, "id"), x->id) &&
           x->state != MK_CASE_STATE_COUNT && json_is_object(json_object_get(x->doc, "parts")) &&
           mk_is_officer_id(x->officer) && time_of(&x->made_us, x->doc, "made") &&
           time_of(&x->changed_us, x->doc, "changed") &&
           (!json_object_get(x->doc, "sealed") || time_of(&x->sealed_us, x->doc, "sealed"));
}

int mk_cases_doc_read(struct mk_case *x, bool first, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_CASE_FILE);
    mk_cases_unload(x);
    int rc = mk_slurp(&b, x->dir, "case.json", e);
    if (rc == 0) {
        x->doc = json_loadb((const char *)b.p, b.len, JSON_REJECT_DUPLICATES, NULL);
        if (!x->doc || (first && !take(x))) {
            mk_cases_unload(x);
            rc = mk_fail(e, MK_EFORMAT, "%s: case.json is damaged", x->id);
        }
    }
    mk_buf_done(&b);
    return rc;
}

static int put(json_t *o, const char *key, json_t *v)
{
    return v && json_object_set_new(o, key, v) == 0 ? 0 : -1;
}

static int put_text(json_t *o, const char *key, const char *s)
{
    if (*s)
        return put(o, key, json_string(s));
    json_object_del(o, key);
    return 0;
}

static int put_time(json_t *o, const char *key, int64_t us)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, us, 6);
    return put(o, key, json_string(iso));
}

static int put_why(struct mk_case *x)
{
    if (x->why_code[0])
        return put(x->doc, "why", json_pack("{s:s,s:s}", "code", x->why_code, "text", x->why_text));
    json_object_del(x->doc, "why");
    return 0;
}

int mk_cases_doc_update(struct mk_case *x, struct mk_error *e)
{
    take_parts(x);
    if (put_text(x->doc, "state", mk_cases_state_word(x->state)) || put_why(x) ||
        put(x->doc, "begun", json_boolean(x->begun)) ||
        put(x->doc, "until_full", json_boolean(x->until_full)) ||
        put_text(x->doc, "device", x->device) || put_text(x->doc, "platform", x->platform) ||
        put_time(x->doc, "changed", x->changed_us) ||
        (x->sealed_us && put_time(x->doc, "sealed", x->sealed_us)))
        return mk_fail(e, MK_ENOMEM, "case");
    return 0;
}

int mk_cases_doc_make(struct mk_case *x, struct mk_error *e)
{
    mk_cases_unload(x);
    x->doc = json_pack("{s:s,s:s,s:b,s:{s:s,s:s},s:{}}", "format", FORMAT, "id", x->id, "training",
                       x->training, "officer", "id", x->officer, "name", x->officer_name, "parts");
    if (!x->doc || put_time(x->doc, "made", x->made_us))
        return mk_fail(e, MK_ENOMEM, "case");
    return mk_cases_doc_update(x, e);
}

int mk_cases_doc_write(const struct mk_case *x, const struct mk_disk *disk, struct mk_error *e)
{
    char *text = json_dumps(x->doc, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text)
        return mk_fail(e, MK_ENOMEM, "case");
    int rc = strlen(text) < MK_CASE_FILE ? mk_disk_put(disk, x->dir, "case.json", mk_str(text), e)
                                         : mk_fail(e, MK_ELIMIT, "case.json: too large");
    free(text);
    return rc;
}

json_t *mk_cases_part(const struct mk_case *x, const char *part)
{
    return json_object_get(json_object_get(x->doc, "parts"), part);
}
