/*
 * What an iPhone's services show beside its backup: documents that apps share (apps/, which backups
 * have too), crash reports (crash/), and what else lies in media/. Names of the folders: AFC of
 * libimobiledevice's afcclient; crash reports: two JSON values, a line with what it is about and
 * the report (Apple, "Interpreting the JSON format of a crash report").
 */
#include "host/train/ios.h"
#include "host/train/picture.h"
#include "parsers/base/time.h"
#include <stdlib.h>
#include <unistd.h>

#define BIG "DCIM/100APPLE/IMG_9999.MOV"

static int put_at(struct mk_train *t, const char *path, int64_t ms, const char *text,
                  struct mk_error *e)
{
    return mk_put_file(t, t->root, path, ms, &(struct mk_file_content){ .head = mk_str(text) }, e);
}

/* One document of an app: what it shares, and the same in its backup. */
static int put_document(struct mk_train *t, const char *id, const char *name, int64_t ms,
                        const struct mk_file_content *c, struct mk_error *e)
{
    char shared[600], kept[600];
    snprintf(shared, sizeof shared, "apps/%s/Documents/%s", id, name);
    snprintf(kept, sizeof kept, "AppDomain-%s/Documents/%s", id, name);
    if (mk_put_file(t, t->root, shared, ms, c, e) || mk_make_folders(t->system, kept, e))
        return -1;
    return linkat(t->root, shared, t->system, kept, 0) ? mk_fail_errno(e, kept) : 0;
}

static int put_documents(struct mk_train *t, struct mk_error *e)
{
    static const char *const names[] = { "Inbox/receipt 0042.txt", "trip.txt",
                                         "lists/\xe8\xb2\xb7\xe3\x81\x84\xe7\x89\xa9.txt" };
    struct mk_file_content c = { .head = mk_str("milk, bread, batteries\ngate code 4711\n") };
    const char *id;
    for (size_t i = 0; (id = mk_ios_sharing(i)); i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (put_document(t, id, names[k], t->now_ms - 86400000 * (int64_t)(i + k + 1), &c, e))
                return -1;
    return 0;
}

/* --files: documents of the first sharing app, as large as such are. */
static int put_files(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 4);
    char name[64];
    for (uint32_t i = 0; i < t->o->files; i++) {
        struct mk_file_content c = { .head = mk_str("%PDF-1.4\n"), .tail = mk_str("\n%%EOF\n") };
        c.seed = mk_rng(&g);
        c.noise = 500 + mk_rng_below(&g, 60000);
        snprintf(name, sizeof name, "archive/%u/file %05u.pdf", i / 200, i);
        if (put_document(t, mk_ios_sharing(0), name, mk_train_moment(t, &g, i, t->o->files), &c, e))
            return -1;
    }
    return 0;
}

static int put_crash(struct mk_train *t, const char *app, const char *id, const char *type,
                     int64_t ms, struct mk_error *e)
{
    struct mk_ios_phone p;
    char iso[MK_ISO_MAX], path[128], text[1200];
    mk_ios_phone(&p, t);
    mk_time_iso(iso, ms * 1000 + t->sc->phone.utc_offset_min * 60000000, 0);
    snprintf(path, sizeof path, "crash/%s-%.10s-%.2s%.2s%.2s.ips", app, iso, iso + 11, iso + 14,
             iso + 17);
    int minutes = (int)t->sc->phone.utc_offset_min;
    snprintf(text, sizeof text,
             "{\"app_name\":\"%s\",\"timestamp\":\"%.10s %.8s.00 %c%02d%02d\",\"app_version\":"
             "\"24.11.78\",\"slice_uuid\":\"00000000-0000-3000-8000-000000000000\","
             "\"build_version\":\"616121903\",\"bundleID\":\"%s\",\"bug_type\":\"%s\","
             "\"os_version\":\"iPhone OS %s (%s)\",\"name\":\"%s\",\"incident_id\":"
             "\"3C1A4D8E-0000-4000-8000-0000000000AA\"}\n{\n  \"modelCode\" : \"%s\",\n"
             "  \"captureTime\" : \"%.10s %.8s.0000 %c%02d%02d\",\n  \"procName\" : \"%s\",\n"
             "  \"exception\" : {\"type\":\"EXC_CRASH\",\"signal\":\"SIGABRT\"}\n}\n",
             app, iso, iso + 11, minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60, id,
             type, p.version, p.build, app, p.model->type, iso, iso + 11, minutes < 0 ? '-' : '+',
             abs(minutes) / 60, abs(minutes) % 60, app);
    return put_at(t, path, ms, text, e);
}

static int put_crashes(struct mk_train *t, struct mk_error *e)
{
    int64_t day = 86400000;
    return put_crash(t, "WhatsApp", "net.whatsapp.WhatsApp", "309", t->now_ms - 5 * day, e) ||
                   put_crash(t, "Notebook", "com.example.notebook", "309", t->now_ms - 2 * day,
                             e) ||
                   put_at(t, "crash/Retired/JetsamEvent-2025-05-20-033000.ips",
                          t->now_ms - 26 * day,
                          "{\"bug_type\":\"298\",\"os_version\":\"iPhone OS 17.5.1\"}\n{}\n", e)
               ? -1
               : 0;
}

/* A movie with as much noise behind it as is asked for. */
static int put_big(struct mk_train *t, struct mk_error *e)
{
    struct mk_buf b;
    int64_t ms = t->now_ms - 7200000;
    if (!t->o->big)
        return 0;
    mk_buf_init(&b, 1 << 16);
    mk_mp4(&b, ms, 60000, NULL, t->o->seed);
    mk_buf_u32be(&b, 1); /* a box with its size in 64 bits */
    mk_buf_puts(&b, "mdat");
    mk_buf_u32be(&b, (uint32_t)((t->o->big + 16) >> 32));
    mk_buf_u32be(&b, (uint32_t)(t->o->big + 16));
    struct mk_file_content c = { mk_buf_span(&b), t->o->seed, t->o->big, { 0 }, 0 };
    int rc = mk_buf_ok(&b) ? mk_put_file(t, t->storage, BIG, ms, &c, e)
                           : mk_fail(e, MK_ENOMEM, "big file");
    if (rc == 0)
        rc = mk_keep_shared(t, BIG, e);
    if (rc == 0)
        mk_true_big(t, BIG, b.len + t->o->big, ms);
    mk_buf_done(&b);
    return rc;
}

int mk_ios_storage(struct mk_train *t, struct mk_error *e)
{
    if (put_at(t, "media/Recordings/20250601 101500-6C2F1A04.m4a", t->now_ms - 1209600000,
               "no recording\n", e) ||
        put_at(t, "media/Books/Purchases/.keep", t->now_ms, "", e))
        return -1;
    return put_documents(t, e) || put_files(t, e) || put_crashes(t, e) || put_big(t, e) ? -1 : 0;
}
