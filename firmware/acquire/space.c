#include "firmware/acquire/space.h"
#include "firmware/acquire/events.h"
#include "firmware/plan/ios.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#define BLOCK      4096u /* half of one is lost with each file */
#define LINES      2048u /* journal, index, manifest, while sealing twice */
#define TO_BEGIN   ((uint64_t)256 << 20)
#define EVERYTHING ((uint64_t)1 << 50) /* no phone has as much */

uint64_t mk_space_needed(uint64_t files, uint64_t bytes)
{
    uint64_t more, sum;
    if (__builtin_mul_overflow(files, (uint64_t)(BLOCK / 2 + LINES), &more) ||
        __builtin_add_overflow(bytes, more, &sum))
        return UINT64_MAX;
    return sum;
}

/* "/a/b" becomes "/a", "a" becomes ".", "/" and "." stay: false. */
static bool up(char *path)
{
    char *slash = strrchr(path, '/');
    if (!strcmp(path, "/") || !strcmp(path, "."))
        return false;
    if (!slash)
        memcpy(path, ".", 2);
    else
        slash[slash == path] = 0;
    return true;
}

int mk_space_free(uint64_t *out, const char *folder, struct mk_error *e)
{
    char path[4200];
    struct statvfs fs;
    snprintf(path, sizeof path, "%s", folder);
    while (statvfs(path, &fs) != 0)
        if (errno != ENOENT || !up(path))
            return mk_fail_errno(e, folder);
    *out = (uint64_t)fs.f_bavail * fs.f_frsize;
    return 0;
}

int mk_space_to_begin(const char *bundle, struct mk_error *e)
{
    char has[24];
    uint64_t free_now;
    if (mk_space_free(&free_now, bundle, e))
        return -1;
    mk_bytes_words(has, free_now);
    return free_now >= TO_BEGIN
               ? 0
               : mk_fail(e, MK_ENOSPC,
                         "the disk of %s has %s free: too little to begin (256 MiB). Make room, or "
                         "name another disk",
                         bundle, has);
}

static int still_to_come(uint64_t *files, uint64_t *bytes, struct mk_run *r,
                         struct mk_worklist *list, struct mk_error *e)
{
    struct mk_work w;
    int got;
    *files = *bytes = 0;
    mk_worklist_rewind(list);
    while ((got = mk_worklist_next(&w, list, e)) == 1) {
        uint64_t number = mk_worklist_totals(list)->first + w.index;
        if (mk_bundle_state(r->b, number) != MK_OBJECT_NONE)
            continue;
        ++*files;
        if (__builtin_add_overflow(*bytes, w.size, bytes))
            *bytes = UINT64_MAX;
    }
    mk_worklist_rewind(list);
    return got;
}

static void tell(const struct mk_run *r, uint64_t files, const char *need, const char *has)
{
    char line[160];
    snprintf(line, sizeof line, "%llu files are to come: they need %s, the disk has %s free",
             (unsigned long long)files, need, has);
    if (r->o->tell && !r->o->quiet)
        r->o->tell(r->o->tell_u, line);
    mk_run_tell_program(r, &(struct mk_told){ MK_TOLD_SPACE, line, NULL, MK_TOLD_NO_TIME });
}

int mk_space_for_files(struct mk_run *r, struct mk_worklist *list, struct mk_error *e)
{
    char need[24], has[24];
    uint64_t files, bytes, free_now;
    if (still_to_come(&files, &bytes, r, list, e) || mk_space_free(&free_now, r->o->bundle, e))
        return -1;
    uint64_t needed = mk_space_needed(files, bytes);
    mk_bytes_words(need, needed);
    mk_bytes_words(has, free_now);
    tell(r, files, need, has);
    const struct mk_fact facts[] = {
        MK_FACT_NUM("files", (int64_t)files),
        MK_FACT_NUM("needed", needed > INT64_MAX ? INT64_MAX : (int64_t)needed),
        MK_FACT_NUM("free", (int64_t)free_now),
    };
    if (mk_run_act(r, "space", facts, 3, false, e))
        return -1;
    return needed <= free_now || r->o->until_full
               ? 0
               : mk_fail(e, MK_ENOSPC,
                         "the files need %s and the disk has %s free. No file was fetched now; "
                         "what came before is kept. Make room and go on with moka resume; or take "
                         "what fits, the most valuable first, with moka resume --until-full; or "
                         "seal what is there with moka resume --keep",
                         need, has);
}

/* A sixteenth is for index, journal and manifests: how many files come is not known. What is left
 * by the scope takes no room. */
int mk_space_for_backup(uint64_t *out, struct mk_run *r, struct mk_error *e)
{
    uint64_t free_now;
    *out = r->ios.disk_total > 0 ? (uint64_t)r->ios.disk_total : EVERYTHING;
    if (r->o->until_full || !mk_ios_whole(&r->authority->scope))
        return 0;
    if (mk_space_free(&free_now, r->o->bundle, e))
        return -1;
    uint64_t left = free_now - free_now / 16;
    *out = left > TO_BEGIN / 4 ? left - TO_BEGIN / 4 : 0;
    return 0;
}
