#include "parsers/base/zone.h"
#include "firmware/parse/parse.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define ZONES      "/usr/share/zoneinfo/"
#define BYTES_MOST ((size_t)1 << 20)

/* A name of letters, digits, and single '/' between parts that are neither empty nor begin with '.'
 */
static bool is_zone_name(const char *name)
{
    for (const char *p = name; *p; p++) {
        bool first = p == name || p[-1] == '/';
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || *p == '_' || *p == '-' || *p == '+';
        if (!plain && (first || *p != '/'))
            return false;
    }
    return *name && name[strlen(name) - 1] != '/';
}

static int read_file(struct mk_buf *out, const char *path, struct mk_error *e)
{
    ssize_t n = 1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return mk_fail_errno(e, path);
    while (n > 0) {
        uint8_t *room = mk_buf_room(out, 4096);
        n = room ? read(fd, room, 4096) : -1;
        if (n < 0 && room && errno == EINTR)
            n = 1;
        else
            out->len += n > 0 ? (size_t)n : 0;
        if (n < 0)
            room ? mk_fail_errno(e, path) : mk_fail(e, MK_ELIMIT, "%s: too large", path);
    }
    close(fd);
    return n < 0 ? -1 : 0;
}

int mk_parse_zone(struct mk_buf *tzif, const char *name, struct mk_error *e)
{
    char path[300];
    struct mk_zone *z = NULL;
    struct mk_error plain;
    mk_buf_init(tzif, BYTES_MOST);
    int rc = mk_zone_new(&z, mk_str(name), mk_span(NULL, 0), &plain);
    if (rc == 0) {
        mk_zone_free(z);
        return 0;
    }
    if (!is_zone_name(name) || snprintf(path, sizeof path, ZONES "%s", name) >= (int)sizeof path)
        return mk_fail(e, MK_EUSAGE, "no name of a zone");
    if (read_file(tzif, path, e) || mk_zone_new(&z, mk_str(name), mk_buf_span(tzif), e))
        return -1;
    mk_zone_free(z);
    return 0;
}
