#include "firmware/phantom/log.h"
#include "parsers/base/json.h"
#include "parsers/base/utf.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LOG_MAX ((size_t)64 << 20)

int mk_phantom_log_open(struct mk_phantom_log *l, const char *path, struct mk_error *e)
{
    *l = (struct mk_phantom_log){ .fd = -1 };
    mk_buf_init(&l->b, LOG_MAX);
    if (!path)
        return 0;
    l->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
    return l->fd < 0 ? mk_fail_errno(e, path) : 0;
}

static struct mk_json begin(struct mk_phantom_log *l)
{
    struct mk_json j = mk_json(&l->b);
    mk_json_open(&j, '{');
    mk_json_kv_uint(&j, "n", l->n++);
    return j;
}

static void end(struct mk_phantom_log *l, struct mk_json *j)
{
    mk_json_close(j, '}');
    mk_buf_u8(&l->b, '\n');
}

void mk_phantom_log_service(struct mk_phantom_log *l, struct mk_span service)
{
    if (l->fd < 0)
        return;
    struct mk_json j = begin(l);
    mk_json_kv_text(&j, "service", service);
    if (mk_utf8_valid(service) != service.len) {
        mk_json_key(&j, "service_hex");
        mk_json_hex(&j, service);
    }
    end(l, &j);
}

void mk_phantom_log_sync(struct mk_phantom_log *l, const char *id, struct mk_span path)
{
    if (l->fd < 0)
        return;
    struct mk_json j = begin(l);
    mk_json_kv_str(&j, "sync", id);
    mk_json_key(&j, "path_hex");
    mk_json_hex(&j, path);
    end(l, &j);
}

void mk_phantom_log_asked(struct mk_phantom_log *l, struct mk_span what)
{
    if (l->fd < 0)
        return;
    struct mk_json j = begin(l);
    mk_json_kv_text(&j, "asked", what);
    if (mk_utf8_valid(what) != what.len) {
        mk_json_key(&j, "asked_hex");
        mk_json_hex(&j, what);
    }
    end(l, &j);
}

int mk_phantom_log_flush(struct mk_phantom_log *l, struct mk_error *e)
{
    if (!mk_buf_ok(&l->b))
        return mk_fail(e, MK_ENOMEM, "log");
    for (size_t at = 0; at < l->b.len;) {
        ssize_t n = write(l->fd, l->b.p + at, l->b.len - at);
        if (n < 0 && errno != EINTR)
            return mk_fail_errno(e, "log");
        at += n > 0 ? (size_t)n : 0;
    }
    mk_buf_clear(&l->b);
    return 0;
}

int mk_phantom_log_close(struct mk_phantom_log *l, struct mk_error *e)
{
    int rc = mk_phantom_log_flush(l, e);
    if (l->fd >= 0 && close(l->fd) && rc == 0)
        rc = mk_fail_errno(e, "log");
    l->fd = -1;
    mk_buf_done(&l->b);
    return rc;
}
