#include "host/viewer/desk.h"
#include "firmware/parse/parse.h"
#include "host/viewer/evidence.h"
#include <stdio.h>

#define RECORD_MAX ((size_t)16 << 20)

/* What each word may be asked with. */
static const struct {
    const char *name, *members; /* a blank before and behind each */
    mk_word_of_desk *answer;
} words[] = {
    { "hello", " ", mk_desk_hello },
    { "overview", " bundle ", mk_desk_overview },
    { "line", " bundle kind from_us until_us timeless after limit ", mk_desk_line },
    { "talks", " bundle app after limit ", mk_desk_talks },
    { "talk", " talk at_us around after limit ", mk_desk_talk },
    { "search", " query kind from_us until_us bundle tag state ranked after limit ",
      mk_desk_search },
    { "one", " id ", mk_desk_one },
    { "tag", " id name on ", mk_desk_tag },
    { "note", " id text ", mk_desk_note },
    { "tags", " ", mk_desk_tags },
    { "tagged", " name after limit ", mk_desk_tagged },
    { "contacts", " bundle limit ", mk_desk_contacts },
    { "shared", " bundles limit ", mk_desk_shared },
    { "activity", " bundle from_us until_us step kinds ", mk_desk_activity },
    { "entity", " id after limit ", mk_desk_entity },
    { "graph", " bundle limit ", mk_desk_graph },
    { "merges", " ", mk_desk_merges },
    { "merge", " a b reason ", mk_desk_merge },
    { "unmerge", " id ", mk_desk_unmerge },
    { "places", " bundle from_us until_us origin meaning box after limit ", mk_desk_places },
    { "near", " lat lon radius_m time_us window_s bundle ", mk_desk_near },
    { "media", " bundle kind after limit ", mk_desk_media },
    { "raw", " id offset ", mk_desk_raw },
    { "open", " id how ", mk_desk_open },
    { "files", " bundle folder after limit ", mk_desk_files },
    { "export", " format bundle tag images ", mk_desk_export },
    { "audit", " after limit ", mk_desk_audit },
    { "region", " name offset bytes ", mk_desk_region },
};

int mk_desk_init(struct mk_desk *d, const char *dir, const char *who, const char *zone,
                 const char *lang, struct mk_error *e)
{
    struct mk_buf tzif = { 0 };
    *d = (struct mk_desk){ .dir = dir, .who = who, .lang = lang };
    mk_buf_init(&d->record, RECORD_MAX);
    mk_buf_init(&d->picked, RECORD_MAX);
    int rc = mk_parse_zone(&tzif, zone, e);
    if (rc == 0)
        rc = mk_zone_new(&d->zone, mk_str(zone), mk_buf_span(&tzif), e);
    mk_buf_done(&tzif);
    if (rc == 0)
        rc = mk_lines_new(&d->lines, e);
    if (rc == 0)
        rc = mk_kept_new(&d->kept, e);
    if (rc == 0)
        rc = mk_inner_new(&d->inner, e);
    return rc == 0 ? mk_case_open(&d->c, dir, who, false, e) : rc;
}

void mk_desk_done(struct mk_desk *d)
{
    mk_inner_free(d->inner);
    mk_kept_free(d->kept);
    mk_case_free(d->c);
    mk_lines_free(d->lines);
    mk_zone_free(d->zone);
    mk_buf_done(&d->record);
    mk_buf_done(&d->picked);
}

/* ---- a line ---- */

static int check_members(const json_t *m, const char *allowed, struct mk_error *e)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)m, key, v)
    {
        char padded[32];
        if (strlen(key) > 24 || strchr(key, ' '))
            return mk_fail(e, MK_EUSAGE, "a member that this word does not know");
        snprintf(padded, sizeof padded, " %s ", key);
        if (!strstr(allowed, padded))
            return mk_fail(e, MK_EUSAGE, "\"%s\": this word does not know it", key);
    }
    return 0;
}

static int call(struct mk_desk *d, const json_t *m, struct mk_json *j, struct mk_error *e)
{
    const char *name = json_string_value(json_object_get(m, "do"));
    const json_t *with = json_object_get(m, "with");
    struct mk_ask a = { with, e, false };
    for (size_t i = 0; name && i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i].name) == 0) {
            if (check_members(with, words[i].members, e) != 0)
                return -1;
            return words[i].answer(d, &a, j);
        }
    return mk_fail(e, MK_EUSAGE, "no such word");
}

static const char *code_of(const struct mk_desk *d, const struct mk_error *e)
{
    if (d->evidence)
        return "evidence";
    if (e->code == MK_EUSAGE || e->code == MK_EFORMAT)
        return "usage";
    return e->code == MK_EABSENT ? "not-found" : e->code == MK_ELIMIT ? "limit" : "failed";
}

static void begin(struct mk_json *j, int64_t number, bool ok)
{
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", number);
    mk_json_kv_bool(j, "ok", ok);
}

static void put_reason(const struct mk_desk *d, struct mk_json *j)
{
    if (!d->reason)
        return;
    mk_json_kv_str(j, "reason", d->reason);
    mk_json_key(j, "at");
    mk_json_open(j, '[');
    mk_json_uint(j, d->at[0]);
    mk_json_uint(j, d->at[1]);
    mk_json_close(j, ']');
}

int mk_desk_answer(struct mk_desk *d, struct mk_buf *out, struct mk_span line, struct mk_error *e)
{
    json_t *m = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    int64_t id = json_integer_value(json_object_get(m, "id"));
    size_t before = out->len;
    struct mk_error why = { 0 };
    struct mk_json j = mk_json(out);
    d->evidence = false;
    d->reason = NULL;
    begin(&j, id, true);
    int rc = json_is_object(json_object_get(m, "with")) ? call(d, m, &j, &why)
                                                        : mk_fail(&why, MK_EUSAGE, "no request");
    json_decref(m);
    if (rc == 0 && !mk_buf_ok(out))
        rc = mk_fail(&why, MK_ELIMIT, "too much for one answer: ask for fewer");
    if (rc != 0) {
        out->bad = false;
        out->len = before;
        j = mk_json(out);
        begin(&j, id, false);
        mk_json_kv_str(&j, "code", code_of(d, &why));
        mk_json_kv_text(&j, "text", mk_str(why.text));
        put_reason(d, &j);
    }
    mk_json_close(&j, '}');
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "answer");
}
