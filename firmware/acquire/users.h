#ifndef MK_USERS_H
#define MK_USERS_H

#include "parsers/base/span.h"

/*
 * The users and profiles of a phone, as `pm list users` prints them:
 *
 *   Users:
 *       UserInfo{0:Owner:c13} running
 *       UserInfo{10:Work profile:1030} running
 *
 * number, name, flags in hexadecimal. Names are the owner's words and may hold anything: a line
 * that is none of these is passed over. Sources: frameworks/base, core/java/android/content/pm/
 * UserInfo.java (toString, FLAG_*), services/.../pm/PackageManagerShellCommand.java, runListUsers.
 * Numbers seen with makers: 95 Samsung's Dual Messenger, 150 its Secure Folder, 999 Xiaomi's and
 * others' second apps (observed).
 */
#define MK_USERS_MAX        16u
#define MK_USER_MANAGED     0x20u /* FLAG_MANAGED_PROFILE: a work profile */
#define MK_USER_PROFILE_TAG 12u

struct mk_user {
    unsigned number;
    uint32_t flags;
    bool running;
    bool left_out;                  /* a work profile that the authority does not name */
    char text[MK_USER_PROFILE_TAG]; /* the number, for the ledger */
};
struct mk_users {
    struct mk_user all[MK_USERS_MAX];
    size_t n;
    bool more;  /* there were more than that */
    bool known; /* the phone told them; else user 0 stands there alone */
};

/* The first of a number counts. Without any: user 0 alone, and not known. */
void mk_users_read(struct mk_users *out, struct mk_span answer);

/*
 * Memory cards and USB disks, as `sm list-volumes all` prints them: id, state, file system UUID.
 *
 *   public:179,65 mounted 1A2B-3C4D
 *
 * They are mounted at /storage/<UUID>. Source: frameworks/base, cmds/sm/.../Sm.java,
 * runListVolumes; services/core/.../StorageManagerService.java.
 */
#define MK_CARDS_MAX 8u
struct mk_cards {
    char path[MK_CARDS_MAX][64]; /* "/storage/1A2B-3C4D" */
    size_t n;
};
void mk_cards_read(struct mk_cards *out, struct mk_span answer);

#endif
