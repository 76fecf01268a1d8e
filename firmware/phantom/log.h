#ifndef MK_PHANTOM_LOG_H
#define MK_PHANTOM_LOG_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * What the phone was asked, in order, one JSON object a line:
 *
 *   {"n":0,"service":"shell,v2,raw:id"}           an OPEN; with "service_hex" when it is no UTF-8
 *   {"n":1,"sync":"RCV2","path_hex":"2f73..."}    a request in a sync stream
 *   {"n":2,"asked":"lockdown:QueryType"}          of an iPhone; with "asked_hex" likewise
 *
 * A line is written before the answer goes out.
 */
struct mk_phantom_log {
    int fd; /* -1: none */
    uint64_t n;
    struct mk_buf b;
};

MK_CHECK int mk_phantom_log_open(struct mk_phantom_log *l, const char *path, struct mk_error *e);
void mk_phantom_log_service(struct mk_phantom_log *l, struct mk_span service);
void mk_phantom_log_sync(struct mk_phantom_log *l, const char *id, struct mk_span path);
void mk_phantom_log_asked(struct mk_phantom_log *l, struct mk_span what);
MK_CHECK int mk_phantom_log_flush(struct mk_phantom_log *l, struct mk_error *e);
MK_CHECK int mk_phantom_log_close(struct mk_phantom_log *l, struct mk_error *e);

#endif
