#include "firmware/phantom/ios_key.h"
#include "firmware/phantom/ios_lockdown.h"
#include "firmware/phantom/ios_service.h"
#include "tests/lib/hand_iphone.h"
#include "tests/lib/t.h"

static struct hand_talk t;

static plist_t request(const char *name)
{
    plist_t q = plist_new_dict();
    mk_ios_put_text(q, "Request", name);
    return q;
}

static void get(const char *domain, const char *key)
{
    plist_t q = request("GetValue");
    if (domain)
        mk_ios_put_text(q, "Domain", domain);
    if (key)
        mk_ios_put_text(q, "Key", key);
    hand_talk_list(&t, q);
}

static void with_record(const char *name, const char *host)
{
    plist_t q = request(name);
    plist_dict_set_item(q, "PairRecord", hand_iphone_record(host));
    hand_talk_list(&t, q);
}

static void start_session(const char *host)
{
    plist_t q = request("StartSession");
    mk_ios_put_text(q, "HostID", host);
    mk_ios_put_text(q, "SystemBUID", "a computer");
    hand_talk_list(&t, q);
}

static void start_service(const char *name, struct mk_span bag)
{
    plist_t q = request("StartService");
    mk_ios_put_text(q, "Service", name);
    if (bag.len)
        mk_ios_put_data(q, "EscrowBag", bag);
    hand_talk_list(&t, q);
}

static void stop_session(const char *id)
{
    plist_t q = request("StopSession");
    mk_ios_put_text(q, "SessionID", id);
    hand_talk_list(&t, q);
}

/* The next answer is to this request, with this error, or none. */
static void answers(const char *name, const char *error)
{
    plist_t a = hand_talk_next(&t);
    assert_non_null(a);
    assert_string_equal(mk_ios_text(a, "Request"), name);
    const char *e = mk_ios_text(a, "Error");
    if (error)
        assert_string_equal(e ? e : "none", error);
    else
        assert_null(e);
    plist_free(a);
}

static void answers_value(const char *text)
{
    plist_t a = hand_talk_next(&t);
    assert_non_null(a);
    const char *v = mk_ios_text(a, "Value");
    assert_string_equal(v ? v : "none", text);
    plist_free(a);
}

/* Pairs in a conversation of its own. */
static void paired(const char *host)
{
    hand_talk_begin(&t);
    with_record("Pair", host);
    hand_talk_serve(&t, mk_ios_lockdown_serve);
    answers("Pair", NULL);
    hand_talk_end(&t);
    hand_talk_begin(&t);
}

#define SERVED() hand_talk_serve(&t, mk_ios_lockdown_serve)

static void a_stranger_gets_to_see_little(void **s)
{
    (void)s;
    hand_talk_begin(&t);
    hand_talk_list(&t, request("QueryType"));
    get(NULL, "ProductType");
    get(NULL, "SerialNumber");
    get("com.apple.mobile.battery", NULL);
    get(NULL, NULL);
    start_service("com.apple.afc", mk_span(NULL, 0));
    start_session("nobody");
    hand_talk_list(&t, request("Nonsense"));
    SERVED();
    answers("QueryType", NULL);
    answers_value("iPhone12,1");
    answers("GetValue", "GetProhibited");
    answers("GetValue", "GetProhibited");
    plist_t a = hand_talk_next(&t), all = plist_dict_get_item(a, "Value");
    assert_string_equal(mk_ios_text(all, "MokaPhantom"), "11111111-2222-4333-8444-555555555555");
    assert_non_null(plist_dict_get_item(all, "DevicePublicKey"));
    assert_non_null(plist_dict_get_item(all, "DieID"));
    assert_null(plist_dict_get_item(all, "SerialNumber"));
    assert_null(plist_dict_get_item(all, "PhoneNumber"));
    assert_null(plist_dict_get_item(all, "ModelNumber"));
    plist_free(a);
    answers("StartService", "SessionInactive");
    answers("StartSession", "InvalidHostID");
    answers("Nonsense", "UnknownRequest");
    assert_null(hand_talk_next(&t));
    hand_talk_end(&t);
}

static void who_is_trusted_sees_all(void **s)
{
    (void)s;
    double now = 0;
    paired("host");
    start_session("host");
    get(NULL, "SerialNumber");
    get(NULL, "NoSuchKey");
    get("com.apple.international", "Language");
    get(NULL, "TimeIntervalSince1970");
    SERVED();
    answers("StartSession", NULL);
    answers_value("F17VPHONE001");
    answers("GetValue", "MissingValue");
    answers_value("es");
    plist_t a = hand_talk_next(&t);
    plist_get_real_val(plist_dict_get_item(a, "Value"), &now);
    plist_free(a);
    struct timespec t_here;
    clock_gettime(CLOCK_REALTIME, &t_here);
    assert_true(now > (double)t_here.tv_sec - 120 && now < (double)t_here.tv_sec - 60);
    hand_talk_end(&t);
}

static void trust_is_asked_for_so_many_times_or_until_the_finger_comes(void **s)
{
    (void)s;
    hand_iphone->how.pending = hand_iphone->pending_left = 2;
    hand_talk_begin(&t);
    for (int i = 0; i < 3; i++)
        with_record("Pair", "host");
    SERVED();
    answers("Pair", "PairingDialogResponsePending");
    answers("Pair", "PairingDialogResponsePending");
    answers("Pair", NULL);
    hand_talk_end(&t);
    mk_ios_touch(hand_iphone);
    paired("another");
    hand_talk_end(&t);
}

static void who_is_denied_is_told(void **s)
{
    (void)s;
    hand_iphone->how.deny = true;
    hand_talk_begin(&t);
    with_record("Pair", "host");
    start_session("host");
    SERVED();
    answers("Pair", "UserDeniedPairing");
    answers("StartSession", "InvalidHostID");
    hand_talk_end(&t);
}

static void a_record_for_another_phone_is_none(void **s)
{
    (void)s;
    plist_t q = request("Pair"), r = hand_iphone_record("host");
    mk_ios_put_data(r, "DeviceCertificate", mk_str("nonsense"));
    plist_dict_set_item(q, "PairRecord", r);
    hand_talk_begin(&t);
    hand_talk_list(&t, q);
    hand_talk_list(&t, request("Pair"));
    SERVED();
    answers("Pair", "InvalidPairRecord");
    answers("Pair", "MissingPairRecord");
    hand_talk_end(&t);
}

static void a_locked_phone_pairs_with_nobody_and_opens_to_an_escrow_bag(void **s)
{
    (void)s;
    paired("host");
    hand_iphone->x.now.lock = MK_PHONE_LOCKED;
    struct mk_span bag = mk_span(hand_iphone->pairs[0].escrow, MK_IOS_ESCROW);
    with_record("Pair", "another");
    start_session("host");
    start_service("com.apple.afc", mk_span(NULL, 0));
    start_service("com.apple.afc", bag);
    start_service("com.apple.afc", mk_str("another bag"));
    SERVED();
    answers("Pair", "PasswordProtected");
    answers("StartSession", NULL);
    answers("StartService", "PasswordProtected");
    answers("StartService", NULL);
    answers("StartService", "EscrowLocked");
    hand_talk_end(&t);

    hand_talk_begin(&t);
    hand_iphone->x.now.lock = MK_PHONE_BEFORE_FIRST_UNLOCK;
    start_session("host");
    start_service("com.apple.afc", bag);
    SERVED();
    answers("StartSession", NULL);
    answers("StartService", "PasswordProtected");
    hand_talk_end(&t);
}

static void a_service_waits_on_a_port_for_one_connection(void **s)
{
    (void)s;
    uint64_t port = 0;
    paired("host");
    start_session("host");
    start_service("com.apple.afc", mk_span(NULL, 0));
    start_service("com.apple.nosuch", mk_span(NULL, 0));
    SERVED();
    answers("StartSession", NULL);
    plist_t a = hand_talk_next(&t);
    plist_get_uint_val(plist_dict_get_item(a, "Port"), &port);
    plist_free(a);
    answers("StartService", "InvalidService");
    assert_int_equal(mk_ios_port_take(hand_iphone, (uint16_t)port).port, port);
    assert_int_equal(mk_ios_port_take(hand_iphone, (uint16_t)port).port, 0);
    assert_int_equal(mk_ios_port_take(hand_iphone, 1).port, 0);
    assert_int_equal(mk_ios_port_take(hand_iphone, MK_IOS_LOCKDOWN).port, MK_IOS_LOCKDOWN);
    hand_talk_end(&t);
}

static void a_session_ends_by_its_own_id_only(void **s)
{
    (void)s;
    paired("host");
    start_session("host");
    start_session("host");
    stop_session("another");
    stop_session("5E550000-0000-4000-8000-000000000001");
    get(NULL, "SerialNumber");
    SERVED();
    answers("StartSession", NULL);
    answers("StartSession", "SessionActive");
    answers("StopSession", "InvalidSessionID");
    answers("StopSession", NULL);
    answers("GetValue", "GetProhibited");
    hand_talk_end(&t);
}

static void who_is_unpaired_is_a_stranger_again(void **s)
{
    (void)s;
    paired("host");
    with_record("ValidatePair", "host");
    with_record("Unpair", "host");
    with_record("Unpair", "host");
    with_record("ValidatePair", "host");
    start_session("host");
    SERVED();
    answers("ValidatePair", NULL);
    answers("Unpair", NULL);
    answers("Unpair", "InvalidHostID");
    answers("ValidatePair", "InvalidHostID");
    answers("StartSession", "InvalidHostID");
    hand_talk_end(&t);
}

static void faults_show_in_its_values(void **s)
{
    (void)s;
    uint64_t n = 0;
    hand_iphone_fault("battery=3@#1");
    hand_iphone_fault("full@#1");
    paired("host");
    start_session("host");
    get("com.apple.mobile.battery", "BatteryCurrentCapacity");
    get("com.apple.disk_usage", "AmountDataAvailable");
    SERVED();
    answers("StartSession", NULL);
    plist_t a = hand_talk_next(&t);
    plist_get_uint_val(plist_dict_get_item(a, "Value"), &n);
    assert_int_equal(n, 3);
    plist_free(a);
    a = hand_talk_next(&t);
    plist_get_uint_val(plist_dict_get_item(a, "Value"), &n);
    assert_int_equal(n, 4096);
    plist_free(a);
    hand_talk_end(&t);
}

static void its_key_is_the_same_each_time_it_is_played(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    EVP_PKEY *again, *other;
    assert_int_equal(mk_ios_key(&again, mk_str("00008030-000A1B2C3D4E001E"), &e), 0);
    assert_int_equal(mk_ios_key(&other, mk_str("00008030-000A1B2C3D4E001F"), &e), 0);
    assert_int_equal(EVP_PKEY_eq(again, hand_iphone->key), 1);
    assert_int_equal(EVP_PKEY_eq(other, hand_iphone->key), 0);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(again, NULL);
    assert_int_equal(EVP_PKEY_check(c), 1);
    assert_int_equal(EVP_PKEY_get_bits(again), 2048);
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(again);
    EVP_PKEY_free(other);
}

/* What comes in place of the next message. */
static void lies(struct mk_buf *b, const char *fault)
{
    mk_buf_clear(b);
    hand_iphone_fault(fault);
    mk_ios_asked(hand_iphone, "lockdown:GetValue");
    mk_ios_lie(b, hand_iphone);
    assert_true(mk_buf_ok(b) && b->len >= 4);
    struct mk_buf again;
    mk_buf_init(&again, 1 << 22);
    mk_ios_lie(&again, hand_iphone);
    assert_int_equal(again.len, 0);
    mk_buf_done(&again);
}

static void lists_lie_once(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 22);
    lies(&b, "lie=list@#1");
    assert_int_equal(b.len, 4);
    assert_memory_equal(b.p, "\xff\xff\xff\xff", 4);
    lies(&b, "lie=deep@#1");
    assert_true(b.len > 1500000 && b.p[0] == 0);
    assert_int_equal((size_t)b.p[1] << 16 | (size_t)b.p[2] << 8 | b.p[3], b.len - 4);
    lies(&b, "lie=count@#1");
    assert_int_equal(b.len, 4 + 51);
    assert_memory_equal(b.p,
                        "\0\0\0\x33"
                        "bplist00\xaf\x13\0\0\1",
                        17);
    mk_buf_done(&b);
}

#define PHONE(f) cmocka_unit_test_setup_teardown(f, hand_iphone_reset, NULL)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PHONE(a_stranger_gets_to_see_little),
        PHONE(who_is_trusted_sees_all),
        PHONE(trust_is_asked_for_so_many_times_or_until_the_finger_comes),
        PHONE(who_is_denied_is_told),
        PHONE(a_record_for_another_phone_is_none),
        PHONE(a_locked_phone_pairs_with_nobody_and_opens_to_an_escrow_bag),
        PHONE(a_service_waits_on_a_port_for_one_connection),
        PHONE(a_session_ends_by_its_own_id_only),
        PHONE(who_is_unpaired_is_a_stranger_again),
        PHONE(faults_show_in_its_values),
        PHONE(its_key_is_the_same_each_time_it_is_played),
        PHONE(lists_lie_once),
    };
    return cmocka_run_group_tests(tests, hand_iphone_up, hand_iphone_down);
}
