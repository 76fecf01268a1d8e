/*
 * What is installed: packages.xml, as text (Android 12 and before wrote it so; later phones keep
 * the same tree as binary XML). Shape: AOSP, services/core/java/com/android/server/pm,
 * Settings.java, writePackageLPr: times are hexadecimal, "version" is the version code.
 */
#include "host/train/document.h"

#define PACKAGES "data/system/packages.xml"

static const struct mk_package packages[] = {
    { "android", NULL, 34, true },
    { "com.android.shell", NULL, 34, true },
    { "com.android.messaging", NULL, 10001040, false },
    { "com.google.android.apps.adm", "com.android.vending", 303020, false },
    { "com.android.chrome", "com.android.vending", 636710033, false },
    { "com.whatsapp", "com.android.vending", 240978004, false },
    { "org.telegram.messenger", "com.android.vending", 48082, false },
    { "org.thoughtcrime.securesms", "com.android.vending", 142302, false },
    { "com.viber.voip", "com.android.vending", 805032, false },
    { "org.example.reader", "com.android.packageinstaller", 7, false },
};
#define COUNT (sizeof packages / sizeof *packages)

const struct mk_package *mk_train_package(size_t i)
{
    return i < COUNT ? &packages[i] : NULL;
}

unsigned mk_package_uid(size_t i)
{
    return packages[i].shared ? 1000 : 10100 + (unsigned)i;
}

static void tell(struct mk_train *t, size_t i, const char *path, int64_t first, int64_t last)
{
    struct mk_at at = { &t->whole, "android.packages", PACKAGES, "packages" };
    struct mk_json *j = mk_true(&at, "app", (int64_t)i + 1);
    mk_true_ms(j, last);
    mk_json_key(j, "times");
    mk_json_open(j, '{');
    mk_json_kv_iso(j, "installed", first * 1000, 3);
    mk_json_kv_iso(j, "modified", (last - 1000) * 1000, 3);
    mk_json_close(j, '}');
    mk_json_kv_str(j, "id", packages[i].name);
    mk_json_kv_str(j, "path", path);
    mk_true_end(&at);
}

static void put(struct mk_document *d, size_t i, const char *path, int64_t first, int64_t last)
{
    const char *installer = packages[i].installer;
    fprintf(d->f,
            "<package name=\"%s\" codePath=\"%s\" ft=\"%llx\" it=\"%llx\" ut=\"%llx\" "
            "version=\"%d\" %s=\"%u\"%s%s%s>\n<sigs count=\"1\"><cert index=\"%zu\" /></sigs>\n"
            "</package>\n",
            packages[i].name, path, (unsigned long long)last - 1000, (unsigned long long)first,
            (unsigned long long)last, packages[i].code,
            packages[i].shared ? "sharedUserId" : "userId", mk_package_uid(i),
            installer ? " installer=\"" : "", installer ? installer : "", installer ? "\"" : "", i);
}

int mk_train_packages(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 22);
    int64_t begin = t->now_ms - t->sc->weeks * 7 * 86400000;
    struct mk_document d;
    if (!t->o->system)
        return 0;
    if (mk_document_open_private(&d, t, PACKAGES, e) != 0)
        return -1;
    fputs("<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<packages>\n"
          "<version sdkVersion=\"31\" databaseVersion=\"3\" />\n",
          d.f);
    for (size_t i = 0; i < COUNT; i++) {
        char path[96];
        bool own = packages[i].installer == NULL;
        int64_t first = own ? 1230768000000 : begin - 86400000 + 1000 * mk_rng_below(&g, 86400);
        int64_t last = own ? first : mk_train_moment(t, &g, i, COUNT);
        snprintf(path, sizeof path,
                 own ? "/system/app/%s" : "/data/app/~~x==/%s-y==", packages[i].name);
        put(&d, i, path, first, last);
        tell(t, i, path, first, last);
    }
    fputs("</packages>\n", d.f);
    return mk_document_close(&d, e);
}
