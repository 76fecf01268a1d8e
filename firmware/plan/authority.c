#include "firmware/plan/authority.h"
#include "firmware/plan/said.h"
#include "firmware/plan/scope_read.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const bases[] = { "warrant", "consent", "statute", "exercise" };
static const char *const roles[] = { "suspect", "victim", "witness", "unknown" };

const char *mk_basis_name(enum mk_basis b)
{
    return bases[b];
}

int mk_read_word(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (word && !strcmp(words[i], word))
            return (int)i;
    return -1;
}

/* An unknown member may be a limit that we would overstep. */
int mk_read_known(const json_t *o, const char *const *known, size_t n, const char *where,
                  struct mk_error *e)
{
    json_t *all = (json_t *)(uintptr_t)o; /* jansson walks what it may also change */
    for (void *it = json_object_iter(all); it; it = json_object_iter_next(all, it)) {
        const char *key = json_object_iter_key(it);
        if (mk_read_word(known, n, key) < 0)
            return mk_fail(e, MK_EUSAGE,
                           "authority: %s: member \"%s\" is not known to this version", where, key);
    }
    return 0;
}

/* A line of text: 1 to 200 bytes, no control characters. */
static int line_of(char **out, const json_t *o, const char *key, bool required, struct mk_error *e)
{
    const json_t *v = json_object_get(o, key);
    const char *s = json_string_value(v);
    size_t n = json_string_length(v);
    if (!v && !required)
        return 0;
    if (!s || n == 0 || n > 200 || strlen(s) != n)
        return mk_fail(e, MK_EUSAGE, "authority: \"%s\" has to be a text of 1 to 200 bytes", key);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return mk_fail(e, MK_EUSAGE, "authority: \"%s\" holds control characters", key);
    *out = strdup(s);
    return *out ? 0 : mk_fail(e, MK_ENOMEM, "authority");
}

int mk_read_time(int64_t *us, const json_t *o, const char *key, bool required, struct mk_error *e)
{
    const json_t *v = json_object_get(o, key);
    const char *s = json_string_value(v);
    if (!v && !required)
        return 0;
    if (!s || !mk_time_parse(us, mk_str(s)))
        return mk_fail(e, MK_EUSAGE,
                       "authority: \"%s\" has to be a time such as \"2026-11-30T18:00:00Z\"", key);
    return 0;
}

static int read_officer(struct mk_authority *a, const json_t *root, struct mk_error *e)
{
    static const char *const known[] = { "id", "name" };
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";
    json_t *o = json_object_get(root, "officer");
    if (!json_is_object(o))
        return mk_fail(e, MK_EUSAGE, "authority: \"officer\" needs {\"id\", \"name\"}");
    if (mk_read_known(o, known, COUNT(known), "officer", e) ||
        line_of(&a->officer_id, o, "id", true, e) || line_of(&a->officer_name, o, "name", true, e))
        return -1;
    if (a->officer_id[strspn(a->officer_id, letters)])
        return mk_fail(e, MK_EUSAGE, "authority: officer id: letters, digits and . _ @ - only");
    return 0;
}

static int read_device(struct mk_authority *a, const json_t *root, struct mk_error *e)
{
    static const char *const known[] = { "serial" };
    json_t *o = json_object_get(root, "device");
    if (!o)
        return 0;
    if (!json_is_object(o))
        return mk_fail(e, MK_EUSAGE, "authority: \"device\" needs {\"serial\"}");
    return mk_read_known(o, known, COUNT(known), "device", e) ||
                   line_of(&a->device_serial, o, "serial", true, e)
               ? -1
               : 0;
}

static int read_texts(struct mk_authority *a, const json_t *root, struct mk_error *e)
{
    if (line_of(&a->reference, root, "reference", true, e) ||
        line_of(&a->issued_by, root, "issued_by", false, e) ||
        line_of(&a->exhibit, root, "exhibit", true, e) ||
        line_of(&a->comment, root, "comment", false, e) ||
        line_of(&a->owner_role, root, "owner_role", false, e))
        return -1;
    if (a->owner_role && mk_read_word(roles, COUNT(roles), a->owner_role) < 0)
        return mk_fail(e, MK_EUSAGE,
                       "authority: \"owner_role\" is suspect, victim, witness or unknown");
    return 0;
}

/* What the officer said beside: of no consequence for what is taken, and to be whole. */
static int check_said(const struct mk_authority *a, json_t *root, struct mk_error *e)
{
    static const char *const said[][2] = {
        { "item", "item" },       { "seizure", "seizure" }, { "phone", "phone" },
        { "consent", "consent" }, { "clock", "clock" },     { "owner", "owner of authority" },
    };
    for (size_t i = 0; i < COUNT(said); i++) {
        const json_t *v = json_object_get(root, said[i][0]);
        if (v && mk_said_whole(said[i][1], v, e))
            return mk_fail_in(e, "authority");
    }
    /* An exercise may be one in asking for consent. */
    if (json_object_get(root, "consent") && a->basis != MK_BASIS_CONSENT &&
        a->basis != MK_BASIS_EXERCISE)
        return mk_fail(e, MK_EUSAGE, "authority: \"consent\" where the basis is another");
    return 0;
}

static int read_all(struct mk_authority *a, json_t *root, struct mk_error *e)
{
    static const char *const known[] = { "format",     "basis",       "reference", "issued_by",
                                         "officer",    "exhibit",     "scope",     "owner_role",
                                         "valid_from", "valid_until", "comment",   "device",
                                         "item",       "seizure",     "phone",     "owner",
                                         "consent",    "clock" };
    const char *format = json_string_value(json_object_get(root, "format"));
    int basis =
        mk_read_word(bases, COUNT(bases), json_string_value(json_object_get(root, "basis")));
    if (!format || strcmp(format, "moka-authority-1") != 0)
        return mk_fail(e, MK_EUSAGE, "authority: \"format\" has to be \"moka-authority-1\"");
    if (basis < 0)
        return mk_fail(e, MK_EUSAGE,
                       "authority: \"basis\" has to be warrant, consent, statute or exercise");
    a->basis = (enum mk_basis)basis;
    if (mk_read_known(root, known, COUNT(known), "file", e) || read_texts(a, root, e) ||
        read_officer(a, root, e) || read_device(a, root, e) ||
        mk_read_time(&a->valid_from_us, root, "valid_from", true, e) ||
        mk_read_time(&a->valid_until_us, root, "valid_until", true, e) ||
        mk_scope_read(&a->scope, json_object_get(root, "scope"), e) || check_said(a, root, e))
        return -1;
    return a->valid_from_us < a->valid_until_us
               ? 0
               : mk_fail(e, MK_EUSAGE, "authority: \"valid_from\" is not before \"valid_until\"");
}

int mk_authority_parse(struct mk_authority **out, struct mk_span json, struct mk_error *e)
{
    int rc = -1;
    json_error_t where;
    json_t *root = NULL;
    struct mk_authority *a = calloc(1, sizeof *a);
    if (!a) {
        mk_fail(e, MK_ENOMEM, "authority");
        goto out;
    }
    if (json.len > MK_AUTHORITY_MAX) {
        mk_fail(e, MK_EUSAGE, "authority: the file is larger than 64 KiB");
        goto out;
    }
    root = json_loadb((const char *)json.p, json.len, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(root)) {
        mk_fail(e, MK_EUSAGE, "authority: not a JSON object (line %d: %s)", where.line, where.text);
        goto out;
    }
    if (read_all(a, root, e))
        goto out;
    *out = a;
    a = NULL;
    rc = 0;
out:
    json_decref(root);
    mk_authority_free(a);
    return rc;
}

void mk_authority_free(struct mk_authority *a)
{
    if (!a)
        return;
    free(a->reference);
    free(a->issued_by);
    free(a->officer_id);
    free(a->officer_name);
    free(a->exhibit);
    free(a->owner_role);
    free(a->comment);
    free(a->device_serial);
    mk_scope_done(&a->scope);
    free(a);
}

int mk_authority_holds(const struct mk_authority *a, int64_t now_us, bool clock_trusted,
                       char doubt[static 160], struct mk_error *e)
{
    char now[MK_ISO_MAX], from[MK_ISO_MAX], until[MK_ISO_MAX];
    doubt[0] = 0;
    if (now_us >= a->valid_from_us && now_us < a->valid_until_us)
        return 0;
    mk_time_iso(now, now_us, 0);
    mk_time_iso(from, a->valid_from_us, 0);
    mk_time_iso(until, a->valid_until_us, 0);
    if (clock_trusted)
        return mk_fail(e, MK_EREFUSED,
                       "the authority %s holds from %s until %s, and it is %s. Needed: an "
                       "authority that holds now",
                       a->reference, from, until, now);
    snprintf(doubt, 160, "the authority holds from %s until %s, the doubtful clock says %s", from,
             until, now);
    return 0;
}
