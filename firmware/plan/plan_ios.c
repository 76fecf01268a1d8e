#include "firmware/plan/plan_ios.h"
#include "firmware/plan/ios.h"
#include "firmware/plan/ios_table.h"
#include <stdio.h>

/* What becomes of the files of one row of the table. False: the row does not concern this scope. */
static bool rule_of(struct mk_ios_rule *out, const struct mk_scope *s, const struct mk_ios_known *k)
{
    struct mk_ios_place p;
    size_t domain = strlen(k->domain), path = strlen(k->glob);
    bool open = k->domain[domain - 1] == '*'; /* any app's: of those that the authority names */
    if (open)
        return false;
    if (mk_ios_whole(s)) {
        *out = (struct mk_ios_rule){ MK_IOS_TAKE, "" };
        return true;
    }
    snprintf(p.domain, sizeof p.domain, "%s", k->domain);
    snprintf(p.path, sizeof p.path, "%.*s", (int)(path - (k->glob[path - 1] == '*')), k->glob);
    *out = mk_ios_rule(s, &p);
    return true;
}

static bool is_taken(const struct mk_ios_rule *r)
{
    return r->fate != MK_IOS_LEAVE;
}

static void row(struct mk_json *j, const struct mk_ios_known *k, const struct mk_ios_rule *r)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "domain", k->domain);
    mk_json_kv_str(j, "path", k->glob);
    mk_json_kv_str(j, "category", mk_category_name(k->category));
    mk_json_kv_bool(j, "in_scope", is_taken(r));
    if (is_taken(r))
        mk_json_kv_bool(j, "cut", r->fate == MK_IOS_CUT || r->fate == MK_IOS_PART);
    else
        mk_json_kv_str(j, "why", mk_ios_why(r->why));
    mk_json_close(j, '}');
}

void mk_plan_backup_json(struct mk_json *j, const struct mk_scope *s)
{
    struct mk_ios_rule r;
    mk_json_key(j, "backup");
    mk_json_open(j, '{');
    mk_json_kv_bool(j, "in_scope", mk_ios_wants_backup(s));
    mk_json_kv_bool(j, "whole", mk_ios_whole(s));
    mk_json_kv_bool(j, "encrypt", s->encrypt_backup);
    mk_json_key(j, "files");
    mk_json_open(j, '[');
    for (const struct mk_ios_known *k = mk_ios_table; mk_ios_wants_backup(s) && k->domain; k++)
        if (rule_of(&r, s, k))
            row(j, k, &r);
    mk_json_close(j, ']');
    mk_json_close(j, '}');
}

void mk_plan_backup_words(struct mk_buf *out, const struct mk_scope *s, enum mk_category c,
                          bool taken)
{
    struct mk_ios_rule r;
    for (const struct mk_ios_known *k = mk_ios_table; mk_ios_wants_backup(s) && k->domain; k++) {
        if (k->category != c || !rule_of(&r, s, k) || is_taken(&r) != taken)
            continue;
        mk_buf_printf(out, "    out of the phone's backup: %s, %s%s%s\n", k->domain, k->glob,
                      !taken                 ? ": files that "
                      : r.fate == MK_IOS_CUT ? ": only the records that are in scope"
                                             : "",
                      taken ? "" : mk_ios_why(r.why));
    }
}
