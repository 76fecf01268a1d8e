#include "tests/lib/content_case.h"
#include "tests/lib/t.h"

static const char *const numbers[] = { "date", "type", NULL };
static const char *const texts[] = { "address", "body", NULL };
const struct mk_provider phone_provider = {
    .uri = "content://t",
    .artefact = "test.t",
    .category = "messages",
    .numbers = numbers,
    .texts = texts,
    .time_column = "date",
    .time_per_s = 1000,
    .permission = "READ_SMS",
    .control = "content://t/control",
};

struct mk_channel *phone_channel(const struct mk_provider *p)
{
    struct mk_channel *c = NULL;
    struct mk_error e = { 0 };
    const struct mk_channel_spec spec = {
        .provider = p, .user = 0, .from_us = INT64_MIN, .until_us = INT64_MAX
    };
    int rc = mk_channel_new(&c, &spec, &e);
    assert_int_equal(rc, 0);
    return c;
}

void phone_start(struct phone *p, const char *rows)
{
    phone_init(p, PHONE_TABLE);
    phone_sql(p, rows);
}

void phone_play(struct mk_channel_outcome *o, struct phone *p, struct mk_channel *c)
{
    struct mk_error e = { 0 };
    int rc = phone_acquire(p, c, &e);
    assert_int_equal(rc, 0);
    mk_channel_outcome(o, c);
}

void bodies_are(struct phone *p, const struct expect *want, size_t n)
{
    struct mk_content_set *set = NULL;
    struct mk_error e = { 0 };
    const struct mk_content_cell *cells;
    int64_t id;
    size_t row = 0, body = 0;
    int rc = phone_set(&set, p, &e);
    assert_int_equal(rc, 0);
    while (!mk_span_is(mk_content_set_column(set, body), "body"))
        body++;
    for (; (rc = mk_content_set_next(&id, &cells, set, &e)) == 1; row++) {
        assert_true(row < n);
        if (cells[body].type != want[row].type ||
            (want[row].text && !mk_span_is(cells[body].s, want[row].text)))
            fail_msg("row %zu: type %d, \"%.*s\"", row, cells[body].type, (int)cells[body].s.len,
                     (const char *)cells[body].s.p);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(row, n);
    mk_content_set_close(set);
}
