/*
 * moka-check: checks a Moka evidence bundle, for whoever does not want to take Moka's word for it.
 * One file, nothing else of Moka, OpenSSL's libcrypto for hashes and signatures:
 *     cc -o moka-check moka-check.c -lcrypto
 *     ./moka-check [--trust ALLOWED_SIGNERS [--receipt TEXT]] BUNDLE
 *
 * The format is written down in firmware/bundle/format.h. Checked is, in this order:
 *   1. bagit.txt is that of a BagIt 1.0 bag (RFC 8493), bag-info.txt says what kit sealed it
 *   2. tagmanifest-sha256.txt lists every file but payload and signatures, and each hash holds
 *   3. manifest-sha256.txt lists every payload file, and each hash holds; bag-info.txt counts
 *      as many files and bytes; index.jsonl has a line for each, with the same size and hash
 *   4. custody/log.jsonl: each line carries the number of its place and the hash of the line before
 *   5. signatures/kit.sig (and officer.sig where bag-info.txt names one) sign the bytes of
 *      tagmanifest-sha256.txt, and with it all else: SSHSIG, namespace "moka-bundle"
 *      signatures/tree.sig signs those of merkle.json, where that names the kit
 *   6. custody/transfers/: what became of it since: each record carries the hash of the one before
 *      and is signed (namespace "moka-transfer") by who gave, who has to have had it (or it is
 *      UNKNOWN), and by who received with a key; a time stamp's token is of this bundle
 *   7. nothing else lies in the folder: no further file, no link, no special file
 *
 * The last line is INTACT, TAMPERED or UNKNOWN; the exit status 0, 1, 1 (2: wrong usage). What this
 * machine cannot do (no memory, no right to read, a disk that fails) says nothing about the bundle:
 * then there is no such line, and the status is 3. INTACT needs a trust file, in the format of
 * ssh-keygen(1), "ALLOWED SIGNERS": nothing inside of a bundle says who is to be trusted. Left out:
 * it reads no record, does not check who made a time stamp, judges no ledger, makes the tree of
 * merkle.json not anew, checks no disclosure (`moka verify`, `openssl ts` do), knows no list of
 * revoked keys and no key but Ed25519, plain or certified. Where that would matter it says so and
 * the verdict is UNKNOWN, as where a certificate had ended by the time of a stamp. The bundle is
 * hostile: no link is followed, every length is checked, what is printed is escaped.
 */
#define _GNU_SOURCE 1
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#define HASH     32 /* bytes of SHA-256 */
#define HEX      64 /* digits of it */
#define TEXT_MAX ((size_t)512 << 20)
#define SIG_MAX  ((size_t)1 << 17)
enum finding { NOTE, BAD, DOUBT }; /* DOUBT: a note that stands against INTACT */
static bool bad, doubt;
static int64_t latest_s;    /* what any transfer so far says, and the seal */
static const char *receipt; /* the short one of a transfer that has to be there, or NULL */
/* A finding; whatever of it is no plain ASCII is shown as '?'. */
__attribute__((format(printf, 2, 3))) static void say(enum finding is, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    for (char *p = text; *p; p++)
        if (*p < 0x20 || *p > 0x7e)
            *p = '?';
    printf("%s  %s\n", is == BAD ? "BAD " : "note", text);
    bad |= is == BAD;
    doubt |= is == DOUBT;
}
/* This machine cannot: no verdict. Not through OpenSSL's end either, whose locks may be held. */
static _Noreturn void cannot(const char *what)
{
    fflush(stdout);
    fprintf(stderr, "moka-check: no verdict: %s: %s\n", what, strerror(errno));
    _exit(3);
}
/* Whether it was only not there, or is something else than what a bundle has in its place. */
static bool no_such(int err)
{
    return err == ENOENT || err == ELOOP || err == ENOTDIR || err == ENXIO;
}
static void *room(void *p, size_t n)
{
    p = realloc(p, n + 1);
    return p ? p : (cannot("memory"), NULL);
}
#define UNUSED __attribute__((unused))
/* OpenSSL without memory would call a good signature a bad one. */
static void *its_first(size_t n, UNUSED const char *file, UNUSED int line)
{
    return room(NULL, n);
}
static void *its_room(void *p, size_t n, UNUSED const char *file, UNUSED int line)
{
    return room(p, n);
}
/* ---- bytes ---- */
struct bytes {
    uint8_t *p;
    size_t n;
};
struct span {
    const uint8_t *p;
    size_t n;
};
static struct span span_of(const char *s)
{
    return (struct span){ (const uint8_t *)s, strlen(s) };
}
static bool same(struct span a, struct span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static bool starts(struct span s, const char *with)
{
    size_t n = strlen(with);
    return s.n >= n && memcmp(s.p, with, n) == 0;
}
static struct span from(struct span s, size_t at)
{
    return (struct span){ s.p + at, s.n - at };
}
/* The next line without its LF; false at the end. *whole: it had one. */
static bool next_line(struct span *line, struct span *rest, bool *whole)
{
    if (rest->n == 0)
        return false;
    const uint8_t *end = memchr(rest->p, '\n', rest->n);
    *whole = end != NULL;
    *line = (struct span){ rest->p, end ? (size_t)(end - rest->p) : rest->n };
    *rest = from(*rest, line->n + *whole);
    return true;
}
/* What stands before the first `c`, which is taken off too; all of it where there is none. */
static struct span until(struct span *rest, uint8_t c)
{
    const uint8_t *at = rest->n ? memchr(rest->p, c, rest->n) : NULL;
    struct span head = { rest->p, at ? (size_t)(at - rest->p) : rest->n };
    *rest = from(*rest, at ? head.n + 1 : head.n);
    return head;
}
static bool number(uint64_t *out, struct span s)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!isdigit(s.p[i]) || i > 18)
            return false;
        *out = *out * 10 + (uint64_t)(s.p[i] - '0');
    }
    return s.n > 0;
}
static void to_hex(char out[HEX + 1], const uint8_t hash[HASH])
{
    for (size_t i = 0; i < HASH; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
}
static void hex_of(char out[HEX + 1], struct span s)
{
    uint8_t hash[HASH] = { 0 };
    if (EVP_Digest(s.p, s.n, hash, NULL, EVP_sha256(), NULL) != 1)
        cannot("OpenSSL: SHA-256");
    to_hex(out, hash);
}
/* ---- files ---- */
/* A regular file of the folder that `path` names, part by part, no link on the way; or -1. */
static int open_below(int dir, const char *path)
{
    char part[256];
    int at = dup(dir);
    if (at < 0)
        cannot(path);
    while (at >= 0) {
        size_t n = strcspn(path, "/");
        int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (path[n] ? O_DIRECTORY : 0);
        snprintf(part, sizeof part, "%.*s", (int)(n < sizeof part ? n : 0), path);
        int in = openat(at, part, flags); /* that of an empty name fails */
        if (in < 0 && !no_such(errno))
            cannot(path);
        close(at);
        at = in;
        if (!path[n])
            break;
        path += n + 1;
    }
    struct stat st;
    if (at >= 0 && (fstat(at, &st) || !S_ISREG(st.st_mode))) {
        close(at);
        at = -1;
    }
    return at;
}
static ssize_t some(int fd, void *p, size_t n)
{
    ssize_t got;
    while ((got = read(fd, p, n)) < 0)
        if (errno != EINTR)
            cannot("reading");
    return got;
}
/* Closes it. */
static bool slurp_open(struct bytes *out, int fd, size_t max)
{
    struct stat st;
    *out = (struct bytes){ 0 };
    bool good = fd >= 0 && fstat(fd, &st) == 0 && (uint64_t)st.st_size <= max;
    if (good)
        out->p = room(NULL, (size_t)st.st_size);
    for (ssize_t got = 1; good && got && out->n < (size_t)st.st_size; out->n += (size_t)got)
        got = some(fd, out->p + out->n, (size_t)st.st_size - out->n);
    if (fd >= 0)
        close(fd);
    return good;
}
static bool there(int dir, const char *path)
{
    struct stat st;
    bool yes = fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
    if (!yes && !no_such(errno))
        cannot(path);
    return yes;
}
static bool slurp(struct bytes *out, int dir, const char *path, size_t max)
{
    return slurp_open(out, open_below(dir, path), max);
}
/* The same, and says where there is none. */
static bool load(struct bytes *out, int dir, const char *path, size_t max)
{
    return slurp(out, dir, path, max) || (say(BAD, "%s: missing, or no regular file", path), false);
}
static struct span all_of(const struct bytes *b)
{
    return (struct span){ b->p, b->n };
}
static bool hash_file(char out[HEX + 1], uint64_t *size, int dir, const char *path)
{
    static uint8_t step[1 << 18];
    uint8_t hash[HASH] = { 0 };
    ssize_t got = 0;
    int fd = open_below(dir, path);
    EVP_MD_CTX *x = EVP_MD_CTX_new();
    bool good = x && EVP_DigestInit_ex(x, EVP_sha256(), NULL) == 1;
    for (*size = 0; good && fd >= 0 && (got = some(fd, step, sizeof step)) > 0;) {
        good = EVP_DigestUpdate(x, step, (size_t)got) == 1;
        *size += (uint64_t)got;
    }
    if (!good || EVP_DigestFinal_ex(x, hash, NULL) != 1)
        cannot("OpenSSL: SHA-256");
    to_hex(out, hash);
    EVP_MD_CTX_free(x);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}
/* ---- manifests: "<hex>  <path>" a line ---- */
struct entry {
    char *path;
    char hash[HEX + 1]; /* as the manifest has it */
    uint64_t size;      /* of payload, once it was hashed */
    bool indexed;
};
struct list {
    struct entry *v;
    size_t n;
};
static struct list tags, payload, signed_here, held; /* the last: who had the bundle in hands */
static const uint8_t zeros[HEX];                     /* of a file that no manifest lists */
static void add(struct list *l, struct span path, const uint8_t *hash)
{
    if ((l->n & (l->n - 1)) == 0) /* room is a power of two */
        l->v = room(l->v, (l->n ? 2 * l->n : 1) * sizeof *l->v);
    struct entry e = { .path = room(NULL, path.n) };
    memcpy(e.path, path.p, path.n);
    e.path[path.n] = 0;
    memcpy(e.hash, hash, HEX);
    l->v[l->n++] = e;
}
static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}
static struct entry *find(const struct list *l, const char *path)
{
    struct entry key = { .path = (char *)(uintptr_t)path };
    return l->n ? bsearch(&key, l->v, l->n, sizeof key, by_path) : NULL;
}
/* Names are Moka's own: nothing that could lead elsewhere. */
static bool is_name(struct span path)
{
    bool part = true;
    for (size_t i = 0; i < path.n; i++) {
        uint8_t c = path.p[i];
        bool plain = isalnum(c) || c == '_' || c == '-' || c == '.';
        if (c == '/' ? part : !plain || (part && c == '.'))
            return false;
        part = c == '/';
    }
    return path.n && !part;
}
static void read_manifest(struct list *out, int dir, const char *name)
{
    struct bytes text;
    struct span line, rest;
    bool whole;
    uint64_t n = 0;
    if (!load(&text, dir, name, TEXT_MAX))
        return;
    for (rest = all_of(&text); next_line(&line, &rest, &whole);) {
        n++;
        struct span path = line.n > HEX + 2 ? from(line, HEX + 2) : (struct span){ 0 };
        if (!whole || !path.p || line.p[HEX] != ' ' || line.p[HEX + 1] != ' ' || !is_name(path))
            say(BAD, "%s, line %" PRIu64 ": not \"hash  path\"", name, n);
        else
            add(out, path, line.p);
    }
    free(text.p);
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_path);
    for (size_t i = 1; i < out->n; i++)
        if (!strcmp(out->v[i - 1].path, out->v[i].path))
            say(BAD, "%s: %s stands there twice", name, out->v[i].path);
}
static void check_hashes(struct list *l, int dir)
{
    for (size_t i = 0; i < l->n; i++) {
        char is[HEX + 1];
        if (!hash_file(is, &l->v[i].size, dir, l->v[i].path))
            say(BAD, "%s: missing, or no regular file", l->v[i].path);
        else if (strcmp(is, l->v[i].hash) != 0)
            say(BAD, "%s: changed: its hash is not that of the manifest", l->v[i].path);
    }
}
/* ---- what lies in the folder ---- */
static bool belongs(const char *path)
{
    return !strcmp(path, "tagmanifest-sha256.txt") || find(&signed_here, path) ||
           find(!strncmp(path, "data/", 5) ? &payload : &tags, path);
}
/* No bundle is deeper than custody/transfers/NNNN.json. */
static void walk(int dir, const char *head, unsigned depth)
{
    struct dirent *d;
    unsigned names = 0;
    DIR *all = dir < 0 ? NULL : fdopendir(dir);
    if (!all)
        cannot(*head ? head : "the folder");
    while (errno = 0, (d = readdir(all))) {
        char path[1024];
        struct stat st;
        if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, ".."))
            continue;
        names++;
        if (fstatat(dirfd(all), d->d_name, &st, AT_SYMLINK_NOFOLLOW))
            cannot(*head ? head : "the folder");
        if ((size_t)snprintf(path, sizeof path, "%s%s", head, d->d_name) >= sizeof path - 1) {
            say(BAD, "%s...: a name that no bundle has", head);
        } else if (S_ISDIR(st.st_mode) && depth < 4) {
            memcpy(path + strlen(path), "/", 2);
            walk(openat(dirfd(all), d->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), path,
                 depth + 1);
        } else if (!S_ISREG(st.st_mode)) {
            say(BAD, "%s: no regular file", path);
        } else if (!belongs(path)) {
            say(BAD, "%s: does not belong into this bundle", path);
        }
    }
    if (errno)
        cannot(*head ? head : "the folder");
    if (!names)
        say(BAD, "%s: an empty folder, which no bundle has", head);
    closedir(all);
}
/* ---- bag-info.txt ---- */
struct info {
    char kit[200], officer[200], run[200];
    bool by_kit, by_officer;
    uint64_t bytes, files;
    int64_t sealed_s;
};
static void copy(char out[200], struct span s)
{
    snprintf(out, 200, "%.*s", (int)(s.n < 199 ? s.n : 199), (const char *)s.p);
}
#define ISO "%Y-%m-%dT%H:%M:%S" /* "2026-11-22T11:41:19.419507Z" in seconds since 1970, or 0 */
#define DER "%Y%m%d%H%M%S"      /* "20261122114119Z", of a time stamp */
static int64_t seconds_of(struct span s, const char *form)
{
    char text[200];
    struct tm t = { 0 };
    copy(text, s);
    const char *end = strptime(text, form, &t);
    return end && (*end == '.' || *end == 'Z') ? (int64_t)timegm(&t) : 0;
}
static void info_line(struct info *in, struct span label, struct span value)
{
    struct span rest = value;
    if (same(label, span_of("Moka-Kit"))) {
        copy(in->kit, value);
    } else if (same(label, span_of("External-Identifier"))) {
        copy(in->run, value);
    } else if (same(label, span_of("Moka-Officer"))) {
        copy(in->officer, value);
    } else if (same(label, span_of("Moka-Signatures"))) {
        in->by_kit = starts(value, "kit");
        in->by_officer = same(value, span_of("kit, officer")) || same(value, span_of("officer"));
    } else if (same(label, span_of("Payload-Oxum"))) {
        struct span bytes = until(&rest, '.');
        if (!number(&in->bytes, bytes) || !number(&in->files, rest))
            say(BAD, "bag-info.txt: Payload-Oxum is none");
    } else if (same(label, span_of("Moka-Sealed"))) {
        in->sealed_s = seconds_of(value, ISO);
    } else if (same(label, span_of("Moka-Training"))) {
        say(NOTE, "TRAINING: an exercise on a simulated phone, no evidence");
    }
}
static void read_info(struct info *in, int dir)
{
    struct bytes text;
    struct span line, rest;
    bool whole;
    *in = (struct info){ 0 };
    if (!slurp(&text, dir, "bagit.txt", 4096) ||
        !same(all_of(&text), span_of("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")))
        say(BAD, "bagit.txt: not that of a BagIt 1.0 bag");
    free(text.p);
    if (!load(&text, dir, "bag-info.txt", 1 << 20))
        return;
    for (rest = all_of(&text); next_line(&line, &rest, &whole);) {
        struct span value = line, label = until(&value, ':');
        char again[200];
        snprintf(again, sizeof again, "\n%.*s:", (int)(label.n < 190 ? label.n : 190),
                 (const char *)label.p);
        if (whole && memmem(rest.p - 1, rest.n + 1, again, strlen(again)))
            say(BAD, "bag-info.txt: %s stands there twice", again + 1);
        if (!whole || !starts(value, " "))
            say(BAD, "bag-info.txt: a line that is not \"label: value\"");
        else
            info_line(in, label, from(value, 1));
    }
    free(text.p);
}
/* ---- payload and its index ---- */
static void check_counts(const struct info *in)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < payload.n; i++)
        bytes += payload.v[i].size;
    say(NOTE, "payload: %zu files, %" PRIu64 " bytes", payload.n, bytes);
    if (bytes != in->bytes || payload.n != in->files)
        say(BAD, "bag-info.txt counts %" PRIu64 " in %" PRIu64 " files", in->bytes, in->files);
}
/* Lines begin {"file":"data/..","bytes":N,"sha256":"..": Moka writes no other order. */
static bool index_line(struct span s)
{
    char path[64];
    uint64_t bytes;
    if (!starts(s, "{\"file\":\""))
        return false;
    s = from(s, 9);
    struct span file = until(&s, '"');
    if (file.n >= sizeof path || !starts(s, ",\"bytes\":"))
        return false;
    snprintf(path, sizeof path, "%.*s", (int)file.n, (const char *)file.p);
    s = from(s, 9);
    if (!number(&bytes, until(&s, ',')) || !starts(s, "\"sha256\":\""))
        return false;
    s = from(s, 10);
    struct entry *e = find(&payload, path);
    if (!e || e->indexed || e->size != bytes)
        return false;
    e->indexed = true;
    return same(until(&s, '"'), span_of(e->hash));
}
static void check_index(int dir)
{
    struct bytes text;
    struct span line, rest;
    bool whole;
    uint64_t n = 0;
    if (!load(&text, dir, "index.jsonl", TEXT_MAX))
        return;
    for (rest = all_of(&text); n++, next_line(&line, &rest, &whole);)
        if (!whole || !index_line(line))
            say(BAD, "index.jsonl, line %" PRIu64 ": does not fit the payload", n);
    free(text.p);
    for (size_t i = 0; i < payload.n; i++)
        if (!payload.v[i].indexed)
            say(BAD, "%s: index.jsonl has no line for it", payload.v[i].path);
}
/* The text of a member, which holds no quote; empty when it is not there. */
static struct span member(struct span json, const char *name)
{
    char key[40];
    int n = snprintf(key, sizeof key, ",\"%s\":\"", name);
    const uint8_t *at = memmem(json.p, json.n, key, (size_t)n);
    struct span rest = at ? from(json, (size_t)(at - json.p) + (size_t)n) : (struct span){ 0 };
    if (rest.n && memmem(rest.p, rest.n, key, (size_t)n))
        say(BAD, "custody: a record says %s twice", name);
    return until(&rest, '"');
}
/* ---- custody ---- */
static void check_custody(int dir)
{
    struct bytes text;
    struct span line, rest;
    bool whole;
    uint64_t n = 0;
    char prev[HEX + 1], head[60], tail[100];
    snprintf(prev, sizeof prev, "%0*d", HEX, 0);
    if (!load(&text, dir, "custody/log.jsonl", TEXT_MAX))
        return;
    for (rest = all_of(&text); next_line(&line, &rest, &whole); n++) {
        snprintf(head, sizeof head, "{\"seq\":%" PRIu64 ",\"time\":\"", n);
        size_t t = (size_t)snprintf(tail, sizeof tail, ",\"prev\":\"%s\"}", prev);
        if (!whole || !starts(line, head) || line.n < t ||
            memcmp(line.p + line.n - t, tail, t) != 0)
            say(BAD, "custody/log.jsonl, line %" PRIu64 ": the chain is broken here", n + 1);
        struct span kept = member(line, "kit_counter_kept");
        if (kept.n && (memmem(kept.p, kept.n, "; missing: ", 11) ||
                       memmem(kept.p, kept.n, "; doubtful: ", 12)))
            say(NOTE, "custody/log.jsonl: the kit's counter: %.*s", (int)kept.n, kept.p);
        hex_of(prev, line);
    }
    free(text.p);
    say(NOTE, "custody/log.jsonl: %" PRIu64 " acts", n);
}
/* ---- SSH: numbers are big endian, a string is its length and its bytes (RFC 4251) ---- */
static uint64_t ssh_int(struct span *s, size_t n, bool *ok)
{
    uint64_t v = 0;
    *ok = *ok && s->n >= n;
    for (size_t i = 0; *ok && i < n; i++)
        v = v << 8 | s->p[i];
    if (*ok)
        *s = from(*s, n);
    return v;
}
static struct span ssh_string(struct span *s, bool *ok)
{
    uint64_t n = ssh_int(s, 4, ok);
    *ok = *ok && n <= s->n;
    struct span out = { s->p, *ok ? (size_t)n : 0 };
    *s = from(*s, out.n);
    return out;
}
static void put_string(struct bytes *b, struct span s) /* room is the caller's */
{
    for (int i = 24; i >= 0; i -= 8)
        b->p[b->n++] = (uint8_t)(s.n >> i);
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}
/* Bytes of base64, over as many lines; false for anything else. */
static bool unbase64(struct bytes *out, struct span text)
{
    uint8_t *plain = room(NULL, text.n), *again = room(NULL, text.n);
    size_t n = 0, fill = 0;
    *out = (struct bytes){ room(NULL, text.n), 0 };
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\n') {
            fill += text.p[i] == '=';
            plain[n++] = text.p[i];
        }
    int got =
        n && n % 4 == 0 && fill <= 2 && n < SIG_MAX ? EVP_DecodeBlock(out->p, plain, (int)n) : -1;
    bool good = got >= (int)fill && EVP_EncodeBlock(again, out->p, got - (int)fill) == (int)n &&
                memcmp(again, plain, n) == 0; /* of each text there is one spelling */
    free(again);
    free(plain);
    if (good)
        out->n = (size_t)got - fill;
    else
        free(out->p), out->p = NULL;
    return good;
}
#define PLAIN_KEY "ssh-ed25519"
#define CERT_KEY  "ssh-ed25519-cert-v01@openssh.com"
/* The 32 bytes of a plain key's blob; NULL when it is none. */
static const uint8_t *plain_key(struct span blob)
{
    bool ok = true;
    struct span kind = ssh_string(&blob, &ok), key = ssh_string(&blob, &ok);
    return ok && blob.n == 0 && same(kind, span_of(PLAIN_KEY)) && key.n == 32 ? key.p : NULL;
}
/* The blob that such bytes stand in, as its last ones. */
static struct span blob_of(const uint8_t *key)
{
    return (struct span){ key - (4 + sizeof PLAIN_KEY - 1 + 4), 4 + sizeof PLAIN_KEY - 1 + 4 + 32 };
}
/* Whether `sig` (string "ssh-ed25519", string of 64 bytes) is that key's over `message`. */
static bool signed_by(const uint8_t key[32], struct span sig, struct span message)
{
    bool ok = true;
    struct span kind = ssh_string(&sig, &ok), made = ssh_string(&sig, &ok);
    if (!ok || sig.n || !same(kind, span_of(PLAIN_KEY)) || made.n != 64)
        return false;
    EVP_PKEY *k = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
    EVP_MD_CTX *x = EVP_MD_CTX_new();
    if (!k || !x || EVP_DigestVerifyInit(x, NULL, NULL, NULL, k) != 1)
        cannot("OpenSSL: Ed25519"); /* set up without it */
    ok = EVP_DigestVerify(x, made.p, made.n, message.p, message.n) == 1;
    EVP_MD_CTX_free(x);
    EVP_PKEY_free(k);
    return ok;
}
/* A certificate (OpenSSH PROTOCOL.certkeys). */
struct cert {
    const uint8_t *key;     /* 32 bytes that are certified */
    struct span principals; /* strings */
    uint64_t after, before; /* seconds since 1970 */
    struct span critical, authority;
    bool user;
};
/* Whole, a key's of Ed25519, and signed by the authority that it names. */
static bool read_cert(struct cert *out, struct span blob)
{
    bool ok = true;
    struct span s = blob, kind = ssh_string(&s, &ok);
    ssh_string(&s, &ok); /* nonce */
    struct span key = ssh_string(&s, &ok);
    ssh_int(&s, 8, &ok); /* serial number */
    out->user = ssh_int(&s, 4, &ok) == 1;
    ssh_string(&s, &ok); /* its name */
    out->principals = ssh_string(&s, &ok);
    out->after = ssh_int(&s, 8, &ok);
    out->before = ssh_int(&s, 8, &ok);
    out->critical = ssh_string(&s, &ok);
    ssh_string(&s, &ok); /* extensions */
    ssh_string(&s, &ok); /* reserved */
    out->authority = ssh_string(&s, &ok);
    struct span covered = { blob.p, blob.n - s.n }, made = ssh_string(&s, &ok);
    const uint8_t *by = ok ? plain_key(out->authority) : NULL;
    out->key = key.p;
    return ok && s.n == 0 && same(kind, span_of(CERT_KEY)) && key.n == 32 && by &&
           signed_by(by, made, covered);
}
static bool cert_allows(const struct cert *c, struct span principal, int64_t at_s)
{
    struct span all = c->principals;
    bool ok = true, named = false;
    while (ok && all.n)
        named |= same(ssh_string(&all, &ok), principal);
    return ok && named && c->user && c->critical.n == 0 && at_s > 0 && (uint64_t)at_s >= c->after &&
           (uint64_t)at_s < c->before;
}
/* ---- the trust file: "principals [options] type base64 [comment]" a line ---- */
/* Patterns with * and ?, separated by commas; one with ! in front that fits excludes. */
static bool listed(struct span patterns, const char *name)
{
    bool yes = false;
    while (patterns.n) {
        char one[200];
        copy(one, until(&patterns, ','));
        if (fnmatch(one + (one[0] == '!'), name, FNM_NOESCAPE) == 0 && !strchr(one, '[')) {
            if (one[0] == '!')
                return false;
            yes = true;
        }
    }
    return yes;
}
/* OTHER: not named, but in full there is another key; TERMS: some that are not checked here */
enum trust { NOT_NAMED, OTHER, TERMS, TRUSTED };
/* The options in front of a key: cert-authority, and namespaces of one pattern. */
static enum trust options_of(struct span options, bool *authority, const char *space)
{
    static const char names[] = "namespaces=\"";
    enum trust is = TRUSTED;
    *authority = false;
    while (options.n) {
        struct span one = until(&options, ',');
        if (same(one, span_of("cert-authority"))) {
            *authority = true;
        } else if (starts(one, names) && one.n > sizeof names - 1 && one.p[one.n - 1] == '"') {
            struct span pattern = { one.p + sizeof names - 1, one.n - sizeof names };
            is = listed(pattern, space) ? is : NOT_NAMED;
        } else {
            return TERMS;
        }
    }
    return is;
}
static enum trust trust_line(struct span line, struct span blob, const struct cert *cert,
                             const char *principal, const char *space)
{
    struct bytes key;
    bool authority = false;
    struct span who = until(&line, ' '), word = until(&line, ' '), options = { 0 };
    if (who.n > 1 && who.p[0] == '"' && who.p[who.n - 1] == '"')
        who = (struct span){ who.p + 1, who.n - 2 };
    if (!same(word, span_of(PLAIN_KEY))) {
        options = word;
        word = until(&line, ' ');
    }
    if (!listed(who, principal) || !same(word, span_of(PLAIN_KEY)))
        return NOT_NAMED;
    if (!unbase64(&key, until(&line, ' ')))
        return TERMS;
    enum trust is = options_of(options, &authority, space);
    bool mine =
        authority ? cert && same(all_of(&key), cert->authority) : !cert && same(all_of(&key), blob);
    free(key.p);
    bool full = !authority && !memchr(who.p, '*', who.n) && !memchr(who.p, '?', who.n);
    return mine ? is : full ? OTHER : NOT_NAMED;
}
static enum trust trusted(const struct bytes *file, struct span blob, const struct cert *cert,
                          const char *principal, const char *space)
{
    struct span line, rest = all_of(file);
    enum trust found = NOT_NAMED;
    bool whole;
    while (next_line(&line, &rest, &whole)) {
        if (!line.n || line.p[0] == '#')
            continue;
        enum trust is = trust_line(line, blob, cert, principal, space);
        found = is > found ? is : found;
    }
    return found;
}
/* ---- signatures (OpenSSH PROTOCOL.sshsig) ---- */
struct sig {
    const char *space;     /* namespace */
    struct span key, made; /* into `bytes` */
    const EVP_MD *md;
    struct span hash;
    struct bytes bytes;
};
static bool read_sig(struct sig *out, int dir, const char *path, const char *space)
{
    static const char head[] = "-----BEGIN SSH SIGNATURE-----\n";
    static const char tail[] = "-----END SSH SIGNATURE-----\n";
    struct bytes text;
    bool ok = slurp(&text, dir, path, SIG_MAX);
    size_t around = sizeof head + sizeof tail - 2;
    *out = (struct sig){ .space = space };
    ok = ok && text.n > around && starts(all_of(&text), head) &&
         memcmp(text.p + text.n - (sizeof tail - 1), tail, sizeof tail - 1) == 0 &&
         unbase64(&out->bytes, (struct span){ text.p + sizeof head - 1, text.n - around });
    free(text.p);
    struct span s = all_of(&out->bytes);
    if (!ok || !starts(s, "SSHSIG"))
        return false;
    s = from(s, 6);
    ok = ssh_int(&s, 4, &ok) == 1;
    out->key = ssh_string(&s, &ok);
    struct span name_space = ssh_string(&s, &ok), reserved = ssh_string(&s, &ok);
    out->hash = ssh_string(&s, &ok);
    out->made = ssh_string(&s, &ok);
    out->md = same(out->hash, span_of("sha512"))   ? EVP_sha512()
              : same(out->hash, span_of("sha256")) ? EVP_sha256()
                                                   : NULL;
    return ok && s.n == 0 && reserved.n == 0 && out->md && same(name_space, span_of(space));
}
/* What is signed: "SSHSIG", namespace, reserved, name of the hash, the message's hash. */
static bool fits_message(const struct sig *sig, const uint8_t key[32], struct span message)
{
    uint8_t room[256] = "SSHSIG", hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    struct bytes b = { room, 6 };
    if (EVP_Digest(message.p, message.n, hash, &n, sig->md, NULL) != 1)
        cannot("OpenSSL: hashing");
    put_string(&b, span_of(sig->space));
    put_string(&b, span_of(""));
    put_string(&b, sig->hash);
    put_string(&b, (struct span){ hash, n });
    return signed_by(key, sig->made, all_of(&b));
}
static void judge_key(const char *path, const struct sig *sig, const struct cert *cert,
                      const char *who, const struct bytes *trust, int64_t at_s)
{
    if (!trust->p) {
        say(DOUBT, "%s: signed, it says, by %s; no trust file was given", path, who);
    } else if (cert && !cert_allows(cert, span_of(who), at_s)) {
        say(BAD, "%s: its certificate is not for %s, or not for that time", path, who);
    } else {
        enum trust is = trusted(trust, sig->key, cert, who, sig->space);
        if (is == TRUSTED && cert && latest_s > at_s && !cert_allows(cert, span_of(who), latest_s))
            say(DOUBT, "%s: its certificate did not hold at the time of what is before", path);
        else if (is == TRUSTED)
            say(NOTE, "%s: signed for %s, by a key that the trust file allows", path, who);
        else if (is != TERMS)
            say(BAD, "%s: by a key that the trust file does not allow for %s", path, who);
        else
            say(DOUBT, "%s: has terms in the trust file that are not checked here", path);
    }
}
/* `known`: 32 bytes of a key that the transfers name, or NULL; `only`: it has to be that one. */
static void check_signature(int dir, const char *path, const char *space, const char *who,
                            struct span message, const struct bytes *trust, int64_t at_s,
                            const uint8_t *known, bool only)
{
    struct sig sig;
    struct cert cert;
    if (!read_sig(&sig, dir, path, space)) {
        say(BAD, "%s: missing, or no signature of its kind", path);
    } else {
        bool ok = true, certified = read_cert(&cert, sig.key);
        const uint8_t *key = certified ? cert.key : plain_key(sig.key);
        struct span s = sig.key, type = ssh_string(&s, &ok);
        if (!key && ok && (same(type, span_of(PLAIN_KEY)) || same(type, span_of(CERT_KEY))))
            say(BAD, "%s: its key or certificate does not hold", path);
        else if (!key)
            say(DOUBT, "%s: a key that is not Ed25519: ssh-keygen -Y verify checks it", path);
        else if (!fits_message(&sig, key, message))
            say(BAD, "%s: the signature is not that of what it is said to sign", path);
        else if (known && !memcmp(known, key, 32) && trust->p &&
                 trusted(trust, blob_of(known), NULL, who, space) == OTHER &&
                 (!certified || trusted(trust, sig.key, &cert, who, space) != TRUSTED))
            say(BAD, "%s: the trust file has another key for %s", path, who);
        else if (known && !memcmp(known, key, 32))
            say(NOTE, "%s: signed for %s, by the key that the transfers name", path, who);
        else if (only)
            say(BAD, "%s: by another key than the transfer names for %s", path, who);
        else
            judge_key(path, &sig, certified ? &cert : NULL, who, trust, at_s);
    }
    free(sig.bytes.p);
}
static void check_signatures(int dir, const struct info *in, const struct bytes *trust)
{
    static const char tags_file[] = "tagmanifest-sha256.txt", kit[] = ",\"kit\":\"";
    const struct {
        const char *path, *of, *as, *who;
        bool there;
    } all[] = { { "signatures/kit.sig", tags_file, "kit", in->kit, in->by_kit },
                { "signatures/officer.sig", tags_file, "officer", in->officer, in->by_officer },
                { "signatures/tree.sig", "merkle.json", "kit", in->kit, true } };
    if (!in->by_kit)
        say(DOUBT, "signatures: no signature of a kit: nobody vouches for this bundle");
    for (int i = 0; i < 3; i++) {
        char who[220];
        struct bytes text = { 0 }; /* a file that is missing was told before */
        snprintf(who, sizeof who, "%s:%s", all[i].as, all[i].who);
        if (all[i].there && slurp(&text, dir, all[i].of, TEXT_MAX) &&
            (i < 2 || memmem(text.p, text.n, kit, sizeof kit - 1))) {
            add(&signed_here, span_of(all[i].path), zeros);
            check_signature(dir, all[i].path, "moka-bundle", who, all_of(&text), trust,
                            in->sealed_s, NULL, false);
        }
        free(text.p);
    }
}
/* ---- custody/transfers: the frame's members stand in one order (format.h, "transfers") ---- */
/* The time in a time stamp's token: in DER behind the bundle's hash and a number. 0: not of it. */
static int64_t stamped_s(const char *bundle, struct span token)
{
    uint8_t hash[2 + HASH] = { 4, HASH };
    struct bytes der;
    if (OPENSSL_hexstr2buf_ex(hash + 2, HASH, NULL, bundle, 0) != 1 || !unbase64(&der, token))
        return 0;
    const uint8_t *at = memmem(der.p, der.n, hash, sizeof hash), *end = der.p + der.n;
    struct span s = { at ? at + sizeof hash : end, at ? (size_t)(end - at) - sizeof hash : 0 };
    if (s.n > 2 && s.p[0] == 2 && s.p[1] + (size_t)4 < s.n)
        s = from(s, 2 + (size_t)s.p[1]);
    int64_t at_s = s.n > 2 && s.p[0] == 24 ? seconds_of(from(s, 2), DER) : 0;
    free(der.p);
    return at_s;
}
struct received { /* with the transfers before */
    char by[200];
    struct bytes key; /* none: the receiver has no key */
    bool waits;       /* the receiver's signature is not there */
    bool any;         /* a receiver had no key, and may have one meanwhile */
};
static void check_holder(struct received *r, const char *head, const char *giver, bool keyless)
{
    bool may = r->any;
    for (size_t i = 0; i < held.n; i++)
        may |= !strcmp(held.v[i].path, giver);
    if (!may)
        say(DOUBT, "%s.json: %s neither sealed the bundle nor received it before", head, giver);
    r->any = keyless;
    add(&held, span_of(giver), zeros);
}
static void check_transfer(struct received *r, int dir, const char *head, struct span json,
                           const struct bytes *trust, const char *bundle)
{
    char path[80], who[200];
    struct span named = member(json, "key"), act = member(json, "act");
    bool by_key = same(member(json, "signs"), span_of("ssh"));
    int64_t at_s = seconds_of(member(json, "time"), ISO), stamp_s = 0;
    copy(who, member(json, "giver"));
    if (same(act, span_of("time-stamp")) && !(stamp_s = stamped_s(bundle, member(json, "token"))))
        say(BAD, "%s.json: the time stamp is not of this bundle", head);
    if (!at_s)
        say(BAD, "%s.json: its time is none", head);
    if (same(act, span_of("hand-over")))
        check_holder(r, head, who, !by_key);
    snprintf(path, sizeof path, "%s.sig", head);
    add(&signed_here, span_of(path), zeros);
    check_signature(dir, path, "moka-transfer", who, json, trust, at_s,
                    r->key.p && !strcmp(r->by, who) ? plain_key(all_of(&r->key)) : NULL, false);
    latest_s = at_s > latest_s ? at_s : latest_s;
    latest_s = stamp_s > latest_s ? stamp_s : latest_s;
    free(r->key.p);
    r->key = (struct bytes){ 0 };
    r->waits = false;
    until(&named, ' ');
    if (!by_key || !unbase64(&r->key, named))
        return;
    copy(r->by, member(json, "by"));
    add(&held, span_of(r->by), zeros);
    snprintf(path, sizeof path, "%s.receiver.sig", head);
    add(&signed_here, span_of(path), zeros);
    r->waits = !there(dir, path);
    if (!r->waits)
        check_signature(dir, path, "moka-transfer", r->by, json, trust, at_s,
                        plain_key(all_of(&r->key)), true);
}
static void check_transfers(int dir, const struct info *in, const struct bytes *trust)
{
    char head[40], text[400], bundle[HEX + 1], prev[HEX + 1];
    bool found = !receipt;
    struct received r = { .any = false };
    struct bytes json;
    uint64_t n = 1, size;
    latest_s = in->sealed_s;
    snprintf(prev, sizeof prev, "%0*d", HEX, 0);
    hash_file(bundle, &size, dir, "tagmanifest-sha256.txt");
    snprintf(text, sizeof text, "kit:%s", in->kit);
    add(&held, span_of(text), zeros);
    snprintf(text, sizeof text, "officer:%s", in->officer);
    add(&held, span_of(text), zeros);
    for (;; n++) {
        snprintf(head, sizeof head, "custody/transfers/%04" PRIu64, n);
        snprintf(text, sizeof text, "%s.json", head);
        if (!slurp(&json, dir, text, SIG_MAX))
            break;
        add(&signed_here, span_of(text), zeros);
        snprintf(text, sizeof text,
                 "{\"format\":\"moka-transfer-1\",\"n\":%" PRIu64
                 ",\"run\":\"%s\",\"bundle\":\"%s\",\"prev\":\"%s\",",
                 n, in->run, bundle, prev);
        if (r.waits)
            say(BAD, "custody/transfers/%04" PRIu64 ".receiver.sig: missing", n - 1);
        if (!starts(all_of(&json), text))
            say(BAD, "%s.json: the chain is broken here", head);
        check_transfer(&r, dir, head, all_of(&json), trust, bundle);
        hex_of(prev, all_of(&json));
        free(json.p);
        snprintf(text, sizeof text, "moka-transfer-1:%s:%" PRIu64 ":%s", in->run, n, prev);
        found = found || !strcasecmp(text, receipt);
    }
    free(r.key.p);
    if (!found)
        say(BAD, "custody/transfers: the one of the receipt is not there, it was left out");
    if (r.waits)
        say(DOUBT, "custody/transfers/%04" PRIu64 ".receiver.sig: missing: not signed yet", n - 1);
    if (signed_here.n)
        qsort(signed_here.v, signed_here.n, sizeof *signed_here.v, by_path);
    say(NOTE, "%" PRIu64 " transfers after sealing; later ones cannot be excluded", n - 1);
}
static void check(int dir, const struct bytes *trust)
{
    static const char *const needed[] = { "bagit.txt",   "bag-info.txt",   "manifest-sha256.txt",
                                          "index.jsonl", "coverage.jsonl", "custody/log.jsonl" };
    struct info in;
    read_info(&in, dir);
    read_manifest(&tags, dir, "tagmanifest-sha256.txt");
    check_hashes(&tags, dir);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!find(&tags, needed[i]))
            say(BAD, "tagmanifest-sha256.txt does not list %s", needed[i]);
    read_manifest(&payload, dir, "manifest-sha256.txt");
    check_hashes(&payload, dir);
    check_counts(&in);
    check_index(dir);
    check_custody(dir);
    check_signatures(dir, &in, trust);
    check_transfers(dir, &in, trust);
    say(NOTE, "not judged here: keys taken back, who made time stamps, records, what was allowed");
    walk(openat(dir, ".", O_RDONLY | O_DIRECTORY), "", 0);
}
int main(int argc, char **argv)
{
    struct bytes trust = { 0 };
    bool with_trust = argc >= 4 && !strcmp(argv[1], "--trust");
    receipt = argc == 6 && !strcmp(argv[3], "--receipt") ? argv[4] : NULL;
    if (argc != 2 && !(with_trust && (argc == 4 || receipt)))
        return fputs("usage: moka-check [--trust FILE [--receipt TEXT]] BUNDLE\n", stderr), 2;
    CRYPTO_set_mem_functions(its_first, its_room, NULL);
    int dir = open(argv[argc - 1], O_RDONLY | O_DIRECTORY);
    if (dir < 0 || (with_trust && !slurp_open(&trust, open(argv[2], O_RDONLY), TEXT_MAX)))
        cannot(argv[dir < 0 ? argc - 1 : 2]);
    bool is = there(dir, "bag-info.txt") || there(dir, "tagmanifest-sha256.txt");
    bool open_yet = there(dir, "journal");
    if (!is || open_yet)
        say(DOUBT, open_yet ? "not sealed yet: it has a journal" : "no bundle");
    else
        check(dir, &trust);
    free(trust.p);
    close(dir);
    puts(bad ? "TAMPERED" : doubt ? "UNKNOWN" : "INTACT");
    if (fflush(stdout) || ferror(stdout))
        cannot("standard output");
    return bad || doubt ? 1 : 0;
}
