#ifndef MK_TRAIN_IOS_H
#define MK_TRAIN_IOS_H

#include "host/train/make.h"

/* The parts of an exercise on an iPhone: phone/ (what backups have), media/, apps/, crash/. */

/* A file that backups have: where it lies in the exercise, and where a phone (and whoever reads a
 * backup as one) has it. Domains and their places: parsers/format/ios_domain.c. */
struct mk_ios_file {
    const char *where, *at;
    bool encrypted_only; /* plain backups leave it out */
};
#define MK_IOS_MOBILE  "private/var/mobile/"
#define MK_IOS_HOME(p) .where = "phone/HomeDomain/" p, .at = MK_IOS_MOBILE p

/* make.h: the folders are media/ (t->storage) and phone/ (t->system); truth.jsonl (t->truth) goes
 * into truth-encrypted.jsonl (t->whole) too. Where a file's records stand: */
struct mk_at mk_ios_at(struct mk_train *t, const struct mk_ios_file *f, const char *app,
                       const char *table);
MK_CHECK int mk_ios_open(struct mk_db *d, struct mk_train *t, const struct mk_ios_file *f,
                         const char *schema, struct mk_error *e);
/* Another file of phone/, by its domain and path. */
MK_CHECK int mk_ios_put(struct mk_train *t, const char *path, int64_t mtime_ms,
                        struct mk_span bytes, struct mk_error *e);

/* Seconds and nanoseconds since 2001-01-01. */
#define MK_COCOA_S 978307200
static inline int64_t mk_cocoa_ns(int64_t ms)
{
    return (ms - MK_COCOA_S * 1000ll) * 1000000;
}
static inline double mk_cocoa(int64_t ms)
{
    return (double)(ms - MK_COCOA_S * 1000ll) / 1000.0;
}
void mk_true_cocoa_ns(struct mk_json *j, int64_t ms); /* time, time_raw, time_unit */
/* Of a column TIMESTAMP, which keeps whole seconds as integers; of a REAL, or of a date in a
 * property list. */
void mk_true_cocoa_s(struct mk_json *j, int64_t ms);
void mk_true_cocoa_real(struct mk_json *j, int64_t ms);
void mk_true_cocoa_times(struct mk_json *j, const char *role, int64_t ms);

struct mk_ios_guid {
    char s[40];
};
/* A UUID in capitals, out of a sequence. */
struct mk_ios_guid mk_ios_guid(struct mk_rng *g);

/* ---- what the phone is ---- */

#define MK_IOS_MODEL   "iPhone 13"
#define MK_IOS_VERSION "17.5.1"

struct mk_ios_model {
    const char *name, *type, *hardware, *number;
    unsigned chip;
};
struct mk_ios_phone {
    const struct mk_ios_model *model;
    const char *version, *build;
    char udid[32], serial[16], imei[16], imei2[16], wifi[20], bluetooth[20];
    uint64_t ecid;
};
/* NULL: nothing by that name. */
const struct mk_ios_model *mk_ios_model(const char *name);
const char *mk_ios_build(const char *version);
void mk_ios_phone(struct mk_ios_phone *out, const struct mk_train *t);

/* ios_apps.c: exercise.json's list; and those that share their documents, NULL behind the last. */
void mk_ios_tell_apps(struct mk_json *j);
const char *mk_ios_sharing(size_t i);

/* ---- the parts ---- */

MK_CHECK int mk_train_iphone(struct mk_train *t, struct mk_error *e); /* all of them */
MK_CHECK int mk_ios_describe(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_sms(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_calls(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_voicemail(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_accounts(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_calendar(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_notes(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_safari(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_photos(struct mk_train *t, struct mk_error *e); /* and the pictures */
MK_CHECK int mk_ios_whatsapp(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_safari_tabs(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_network(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_permissions(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_places(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_storage(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_contacts(struct mk_train *t, struct mk_error *e);

#endif
