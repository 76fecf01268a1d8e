/* How a run ended. */
#include "firmware/daemon/runs_run.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The journal goes as the last of the sealing: see firmware/bundle/bundle.h. */
static bool has(const struct mk_run_child *r, const char *name)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", r->bundle, name);
    return access(path, F_OK) == 0;
}

/* The plain folder is sealed, and is to become a file for the recipients: format.h. */
static bool is_for_recipients(const struct mk_run_child *r)
{
    char path[4200], text[8192];
    snprintf(path, sizeof path, "%s/bag-info.txt", r->bundle);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    text[n > 0 ? n : 0] = 0;
    return strstr(text, "\nMoka-Encrypted: age\n") != NULL;
}

/* What it was refused for ends the case's run for good; another phone does not. */
static const char *refused(enum mk_run_end *how, const struct mk_run_child *r, bool begun)
{
    const char *why = r->last.why[0] ? r->last.why : "refused";
    bool another = !strcmp(why, "wrong-phone");
    *how = !another || !begun ? MK_RUN_REFUSED : MK_RUN_CUT;
    return why;
}

static const char *by_words(enum mk_run_end *how, const struct mk_run_child *r, bool begun)
{
    static const struct {
        const char *how, *code;
    } words[] = {
        { "stopped", "stopped" }, { "away", "gone" },    { "full", "full" },
        { "failed", "failed" },   { "usage", "failed" }, { "not-allowed", "not-allowed" },
    };
    if (!strcmp(r->last.how, "refused"))
        return refused(how, r, begun);
    *how = !begun ? MK_RUN_NOTHING : !strcmp(r->last.how, "stopped") ? MK_RUN_STOPPED : MK_RUN_CUT;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].how, r->last.how))
            return words[i].code;
    return "failed";
}

const char *mk_run_judge(enum mk_run_end *how, const char **text, const struct mk_run_child *r,
                         int status)
{
    bool begun = has(r, "journal");
    bool done = has(r, "bag-info.txt") && !begun;
    *text = r->last.there && r->last.text[0] ? r->last.text : r->complaint;
    if (done && (r->sealed || !is_for_recipients(r))) { /* whatever befell it after that */
        *how = MK_RUN_SEALED;
        *text = "";
        return "sealed";
    }
    begun = begun || done; /* a resumed run makes the file */
    if (r->last.there && WIFEXITED(status) && strcmp(r->last.how, "sealed") != 0)
        return by_words(how, r, begun);
    *how = !begun ? MK_RUN_NOTHING : r->stopping ? MK_RUN_STOPPED : MK_RUN_CUT;
    return r->stopping ? "stopped" : "died";
}
