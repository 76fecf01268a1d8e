#ifndef MK_PHANTOM_PLAY_H
#define MK_PHANTOM_PLAY_H

#include "firmware/phantom/query.h"
#include "firmware/phantom/words.h"

/*
 * A command that runs on the phone. What it says gathers in out and err until
 * the caller takes it; `content query` goes on as room is made.
 */
struct mk_play {
    const struct mk_exercise *x;
    struct mk_phantom_query *query; /* more rows come from it */
    struct mk_buf out, err;
    int status; /* its exit status, once mk_play_more() returned false */
};

void mk_play_init(struct mk_play *p, const struct mk_exercise *x);
void mk_play_done(struct mk_play *p);

/* Starts a command line as the shell gets it; unknown commands end with 127 as mksh words it. */
MK_CHECK int mk_play_line(struct mk_play *p, struct mk_span line, struct mk_error *e);
/* Starts a command that is split already. */
MK_CHECK int mk_play_words(struct mk_play *p, const struct mk_phantom_words *w, struct mk_error *e);
/* False when nothing follows behind what is in out and err. */
bool mk_play_more(struct mk_play *p, size_t want);

/* An answer that the exercise has for just that command line (play_answers.c); false: none. */
bool mk_play_answer(struct mk_play *p, const struct mk_phantom_words *w);

/* The commands themselves: w->w[0] is the name. play_content.c, play_device.c */
int mk_play_content(struct mk_play *p, const struct mk_phantom_words *w, struct mk_error *e);
void mk_play_getprop(struct mk_play *p, const struct mk_phantom_words *w);
void mk_play_date(struct mk_play *p, const struct mk_phantom_words *w);
void mk_play_dumpsys(struct mk_play *p, const struct mk_phantom_words *w);
void mk_play_pm(struct mk_play *p, const struct mk_phantom_words *w);
void mk_play_appops(struct mk_play *p, const struct mk_phantom_words *w);
void mk_play_settings(struct mk_play *p, const struct mk_phantom_words *words);

/* play_state.c: what depends on what became of the phone (state.h) */
void mk_play_cat(struct mk_play *p, const struct mk_phantom_words *w);
void mk_play_df(struct mk_play *p, const struct mk_phantom_words *w);
/* A property whose value is the phone's state, or NULL; then all of them, as getprop lists them. */
const char *mk_play_state_property(const struct mk_play *p, const char *name);
void mk_play_state_properties(struct mk_play *p);
/* What depends on the lock and on a full disk; false: it does not. */
bool mk_play_state(struct mk_play *p, const struct mk_phantom_words *w);

#endif
