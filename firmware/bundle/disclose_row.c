/* Where a provider's row stands in the replies that a bundle holds. */
#include "firmware/bundle/disclose.h"
#include "firmware/bundle/format.h"
#include "firmware/bundle/lines.h"
#include "firmware/bundle/merkle.h"
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct rows {
    struct mk_disclose_item *items;
    size_t n, max;
    const char *set;
    int64_t number;
    char id[40];     /* " _id=7" */
    json_t *singles; /* an object: the columns for which this row was asked by itself */
};

/* "Row: 3 _id=7, body=..": its first line. */
static bool is_row(const struct rows *r, struct mk_span line)
{
    size_t n = strlen(r->id);
    const uint8_t *at = line.len ? memmem(line.p, line.len, r->id, n) : NULL;
    if (!at || !mk_span_starts(line, mk_str("Row: ")))
        return false;
    const uint8_t *end = at + n;
    const uint8_t *space = memchr(line.p + 5, ' ', line.len - 5);
    return space == at && (end == line.p + line.len || *end == ',' || *end == '\n');
}

/* Rows are numbered one by one. Text that has such a line in it (a message that somebody sent)
 * gives a number twice, or one that is not next: where that is at the row asked for, nobody can say
 * which line is the row or where it ends. Elsewhere in the reply it takes nothing away. The kit
 * asks for such a row by itself (parsers/format/content.h): then that reply shows it, and this one
 * not. */
enum { NO_ROW = -1 };

static int64_t number_of(struct mk_span line)
{
    int64_t k = 0;
    size_t i = 5;
    if (!mk_span_starts(line, mk_str("Row: ")))
        return NO_ROW;
    for (; i < line.len && i < 20 && line.p[i] >= '0' && line.p[i] <= '9'; i++)
        k = k * 10 + (line.p[i] - '0');
    return i > 5 && i < line.len && line.p[i] == ' ' ? k : NO_ROW;
}

static struct mk_span next_line(struct mk_span *rest)
{
    const uint8_t *end = memchr(rest->p, '\n', rest->len);
    struct mk_span line = mk_span(rest->p, end ? (size_t)(end - rest->p) + 1 : rest->len);
    *rest = mk_span_from(*rest, line.len);
    return line;
}

/* The row's lines in `at`; its number, or NO_ROW; `*clear` as long as they hang together. */
static int64_t stretch(struct mk_disclose_item *at, const struct rows *r, struct mk_span rest,
                       bool *clear)
{
    int64_t last = NO_ROW, found = NO_ROW;
    bool inside = false;
    for (uint64_t part = 1; rest.len; part++) {
        struct mk_span line = next_line(&rest);
        int64_t k = number_of(line);
        if (k != NO_ROW && inside && k != found + 1)
            *clear = false;
        if (k != NO_ROW)
            inside = false;
        if (is_row(r, line)) {
            *clear = *clear && k != NO_ROW && found == NO_ROW && k == last + 1;
            found = k;
            at->from = at->to = part;
            inside = true;
        } else if (inside) {
            at->to = part;
        }
        if (k != NO_ROW)
            last = k;
    }
    return found;
}

/* Whether the row's number and the next one are there once. */
static bool alone(struct mk_span rest, int64_t number)
{
    size_t own = 0, next = 0;
    while (rest.len) {
        int64_t k = number_of(next_line(&rest));
        own += k == number;
        next += k == number + 1;
    }
    return own == 1 && next <= 1;
}

static int put(struct rows *r, const struct mk_disclose_item *item, struct mk_error *e)
{
    if (r->n == r->max)
        return mk_fail(e, MK_ELIMIT, "the row is in more than %zu replies", r->max);
    r->items[r->n++] = *item;
    return 0;
}

static int look(struct rows *r, const struct mk_merkle_object *o, const char *columns,
                struct mk_error *e)
{
    struct mk_disclose_item found = { o->number, 0, 0 };
    struct mk_span reply = mk_buf_span(&o->content);
    bool clear = true;
    int64_t number = stretch(&found, r, reply, &clear);
    if (!found.from)
        return 0;
    if (clear && alone(reply, number))
        return put(r, &found, e);
    if (json_object_get(r->singles, columns))
        return 0;
    return mk_fail(e, MK_EFORMAT,
                   "object %llu: a text in it looks like a row, so it is for a person to say which "
                   "lines are the row: give them as %llu:FROM-TO",
                   (unsigned long long)o->number, (unsigned long long)o->number);
}

/* The reply to a question for one row is that row's, whatever its text says. */
static int all_of(struct rows *r, const struct mk_merkle_object *o, struct mk_error *e)
{
    struct mk_disclose_item found = { o->number, 1, 0 };
    struct mk_span rest = mk_buf_span(&o->content);
    for (; rest.len; found.to++)
        next_line(&rest);
    return put(r, &found, e);
}

static int single(struct rows *r, const struct mk_merkle_object *o, const char *columns, bool note,
                  struct mk_error *e)
{
    if (number_of(mk_buf_span(&o->content)) == NO_ROW) /* "No result found." */
        return 0;
    if (!note)
        return all_of(r, o, e);
    return json_object_set_new(r->singles, columns, json_true()) ? mk_fail(e, MK_ENOMEM, "memory")
                                                                 : 0;
}

static int reply(struct rows *r, int dir, struct mk_span line, const json_t *row,
                 const char *columns, bool note, struct mk_error *e)
{
    static const struct mk_digest no_seed;
    struct mk_merkle_object o;
    int rc = mk_merkle_object_init(&o, &no_seed, e);
    if (rc == 0)
        rc = mk_merkle_object_read(&o, dir, line, e);
    if (rc == 0 && o.split)
        rc = row ? single(r, &o, columns, note, e) : look(r, &o, columns, e);
    mk_merkle_object_done(&o);
    return rc;
}

/* One line of the index; first to note, then to look. */
static int line_of(struct rows *r, int dir, struct mk_span line, bool note, struct mk_error *e)
{
    json_t *o = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    const char *set = json_string_value(json_object_get(o, "set"));
    const char *columns = json_string_value(json_object_get(o, "columns"));
    const json_t *row = json_object_get(o, "row");
    bool other = !set || strcmp(set, r->set) != 0 || (row && json_integer_value(row) != r->number);
    int rc = 0;
    if (!other && (row || !note))
        rc = reply(r, dir, line, row, columns ? columns : "", note, e);
    json_decref(o);
    return rc;
}

static int walk(struct rows *r, int dir, bool note, struct mk_error *e)
{
    struct mk_lines l;
    struct mk_span line;
    int fd = openat(dir, "index.jsonl", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), rc;
    if (fd < 0)
        return mk_fail_errno(e, "index.jsonl");
    mk_lines_init(&l, fd, MK_JOURNAL_LINE_MAX);
    while ((rc = mk_lines_next(&line, &l, e)) > 0)
        if ((rc = line_of(r, dir, line, note, e)))
            break;
    mk_lines_done(&l);
    close(fd);
    return rc;
}

int mk_disclose_row(struct mk_disclose_item *items, size_t *n, size_t max, const char *bundle,
                    const char *set, int64_t id, struct mk_error *e)
{
    struct rows r = { .items = items, .max = max, .set = set, .number = id };
    snprintf(r.id, sizeof r.id, " _id=%lld", (long long)id);
    r.singles = json_object();
    int dir = open(bundle, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = !r.singles ? mk_fail(e, MK_ENOMEM, "memory") : dir < 0 ? mk_fail_errno(e, bundle) : 0;
    if (rc == 0 && (rc = walk(&r, dir, true, e)) == 0)
        rc = walk(&r, dir, false, e);
    if (dir >= 0)
        close(dir);
    json_decref(r.singles);
    *n = r.n;
    return rc;
}
