#include "firmware/plan/words.h"
#include "firmware/plan/files.h"
#include "firmware/plan/filter.h"
#include "firmware/plan/ios.h"
#include "firmware/plan/plan.h"
#include "firmware/plan/plan_ios.h"
#include "parsers/base/time.h"
#include "parsers/engine/engine.h"

static void time_of(struct mk_buf *out, const char *word, int64_t us)
{
    char text[MK_ISO_MAX];
    mk_time_iso(text, us, 0);
    mk_buf_printf(out, "%s%s", word, text);
}

static void list(struct mk_buf *out, const char *before, const struct mk_scope_list *l)
{
    if (!l->n)
        return;
    mk_buf_puts(out, before);
    for (size_t i = 0; i < l->n; i++)
        mk_buf_printf(out, "%s%s", i ? ", " : "", l->v[i]);
    mk_buf_puts(out, ".\n");
}

/* ---- whose, and within which bounds ---- */

static void heading(struct mk_buf *out, const struct mk_authority *a)
{
    mk_buf_printf(out, "What may be looked at on this phone (%s)\n\n", a->exhibit);
    mk_buf_printf(out, "Legal basis: %s %s. Officer: %s.", mk_basis_name(a->basis), a->reference,
                  a->officer_name);
    time_of(out, " It holds from ", a->valid_from_us);
    time_of(out, " until ", a->valid_until_us);
    mk_buf_puts(out, ".\n");
    if (a->scope.preset)
        mk_buf_printf(out, "It starts from what is usual for the phone of a %s.\n",
                      mk_preset_name(a->scope.preset));
}

static void when(struct mk_buf *out, const struct mk_scope *s)
{
    if (!mk_scope_by_time(s))
        return;
    mk_buf_puts(out, "Only what is dated");
    if (s->from_us != INT64_MIN)
        time_of(out, " from ", s->from_us);
    if (s->until_us != INT64_MAX)
        time_of(out, " until ", s->until_us);
    if (s->margin_us)
        mk_buf_printf(out, ", and %lld hours to either side, since clocks can be wrong",
                      (long long)(s->margin_us / (3600 * MK_US)));
    mk_buf_puts(out, ". If the phone's clock turns out to be wrong, by so much more.\n");
}

static void who(struct mk_buf *out, const struct mk_scope *s)
{
    list(out, "Only what was exchanged with: ", &s->counterparties);
    if (s->nthreads) {
        mk_buf_puts(out, s->counterparties.n ? "And the conversations of messages numbered "
                                             : "Only the conversations of messages numbered ");
        for (size_t i = 0; i < s->nthreads; i++)
            mk_buf_printf(out, "%s%lld", i ? ", " : "", (long long)s->threads[i]);
        mk_buf_puts(out, ".\n");
    }
    if (s->counterparties.n)
        mk_buf_puts(out, s->groups ? "Conversations that others are in as well are taken.\n"
                                   : "Conversations that others are in as well are not taken.\n");
    list(out, "Nothing at all of or to: ", &s->exclude);
    if (s->counterparties.n || s->exclude.n)
        mk_buf_printf(out, "Numbers count as the same when their last %u digits are.\n",
                      MK_SCOPE_DIGITS);
    list(out, "Only what belongs to these apps: ", &s->apps);
}

static void media(struct mk_buf *out, const struct mk_scope *s)
{
    switch (s->media) {
    case MK_MEDIA_ALL:
        return;
    case MK_MEDIA_METADATA:
        mk_buf_puts(out, "Of pictures, sounds and films only names, sizes and times.\n");
        return;
    case MK_MEDIA_NONE:
        mk_buf_puts(out, "No pictures, sounds or films.\n");
        return;
    }
}

/* ---- what ---- */

static void conditions(struct mk_buf *out, const struct mk_filter *f)
{
    const char *glue = ": only ";
    const struct {
        bool holds;
        const char *words;
    } all[] = {
        { f->window, "by date" },
        { f->party_in && f->thread_named, "with the persons or in the conversations named" },
        { f->party_in && !f->thread_named, "with the persons named" },
        { !f->party_in && f->thread_named, "in the conversations named" },
        { f->in == MK_LINK_THREADS, "in conversations with them" },
        { f->in == MK_LINK_CONTACTS, "the entries of the persons named" },
        { f->in == MK_LINK_ROWS, "what belongs to the above" },
        { f->party_out || f->out, "without who is excluded" },
        { f->texts_only, "texts" },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].holds) {
            mk_buf_printf(out, "%s%s", glue, all[i].words);
            glue = ", ";
        }
    if (f->whole)
        mk_buf_puts(out, ": as a whole, as the authority says");
}

/* All providers of a category that are taken, or that are not. */
static void providers(struct mk_buf *out, const struct mk_scope *s, const char *category,
                      bool taken)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++) {
            struct mk_filter f;
            mk_filter_of(&f, s, p);
            if (strcmp(p->category, category) != 0 || (f.why_not == NULL) != taken)
                continue;
            mk_buf_printf(out, "    %s, %s", app->title, p->uri);
            if (taken)
                conditions(out, &f);
            else
                mk_buf_printf(out, ": %s", f.why_not);
            mk_buf_puts(out, "\n");
        }
}

static void questions(struct mk_buf *out, const struct mk_authority *a, enum mk_platform p,
                      const char *category, bool taken)
{
    const struct mk_question *q;
    const char *last = "";
    for (size_t i = 0; (q = mk_question_of(p, i)); i++) {
        const char *why = mk_plan_leaves_out(a, p, q);
        if (strcmp(q->category, category) != 0 || (why == NULL) != taken || !strcmp(last, q->name))
            continue;
        mk_buf_printf(out, "    %s (%s)%s%s\n", q->plain, q->command, taken ? "" : ": ",
                      taken ? "" : why);
        last = q->name;
    }
}

static void files(struct mk_buf *out, const struct mk_scope *s, enum mk_platform p, bool taken)
{
    if (!taken)
        return;
    if (p == MK_IPHONE && s->everywhere)
        mk_buf_puts(out, "    pictures, films and what else lies in the part of the phone that "
                         "computers may see,\n    reports of crashes, documents of apps that share "
                         "theirs\n");
    else
        list(out, "    below ", &s->paths);
    if (mk_scope_by_time(s))
        mk_buf_puts(out, "    only files that were changed within the time named\n");
    if (mk_scope_by_people(s))
        mk_buf_puts(out, "    of files that hold records (chats, databases) only the records in "
                         "scope; no others, as a file does not say whom it is about\n");
}

static void category(struct mk_buf *out, const struct mk_authority *a, enum mk_platform p,
                     enum mk_category c, bool taken)
{
    const char *name = mk_category_name(c);
    size_t before = out->len;
    bool wanted = a->scope.categories[c];
    if (!wanted) {
        if (!taken)
            mk_buf_printf(out, "  %s: not in the authority\n", name);
        return;
    }
    mk_buf_printf(out, "  %s\n", name);
    size_t empty = out->len;
    if (c == MK_CAT_FILES)
        files(out, &a->scope, p, taken);
    if (p == MK_ANDROID)
        providers(out, &a->scope, name, taken);
    else
        mk_plan_backup_words(out, &a->scope, c, taken);
    questions(out, a, p, name, taken);
    if (out->len == empty)
        out->len = before; /* nothing of it here */
}

/* What iPhones keep lies in their backups, which they give as a whole or not at all. */
static void backup(struct mk_buf *out, const struct mk_scope *s)
{
    mk_buf_puts(out, "\nThe phone's backup (it sends all of it in any case):\n");
    if (s->encrypt_backup)
        mk_buf_puts(out,
                    "  the kit sets a password for backups on the phone, and takes it off again\n");
    if (mk_ios_whole(s)) {
        mk_buf_puts(out, "  all of it is kept\n");
        return;
    }
    mk_buf_puts(out, "  kept are files that are known to be of what is in scope; of the rest only "
                     "how much it was\n");
    if (mk_scope_by_time(s) || mk_scope_by_people(s) || s->media != MK_MEDIA_ALL)
        mk_buf_puts(out, "  of databases only the records in scope; no files that do not tell what "
                         "of them is in scope\n");
    mk_buf_puts(out, "  nothing where the phone encrypts its backups: then it is not asked for\n");
}

void mk_plan_words(struct mk_buf *out, const struct mk_authority *a, enum mk_platform p)
{
    heading(out, a);
    when(out, &a->scope);
    who(out, &a->scope);
    media(out, &a->scope);
    mk_buf_puts(out, "\nTaken:\n");
    for (int c = 0; c < MK_CAT_COUNT; c++)
        category(out, a, p, (enum mk_category)c, true);
    mk_buf_puts(out, "\nNot taken:\n");
    for (int c = 0; c < MK_CAT_COUNT; c++)
        category(out, a, p, (enum mk_category)c, false);
    if (p == MK_IPHONE && mk_ios_wants_backup(&a->scope))
        backup(out, &a->scope);
    if (p == MK_ANDROID && mk_scope_narrow(&a->scope))
        mk_buf_puts(out,
                    "\nWhat is not taken is left out by the phone itself where it can be asked "
                    "to; it is counted, never listed.\n");
}
