#include "firmware/acquire/ios.h"
#include "firmware/acquire/order.h"
#include "firmware/acquire/storage.h"
#include "firmware/bundle/format.h"
#include "firmware/plan/files.h"
#include "firmware/worker/phone.h"
#include <stdio.h>
#include <unistd.h>

#define DEPTH_MAX 64u
/* A listing without an end would fill the disk, and no file would ever be fetched. */
#define ENTRIES_MAX 4000000u

struct lister {
    struct mk_run *r;
    const char *root;
    struct mk_worklist *list; /* in the phone's order */
    struct mk_held *held;
    struct mk_work_totals totals;
    uint64_t entries;
    bool over;  /* there are more */
    bool again; /* the list is there already */
};

static int log_folder(struct mk_run *r, struct mk_span path, bool told, struct mk_error *e)
{
    return mk_storage_asked(r, mk_storage_words(r)->list, path, told, e);
}

/* An iPhone's worker says itself that it asks for a root. */
static int log_root(struct mk_run *r, const char *root, struct mk_error *e)
{
    return r->platform == MK_IPHONE ? 0 : log_folder(r, mk_str(root), true, e);
}

/* A phone may name an entry as it likes, "../../data" too: it is to stay in the folder listed. */
static bool below(const char *root, struct mk_span path)
{
    size_t n = strlen(root);
    if (!mk_span_starts(path, mk_str(root)) || path.len <= n || path.p[n] != '/')
        return false;
    while (n < path.len) {
        struct mk_span rest = mk_span_from(path, n + 1);
        const uint8_t *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
        struct mk_span name = mk_span(rest.p, slash ? (size_t)(slash - rest.p) : rest.len);
        if (mk_span_is(name, "..") || (name.len && memchr(name.p, 0, name.len)))
            return false;
        n += 1 + name.len;
    }
    return true;
}

/* Why an entry is not to be taken, or "". */
static void refusal(char out[static 64], const struct mk_listed *en, const char *root)
{
    out[0] = 0;
    if (en->error == MK_PH_ODD_NAME)
        snprintf(out, 64, "a name that no file can have");
    else if (en->error == MK_PH_TOO_DEEP)
        snprintf(out, 64, "more than %u folders deep: not looked into", DEPTH_MAX);
    else if (en->error == MK_PH_TOO_LONG)
        snprintf(out, 64, "its path is longer than the phone can be asked for");
    else if (en->error)
        snprintf(out, 64, "the phone says errno %u", en->error);
    else if (en->path.len > MK_OBJECT_PATH_MAX)
        snprintf(out, 64, "a path of %zu bytes", en->path.len);
    else if (!below(root, en->path))
        snprintf(out, 64, "its path leads out of the folder that was listed");
}

static int leave(struct lister *l, const struct mk_listed *en, enum mk_withheld_what what,
                 const char *why, struct mk_error *e)
{
    const struct mk_withheld_item item = {
        .what = what, .path = en->path, .size = en->size, .mtime_s = en->mtime_s
    };
    l->totals.left++;
    return l->again
               ? 0
               : mk_withheld_add(l->r->withheld, &item, mk_storage_words(l->r)->artefact, why, e);
}

static int on_file(struct lister *l, const struct mk_listed *en, struct mk_error *e)
{
    struct mk_file_rule rule = mk_file_rule(&l->r->authority->scope, en->path, en->mtime_s);
    switch (rule.fate) {
    case MK_FILE_TAKE:
        return l->again ? 0 : mk_worklist_add(l->list, en, e);
    case MK_FILE_LOOK:
    case MK_FILE_EXTRACT:
        if (!mk_held_add(l->held, en, rule.fate == MK_FILE_LOOK))
            return leave(l, en, MK_WITHHELD_FILE, MK_STORAGE_TOO_MANY, e);
        l->totals.held++;
        return 0;
    case MK_FILE_PART:
        return leave(l, en, MK_WITHHELD_CONTAINER, rule.why, e);
    case MK_FILE_LEAVE:
        break;
    }
    return leave(l, en, MK_WITHHELD_FILE, rule.why, e);
}

static int on_entry(void *u, const struct mk_listed *en, struct mk_error *e)
{
    struct lister *l = u;
    char why[64];
    l->over = l->entries++ == ENTRIES_MAX;
    if (l->over)
        return mk_fail(e, MK_ELIMIT, "the listing has no end");
    mk_progress_step(&l->r->progress, 1, 0);
    refusal(why, en, l->root);
    bool told = !mk_file_limited(&l->r->authority->scope);
    if (why[0]) {
        l->totals.errors++;
        return l->again ? 0 : mk_storage_entry_left(l->r, en->path, mk_str(why), told, e);
    }
    if (en->type == 'd') {
        l->totals.folders++;
        return log_folder(l->r, en->path, told, e);
    }
    if (en->type == 'l')
        l->totals.links++;
    else if (en->type != 'f')
        l->totals.others++;
    else
        return on_file(l, en, e);
    return 0;
}

/* Another user's storage is mostly closed to the owner's shell, an app's documents may be closed as
 * well: a line of the ledger of its own. */
static int cover_root(struct mk_run *r, const char *root, const char *profile, const char *why,
                      struct mk_error *e)
{
    const struct mk_coverage c = { .artefact = mk_storage_words(r)->artefact,
                                   .route = mk_storage_words(r)->route,
                                   .where = root,
                                   .profile = profile,
                                   .state = MK_COVER_REFUSED,
                                   .why = why,
                                   .proven_on = "simulated" };
    return mk_run_cover_untaken(r, &c, e);
}

/* further: one of many that the authority did not name, of that profile ("": none). */
static int list_root(struct lister *l, const char *root, const char *further, struct mk_error *e)
{
    struct mk_answer a;
    mk_answer_init(&a);
    l->root = root;
    int rc = log_root(l->r, root, e);
    if (rc == 0)
        rc = mk_exhibit_list(&a, l->r->x, mk_str(root), DEPTH_MAX, on_entry, l, e);
    if (rc && l->over) {
        a.status = MK_PH_CANCELLED;
        snprintf(a.why, sizeof a.why, "it lists more than %u entries; the rest was not looked at",
                 ENTRIES_MAX);
        rc = mk_exhibit_reconnect(l->r->x, e);
    }
    /* the phone's own words may name what is out of scope */
    if (a.status == MK_PH_BROKEN && mk_file_limited(&l->r->authority->scope))
        snprintf(a.why, sizeof a.why, "the listing broke off");
    if (rc == 0 && a.status != 0)
        rc = mk_storage_not_taken(l->r, mk_str(root), "folder", mk_str(a.why), e);
    if (rc == 0 && a.status != 0 && further)
        rc = cover_root(l->r, root, further[0] ? further : NULL, a.why, e);
    l->totals.refused_folders += a.status != 0 && !further;
    l->root = NULL; /* the caller's */
    mk_answer_done(&a);
    return rc;
}

/* Files begin a folder of their own, with room before it: were a resumed run to need more commands
 * than the first, it must not come upon their numbers. */
static uint64_t first_number(const struct mk_run *r)
{
    uint64_t folder = (r->next_number + MK_OBJECTS_PER_FOLDER / 2) / MK_OBJECTS_PER_FOLDER + 1;
    return folder * MK_OBJECTS_PER_FOLDER;
}

/* Where facts of the phone are out of scope its memory cards are asked for here, and the answer is
 * not kept: what lies on them is in scope. */
static int find_cards(struct mk_run *r, struct mk_error *e)
{
    static const char command[] = "sm list-volumes all";
    const struct mk_fact facts[] = { MK_FACT_STR("command", command),
                                     MK_FACT_STR("answer", "looked at, not kept") };
    struct mk_answer a;
    struct mk_buf text;
    if (mk_plan_wants(r->authority, "device") || (r->level && r->level < 23))
        return 0;
    mk_answer_init(&a);
    mk_buf_init(&text, 65536);
    int rc = mk_run_act(r, "command", facts, 2, false, e);
    if (rc == 0)
        rc = mk_exhibit_text(&a, r->x, mk_str(command), &text, e);
    if (rc == 0)
        mk_cards_read(&r->cards, mk_buf_span(&text));
    mk_buf_done(&text);
    mk_answer_done(&a);
    return rc;
}

/* Where the authority names no folders: memory cards, and what other users have. */
static int list_further(struct lister *l, struct mk_error *e)
{
    struct mk_run *r = l->r;
    char root[64];
    if (find_cards(r, e))
        return -1;
    for (size_t i = 0; i < r->cards.n && !l->over; i++)
        if (list_root(l, r->cards.path[i], NULL, e))
            return -1;
    for (size_t i = 0; i < r->users.n && !l->over; i++) {
        const struct mk_user *u = &r->users.all[i];
        if (!u->number || u->left_out)
            continue;
        snprintf(root, sizeof root, "/storage/emulated/%u", u->number);
        if (list_root(l, root, u->text, e))
            return -1;
    }
    return 0;
}

/* Of an iPhone: the media partition, which lists in any case, crash reports, apps' documents. */
static int list_iphone(struct lister *l, struct mk_error *e)
{
    const struct mk_ios_apps *apps = &l->r->ios_apps;
    char root[sizeof MK_IOS_ROOT_APPS + MK_IOS_APP_NAME + 16];
    if (list_root(l, MK_IOS_ROOT_MEDIA, NULL, e) ||
        (!l->over && list_root(l, MK_IOS_ROOT_CRASHES, "", e)))
        return -1;
    for (size_t i = 0; i < apps->n && !l->over; i++) {
        snprintf(root, sizeof root, MK_IOS_ROOT_APPS "/%s/Documents", apps->id[i]);
        if (mk_scope_app(&l->r->authority->scope, mk_str(apps->id[i])) && list_root(l, root, "", e))
            return -1;
    }
    return 0;
}

static int list_roots(struct lister *l, struct mk_error *e)
{
    const struct mk_scope *scope = &l->r->authority->scope;
    bool own = l->r->platform == MK_IPHONE && scope->everywhere;
    if (l->r->platform == MK_IPHONE && !l->again && mk_run_move_crashes(l->r, e))
        return -1;
    mk_progress_start(&l->r->progress, l->again ? "listing files again" : "listing files", 0);
    for (size_t i = 0; !own && i < scope->paths.n && !l->over; i++)
        if (list_root(l, scope->paths.v[i], NULL, e))
            return -1;
    if (scope->everywhere && (own ? list_iphone : list_further)(l, e))
        return -1;
    mk_progress_end(&l->r->progress);
    return 0;
}

/* Now, as the phone's clock has it. */
static int64_t phone_now(const struct mk_run *r)
{
    int64_t now = mk_clock_read().wall_us / 1000000;
    return r->offset_s == INT64_MIN ? now : now + r->offset_s;
}

/* The list as the phone gave it lies beside, until it is in order. */
static int list_in_order(struct lister *l, struct mk_worklist *list, struct mk_error *e)
{
    struct mk_run *r = l->r;
    int fd;
    if (mk_bundle_scratch(&fd, r->b, "worklist-listed", e))
        return -1;
    if (ftruncate(fd, 0) != 0) {
        close(fd);
        return mk_fail_errno(e, "work list");
    }
    if (mk_worklist_open(&l->list, fd, e))
        return -1;
    if (mk_withheld_begin(r->withheld, mk_str("files"), e) || list_roots(l, e) ||
        mk_withheld_end(r->withheld, "", e))
        return -1;
    l->totals.first = first_number(r);
    if (mk_worklist_end(l->list, &l->totals, e) ||
        mk_order_files(list, &l->totals.databases, l->list, phone_now(r), e))
        return -1;
    return mk_worklist_end(list, &l->totals, e);
}

int mk_storage_list(struct mk_run *r, struct mk_worklist *list, struct mk_held *held,
                    struct mk_error *e)
{
    struct lister l = { .r = r, .held = held, .again = mk_worklist_complete(list) };
    if (l.again)
        return list_roots(&l, e);
    int rc = list_in_order(&l, list, e);
    mk_worklist_free(l.list);
    if (rc)
        return -1;
    const struct mk_fact facts[] = {
        MK_FACT_NUM("files", (int64_t)mk_worklist_totals(list)->files),
        MK_FACT_NUM("databases", (int64_t)l.totals.databases),
        MK_FACT_NUM("left", (int64_t)l.totals.left),
        MK_FACT_NUM("to_cut", (int64_t)l.totals.held),
        MK_FACT_NUM("folders", (int64_t)l.totals.folders),
        MK_FACT_NUM("links", (int64_t)l.totals.links),
        MK_FACT_NUM("others", (int64_t)l.totals.others),
        MK_FACT_NUM("errors", (int64_t)l.totals.errors),
    };
    return mk_run_act(r, "listing", facts, 8, true, e);
}
