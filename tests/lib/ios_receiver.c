#include "tests/lib/ios_receiver.h"
#include "firmware/exhibit/frames.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <string.h>

char receiver_dir[64];
static struct mk_exhibit x;
static struct mk_acquire_options options;
struct mk_error receiver_err;
struct mk_authority *receiver_ready; /* for all sessions; NULL: each has its own */

struct mk_authority *receiver_authority(const char *scope)
{
    struct mk_authority *a = NULL;
    char text[1000];
    snprintf(text, sizeof text,
             "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\","
             "\"exhibit\":\"E\",\"officer\":{\"id\":\"a\",\"name\":\"A\"},"
             "\"valid_from\":\"2020-01-01T00:00:00Z\",\"valid_until\":\"2099-01-01T00:00:00Z\","
             "\"scope\":{%s}}",
             scope);
    assert_int_equal(mk_authority_parse(&a, mk_str(text), &receiver_err), 0);
    return a;
}

static const struct mk_bundle_info info = { .id = "00000000000000000000000000000000",
                                            .kit_id = "k-00000000",
                                            .exhibit = "E",
                                            .reference = "W",
                                            .software = "test" };

/* A new bundle, or the one that is there. */
int receiver_open(struct receiver *v, const char *scope, bool again, const struct mk_disk *disk)
{
    options.bundle = receiver_dir;
    *v = (struct receiver){ .r = { .o = &options, .next_number = 1, .x = &x } };
    v->r.authority = receiver_ready ? receiver_ready : receiver_authority(scope);
    if (again ? mk_bundle_resume(&v->r.b, receiver_dir, disk, &receiver_err)
              : mk_bundle_create(&v->r.b, receiver_dir, disk, &info, &receiver_err))
        return -1;
    if (mk_run_withheld_under(&v->r, mk_str("a key of digests, of 32 bytes..."), &receiver_err) ||
        mk_backup_intake_open(&v->t, &v->r, &receiver_err) ||
        mk_backup_intake_again(&v->t, &receiver_err))
        return -1;
    v->take = mk_backup_intake_take(&v->t);
    return 0;
}

void receiver_open_whole(struct receiver *v, bool again)
{
    assert_int_equal(receiver_open(v, RECEIVER_ALL, again, mk_disk_real()), 0);
}

/* As a process that ends; what was begun and not ended is lost. */
void receiver_close(struct receiver *v)
{
    struct mk_error ignored;
    mk_backup_intake_done(&v->t);
    if (v->r.withheld)
        (void)!mk_withheld_cancel(v->r.withheld, &ignored);
    mk_run_withheld_close(&v->r);
    if (v->r.b)
        (void)!mk_bundle_sync(v->r.b, &ignored);
    mk_bundle_free(v->r.b);
    if (!receiver_ready)
        mk_authority_free(v->r.authority);
}

/* One file in two pieces. */
int receiver_give(struct receiver *v, const char *name, const char *phone, const char *content,
                  int status)
{
    const struct mk_backup_file f = { mk_str(name), mk_str(phone), UINT64_MAX };
    size_t n = strlen(content);
    int wanted = v->take.begin(v->take.u, &f, &receiver_err);
    if (wanted < 0)
        return -1;
    for (size_t at = 0; wanted && at < n; at += n / 2 + 1) {
        size_t piece = n - at < n / 2 + 1 ? n - at : n / 2 + 1;
        if (v->take.bytes(v->take.u, mk_span(content + at, piece), &receiver_err))
            return -1;
    }
    return v->take.end(v->take.u, status, n, mk_str(status ? "no" : ""), &receiver_err);
}

/* What a reader sees: "PATH CONTENT" a line, by number. */
static char seen[4000];

static int see(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_source *src = u;
    struct mk_file f = { 0 };
    char text[200] = "";
    size_t got = 0, n = strlen(seen);
    if (src->open(&f, src->u, en->id, e))
        return -1;
    assert_int_equal(f.pread(f.u, 0, text, sizeof text - 1, &got, e), 0);
    mk_file_close(&f);
    snprintf(seen + n, sizeof seen - n, "%.*s %s\n", (int)en->path.len, en->path.p, text);
    return 0;
}

const char *receiver_bundle(struct receiver *v)
{
    struct mk_source src = { 0 };
    seen[0] = 0;
    if (v)
        assert_int_equal(mk_bundle_sync(v->r.b, NULL), 0);
    assert_int_equal(mk_source_bundle(&src, receiver_dir, NULL), 0);
    assert_int_equal(src.list(src.u, see, &src, NULL), 0);
    mk_source_done(&src);
    return seen;
}

int receiver_folder(void **state)
{
    (void)state;
    stock_dir(receiver_dir);
    mk_buf_init(&x.facts.banner, 1000);
    mk_buf_puts(&x.facts.banner, "device::ProductType=iPhone14,5;UniqueDeviceID=00008110-X;");
    x.is_iphone = true;
    return 0;
}

int receiver_no_folder(void **state)
{
    (void)state;
    mk_buf_done(&x.facts.banner);
    stock_remove(receiver_dir);
    return 0;
}

void receiver_anew(void)
{
    stock_remove(receiver_dir);
    stock_dir(receiver_dir);
}
