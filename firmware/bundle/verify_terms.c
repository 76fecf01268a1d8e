/* authority.json: whether the run fell within its terms. The kit refuses one that does not, by a
 * clock that it trusts; what its clock said is what the bundle says. */
#include "firmware/bundle/verify.h"
#include "parsers/base/time.h"
#include <jansson.h>

#define AUTHORITY_MAX ((size_t)64 << 10)

static bool term(int64_t *us, const json_t *o, const char *name)
{
    const char *s = json_string_value(json_object_get(o, name));
    return s && mk_time_parse(us, mk_str(s));
}

static void compare(struct mk_verify *v, int64_t from_us, int64_t until_us)
{
    char began[MK_ISO_MAX], limit[MK_ISO_MAX];
    int64_t at = v->info.started_us;
    if (at >= from_us && at <= until_us)
        return;
    mk_time_iso(began, at, 0);
    mk_time_iso(limit, at < from_us ? from_us : until_us, 0);
    if (at < from_us)
        mk_verify_say(v, false, "authority.json: it held from %s; the run began before, at %s",
                      limit, began);
    else
        mk_verify_say(v, false, "authority.json: it held until %s; the run began later, at %s",
                      limit, began);
}

int mk_verify_terms(struct mk_verify *v, struct mk_error *e)
{
    struct mk_buf text;
    int64_t from_us, until_us;
    if (!mk_verify_there(v, "authority.json"))
        return 0;
    mk_buf_init(&text, AUTHORITY_MAX);
    int rc = mk_verify_tag_read(&text, v, "authority.json", e);
    json_t *o = rc >= 0 && text.len
                    ? json_loadb((const char *)text.p, text.len, JSON_REJECT_DUPLICATES, NULL)
                    : NULL;
    if (rc >= 0 && (!term(&from_us, o, "valid_from") || !term(&until_us, o, "valid_until")))
        mk_verify_say(v, false, "authority.json: its terms cannot be read");
    else if (rc >= 0 && v->info.whole)
        compare(v, from_us, until_us);
    json_decref(o);
    mk_buf_done(&text);
    return rc < 0 ? -1 : 0;
}
