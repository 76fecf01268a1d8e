#include "firmware/ios/link.h"
#include "firmware/ios/state.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define HOUSE "com.apple.mobile.house_arrest"

static int say_no(char why[static 200], const char *word)
{
    snprintf(why, 200, "%s", word);
    return 0;
}

/* Whether the phone may have ended the session because nobody used it. */
static bool stale(lockdownd_error_t err)
{
    return err == LOCKDOWN_E_MUX_ERROR || err == LOCKDOWN_E_SSL_ERROR ||
           err == LOCKDOWN_E_PLIST_ERROR || err == LOCKDOWN_E_RECEIVE_TIMEOUT ||
           err == LOCKDOWN_E_SESSION_INACTIVE || err == LOCKDOWN_E_NO_RUNNING_SESSION ||
           err == LOCKDOWN_E_UNKNOWN_ERROR;
}

static lockdownd_error_t start(lockdownd_service_descriptor_t *out, struct mk_ios *x,
                               const char *service, bool escrow)
{
    *out = NULL;
    if (!x->session)
        return LOCKDOWN_E_NO_RUNNING_SESSION;
    lockdownd_error_t err = escrow
                                ? lockdownd_start_service_with_escrow_bag(x->session, service, out)
                                : lockdownd_start_service(x->session, service, out);
    if (err == LOCKDOWN_E_SUCCESS && *out)
        return err;
    lockdownd_service_descriptor_free(*out);
    *out = NULL;
    return err == LOCKDOWN_E_SUCCESS ? LOCKDOWN_E_INVALID_RESPONSE : err;
}

int mk_iosw_start(lockdownd_service_descriptor_t *out, struct mk_ios *x, const char *service,
                  bool escrow, char why[static 200], struct mk_error *e)
{
    struct mk_error gone = { 0 };
    int patience = x->given_up ? 0 : x->allow_ms / 1000;
    for (bool again = false;; again = true) {
        lockdownd_error_t err = start(out, x, service, escrow);
        if (stale(err) && !again && mk_iosw_session(x) == LOCKDOWN_E_SUCCESS)
            err = start(out, x, service, escrow);
        x->given_up = err == LOCKDOWN_E_PASSWORD_PROTECTED && patience <= 0;
        if (err == LOCKDOWN_E_SUCCESS)
            return mk_say_wait(x, MK_WAIT_OVER, "", e) ? -1 : 1;
        if (stale(err) && mk_ios_link_stayed(&gone) != 0)
            return mk_say_lost(x, gone.text, e);
        if (err != LOCKDOWN_E_PASSWORD_PROTECTED || patience-- <= 0)
            return say_no(why, mk_lockdown_word(err));
        int go = mk_iosw_patience(x, MK_WAIT_LOCKED, e);
        if (go <= 0)
            return go < 0 ? -1 : say_no(why, "called off");
    }
}

/* ---- files ---- */

void mk_iosw_files_close(struct mk_ios_files *f)
{
    if (f->afc)
        afc_client_free(f->afc);
    if (f->house)
        house_arrest_client_free(f->house);
    *f = (struct mk_ios_files){ 0 };
}

/* The app's folder, over house_arrest's own connection. */
static int vend(struct mk_ios_files *f, struct mk_ios *x, char why[static 200], struct mk_error *e)
{
    plist_t answer = NULL;
    if (mk_say_said_path(x, "house:VendDocuments", mk_str(f->app), e) != 0)
        return -1;
    if (house_arrest_send_command(f->house, "VendDocuments", f->app) != HOUSE_ARREST_E_SUCCESS ||
        house_arrest_get_result(f->house, &answer) != HOUSE_ARREST_E_SUCCESS)
        return say_no(why, "house_arrest does not answer");
    plist_t error = answer ? plist_dict_get_item(answer, "Error") : NULL;
    const char *word = error && plist_get_node_type(error) == PLIST_STRING
                           ? plist_get_string_ptr(error, NULL)
                           : NULL;
    int rc = 1;
    if (error)
        rc = say_no(why, word ? word : "refused");
    else if (afc_client_new_from_house_arrest_client(f->house, &f->afc) != AFC_E_SUCCESS)
        rc = say_no(why, "no files behind house_arrest");
    plist_free(answer);
    return rc;
}

static int open_files(struct mk_ios_files *f, struct mk_ios *x, enum mk_ios_place place,
                      char why[static 200], struct mk_error *e)
{
    static const char *const services[] = { "com.apple.afc", "com.apple.crashreportcopymobile",
                                            HOUSE };
    lockdownd_service_descriptor_t d = NULL;
    int rc = mk_iosw_start(&d, x, services[place], false, why, e);
    if (rc <= 0)
        return rc;
    bool ok = place == MK_IOS_AT_APP
                  ? house_arrest_client_new(x->device, d, &f->house) == HOUSE_ARREST_E_SUCCESS
                  : afc_client_new(x->device, d, &f->afc) == AFC_E_SUCCESS;
    lockdownd_service_descriptor_free(d);
    if (!ok)
        return say_no(why, "the service started and took no connection");
    return place == MK_IOS_AT_APP ? vend(f, x, why, e) : 1;
}

int mk_iosw_files(struct mk_ios_files **out, struct mk_ios *x, const struct mk_ios_path *p,
                  char why[static 200], struct mk_error *e)
{
    struct mk_ios_files *f = &x->files[p->place];
    char app[sizeof f->app] = "";
    *out = f;
    if (p->app.len >= sizeof app)
        return say_no(why, "a bundle id that is too long");
    if (p->app.len)
        memcpy(app, p->app.p, p->app.len);
    if (f->afc && strcmp(f->app, app) == 0)
        return 1;
    mk_iosw_files_close(f);
    memcpy(f->app, app, sizeof app);
    int rc = open_files(f, x, p->place, why, e);
    if (rc <= 0)
        mk_iosw_files_close(f);
    return rc;
}

/* ---- what a path is ---- */

static uint64_t number(const char *s)
{
    char *end;
    unsigned long long v = s[0] >= '0' && s[0] <= '9' ? strtoull(s, &end, 10) : 0;
    return v;
}

static void read_type(struct mk_ios_info *out, const char *word)
{
    static const struct {
        const char *word;
        char type;
        uint32_t mode;
    } types[] = { { "S_IFREG", 'f', S_IFREG },  { "S_IFDIR", 'd', S_IFDIR },
                  { "S_IFLNK", 'l', S_IFLNK },  { "S_IFBLK", 'o', S_IFBLK },
                  { "S_IFCHR", 'o', S_IFCHR },  { "S_IFIFO", 'o', S_IFIFO },
                  { "S_IFSOCK", 'o', S_IFSOCK } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].word, word) == 0) {
            out->type = types[i].type;
            out->mode = types[i].mode;
        }
}

/* Pairs of texts: libimobiledevice gives a list that ends with NULL, cut from what came at its
 * NULs. Times are nanoseconds since 1970. */
static void read_info(struct mk_ios_info *out, char *const *pairs)
{
    for (size_t i = 0; pairs[i] && pairs[i + 1]; i += 2) {
        if (strcmp(pairs[i], "st_size") == 0)
            out->size = number(pairs[i + 1]);
        else if (strcmp(pairs[i], "st_mtime") == 0)
            out->mtime_s = (int64_t)(number(pairs[i + 1]) / 1000000000u);
        else if (strcmp(pairs[i], "st_ifmt") == 0)
            read_type(out, pairs[i + 1]);
        else if (strcmp(pairs[i], "LinkTarget") == 0)
            snprintf(out->link, sizeof out->link, "%s", pairs[i + 1]);
    }
}

afc_error_t mk_iosw_info(struct mk_ios_info *out, afc_client_t c, const char *path)
{
    char **pairs = NULL;
    *out = (struct mk_ios_info){ .type = 'o', .mtime_s = INT64_MIN };
    afc_error_t err = afc_get_file_info(c, path, &pairs);
    if (err == AFC_E_SUCCESS && pairs)
        read_info(out, pairs);
    if (pairs)
        afc_dictionary_free(pairs);
    return err;
}
