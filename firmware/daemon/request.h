#ifndef MK_REQUEST_H
#define MK_REQUEST_H

#include "firmware/daemon/daemon.h"
#include <jansson.h>

/*
 * One request as daemon.h describes it: read, and checked as far as the words' table goes. Without
 * I/O and without state; all that comes in is hostile.
 */
enum mk_member_kind {
    MK_M_LINE,
    MK_M_TEXT,
    MK_M_BOOL,
    MK_M_COUNT, /* 0 .. 2^53 */
    MK_M_OBJECT,
    MK_M_OBJECT_OR_NULL,
    MK_M_CASE,
    MK_M_OFFICER,
    MK_M_PIN,
    MK_M_SECRET, /* a phone's password, a phrase: any text to 1,024 bytes */
    MK_M_PART,
    MK_M_PRESET,
    MK_M_PLATFORM,
    MK_M_SIGNATURE,
};

struct mk_member {
    const char *name;
    enum mk_member_kind kind;
    bool optional;
};

/* Who may say it. */
enum mk_word_needs {
    MK_NEEDS_NOTHING,
    MK_NEEDS_SESSION,
    MK_NEEDS_CASE, /* a session, and a case that it may read */
    MK_NEEDS_HAND, /* the same, and that it may act on: it becomes the case's holder */
};

#define MK_WORD_MEMBERS 6
struct mk_ipc_word {
    const char *name;
    enum mk_word_needs needs;
    uint32_t states; /* of the case: bits 1u << MK_CASE_x */
    struct mk_member members[MK_WORD_MEMBERS];
};
/* The place of a word in daemon.h's list. */
size_t mk_ipc_word_count(void);
const struct mk_ipc_word *mk_ipc_word_at(size_t i);

struct mk_request {
    int64_t id; /* -1: none could be read */
    const struct mk_ipc_word *word;
    char session[MK_SESSION_LEN + 1]; /* or "" */
    bool by_itself;                   /* of a page's, that nobody touched: "auto" */
    json_t *root;
};

/* Why not: what an answer says. */
struct mk_refusal {
    enum mk_ipc_code code;
    char text[256];
    int64_t retry_s; /* -1: not said */
    const char *is;  /* a state's word, or NULL */
    char part[16], field[48];
};
/* Returns -1. */
int mk_refuse(struct mk_refusal *r, enum mk_ipc_code code, const char *fmt, ...) MK_PRINTF(3, 4);

/* *fatal: no line of this peer is to be believed any more. The request is to be done with in any
 * case. */
MK_CHECK int mk_request_read(struct mk_request *q, struct mk_span line, bool *fatal,
                             struct mk_refusal *r);
void mk_request_done(struct mk_request *q);

/* Members that the table asks for are there and in order. */
const char *mk_request_str(const struct mk_request *q, const char *key); /* NULL: not there */
bool mk_request_bool(const struct mk_request *q, const char *key);       /* false: not there */
json_t *mk_request_json(const struct mk_request *q, const char *key);

bool mk_is_case_id(const char *s);
bool mk_is_officer_id(const char *s);
const char *mk_ipc_code_word(enum mk_ipc_code code);
const char *mk_cases_state_word(enum mk_case_state s);
/* MK_CASE_STATE_COUNT: none of that name. */
enum mk_case_state mk_cases_state_named(const char *word);

/* Wipes what it frees: PINs and passwords come in requests. For json_set_alloc_funcs(). */
void *mk_wiped_malloc(size_t n);
void mk_wiped_free(void *p);

#endif
