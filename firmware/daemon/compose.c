#include "firmware/daemon/compose.h"
#include "firmware/plan/authority.h"
#include "firmware/plan/said.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const asked[] = { "exhibit",   "seizure", "phone", "owner",
                                     "authority", "consent", "clock" };

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static bool by_consent(const struct mk_case *x)
{
    const char *basis = text_of(mk_cases_part(x, "authority"), "basis");
    return basis && !strcmp(basis, "consent");
}

struct lacks {
    void (*each)(void *u, const char *part, const char *field);
    void *u;
    const char *part;
};

static void lack(void *u, const char *field)
{
    struct lacks *l = u;
    l->each(l->u, l->part, field);
}

void mk_cases_needs(const struct mk_case *x,
                    void (*each)(void *u, const char *part, const char *field), void *u)
{
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct lacks l = { each, u, asked[i] };
        if (strcmp(asked[i], "consent") != 0 || by_consent(x))
            mk_said_lacks(asked[i], mk_cases_part(x, asked[i]), lack, &l);
    }
    if (!mk_cases_part(x, "scope"))
        each(u, "scope", "");
}

static void count(void *u, const char *part, const char *field)
{
    (void)part;
    (void)field;
    ++*(size_t *)u;
}

bool mk_cases_is_ready(const struct mk_case *x)
{
    size_t n = 0;
    mk_cases_needs(x, count, &n);
    return n == 0;
}

static void need_json(void *u, const char *part, const char *field)
{
    struct mk_json *j = u;
    mk_json_open(j, '{');
    mk_json_kv_str(j, "part", part);
    mk_json_kv_str(j, "field", field);
    mk_json_close(j, '}');
}

void mk_cases_needs_json(struct mk_json *j, const struct mk_case *x)
{
    mk_json_open(j, '[');
    mk_cases_needs(x, need_json, j);
    mk_json_close(j, ']');
}

/* ---- the file ---- */

static int put(json_t *o, const char *key, json_t *v) /* takes v */
{
    return v && json_object_set_new(o, key, v) == 0 ? 0 : -1;
}

static int put_text(json_t *o, const char *key, const char *s)
{
    return put(o, key, json_string(s));
}

/* A part without those of its members that the authority has elsewhere. */
static int put_part(json_t *root, const char *as, const json_t *part, const char *but,
                    const char *but_too)
{
    json_t *copy = json_deep_copy(part);
    if (!copy)
        return -1;
    json_object_del(copy, but);
    json_object_del(copy, but_too);
    return put(root, as, copy);
}

static int put_authority(json_t *root, const json_t *part, bool training)
{
    static const char *const keys[] = { "basis",      "reference",   "issued_by",
                                        "valid_from", "valid_until", "comment" };
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof keys / sizeof *keys; i++) {
        json_t *v = json_object_get(part, keys[i]);
        rc = v ? json_object_set(root, keys[i], v) : 0;
    }
    /* Whatever was exercised: nobody is to take it for the real thing. */
    return rc == 0 && training ? put_text(root, "basis", "exercise") : rc;
}

static int put_exhibit(json_t *root, const json_t *exhibit)
{
    const char *serial = text_of(exhibit, "serial");
    json_t *device = serial ? json_pack("{s:s}", "serial", serial) : NULL;
    json_t *item = json_deep_copy(exhibit);
    int rc = item ? put_text(root, "exhibit", text_of(exhibit, "number")) : -1;
    if (rc == 0 && serial)
        rc = put(root, "device", device);
    else
        json_decref(device);
    json_object_del(item, "number");
    json_object_del(item, "serial");
    if (rc == 0 && json_object_size(item))
        return put(root, "item", item);
    json_decref(item);
    return rc;
}

static int put_officer(json_t *root, const struct mk_case *x)
{
    return put_text(root, "format", "moka-authority-1") ||
                   put(root, "officer",
                       json_pack("{s:s,s:s}", "id", x->officer, "name", x->officer_name))
               ? -1
               : 0;
}

static int put_all(json_t *root, const struct mk_case *x)
{
    const json_t *owner = mk_cases_part(x, "owner");
    if (put_officer(root, x) || put_authority(root, mk_cases_part(x, "authority"), x->training) ||
        put_exhibit(root, mk_cases_part(x, "exhibit")) ||
        put_text(root, "owner_role", text_of(owner, "role")) ||
        put_part(root, "owner", owner, "role", "") ||
        put_part(root, "seizure", mk_cases_part(x, "seizure"), "", "") ||
        put_part(root, "phone", mk_cases_part(x, "phone"), "", "") ||
        put_part(root, "clock", mk_cases_part(x, "clock"), "", "") ||
        put_part(root, "scope", mk_cases_part(x, "scope"), "", ""))
        return -1;
    return by_consent(x) ? put_part(root, "consent", mk_cases_part(x, "consent"), "", "") : 0;
}

static int write_out(struct mk_buf *out, json_t *root, int64_t *until_us, struct mk_error *e)
{
    struct mk_authority *a = NULL;
    char *text = json_dumps(root, JSON_INDENT(2));
    if (!text)
        return mk_fail(e, MK_ENOMEM, "authority");
    mk_buf_puts(out, text);
    mk_buf_u8(out, '\n');
    free(text);
    if (!mk_buf_ok(out))
        return mk_fail(e, MK_ELIMIT, "authority: too large");
    if (mk_authority_parse(&a, mk_buf_span(out), e))
        return -1;
    *until_us = a->valid_until_us;
    mk_authority_free(a);
    return 0;
}

int mk_compose_authority(struct mk_buf *out, int64_t *until_us, const struct mk_case *x,
                         struct mk_error *e)
{
    if (!mk_cases_is_ready(x))
        return mk_fail(e, MK_ESTATE, "something is not said yet");
    json_t *root = json_object();
    int rc = root && put_all(root, x) == 0 ? write_out(out, root, until_us, e)
                                           : mk_fail(e, MK_ENOMEM, "authority");
    json_decref(root);
    return rc;
}

int mk_compose_draft(struct mk_buf *out, const struct mk_case *x, int64_t now_us,
                     struct mk_error *e)
{
    char from[MK_ISO_MAX], until[MK_ISO_MAX];
    int64_t end;
    const json_t *authority = mk_cases_part(x, "authority"), *exhibit = mk_cases_part(x, "exhibit");
    const char *basis = text_of(authority, "basis"), *number = text_of(exhibit, "number");
    const char *reference = text_of(authority, "reference");
    json_t *root = json_object(), *scope = mk_cases_part(x, "scope");
    const char *begin = text_of(authority, "valid_from"), *over = text_of(authority, "valid_until");
    bool dated = begin && over;
    mk_time_iso(from, now_us, 0);
    mk_time_iso(until, now_us + 3600 * MK_US, 0);
    bool made = root && put_officer(root, x) == 0 &&
                put_text(root, "basis", basis ? basis : "warrant") == 0 &&
                put_text(root, "reference", reference ? reference : "-") == 0 &&
                put_text(root, "exhibit", number ? number : "-") == 0 &&
                put_text(root, "valid_from", dated ? begin : from) == 0 &&
                put_text(root, "valid_until", dated ? over : until) == 0 && scope &&
                put(root, "scope", json_deep_copy(scope)) == 0;
    int rc = made ? write_out(out, root, &end, e) : mk_fail(e, MK_ENOMEM, "authority");
    json_decref(root);
    return rc;
}

/* ---- setting a part ---- */

static int check_scope(const struct mk_case *x, const json_t *value, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_buf b;
    int64_t end;
    json_t *root = json_object();
    mk_buf_init(&b, MK_AUTHORITY_MAX);
    bool made = root && put_officer(root, x) == 0 && put_text(root, "basis", "warrant") == 0 &&
                put_text(root, "reference", "-") == 0 && put_text(root, "exhibit", "-") == 0 &&
                put_text(root, "valid_from", "2000-01-01T00:00:00Z") == 0 &&
                put_text(root, "valid_until", "2100-01-01T00:00:00Z") == 0 &&
                put(root, "scope", json_deep_copy(value)) == 0;
    int rc = made ? write_out(&b, root, &end, &e) : mk_fail(&e, MK_ENOMEM, "scope");
    mk_buf_done(&b);
    json_decref(root);
    if (rc) {
        mk_refuse(r, e.code == MK_EUSAGE ? MK_IPC_USAGE : MK_IPC_FAILED, "%s", e.text);
        snprintf(r->part, sizeof r->part, "scope");
    }
    return rc;
}

static int wrong(struct mk_refusal *r, const char *part, const char *field, const char *text)
{
    mk_refuse(r, MK_IPC_USAGE, "%s", text);
    snprintf(r->part, sizeof r->part, "%s", part);
    snprintf(r->field, sizeof r->field, "%s", field);
    return -1;
}

static int check_authority(const struct mk_case *x, const json_t *value, struct mk_refusal *r)
{
    int64_t from = 0, until = 1;
    const char *basis = text_of(value, "basis");
    const char *begin = text_of(value, "valid_from"), *end = text_of(value, "valid_until");
    if (basis && !strcmp(basis, "exercise") && !x->training)
        return wrong(r, "authority", "basis", "an exercise is for a training case");
    if (begin && end && mk_time_parse(&from, mk_str(begin)) && mk_time_parse(&until, mk_str(end)) &&
        from >= until)
        return wrong(r, "authority", "valid_until", "it ends before it begins");
    return 0;
}

int mk_part_check(const struct mk_case *x, const char *part, const json_t *value,
                  struct mk_refusal *r)
{
    struct mk_said_wrong w;
    struct mk_error e = { 0 };
    if (!strcmp(part, "scope"))
        return check_scope(x, value, r);
    if (mk_said_check(&w, part, value, &e))
        return wrong(r, part, w.field, e.text);
    return strcmp(part, "authority") ? 0 : check_authority(x, value, r);
}
