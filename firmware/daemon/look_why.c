/* Reasons of the ledger as codes, for screens in other languages. */
#include "firmware/daemon/look.h"
#include "firmware/exhibit/exhibit.h"
#include "firmware/plan/plan.h"

/* What a reason says, as acquire words it (judge.c, ios_judge.c, plan.h and others) or as phones
 * do, and its code. The first that fits. */
static const struct {
    const char *says, *code;
    bool inside; /* anywhere in it; else it begins so */
} reasons[] = {
    { MK_PLAN_NOT_IN_SCOPE, "scope", false },
    { MK_PLAN_MIXED, "mixed", false },
    { " cannot be cut to the scope", "mixed", true },
    { "cannot be cut to the people in scope", "people", false },
    { "do not tell whom they are about", "people-unknown", true },
    { "cut to ", "window", false },
    { "filtered-extract", "filtered", false },
    { "only records in scope kept", "filtered", true },
    { "the authority does not ask for ", "unasked", false },
    { "a work profile, and the scope does not say", "work-profile", false },
    { "files of this domain that came with the backup and were left", "left", false },
    { "left: ", "left", false },
    { "needs encrypted backup", "encrypted", false },
    { "the phone encrypts its backups", "encrypted-here", false },
    { "what came is encrypted", "encrypted-here", false },
    { "the backup password that was given does not open", "encrypted-here", false },
    { "not all of it could be decrypted", "undecrypted", false },
    { "this phone has no such ", "absent", false },
    { "this phone's version does not know", "absent", false },
    { "this phone's provider does not know", "absent", false },
    { "Could not find provider", "absent", true },
    { "it is not there", "absent", false },
    { "the phone refuses it to the shell", "refused", false },
    { "java.lang.SecurityException", "refused", false },
    { "the phone does not tell that to a computer", "refused", false },
    { "a rule of the phone's management refuses", "management", false },
    { "the phone is locked", "locked", false },
    { "the phone answered with an error", "error", false },
    { "the command failed on the phone", "error", false },
    { "no rows, and nothing vouches that there are none", "silence", false },
    { "the phone answered nothing and said no more", "silence", false },
    { "what such an answer holds was not seen in it", "odd", false },
    { "pictures and films whose originals are not on the phone", "cloud", false },
    { "the phone cut it off at its own limit", "cut-off", false },
    { "cut off after ", "cut-off", false },
    { "no whole answer before the run was resumed", "cut-off", false },
    { "the listing broke off", "cut-off", false },
    { "it lists more than ", "too-many", false },
    { "more is in scope than a command", "too-many", false },
    { "more files than are held together", "too-many", false },
    { "the phone went away ", "gone", false },
    { "the worker died twice", "worker", true },
    { MK_EXHIBIT_STOPPED, "stopped", false },
    { "links not followed", "links", true },
};

const char *mk_look_why_code(const char *why)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].inside ? strstr(why, reasons[i].says) != NULL
                              : mk_span_starts(mk_str(why), mk_str(reasons[i].says)))
            return reasons[i].code;
    return NULL;
}
