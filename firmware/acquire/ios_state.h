#ifndef MK_ACQUIRE_IOS_STATE_H
#define MK_ACQUIRE_IOS_STATE_H

#include "firmware/acquire/identity.h"
#include "firmware/doctor/doctor.h"
#include "parsers/format/plist.h"

/*
 * How an iPhone stands, out of its answers to the questions of firmware/plan/questions_ios.c. Pure;
 * what was not said, or in a type that it never has, stays unknown.
 *
 * Keys, by domain: none, com.apple.mobile.battery, com.apple.disk_usage, com.apple.mobile.backup
 * (WillEncrypt; RequiresEncryption, observed), com.apple.fmip (IsAssociated):
 * libimobiledevice 1.3.0, tools/ideviceinfo.c and idevicebackup2.c, docs;
 * com.apple.mobile.chaperone (DeviceIsChaperoned: it is supervised): danielpaulus/go-ios and others
 * that show it as such (observed there). MCInstall's answers: firmware/ios/profiles.c;
 * PayloadRemovalDisallowed: Apple, "Configuration Profile Reference"; IsSupervised, IsMandatory,
 * OrganizationName: danielpaulus/go-ios, ios/mcinstall/prepare.go.
 */
struct mk_ios_state {
    char version[24], product[32]; /* of iOS; "iPhone12,1"; "" unknown */
    unsigned major;                /* of the version; 0 unknown */
    double time_s;                 /* its clock, since 1970; 0 unknown */
    enum mk_yes encrypts, forced, supervised, find_my, passcode, charging;
    enum mk_yes managed; /* a profile that its owner cannot take off, or of a management by name */
    size_t profiles;     /* that are installed */
    char profile_names[600], organisation[260];           /* escaped; "" none, or not told */
    int battery;                                          /* percent; -1 unknown */
    int64_t disk_total, disk_free, data_total, data_free; /* bytes; -1 unknown */
};

void mk_ios_state_init(struct mk_ios_state *s);
/* question: its name, "lockdown-com.apple.mobile.battery"; others than these are passed over. */
void mk_ios_state_read(struct mk_ios_state *s, const char *question, struct mk_span answer);
/* Of those, the ones of profiles (ios_profiles.c). */
void mk_ios_profiles_read(struct mk_ios_state *s, const struct mk_plist_value *d);
void mk_ios_cloud_read(struct mk_ios_state *s, const struct mk_plist_value *d);
/* The parts of an identity that stand in the answer to "lockdown". */
void mk_ios_identity_read(struct mk_identity *id, struct mk_span answer);

/*
 * The apps whose documents a computer may see, out of the answer to "apps": those that say
 * UIFileSharingEnabled. A name that is none (it becomes part of a path) is counted and left out.
 */
#define MK_IOS_APPS_MAX 256u
#define MK_IOS_APP_NAME 160u
struct mk_ios_apps {
    char (*id)[MK_IOS_APP_NAME]; /* n of them; owned */
    size_t n;
    size_t odd, more; /* names that are none; apps beyond what is kept */
    bool known;       /* the answer could be read */
};
/* MK_ENOMEM. What is no list of apps is none that is known. */
MK_CHECK int mk_ios_apps_read(struct mk_ios_apps *out, struct mk_span answer, struct mk_error *e);
void mk_ios_apps_done(struct mk_ios_apps *a);

#endif
