/* The phone's end of ADB: whatever a host sends, in one connection. The first byte chooses whether
 * a key is asked for and how old the phone is; the rest is the stream. */
#include "firmware/phantom/phantom.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const char document[] =
    "{\"format\":\"moka-exercise-1\",\"phone\":{\"banner\":{\"a\":\"b\"},\"features\":[\"shell_"
    "v2\"],"
    "\"getprop\":{\"a\":\"b\"},\"packages\":{\"com.x\":{\"version\":\"1\",\"code\":1}}},"
    "\"providers\":[{\"uri\":\"content://sms\",\"table\":\"sms\",\"state\":\"ok\"},"
    "{\"uri\":\"content://s\",\"table\":\"sms\",\"state\":\"ok\",\"strict\":true}]}";

/* One that is gone already: nothing is in it and nothing can be put there. */
static int empty_folder(void)
{
    char path[] = "/tmp/mk-fuzz-XXXXXX";
    int fd = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    rmdir(path);
    return fd;
}

/* Any SQL may stand in a condition; 10,000 steps are enough of it. */
static int too_long(void *u)
{
    (void)u;
    return 1;
}

static struct mk_exercise *make(void)
{
    static char features[] = "shell_v2,stat_v2,ls_v2,sendrecv_v2,sendrecv_v2_zstd,delayed_ack";
    static struct mk_exercise x = { .virtual_files = 2100 };
    if (x.doc)
        return &x;
    x.features = features;
    x.doc = json_loads(document, 0, NULL);
    x.storage = empty_folder();
    if (!x.doc || x.storage < 0 || sqlite3_open(":memory:", &x.db) ||
        sqlite3_exec(x.db,
                     "CREATE TABLE sms(_id INTEGER PRIMARY KEY, body TEXT, r REAL);"
                     "INSERT INTO sms VALUES(1,'a',1.5),(2,NULL,2),(3,CAST(x'61eda0' AS TEXT),0)",
                     NULL, NULL, NULL))
        abort();
    sqlite3_progress_handler(x.db, 10000, too_long, NULL);
    return &x;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_phantom_auth auth = { .required = size && data[0] & 1, .allow = size && data[0] & 2 };
    struct mk_phantom_log log = { .fd = -1 };
    struct mk_phantom p = { make(), &log, &auth };
    p.exercise->old = size && data[0] & 4;
    struct mk_phantom_conn *c;
    struct mk_span in = mk_span_from(mk_span(data, size), 1), out;
    if (mk_phantom_conn_new(&c, &p, NULL))
        return 0;
    bool alive = true;
    while (alive && in.len) {
        size_t room;
        uint8_t *to = mk_phantom_conn_room(c, &room);
        if (room > in.len)
            room = in.len;
        if (room > 100) /* in pieces */
            room = 100;
        memcpy(to, in.p, room);
        in = mk_span_from(in, room);
        alive = mk_phantom_conn_fed(c, room, NULL) == 0 && mk_phantom_conn_out(&out, c, NULL) == 0;
        if (alive)
            mk_phantom_conn_sent(c, out.len);
    }
    mk_phantom_conn_free(c);
    mk_phantom_auth_done(&auth);
    return 0;
}
