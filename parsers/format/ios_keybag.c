#include "parsers/format/ios_keybag.h"
#include "parsers/base/aes.h"
#include "parsers/base/cursor.h"
#include "parsers/base/mac.h"

#define WRAP_PASSWORD 2u
#define PASSWORD_MAX  4096u
#define SALT_MAX      256u

struct reading {
    struct mk_ios_keybag *bag;
    struct mk_ios_class *in; /* the class in hand, NULL: still the bag's own items */
    bool any_uuid;
};

static bool is(struct mk_span tag, const char *name)
{
    return mk_span_is(tag, name);
}

static int begin_class(struct reading *r, struct mk_error *e)
{
    if (!r->any_uuid) { /* the first is the bag's */
        r->any_uuid = true;
        return 0;
    }
    if (r->bag->n == MK_IOS_CLASSES)
        return mk_fail(e, MK_ELIMIT, "keybag: more than %u classes", MK_IOS_CLASSES);
    r->in = &r->bag->classes[r->bag->n++];
    return 0;
}

static int class_item(struct mk_ios_class *c, struct mk_span tag, struct mk_span value,
                      const uint32_t *number, struct mk_error *e)
{
    if ((is(tag, "CLAS") || is(tag, "WRAP")) && !number)
        return mk_fail(e, MK_EFORMAT, "keybag: %.4s is no number", (const char *)tag.p);
    if (is(tag, "CLAS"))
        c->number = *number;
    else if (is(tag, "WRAP"))
        c->wrap = *number;
    else if (is(tag, "WPKY") && value.len == sizeof c->wrapped) {
        memcpy(c->wrapped, value.p, value.len);
        c->has_wrapped = true;
    }
    return 0;
}

static int bag_item(struct mk_ios_keybag *bag, struct mk_span tag, struct mk_span value,
                    const uint32_t *number, struct mk_error *e)
{
    const struct {
        const char *tag;
        uint32_t *to;
    } numbers[] = { { "VERS", &bag->version },
                    { "TYPE", &bag->type },
                    { "ITER", &bag->rounds },
                    { "DPIC", &bag->rounds2 } };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (is(tag, numbers[i].tag)) {
            if (!number)
                return mk_fail(e, MK_EFORMAT, "keybag: %s is no number", numbers[i].tag);
            *numbers[i].to = *number;
        }
    if (is(tag, "SALT"))
        bag->salt = value;
    else if (is(tag, "DPSL"))
        bag->salt2 = value;
    return 0;
}

static int check(const struct mk_ios_keybag *bag, struct mk_error *e)
{
    bool any = false;
    for (size_t i = 0; i < bag->n; i++)
        any = any || (bag->classes[i].has_wrapped && (bag->classes[i].wrap & WRAP_PASSWORD));
    if (!bag->salt.len || !bag->rounds || bag->salt.len > SALT_MAX || bag->salt2.len > SALT_MAX)
        return mk_fail(e, MK_EFORMAT, "keybag: no salt or no rounds");
    if (!any)
        return mk_fail(e, MK_EFORMAT, "keybag: no class key under a password");
    if (bag->rounds > MK_IOS_ROUNDS_MAX || bag->rounds2 > MK_IOS_ROUNDS_MAX)
        return mk_fail(e, MK_ELIMIT, "keybag: asks for %u and %u rounds, more than %u: refused",
                       bag->rounds2, bag->rounds, MK_IOS_ROUNDS_MAX);
    return 0;
}

int mk_ios_keybag_read(struct mk_ios_keybag *out, struct mk_span bytes, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(bytes);
    struct reading r = { .bag = out };
    int rc = 0;
    *out = (struct mk_ios_keybag){ 0 };
    while (rc == 0 && mk_cur_left(&c)) {
        struct mk_span tag = mk_cur_take(&c, 4), value = mk_cur_take(&c, mk_cur_u32be(&c));
        struct mk_cursor v = mk_cur(value);
        uint32_t number = mk_cur_u32be(&v);
        const uint32_t *np = value.len == 4 ? &number : NULL;
        if (!mk_cur_ok(&c))
            return mk_fail(e, MK_EFORMAT, "keybag: cut off at %zu of %zu bytes", c.bad_at,
                           bytes.len);
        if (is(tag, "UUID"))
            rc = begin_class(&r, e);
        else
            rc = r.in ? class_item(r.in, tag, value, np, e) : bag_item(out, tag, value, np, e);
    }
    return rc == 0 ? check(out, e) : -1;
}

/* ---- the password ---- */

static int derive(uint8_t out[static MK_IOS_KEY], const struct mk_ios_keybag *bag,
                  struct mk_span password, const struct mk_listener *progress, struct mk_error *e)
{
    uint8_t first[MK_IOS_KEY];
    int rc = 0;
    if (bag->rounds2) {
        rc = mk_pbkdf2_told(first, sizeof first, password, bag->salt2, bag->rounds2,
                            progress ? progress->tell : NULL, progress ? progress->u : NULL, e);
        password = mk_span(first, sizeof first);
    }
    if (rc == 0)
        rc = mk_pbkdf2(out, MK_IOS_KEY, MK_MAC_SHA1, password, bag->salt, bag->rounds, e);
    mk_wipe(first, sizeof first);
    return rc;
}

static int unwrap_classes(struct mk_ios_keys *out, const struct mk_ios_keybag *bag,
                          struct mk_span key, struct mk_error *e)
{
    for (size_t i = 0; i < bag->n; i++) {
        const struct mk_ios_class *c = &bag->classes[i];
        struct mk_error why = { 0 };
        if (!c->has_wrapped || !(c->wrap & WRAP_PASSWORD))
            continue;
        if (mk_aes_unwrap(out->classes[out->n].key, key, mk_span(c->wrapped, sizeof c->wrapped),
                          &why) == 0) {
            out->classes[out->n++].number = c->number;
        } else if (why.code == MK_EAUTH) {
            out->refused++;
        } else {
            *e = why;
            return -1;
        }
    }
    return out->n ? 0 : mk_fail(e, MK_EAUTH, "iOS backup: the password does not fit");
}

/* What the key is derived out of, all of it. */
static int derived_of(struct mk_digest *out, const struct mk_ios_keybag *bag,
                      struct mk_span password, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, PASSWORD_MAX + 2 * SALT_MAX + 64);
    b.bad = mk_buf_room(&b, b.max) == NULL; /* all of it now: a copy would not be wiped */
    mk_buf_text(&b, bag->salt);
    mk_buf_text(&b, bag->salt2);
    mk_buf_u32le(&b, bag->rounds);
    mk_buf_u32le(&b, bag->rounds2);
    mk_buf_text(&b, password);
    int rc =
        mk_buf_ok(&b) ? mk_sha256_of(out, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "password");
    if (b.p)
        mk_wipe(b.p, b.len);
    mk_buf_done(&b);
    return rc;
}

/* `kept` may be NULL. */
static int try_kept(struct mk_ios_keys *out, const struct mk_ios_keybag *bag,
                    struct mk_span password, const struct mk_listener *progress,
                    struct mk_derived *kept, struct mk_error *e)
{
    uint8_t key[MK_IOS_KEY];
    struct mk_digest of;
    *out = (struct mk_ios_keys){ 0 };
    if (kept && derived_of(&of, bag, password, e) != 0)
        return -1;
    if (kept && kept->has && memcmp(of.b, kept->of.b, sizeof of.b) == 0 &&
        unwrap_classes(out, bag, mk_span(kept->key, sizeof kept->key), e) == 0)
        return 0;
    *out = (struct mk_ios_keys){ 0 };
    int rc = derive(key, bag, password, progress, e);
    if (rc == 0)
        rc = unwrap_classes(out, bag, mk_span(key, sizeof key), e);
    if (rc == 0 && kept) {
        *kept = (struct mk_derived){ .has = true, .of = of };
        memcpy(kept->key, key, sizeof key);
    }
    mk_wipe(key, sizeof key);
    if (rc != 0)
        mk_ios_keys_wipe(out);
    return rc;
}

int mk_ios_keybag_try(struct mk_ios_keys *out, const struct mk_ios_keybag *bag,
                      struct mk_span password, const struct mk_listener *progress,
                      struct mk_error *e)
{
    return try_kept(out, bag, password, progress, NULL, e);
}

/* One that was read from a file may end in a line break, which no phone lets anybody type: left
 * out rather than tried both ways, which would cost the derivation twice. */
static struct mk_span one_line(struct mk_span s)
{
    if (s.len && s.p[s.len - 1] == '\n')
        s.len--;
    if (s.len && s.p[s.len - 1] == '\r')
        s.len--;
    return s;
}

int mk_ios_keybag_unlock(struct mk_ios_keys *out, const struct mk_ios_keybag *bag,
                         const struct mk_context *cx, struct mk_error *e)
{
    struct mk_span password;
    size_t n;
    for (n = 0; mk_secret_at(&password, cx, "ios-backup", n); n++) {
        struct mk_error why = { 0 };
        if (password.len > PASSWORD_MAX)
            continue;
        if (try_kept(out, bag, one_line(password), cx->listener, cx->derived, &why) == 0)
            return 0;
        if (why.code != MK_EAUTH) {
            *e = why;
            return -1;
        }
    }
    return mk_fail(e, MK_EAUTH,
                   n ? "iOS backup: no password given fits"
                     : "iOS backup: encrypted, give --key ios-backup=PASSWORD");
}

void mk_ios_keys_wipe(struct mk_ios_keys *k)
{
    mk_wipe(k, sizeof *k);
}

int mk_ios_file_key(uint8_t out[static MK_IOS_KEY], const struct mk_ios_keys *k,
                    struct mk_span stored, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(stored);
    uint32_t number = mk_cur_u32le(&c);
    struct mk_span wrapped = mk_cur_rest(&c);
    if (!mk_cur_ok(&c) || wrapped.len != MK_IOS_WRAPPED)
        return mk_fail(e, MK_EFORMAT, "a wrapped key of %zu bytes", stored.len);
    for (size_t i = 0; i < k->n; i++)
        if (k->classes[i].number == number)
            return mk_aes_unwrap(out, mk_span(k->classes[i].key, MK_IOS_KEY), wrapped, e);
    return mk_fail(e, MK_EAUTH, "no key for protection class %u", number);
}
