#include "firmware/plan/scope_read.h"
#include "firmware/plan/ios.h"
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- lists of words ---- */

/* Checks a word; what is wrong with it, or NULL. */
typedef const char *word_check(const char *s, size_t n);

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

/* Numbers and names stand in the phone's shell, between double quotes, inside SQL's single ones:
 * nothing that means anything in either is let in. */
static const char *check_party(const char *s, size_t n)
{
    size_t digits = 0, letters = 0;
    if (n > 64 || s[strspn(s, LETTERS DIGITS "._@+-()/ ")])
        return "a number or a sender's name: letters, digits and . _ @ + - ( ) / and blanks, up to "
               "64";
    for (size_t i = 0; i < n; i++) {
        digits += s[i] >= '0' && s[i] <= '9';
        letters += s[i] == '@' || strchr(LETTERS, s[i]) != NULL;
    }
    if (letters ? strpbrk(s, "()/") != NULL : strchr(s, '_') != NULL)
        return "either a number or a name";
    return letters || digits >= 2 ? NULL : "a number of at least two digits";
}

static const char *check_package(const char *s, size_t n)
{
    bool good = n <= 128 && strchr(LETTERS, s[0]) && !s[strspn(s, LETTERS DIGITS "._")] &&
                !strstr(s, "..") && s[n - 1] != '.';
    return good ? NULL : "a package name such as \"org.example.app\"";
}

static const char *check_artefact(const char *s, size_t n)
{
    bool good = n <= 80 && !s[strspn(s, LETTERS DIGITS "._:-")];
    return good ? NULL : "a name of the ledger such as \"android.contacts\"";
}

static const char *check_path(const char *s, size_t n)
{
    bool good = n > 1 && n <= 1024 && s[0] == '/' && !strstr(s, "/../") &&
                !(n > 2 && !strcmp(s + n - 3, "/.."));
    return good ? NULL : "an absolute folder of the phone";
}

static int add_word(struct mk_scope_list *l, const char *s, size_t n, struct mk_error *e)
{
    l->v[l->n] = strndup(s, n);
    if (!l->v[l->n])
        return mk_fail(e, MK_ENOMEM, "authority");
    l->n++;
    return 0;
}

struct list_member {
    const char *key;
    struct mk_scope_list *list;
    word_check *check;
    size_t most;
    bool folders; /* a '/' at the end is taken off */
};

static int add_checked(const struct list_member *m, const json_t *v, struct mk_error *e)
{
    const char *s = json_string_value(v);
    size_t n = json_string_length(v);
    while (s && m->folders && n > 1 && s[n - 1] == '/')
        n--;
    char *copy = s && n && strlen(s) == json_string_length(v) ? strndup(s, n) : NULL;
    const char *wrong = copy ? m->check(copy, n) : "a text";
    free(copy);
    if (wrong)
        return mk_fail(e, MK_EUSAGE, "authority: scope \"%s\": entry %zu has to be %s", m->key,
                       m->list->n + 1, wrong);
    return add_word(m->list, s, n, e);
}

static int read_list(const struct list_member *m, const json_t *scope, struct mk_error *e)
{
    const json_t *list = json_object_get(scope, m->key);
    if (!list)
        return 0;
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n == 0)
        return mk_fail(e, MK_EUSAGE,
                       "authority: scope \"%s\" has to be a list with something in it; without a "
                       "limit it is left out",
                       m->key);
    if (n > m->most)
        return mk_fail(e, MK_EUSAGE, "authority: scope \"%s\" has more than %zu entries", m->key,
                       m->most);
    for (size_t i = 0; i < n; i++)
        if (add_checked(m, json_array_get(list, i), e))
            return -1;
    return 0;
}

/* ---- single members ---- */

static int read_preset(struct mk_scope *s, const json_t *scope, struct mk_error *e)
{
    const json_t *v = json_object_get(scope, "preset");
    for (unsigned p = 1; v && p < MK_PRESETS; p++)
        if (json_is_string(v) && !strcmp(json_string_value(v), mk_preset_name(p))) {
            mk_scope_preset(s, p);
            return 0;
        }
    return v ? mk_fail(e, MK_EUSAGE,
                       "authority: scope \"preset\" is none of suspect, victim, witness")
             : 0;
}

#define CATEGORIES                                                                                 \
    "device, messages, calls, contacts, calendar, files, apps, activity, network, accounts"

static int read_categories(struct mk_scope *s, const json_t *scope, struct mk_error *e)
{
    const json_t *list = json_object_get(scope, "categories");
    if (!list && s->preset)
        return 0;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return mk_fail(e, MK_EUSAGE,
                       "authority: scope needs \"categories\" (" CATEGORIES ") or a \"preset\"");
    memset(s->categories, 0, sizeof s->categories);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        enum mk_category c = name ? mk_category_named(name) : MK_CAT_COUNT;
        if (c == MK_CAT_COUNT)
            return mk_fail(e, MK_EUSAGE, "authority: category %zu is none of " CATEGORIES, i + 1);
        s->categories[c] = true;
    }
    return 0;
}

static int read_window(struct mk_scope *s, const json_t *scope, struct mk_error *e)
{
    const json_t *hours = json_object_get(scope, "margin_hours");
    int64_t n = json_integer_value(hours);
    if (mk_read_time(&s->from_us, scope, "from", false, e) ||
        mk_read_time(&s->until_us, scope, "until", false, e))
        return -1;
    if (s->from_us >= s->until_us)
        return mk_fail(e, MK_EUSAGE, "authority: scope \"from\" is not before \"until\"");
    if (hours && (!json_is_integer(hours) || n < 0 || n > MK_SCOPE_HOURS))
        return mk_fail(e, MK_EUSAGE, "authority: scope \"margin_hours\" is a number from 0 to %d",
                       MK_SCOPE_HOURS);
    if (hours && !mk_scope_by_time(s))
        return mk_fail(e, MK_EUSAGE,
                       "authority: scope \"margin_hours\" needs \"from\" or \"until\"");
    s->margin_us = n * 3600 * 1000000;
    (void)mk_scope_offset(s, 0);
    return 0;
}

static int read_media(struct mk_scope *s, const json_t *scope, struct mk_error *e)
{
    const json_t *v = json_object_get(scope, "media");
    for (int m = 0; v && m <= MK_MEDIA_NONE; m++)
        if (json_is_string(v) && !strcmp(json_string_value(v), mk_media_name((enum mk_media)m))) {
            s->media = (enum mk_media)m;
            return 0;
        }
    return v ? mk_fail(e, MK_EUSAGE, "authority: scope \"media\" is none of all, metadata, none")
             : 0;
}

static int read_flag(bool *out, const json_t *scope, const char *key, struct mk_error *e)
{
    const json_t *v = json_object_get(scope, key);
    if (v && !json_is_boolean(v))
        return mk_fail(e, MK_EUSAGE, "authority: scope \"%s\" is true or false", key);
    *out = json_is_true(v);
    return 0;
}

static int read_threads(struct mk_scope *s, const json_t *scope, struct mk_error *e)
{
    const json_t *list = json_object_get(scope, "threads");
    size_t n = json_array_size(list);
    if (!list)
        return 0;
    if (!json_is_array(list) || n == 0 || n > MK_SCOPE_LIST)
        return mk_fail(e, MK_EUSAGE, "authority: scope \"threads\" is a list of 1 to %u ids",
                       MK_SCOPE_LIST);
    for (size_t i = 0; i < n; i++) {
        const json_t *v = json_array_get(list, i);
        if (!json_is_integer(v) || json_integer_value(v) < 0)
            return mk_fail(e, MK_EUSAGE,
                           "authority: scope \"threads\": entry %zu has to be an id of the phone, "
                           "a number",
                           i + 1);
        s->threads[s->nthreads++] = json_integer_value(v);
    }
    return 0;
}

/* ---- what does not go together ---- */

static int check(const struct mk_scope *s, struct mk_error *e)
{
    bool started = s->counterparties.n || s->nthreads || s->from_us != INT64_MIN;
    bool small = s->preset == MK_PRESET_VICTIM || s->preset == MK_PRESET_WITNESS;
    if (small && !started)
        return mk_fail(
            e, MK_EUSAGE,
            "authority: the preset %s needs \"counterparties\", \"threads\" or a date "
            "range that begins with \"from\": the phone of a %s is not searched at large",
            mk_preset_name(s->preset), mk_preset_name(s->preset));
    if (s->encrypt_backup && !mk_ios_wants_backup(s))
        return mk_fail(e, MK_EUSAGE,
                       "authority: scope \"encrypt_backup\" needs a category that lies in backups");
    if (s->groups && !s->counterparties.n)
        return mk_fail(e, MK_EUSAGE, "authority: scope \"groups\" needs \"counterparties\"");
    if (s->whole.n && !mk_scope_narrow(s))
        return mk_fail(e, MK_EUSAGE,
                       "authority: scope \"whole\" names what is taken although the scope is "
                       "narrow, and this one is not");
    for (size_t i = 0; i < s->counterparties.n; i++)
        if (mk_scope_party(s, mk_str(s->counterparties.v[i])) == MK_PARTY_EXCLUDED)
            return mk_fail(e, MK_EUSAGE,
                           "authority: scope: counterparty %zu is also excluded (numbers are the "
                           "same when their last %u digits are)",
                           i + 1, MK_SCOPE_DIGITS);
    return 0;
}

int mk_scope_read(struct mk_scope *s, const json_t *scope, struct mk_error *e)
{
    static const char *const known[] = {
        "preset",  "categories", "from",    "until",         "margin_hours", "counterparties",
        "threads", "groups",     "exclude", "apps",          "media",        "paths",
        "whole",   "bugreport",  "managed", "encrypt_backup"
    };
    const struct list_member lists[] = {
        { "counterparties", &s->counterparties, check_party, MK_SCOPE_LIST, false },
        { "exclude", &s->exclude, check_party, MK_SCOPE_LIST, false },
        { "apps", &s->apps, check_package, MK_SCOPE_LIST, false },
        { "paths", &s->paths, check_path, MK_SCOPE_PATHS, true },
        { "whole", &s->whole, check_artefact, MK_SCOPE_LIST, false },
    };
    s->from_us = INT64_MIN;
    s->until_us = INT64_MAX;
    if (!json_is_object(scope))
        return mk_fail(e, MK_EUSAGE, "authority: \"scope\" is missing");
    if (mk_read_known(scope, known, COUNT(known), "scope", e) || read_preset(s, scope, e) ||
        read_categories(s, scope, e) || read_window(s, scope, e) || read_media(s, scope, e) ||
        read_threads(s, scope, e) || read_flag(&s->groups, scope, "groups", e) ||
        read_flag(&s->bugreport, scope, "bugreport", e) ||
        read_flag(&s->managed, scope, "managed", e) ||
        read_flag(&s->encrypt_backup, scope, "encrypt_backup", e))
        return -1;
    for (size_t i = 0; i < COUNT(lists); i++)
        if (read_list(&lists[i], scope, e))
            return -1;
    s->everywhere = s->paths.n == 0;
    if (!s->paths.n && add_word(&s->paths, MK_SCOPE_STORAGE, strlen(MK_SCOPE_STORAGE), e))
        return -1;
    return check(s, e);
}
