#include "firmware/phantom/ios_backup_link.h"
#include <stdio.h>
#include <stdlib.h>

#define HEADROOM      ((uint64_t)128 << 20)
#define PURGE_EXTRA   ((uint64_t)2 << 30)
#define MOVED_AT_ONCE 128u
#define EXISTS        (-7)

struct run {
    struct mk_phone_link *l;
    struct mk_phone_backup *b;
    struct mk_phone_end *end;
    uint8_t *marks; /* per payload file: the host has it */
    bool some;      /* of an earlier backup, which is left */
};

/* ---- what keeps it from beginning, or from going on ---- */

static bool may(struct run *r)
{
    struct mk_ios_phone *p = r->l->s->phone;
    uint64_t room;
    mk_ios_disk(&room, p);
    mk_ios_lock(p);
    enum mk_phone_lock screen = mk_ios_screen(p);
    mk_ios_unlock(p);
    if (screen == MK_PHONE_BEFORE_FIRST_UNLOCK)
        mk_phone_end_with(r->end, 208, "Device locked (MBErrorDomain/208)");
    else if (mk_ios_lies(p, MK_LIE_SNAPSHOT))
        mk_phone_end_with(r->end, 3,
                          "Failed to create snapshot: File exists (17) at path \"/private/var\" "
                          "(MBErrorDomain/3)");
    else if (room < HEADROOM)
        mk_phone_end_with(r->end, 3,
                          "Failed to create snapshot: No space left on device (28) at path "
                          "\"/private/var\" (MBErrorDomain/3)");
    return r->end->code == 0;
}

static uint64_t bytes_of(const struct run *r)
{
    struct mk_phone_file f;
    uint64_t all = 0;
    for (size_t i = 0; i < mk_phone_backup_count(r->b); i++) {
        mk_phone_backup_file(&f, r->b, i);
        all += f.size;
    }
    return all;
}

static int room_there(struct run *r, struct mk_error *e)
{
    struct mk_phone_said said;
    uint64_t room = 0, need = bytes_of(r) + HEADROOM;
    int64_t code;
    if (mk_phone_tell(r->l, mk_phone_words("DLMessageGetFreeDiskSpace", ""), e) ||
        mk_phone_answer(r->l, &said, e))
        return -1;
    if (plist_get_node_type(said.value) == PLIST_UINT)
        plist_get_uint_val(said.value, &room);
    mk_phone_said_done(&said);
    if (room > need)
        return 0;
    mk_phone_end_with(r->end, 105,
                      "Insufficient free disk space on drive to back up (MBErrorDomain/105)");
    return mk_phone_ask(
        r->l,
        mk_phone_words("DLMessagePurgeDiskSpace", "uu", need - room + PURGE_EXTRA, (uint64_t)4),
        &code, e);
}

/* ---- folders ---- */

static int make_folder(struct run *r, const char *below, struct mk_error *e)
{
    char name[160];
    int64_t code;
    if (mk_phone_ask(r->l,
                     mk_phone_words("DLMessageCreateDirectory", "spr",
                                    mk_phone_below(r->l, name, below), plist_new_dict(),
                                    r->l->progress),
                     &code, e))
        return -1;
    if (code && code != EXISTS)
        mk_phone_end_with(r->end, 104, "Error creating snapshot directory (MBErrorDomain/104)");
    return 0;
}

/* "Snapshot/" or "": 00 to ff below it */
static int make_folders(struct run *r, const char *below, struct mk_error *e)
{
    for (unsigned i = 0; i < 256 && !r->end->code; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s%02x", below, i);
        if (make_folder(r, name, e))
            return -1;
    }
    return 0;
}

static int status(struct run *r, const char *state, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    int rc = mk_phone_backup_status(&b, r->b, state, e);
    if (rc == 0)
        rc = mk_phone_upload_bytes(r->l, "Status.plist", mk_buf_span(&b), e);
    mk_buf_done(&b);
    return rc;
}

static int contents(struct run *r, const char *below, struct mk_error *e)
{
    char name[160];
    int64_t code;
    return mk_phone_ask(
        r->l, mk_phone_words("DLContentsOfDirectory", "s", mk_phone_below(r->l, name, below)),
        &code, e);
}

/* ---- out of Snapshot/ ---- */

static int move(struct run *r, plist_t names, struct mk_error *e)
{
    int64_t code;
    if (mk_phone_ask(
            r->l,
            mk_phone_words("DLMessageMoveItems", "ppr", names, plist_new_dict(), r->l->progress),
            &code, e))
        return -1;
    if (code)
        mk_phone_end_with(r->end, 104, "Error moving snapshot (MBErrorDomain/104)");
    return 0;
}

static void put_move(struct run *r, plist_t names, size_t i)
{
    struct mk_phone_file f;
    char from[160], to[160], below[64];
    mk_phone_backup_file(&f, r->b, i);
    snprintf(below, sizeof below, "Snapshot/%s", f.name);
    plist_dict_set_item(names, mk_phone_below(r->l, from, below),
                        plist_new_string(mk_phone_below(r->l, to, f.name)));
}

static int move_files(struct run *r, struct mk_error *e)
{
    size_t n = mk_phone_backup_count(r->b) - 1, at = 0; /* Status.plist is not there */
    while (at < n && !r->end->code) {
        plist_t names = plist_new_dict();
        unsigned count = 0;
        for (; at < n && count < MOVED_AT_ONCE; at++)
            if (at + MK_PHONE_LISTS > n || !r->marks[at]) {
                put_move(r, names, at);
                count++;
            }
        if (move(r, names, e))
            return -1;
    }
    return 0;
}

static int remove_snapshot(struct run *r, struct mk_error *e)
{
    char name[160];
    int64_t code;
    plist_t names = plist_new_array();
    plist_array_append_item(names, plist_new_string(mk_phone_below(r->l, name, "Snapshot")));
    if (mk_phone_ask(
            r->l,
            mk_phone_words("DLMessageRemoveItems", "ppr", names, plist_new_dict(), r->l->progress),
            &code, e))
        return -1;
    if (code)
        mk_phone_end_with(r->end, 104, "Error removing snapshot directory (MBErrorDomain/104)");
    return 0;
}

/* ---- the parts ---- */

/* What the host has of an earlier backup counts when its keys are still the same. */
static int look_back(struct run *r, bool full, struct mk_error *e)
{
    size_t lists = mk_phone_backup_count(r->b) - MK_PHONE_LISTS;
    bool there, same;
    if (mk_phone_fetch(r->l, "Status.plist", &there, e))
        return -1;
    if (!there || full)
        return 0;
    if (mk_phone_has_list(r->l, r->b, lists + 1, &there, &same, e))
        return -1;
    r->some = same;
    return same ? mk_phone_has_files(r->l, r->b, r->marks, e) : 0;
}

static int prepare(struct run *r, struct mk_error *e)
{
    if (contents(r, "Snapshot", e) || contents(r, "", e) || room_there(r, e))
        return -1;
    if (r->end->code)
        return 0;
    return make_folder(r, "", e) || make_folder(r, "Snapshot", e) ||
                   make_folders(r, "Snapshot/", e) || status(r, "uploading", e)
               ? -1
               : 0;
}

static int upload(struct run *r, struct mk_error *e)
{
    struct mk_phone_upload u = { r->l, r->b, r->some ? r->marks : NULL, false };
    if (mk_phone_upload_payload(&u, e))
        return -1;
    if (u.unread)
        mk_phone_end_with(r->end, 104, "Multiple errors uploading files (MBErrorDomain/104)");
    if (r->end->code || !may(r))
        return 0;
    return mk_phone_upload_lists(&u, e);
}

static int settle(struct run *r, struct mk_error *e)
{
    r->l->progress = 95;
    if (status(r, "moving", e) || make_folders(r, "", e) || move_files(r, e))
        return -1;
    if (r->end->code)
        return 0;
    r->l->progress = 100;
    return status(r, "removing", e) || remove_snapshot(r, e) || status(r, "finished", e) ? -1 : 0;
}

/* The lists have to come back as they went, the files have to be there. */
static int verify(struct run *r, struct mk_error *e)
{
    static const size_t order[MK_PHONE_LISTS] = { 2, 1, 0 };
    size_t lists = mk_phone_backup_count(r->b) - MK_PHONE_LISTS;
    struct mk_phone_file f;
    char text[300];
    bool there, same;
    for (size_t i = 0; i < MK_PHONE_LISTS && !r->end->code; i++) {
        if (mk_phone_has_list(r->l, r->b, lists + order[i], &there, &same, e))
            return -1;
        if (same)
            continue;
        mk_phone_backup_file(&f, r->b, lists + order[i]);
        snprintf(text, sizeof text,
                 "Error reading backup properties (MBErrorDomain/205). Underlying error: %s at "
                 "path \"%s/%s\" (MBErrorDomain/%d)",
                 there ? "not what was sent" : "No such file or directory", r->l->udid, f.name,
                 there ? 11 : 4);
        mk_phone_end_with(r->end, 205, text);
    }
    if (r->end->code)
        return 0;
    memset(r->marks, 0, lists);
    if (mk_phone_has_files(r->l, r->b, r->marks, e))
        return -1;
    if (memchr(r->marks, 0, lists))
        mk_phone_end_with(r->end, 205,
                          "Manifest references files not in backup (MBErrorDomain/205)");
    return 0;
}

static bool forced(plist_t request)
{
    uint8_t full = 0;
    plist_t options = plist_dict_get_item(request, "Options");
    plist_t v = plist_get_node_type(options) == PLIST_DICT
                    ? plist_dict_get_item(options, "ForceFullBackup")
                    : NULL;
    if (plist_get_node_type(v) == PLIST_BOOLEAN)
        plist_get_bool_val(v, &full);
    return full;
}

static int all_parts(struct run *r, bool full, struct mk_error *e)
{
    if (look_back(r, full, e) || prepare(r, e))
        return -1;
    if (r->end->code)
        return 0;
    if (upload(r, e))
        return -1;
    if (r->end->code)
        return 0;
    if (settle(r, e))
        return -1;
    return r->end->code ? 0 : verify(r, e);
}

int mk_phone_backup_run(struct mk_phone_link *l, plist_t request, struct mk_phone_end *end,
                        struct mk_error *e)
{
    struct mk_ios_phone *p = l->s->phone;
    char password[MK_IOS_PASSWORD_MAX];
    struct run r = { .l = l, .end = end };
    if (!may(&r))
        return 0;
    mk_ios_lock(p);
    memcpy(password, p->backup_password, sizeof password);
    mk_ios_unlock(p);
    const struct mk_phone_backup_options o = {
        .exercise = p->dir,
        .doc = p->x.doc,
        .password = password,
        .rounds = p->how.rounds,
        .heavy = mk_ios_lies(p, MK_LIE_HEAVY),
    };
    int rc = mk_phone_backup_new(&r.b, &o, e);
    if (rc == 0) {
        r.marks = calloc(mk_phone_backup_count(r.b), 1);
        rc = r.marks ? all_parts(&r, forced(request), e) : mk_fail(e, MK_ENOMEM, "backup");
    }
    free(r.marks);
    mk_phone_backup_free(r.b);
    return rc;
}
