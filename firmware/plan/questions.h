#ifndef MK_QUESTIONS_H
#define MK_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mk_platform { MK_ANDROID, MK_IPHONE };
const char *mk_platform_name(enum mk_platform p); /* "android", "iphone" */

/*
 * What the phone's own tools are asked, as data: getprop, dumpsys, pm and the like. All of them
 * only read; none leaves a file on the phone. Raw answers are kept, and an answer that is one can
 * be read as a file "shell/<name>.txt" (of a user: "shell/user/<n>/<name>.txt").
 *
 * Since when a command is there: frameworks/base, cmds/ and services/, and system/core at the tags
 * android-4.4 to android-15; API levels. Several rows of one name are one question put differently
 * to different versions: their levels exclude each other.
 *
 * An iPhone (questions_ios.c) is asked in the words of firmware/ios/ios.h; its levels are versions
 * of iOS, its answers property lists that can be read as "ios/<name>.plist", none is asked per
 * user.
 */
struct mk_question {
    const char *name;    /* "dumpsys_wifi"; the ledger's artefact is "android.shell:dumpsys_wifi" */
    const char *command; /* what stands behind {user} is the number of the user that is asked for */
    const char *category; /* the plan's word */
    const char *proof;    /* such an answer's first 64 KiB hold this text; NULL: nothing is known */
    const char *control;  /* another question's name: where that one was answered, an empty answer
                             to this one says that there is nothing; or NULL */
    uint8_t since, until; /* API levels; 0: open */
    bool state;           /* what the phone is and how it stands: asked before anything else */
    bool always;          /* needed to know what may be asked at all: asked whatever the scope is */
    bool mixed;           /* one answer about many people, times or apps, which cannot be cut */
    const char *plain;    /* what it is about, for people who know no commands */
    bool wish;            /* only where the authority says "bugreport": it keeps the phone busy for
                             minutes, and leaves its traces in the phone's logs */
    const char *ext;      /* of the file that it can be read as; NULL: "txt" */
    uint32_t timeout_s;   /* 0: as usual */
};

#define MK_QUESTIONS_MAX     128u
#define MK_QUESTION_ARTEFACT "android.shell:"
#define MK_IOS_ARTEFACT      "ios."
const struct mk_question *mk_question_at(size_t i);     /* NULL behind the last */
const struct mk_question *mk_ios_question_at(size_t i); /* likewise, of an iPhone */
const struct mk_question *mk_question_of(enum mk_platform p, size_t i);
const char *mk_question_artefact(enum mk_platform p); /* what stands before a name in the ledger */
bool mk_question_is_per_user(const struct mk_question *q);
/* Whether a phone of that API level knows it; 0: the level is not known, and it may. */
bool mk_question_fits(const struct mk_question *q, unsigned level);

#endif
