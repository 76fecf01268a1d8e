#include "firmware/adb/phone.h"

int mk_job_open(struct mk_job *j, struct mk_span service, struct mk_error *e)
{
    return mk_adb_conn_open(&j->adb, mk_adb_phone_conn(j->p), service, e);
}

int mk_job_close(struct mk_job *j, struct mk_error *e)
{
    uint32_t adb = j->adb;
    j->adb = 0;
    if (adb == 0 || mk_adb_conn_state(mk_adb_phone_conn(j->p)) != MK_ADB_ONLINE)
        return 0;
    return mk_adb_conn_close(mk_adb_phone_conn(j->p), adb, e);
}

int mk_job_end(struct mk_job *j, enum mk_phone_status status, int32_t code, const char *why,
               struct mk_span more, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 1024);
    mk_buf_u8(&b, (uint8_t)status);
    mk_buf_u32le(&b, (uint32_t)code);
    mk_buf_text(&b, mk_str(why));
    j->over = true;
    int rc = mk_buf_ok(&b) ? mk_chan_send2(mk_adb_phone_chan(j->p), MK_PH_DONE, j->stream,
                                           mk_buf_span(&b), more, e)
                           : mk_fail(e, MK_ENOMEM, "end of a request");
    mk_buf_done(&b);
    return rc ? rc : mk_job_close(j, e);
}
