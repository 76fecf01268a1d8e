#include "firmware/phantom/fault_wire.h"
#include "firmware/phantom/sync.h"

static void noise(struct mk_buf *out, size_t n)
{
    uint32_t x = 2463534242; /* xorshift32 (Marsaglia 2003) */
    for (; n; n--) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        mk_buf_u8(out, (uint8_t)x);
    }
}

/* One head with lengths, sums and payload of our choice. */
static void put(struct mk_buf *out, const struct mk_adb_packet *p, size_t len, uint32_t sum,
                uint32_t magic)
{
    mk_buf_u32le(out, p->command);
    mk_buf_u32le(out, p->arg0);
    mk_buf_u32le(out, p->arg1);
    mk_buf_u32le(out, (uint32_t)len);
    mk_buf_u32le(out, sum);
    mk_buf_u32le(out, p->command ^ magic);
    noise(out, len);
}

void mk_fault_packet(struct mk_buf *out, struct mk_fault_link *l, const struct mk_adb_packet *p,
                     size_t max_payload)
{
    struct mk_adb_packet stranger = { MK_ADB_WRTE, p->arg0 + 1000, p->arg1 + 100000, p->payload };
    if (p->command != MK_ADB_WRTE && p->command != MK_ADB_OKAY && p->command != MK_ADB_CLSE)
        return; /* the greeting is left alone */
    noise(out, l->garbage);
    l->garbage = 0;
    if (mk_fault_lies(l, MK_LIE_MAGIC))
        put(out, p, 0, 0, 0xfffffffe);
    if (mk_fault_lies(l, MK_LIE_SUM))
        put(out, p, 16, 1, 0xffffffff); /* 16 bytes of noise never sum up to 1 */
    if (mk_fault_lies(l, MK_LIE_STREAM))
        put(out, &stranger, 16, 0, 0xffffffff);
    if (mk_fault_lies(l, MK_LIE_PACKET))
        put(out, p, max_payload + 1, 0, 0xffffffff);
}

void mk_fault_data(struct mk_buf *out)
{
    mk_buf_puts(out, "DATA");
    mk_buf_u32le(out, MK_PHANTOM_SYNC_CHUNK + 1);
    noise(out, MK_PHANTOM_SYNC_CHUNK + 1);
}
