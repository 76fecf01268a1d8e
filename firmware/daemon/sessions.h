#ifndef MK_SESSIONS_H
#define MK_SESSIONS_H

#include "firmware/daemon/daemon.h"
#include "firmware/daemon/loop.h"

/*
 * Who is signed in: kept in memory only, so that the end of the daemon ends them all. A session
 * ends after MK_SESSION_IDLE_S without a request; a minute before it is warned.
 */
#define MK_OFFICER_ID 41u /* with its NUL */

struct mk_session {
    uint64_t number; /* never used again; 0: free */
    char token[MK_SESSION_LEN + 1];
    char officer[MK_OFFICER_ID];
    int64_t used_us;
    bool warned;
};

struct mk_sessions;
struct mk_sessions_told {
    void *u;
    void (*warn)(void *u, const struct mk_session *s);
    /* why: "idle", "signed-out", "replaced", "administrator", "stopped". The session is gone after
     * it. */
    void (*ended)(void *u, const struct mk_session *s, const char *why);
};
MK_CHECK int mk_sessions_new(struct mk_sessions **out, struct mk_loop *l,
                             const struct mk_sessions_told *told, struct mk_error *e);
void mk_sessions_free(struct mk_sessions *s); /* ends them all */

/* The ninth takes the place of the one that was idle longest. */
MK_CHECK int mk_sessions_add(const struct mk_session **out, struct mk_sessions *s,
                             const char *officer, struct mk_error *e);
/* By its token; used: somebody's doing, from which its time begins anew. NULL: none, or ended. In
 * constant time per session. */
const struct mk_session *mk_sessions_find(struct mk_sessions *s, const char *token, bool used);
const struct mk_session *mk_sessions_numbered(const struct mk_sessions *s, uint64_t number);
/* Of all that are signed in the i-th; NULL: there are no more. */
const struct mk_session *mk_sessions_at(const struct mk_sessions *s, size_t i);
void mk_sessions_end(struct mk_sessions *s, uint64_t number, const char *why);
/* All of an officer but `but` (0: all), as when the PIN is another. */
void mk_sessions_end_of(struct mk_sessions *s, const char *officer, uint64_t but, const char *why);

#endif
