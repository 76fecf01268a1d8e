#include "firmware/acquire/events.h"
#include "firmware/acquire/storage.h"
#include "firmware/plan/filter.h"
#include "parsers/engine/engine.h"

int mk_run_cover_untaken(struct mk_run *r, const struct mk_coverage *c, struct mk_error *e)
{
    struct mk_coverage line = *c;
    line.seen = line.records = line.issues = MK_COVER_NONE;
    line.taken = 0;
    return mk_run_cover(r, &line, e);
}

static int left_out(struct mk_run *r, const char *artefact, const char *route, const char *where,
                    const char *why, struct mk_error *e)
{
    const struct mk_coverage c = { .artefact = artefact,
                                   .route = route,
                                   .where = where,
                                   .state = MK_COVER_OUT_OF_SCOPE,
                                   .why = why };
    return mk_run_cover_untaken(r, &c, e);
}

int mk_run_cover_scope(struct mk_run *r, struct mk_error *e)
{
    const struct mk_app *app;
    struct mk_filter f;
    const struct mk_storage_words *words = mk_storage_words(r);
    for (size_t i = 0; r->platform == MK_ANDROID && (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++) {
            mk_filter_of(&f, &r->authority->scope, p);
            if (f.why_not && left_out(r, p->artefact, "adb:content", p->uri, f.why_not, e))
                return -1;
        }
    if (!r->authority->scope.categories[MK_CAT_FILES] &&
        left_out(r, words->artefact, words->route, NULL, MK_PLAN_NOT_IN_SCOPE, e))
        return -1;
    return 0;
}
