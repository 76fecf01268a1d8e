#include "firmware/daemon/compose.h"
#include <stdlib.h>

static void text(struct mk_json *j, const char *key, const char *s)
{
    if (*s)
        mk_json_kv_str(j, key, s);
}

static void who(struct mk_json *j, const char *key, const char *id, const char *name)
{
    mk_json_key(j, key);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", id);
    mk_json_kv_str(j, "name", name);
    mk_json_close(j, '}');
}

void mk_cases_summary(struct mk_json *j, const struct mk_case *x, const char *officer)
{
    mk_json_kv_str(j, "id", x->id);
    mk_json_kv_bool(j, "training", x->training);
    mk_json_kv_str(j, "state", mk_cases_state_word(x->state));
    if (x->why_code[0]) {
        mk_json_key(j, "why");
        mk_json_open(j, '{');
        mk_json_kv_str(j, "code", x->why_code);
        mk_json_kv_str(j, "text", x->why_text);
        mk_json_close(j, '}');
    }
    text(j, "exhibit", x->exhibit);
    text(j, "reference", x->reference);
    text(j, "role", x->role);
    text(j, "platform", x->platform);
    text(j, "device", x->device);
    who(j, "officer", x->officer, x->officer_name);
    mk_json_kv_iso(j, "made", x->made_us, 0);
    mk_json_kv_iso(j, "changed", x->changed_us, 0);
    mk_json_kv_bool(j, "begun", x->begun);
    if (officer)
        mk_json_kv_bool(j, "mine", !strcmp(officer, x->officer));
}

static void raw(struct mk_json *j, const char *key, const json_t *v)
{
    char *s = v ? json_dumps(v, JSON_COMPACT) : NULL;
    if (s) {
        mk_json_key(j, key);
        mk_json_raw(j, mk_str(s));
    } else if (v) {
        j->b->bad = true; /* no memory: no half answer */
    }
    free(s);
}

void mk_cases_full(struct mk_json *j, const struct mk_case *x, const char *officer)
{
    mk_cases_summary(j, x, officer);
    raw(j, "parts", json_object_get(x->doc, "parts"));
    mk_json_key(j, "needs");
    mk_cases_needs_json(j, x);
    mk_json_kv_bool(j, "password", x->password != NULL);
    mk_json_kv_bool(j, "until_full", x->until_full);
    if (x->sealed_us) {
        mk_json_kv_iso(j, "sealed", x->sealed_us, 0);
        mk_json_kv_bool(j, "encrypted", mk_cases_is_encrypted(x));
    }
    raw(j, "receipts", json_object_get(x->doc, "receipts"));
    raw(j, "certificate", json_object_get(x->doc, "certificate"));
    raw(j, "copies", json_object_get(x->doc, "copies"));
    text(j, "copying_to", x->stick);
}
