#ifndef MK_DOCTOR_H
#define MK_DOCTOR_H

#include "firmware/doctor/guide.h"
#include "firmware/transport/usb.h"
#include "parsers/base/error.h"

/*
 * The doctor: what stands in the way of an acquisition, from what a phone shows on the bus and from
 * a few answers of it. Pure: looks at text, asks nothing itself, decides nothing for the officer
 * but what must stop a run.
 */
enum mk_weight {
    MK_WEIGHT_STOP, /* no acquisition as it stands */
    MK_WEIGHT_ACT,  /* something has to be touched, or less will come */
    MK_WEIGHT_NOTE, /* to be known: what will be missing, or why times are in doubt */
};
const char *mk_weight_name(enum mk_weight w);

struct mk_finding {
    const char *id; /* stable word: "debugging-off", "managed" */
    enum mk_weight weight;
    const char *what;  /* what is so, in a sentence; the phone's words in it are escaped */
    const char *touch; /* what to do, or NULL */
};
/* -1 ends the examination. Texts hold for the call only. */
typedef int mk_finding_sink(void *u, const struct mk_finding *f, struct mk_error *e);

/* From what a phone shows on the bus, without a word to it. */
MK_CHECK int mk_doctor_bus(const struct mk_usb_device *d, mk_finding_sink *found, void *u,
                           struct mk_error *e);

/*
 * What a connected phone answered; an empty span: not asked, or refused.
 *
 *   getprop   lines "[key]: [value]"                   toolbox getprop
 *   secure    lines "key=value"                        SettingsService "list"; or of single keys
 *   owners    "1 owner:" / "User  0: admin=a/b,DeviceOwner" DevicePolicyManagerServiceShellCommand
 *   policy    dumpsys device_policy                    DevicePolicyManagerService.dump()
 *   battery   dumpsys battery
 *   df        POSIX `df -k` of the shared storage
 */
struct mk_doctor_phone {
    struct mk_span banner_kind; /* "device", "recovery", "sideload" */
    struct mk_span getprop, secure, owners, policy, battery, df;
    int64_t offset_s; /* phone's clock less the kit's; INT64_MIN unknown */
    bool kit_clock_trusted;
    bool work_profile;       /* among the users is an employer's part of the phone */
    bool managed_is_allowed; /* the authority says so */
};
MK_CHECK int mk_doctor_phone(const struct mk_doctor_phone *p, mk_finding_sink *found, void *u,
                             struct mk_error *e);

/* What a connected iPhone says of itself by lockdown's values. */
enum mk_yes { MK_YES_UNKNOWN, MK_YES_NO, MK_YES };
struct mk_doctor_iphone {
    const char *version; /* of iOS, "15.7.1"; "" unknown */
    enum mk_yes supervised, encrypts, find_my, charging;
    enum mk_yes forced; /* a rule wants its backups encrypted */
    int battery;        /* percent; -1 unknown */
    int64_t data_free;  /* bytes on the phone; -1 unknown */
    int64_t data_used;  /* likewise: what a backup may grow to */
    int64_t kit_free;   /* bytes on the kit's disk; -1 unknown */
    int64_t offset_s;   /* as above */
    bool kit_clock_trusted;
    bool managed_is_allowed;
    enum mk_yes managed;  /* a profile on it says so */
    const char *profiles; /* names of those that are installed, escaped; NULL or "": none known */
    const char *organisation; /* likewise, who set it up */
    bool backup;              /* one is to be made */
    bool cut;                 /* of it only what is in scope */
    bool encrypt;             /* the authority allows to have it encrypted by the kit */
    bool passwords;           /* the owner's backup password was given */
};
MK_CHECK int mk_doctor_iphone(const struct mk_doctor_iphone *p, mk_finding_sink *found, void *u,
                              struct mk_error *e);

#endif
