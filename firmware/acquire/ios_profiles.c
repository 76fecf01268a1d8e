/* Whose hand is on an iPhone: see ios_state.h. */
#include "firmware/acquire/ios_state.h"
#include "parsers/base/escape.h"
#include <stdio.h>
#include <strings.h>

#define NAMED_MAX 120u /* bytes of names, then the number of the others */
#define TEXT_MOST 40u

static bool is_true(const struct mk_plist_value *dict, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(dict, key, MK_PLIST_BOOL);
    return v && v->i;
}

static void put_text(struct mk_buf *out, struct mk_span s)
{
    mk_escape_terminal(out, mk_span(s.p, s.len < TEXT_MOST ? s.len : TEXT_MOST));
}

/* "Management Profile (Example Org)", or its identifier. */
static void put_name(struct mk_buf *out, struct mk_span id, const struct mk_plist_value *profile)
{
    const struct mk_plist_value *name =
        mk_plist_get_as(profile, "PayloadDisplayName", MK_PLIST_TEXT);
    const struct mk_plist_value *org =
        mk_plist_get_as(profile, "PayloadOrganization", MK_PLIST_TEXT);
    put_text(out, name && name->s.len ? name->s : id);
    if (!org || !org->s.len)
        return;
    mk_buf_puts(out, " (");
    put_text(out, org->s);
    mk_buf_puts(out, ")");
}

/* Managements call their own profile so: com.meraki.sm.mdm, Microsoft.Profiles.MDM (observed). */
static bool by_name(struct mk_span id)
{
    for (size_t i = 0; i + 3 <= id.len; i++)
        if (strncasecmp((const char *)id.p + i, "mdm", 3) == 0)
            return true;
    return false;
}

void mk_ios_profiles_read(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    const struct mk_plist_value *all = mk_plist_get_as(d, "ProfileMetadata", MK_PLIST_DICT);
    struct mk_buf names;
    size_t more = 0;
    mk_buf_init(&names, 4096);
    s->profiles = all ? all->n : 0;
    for (size_t i = 0; i < s->profiles; i++) {
        const struct mk_plist_value *key = all->items[i], *profile = all->items[all->n + i];
        struct mk_span id = key->kind == MK_PLIST_TEXT ? key->s : mk_str("");
        if (by_name(id) || is_true(profile, "PayloadRemovalDisallowed"))
            s->managed = MK_YES;
        if (names.len < NAMED_MAX) {
            mk_buf_puts(&names, i ? ", " : "");
            put_name(&names, id, profile);
        } else
            more++;
    }
    if (more)
        mk_buf_printf(&names, " and %zu more", more);
    const char *text = mk_buf_cstr(&names);
    snprintf(s->profile_names, sizeof s->profile_names, "%s", text ? text : "");
    mk_buf_done(&names);
}

void mk_ios_cloud_read(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    const struct mk_plist_value *c = mk_plist_get_as(d, "CloudConfiguration", MK_PLIST_DICT);
    const struct mk_plist_value *name = mk_plist_get_as(c, "OrganizationName", MK_PLIST_TEXT);
    struct mk_buf b;
    if (is_true(c, "IsSupervised"))
        s->supervised = MK_YES;
    if (is_true(c, "IsMandatory"))
        s->managed = MK_YES;
    if (!name)
        return;
    mk_buf_init(&b, 1024);
    put_text(&b, name->s);
    const char *text = mk_buf_cstr(&b);
    snprintf(s->organisation, sizeof s->organisation, "%s", text ? text : "");
    mk_buf_done(&b);
}
