#include "tests/lib/hand_iphone.h"
#include "parsers/base/cursor.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct mk_ios_phone *hand_iphone;
char hand_iphone_dir[64];

static void folder(const char *name)
{
    assert_int_equal(mkdir(stock_path(hand_iphone_dir, name), 0755), 0);
}

static void file(const char *name, const char *text)
{
    stock_write(stock_path(hand_iphone_dir, name), mk_str(text));
}

static void fill(void)
{
    static const char *const folders[] = {
        "media",
        "media/DCIM",
        "media/DCIM/100APPLE",
        "crash",
        "apps",
        "apps/org.example.notes",
        "apps/org.example.notes/Documents",
        "apps/org.example.notes/Documents/sub",
        "apps/org.example.notes/Library",
    };
    const struct timespec when[2] = { { 1714979289, 123456789 }, { 1714979289, 123456789 } };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        folder(folders[i]);
    file("media/DCIM/100APPLE/IMG_0001.JPG", "not really a picture");
    file("apps/org.example.notes/Documents/sub/a.txt", "a note");
    file("apps/org.example.notes/Library/secret", "not shared");
    file("crash/a.ips", "{}");
    file("outside", "secret");
    assert_int_equal(
        symlink("../../../outside", stock_path(hand_iphone_dir, "media/DCIM/100APPLE/out")), 0);
    assert_int_equal(utimensat(AT_FDCWD,
                               stock_path(hand_iphone_dir, "media/DCIM/100APPLE/IMG_0001.JPG"),
                               when, 0),
                     0);
}

int hand_iphone_up(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    struct mk_buf document;
    const struct mk_ios_switches how = { .no_tls = true };
    mk_buf_init(&document, 65536);
    stock_read(&document, "tests/lib/hand_iphone.json");
    stock_dir(hand_iphone_dir);
    stock_write(stock_path(hand_iphone_dir, "exercise.json"), mk_buf_span(&document));
    mk_buf_done(&document);
    fill();
    int rc = mk_ios_phone_open(&hand_iphone, hand_iphone_dir, &how, &e);
    if (rc)
        print_error("%s\n", e.text);
    return rc;
}

int hand_iphone_reset(void **s)
{
    (void)s;
    struct mk_ios_phone *p = hand_iphone;
    mk_faults_done(&p->faults);
    p->how = (struct mk_ios_switches){ .no_tls = true };
    p->x.now = (struct mk_phone_state){ 0 };
    p->faults = (struct mk_faults){ .iphone = true, .phone = &p->x.now };
    p->pending_left = p->passcode_left = p->sessions = 0;
    p->finger = false;
    memset(p->pairs, 0, sizeof p->pairs);
    memset(p->ports, 0, sizeof p->ports);
    *p->backup_password = 0;
    mk_fault_begin(&p->link, &p->faults);
    return 0;
}

int hand_iphone_down(void **s)
{
    (void)s;
    mk_ios_phone_close(hand_iphone);
    hand_iphone = NULL;
    stock_remove(hand_iphone_dir);
    return 0;
}

void hand_iphone_fault(const char *spec)
{
    struct mk_error e = { 0 };
    int rc = mk_faults_add(&hand_iphone->faults, spec, &e);
    if (rc)
        print_error("%s\n", e.text);
    assert_int_equal(rc, 0);
    mk_fault_begin(&hand_iphone->link, &hand_iphone->faults);
}

/* ---- a host ---- */

/* A certificate over the phone's key, signed by it, too: who signed it is not looked at. */
static void put_certificate(plist_t record, const char *key, EVP_PKEY *of)
{
    char *p;
    X509 *x = X509_new();
    BIO *b = BIO_new(BIO_s_mem());
    assert_true(
        x && b && X509_set_pubkey(x, of) == 1 && X509_gmtime_adj(X509_getm_notBefore(x), 0) &&
        X509_gmtime_adj(X509_getm_notAfter(x), 86400) && X509_sign(x, of, EVP_sha256()) > 0);
    assert_int_equal(PEM_write_bio_X509(b, x), 1);
    long n = BIO_get_mem_data(b, &p);
    mk_ios_put_data(record, key, mk_span(p, (size_t)n));
    BIO_free(b);
    X509_free(x);
}

plist_t hand_iphone_record(const char *host_id)
{
    plist_t r = plist_new_dict();
    mk_ios_put_text(r, "HostID", host_id);
    mk_ios_put_text(r, "SystemBUID", "a computer");
    put_certificate(r, "DeviceCertificate", hand_iphone->key);
    put_certificate(r, "HostCertificate", hand_iphone->key);
    put_certificate(r, "RootCertificate", hand_iphone->key);
    return r;
}

void hand_talk_begin(struct hand_talk *t)
{
    int pair[2];
    *t = (struct hand_talk){ 0 };
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    t->host = pair[0];
    t->phone = pair[1];
    mk_buf_init(&t->says, 1 << 20);
    mk_buf_init(&t->answers, 1 << 24);
}

void hand_talk_end(struct hand_talk *t)
{
    close(t->host);
    close(t->phone);
    mk_buf_done(&t->says);
    mk_buf_done(&t->answers);
}

void hand_talk_list(struct hand_talk *t, plist_t message)
{
    char *p = NULL;
    uint32_t n = 0;
    plist_to_bin(message, &p, &n);
    assert_non_null(p);
    mk_buf_u32be(&t->says, n);
    mk_buf_put(&t->says, p, n);
    free(p);
    plist_free(message);
}

void hand_talk_serve(struct hand_talk *t, int (*serve)(struct mk_ios_stream *, struct mk_error *))
{
    struct mk_ios_stream s;
    struct mk_error e = { 0 };
    assert_true(mk_buf_ok(&t->says));
    assert_int_equal(send(t->host, t->says.p, t->says.len, MSG_DONTWAIT), t->says.len);
    assert_int_equal(shutdown(t->host, SHUT_WR), 0);
    mk_ios_stream_init(&s, hand_iphone, t->phone);
    if (serve(&s, &e)) {
        if (e.code != MK_ECLOSED)
            print_error("%s\n", e.text);
        assert_int_equal(e.code, MK_ECLOSED);
    }
    mk_ios_stream_done(&s);
    for (ssize_t n = 1; n > 0;) {
        uint8_t *room = mk_buf_room(&t->answers, 65536);
        assert_non_null(room);
        n = recv(t->host, room, 65536, MSG_DONTWAIT);
        t->answers.len += n > 0 ? (size_t)n : 0;
    }
}

plist_t hand_talk_next(struct hand_talk *t)
{
    plist_t out = NULL;
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&t->answers), t->read));
    struct mk_span body = mk_cur_take(&c, mk_cur_u32be(&c));
    if (!mk_cur_ok(&c))
        return NULL;
    plist_from_xml((const char *)body.p, (uint32_t)body.len, &out);
    assert_non_null(out);
    t->read += 4 + body.len;
    return out;
}
