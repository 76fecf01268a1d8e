/*
 * Devices that the phone was paired with: bt_config.conf. Shape: AOSP, packages/modules/Bluetooth,
 * system/btif/src/btif_storage.cc and system/gd/storage/config_keys.h.
 */
#include "host/train/document.h"

#define CONFIG "data/misc/bluedroid/bt_config.conf"

static const struct {
    const char *name, *services;
    int class, type;
    bool paired;
} devices[] = {
    { "Car kit", "0000111e-0000-1000-8000-00805f9b34fb", 0x240408, 1, true },
    { "Buds 音", "0000110b-0000-1000-8000-00805f9b34fb", 0x240404, 3, true },
    { "JBL [kitchen] = loud", NULL, 0x240414, 1, false },
};
#define COUNT (sizeof devices / sizeof *devices)

struct maker {
    struct mk_document d;
    int64_t values;
};

static void put_value(struct maker *m, const char *section, const char *name, const char *value)
{
    struct mk_at at = { &m->d.t->whole, "android.bluetooth", CONFIG, "values" };
    fprintf(m->d.f, "%s = %s\n", name, value);
    struct mk_json *j = mk_true(&at, "device", ++m->values);
    mk_json_kv_str(j, "type", section);
    mk_json_kv_str(j, "name", name);
    mk_json_kv_str(j, "value", value);
    mk_true_end(&at);
}

static void put_device(struct maker *m, size_t i, int64_t ms, struct mk_rng *g)
{
    struct mk_at at = { &m->d.t->whole, "android.bluetooth", CONFIG, "devices" };
    char mac[20], time[24];
    uint32_t a = mk_rng_below(g, 1u << 24);
    unsigned long long high = mk_rng(g), low = mk_rng(g);
    snprintf(mac, sizeof mac, "00:00:5e:%02x:%02x:%02x", a >> 16, a >> 8 & 255, a & 255);
    snprintf(time, sizeof time, "%lld", (long long)(ms / 1000));
    fprintf(m->d.f, "\n[%s]\nTimestamp = %s\nName = %s\nDevClass = %d\nDevType = %d\n", mac, time,
            devices[i].name, devices[i].class, devices[i].type);
    if (devices[i].paired)
        fprintf(m->d.f, "LinkKeyType = 4\nPinLength = 0\nLinkKey = %016llx%016llx\n", high, low);
    if (devices[i].services)
        fprintf(m->d.f, "Service = %s \n", devices[i].services);
    struct mk_json *j = mk_true(&at, "bluetooth", (int64_t)i + 1);
    mk_json_kv_iso(j, "time", ms / 1000 * 1000000, 0);
    mk_json_kv_str(j, "time_raw", time);
    mk_json_kv_str(j, "time_unit", "unix_s");
    mk_json_kv_str(j, "name", devices[i].name);
    mk_json_kv_str(j, "mac", mac);
    mk_true_end(&at);
}

int mk_train_bluetooth(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 24);
    struct maker m = { .values = 0 };
    if (!t->o->system)
        return 0;
    if (mk_document_open_private(&m.d, t, CONFIG, e) != 0)
        return -1;
    fputs("[Info]\n", m.d.f);
    put_value(&m, "Info", "FileSource", "Empty");
    put_value(&m, "Info", "TimeCreated", "2025-01-04 11:20:03");
    fputs("\n[Adapter]\n", m.d.f);
    put_value(&m, "Adapter", "Address", "02:00:00:44:55:66");
    put_value(&m, "Adapter", "Name", t->model);
    for (size_t i = 0; i < COUNT; i++)
        put_device(&m, i, mk_train_moment(t, &g, i, COUNT), &g);
    return mk_document_close(&m.d, e);
}
