/* What commands say of what became of the phone: locked, booted anew, full. */
#include "firmware/phantom/play.h"

static const struct {
    const char *name, *yes, *no;
} properties[] = {
    /* whether the owner's files are decrypted: frameworks/base StorageManagerService, after
     * unlockCeStorage() */
    { "sys.user.0.ce_available", "true", "" },
    { "sys.boot_completed", "1", "1" },
};

const char *mk_play_state_property(const struct mk_play *p, const char *name)
{
    bool open = mk_phone_lock(p->x) != MK_PHONE_BEFORE_FIRST_UNLOCK;
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (!strcmp(name, properties[i].name))
            return open ? properties[i].yes : properties[i].no;
    return NULL;
}

void mk_play_state_properties(struct mk_play *p)
{
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        const char *value = mk_play_state_property(p, properties[i].name);
        if (*value) /* one that is not set is not there */
            mk_buf_printf(&p->out, "[%s]: [%s]\n", properties[i].name, value);
    }
}

/* frameworks/base UserManagerService.dump(), TrustManagerService.dump(), KeyguardServiceDelegate
 * .dump(): the lines that tell the lock. */
static bool service(struct mk_play *p, const struct mk_phantom_words *w)
{
    enum mk_phone_lock lock = mk_phone_lock(p->x);
    const char *locked = lock == MK_PHONE_UNLOCKED ? "false" : "true";
    struct mk_span name = w->n > 1 ? w->w[1] : mk_str("");
    if (mk_span_is(name, "user"))
        mk_buf_printf(&p->out,
                      "Current user: 0\nUsers:\n  UserInfo{0:Owner:c13} serialNo=0 "
                      "isPrimary=true\n    Type: android.os.usertype.full.SYSTEM\n    Flags: 3091 "
                      "(ADMIN|FULL|INITIALIZED|PRIMARY|SYSTEM)\n    State: RUNNING_%s\n",
                      lock == MK_PHONE_BEFORE_FIRST_UNLOCK ? "LOCKED" : "UNLOCKED");
    else if (mk_span_is(name, "trust"))
        mk_buf_printf(&p->out,
                      "Trust manager state:\n User \"Owner\" (id=0, flags=0xc13) (current): "
                      "trustState=UNTRUSTED, trustManaged=0, deviceLocked=%d, "
                      "isActiveUnlockRunning=0, strongAuthRequired=%s\n",
                      lock != MK_PHONE_UNLOCKED,
                      lock == MK_PHONE_BEFORE_FIRST_UNLOCK ? "0x1" : "0x0");
    else if (mk_span_is(name, "window"))
        mk_buf_printf(&p->out,
                      "WINDOW MANAGER POLICY STATE (dumpsys window policy)\n    "
                      "KeyguardServiceDelegate\n      showing=%s\n      inputRestricted=%s\n      "
                      "secure=true\n      deviceHasKeyguard=true\n",
                      locked, locked);
    else
        return false;
    return true;
}

/* These write files of their own, or through the system's pipes into some. */
static bool no_room(struct mk_play *p, const struct mk_phantom_words *w)
{
    static const char *const writers[] = { "dumpsys", "bugreport", "bugreportz", "dumpstate" };
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
        if (mk_span_is(w->w[0], writers[i])) {
            mk_buf_printf(&p->err, "%s: write failed: No space left on device\n", writers[i]);
            p->status = 1;
            return true;
        }
    return false;
}

bool mk_play_state(struct mk_play *p, const struct mk_phantom_words *w)
{
    if (mk_phone_full(p->x) && no_room(p, w))
        return true;
    return mk_span_is(w->w[0], "dumpsys") && service(p, w);
}

/* toybox df: 1 KiB blocks. A phone that is full has nothing left for its shell. */
void mk_play_df(struct mk_play *p, const struct mk_phantom_words *w)
{
    const unsigned long long size = 112331776;
    unsigned long long used = mk_phone_full(p->x) ? size : size / 3;
    (void)w;
    mk_buf_printf(&p->out,
                  "Filesystem       1K-blocks     Used Available Use%% Mounted on\n"
                  "/dev/block/dm-46 %9llu %8llu %9llu %3llu%% /data\n",
                  size, used, size - used, used * 100 / size);
    if (mk_phone_lock(p->x) != MK_PHONE_BEFORE_FIRST_UNLOCK)
        mk_buf_printf(&p->out, "/dev/fuse        %9llu %8llu %9llu %3llu%% /storage/emulated\n",
                      size, used, size - used, used * 100 / size);
}

void mk_play_cat(struct mk_play *p, const struct mk_phantom_words *w)
{
    char id[37];
    mk_phone_boot_id(id, p->x);
    for (size_t i = 1; i < w->n; i++)
        if (mk_span_is(w->w[i], "/proc/sys/kernel/random/boot_id")) {
            mk_buf_printf(&p->out, "%s\n", id);
        } else {
            mk_buf_printf(&p->err, "cat: %s: No such file or directory\n", (const char *)w->w[i].p);
            p->status = 1;
        }
}
