#ifndef MK_JUDGE_H
#define MK_JUDGE_H

#include "firmware/plan/questions.h"
#include "parsers/base/span.h"
#include "parsers/record/coverage.h"

/*
 * What an answer to a question is, by the words that Android's tools refuse in. They often end with
 * 0, and phones before Android 7 tell neither an exit code nor apart what was standard error: so
 * the beginning of both outputs is looked at.
 *
 * Sources: frameworks/native, cmds/dumpsys/dumpsys.cpp ("Can't find service: ", "DUMP TIMEOUT");
 * frameworks/base, core/java/android/os/ShellCommand.java and BasicShellCommandHandler.java
 * ("Unknown command: "), services/.../pm/PackageManagerShellCommand.java, core/java/com/android/
 * internal/util/DumpUtils.java ("Permission Denial: can't dump "); mksh ("inaccessible or not
 * found" since Android 10, "not found" before).
 */
struct mk_reply {
    struct mk_span head; /* of standard output, 64 KiB of it or all */
    struct mk_span err;
    uint64_t bytes; /* of standard output, in all */
    int exit_code;  /* -1: not known */
};
struct mk_judged {
    enum mk_cover state;
    const char *why, *control; /* constant texts, or NULL */
};
/* controlled: the question's control was answered. */
struct mk_judged mk_judge(const struct mk_question *q, const struct mk_reply *r, bool controlled);

#endif
