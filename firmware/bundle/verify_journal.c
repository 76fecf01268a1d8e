/*
 * A bundle that is not sealed: its journal, and what that calls whole. UNKNOWN at best: nothing is
 * signed yet, and whoever can write here can write the journal anew.
 */
#include "firmware/bundle/verify.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SEED  "moka-journal-1\n"
#define CHECK 16

struct journal {
    struct mk_verify *v;
    int data;
    struct mk_sha256 *h;
    char check[CHECK + 1]; /* of the line before; empty: none yet */
    uint8_t *step;
    uint8_t *whole[MK_VERIFY_FOLDERS]; /* bits of one folder's objects */
    uint64_t objects, bytes, lines;
    bool begun_sealing;
};

static const json_int_t *integer(json_int_t *out, const json_t *o, const char *key)
{
    const json_t *i = json_object_get(o, key);
    *out = json_integer_value(i);
    return json_is_integer(i) && *out >= 0 ? out : NULL;
}

static bool checks(struct journal *j, struct mk_span s, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    struct mk_span before = j->lines ? mk_span(j->check, CHECK) : mk_str(SEED);
    if (s.len < CHECK + 3 || s.p[CHECK] != ' ')
        return false;
    if (mk_sha256_reset(j->h, e) != 0 || mk_sha256_add(j->h, before, e) != 0 ||
        mk_sha256_add(j->h, mk_span_from(s, CHECK + 1), e) != 0 || mk_sha256_end(&d, j->h, e) != 0)
        return false;
    mk_digest_hex(hex, &d);
    if (memcmp(hex, s.p, CHECK) != 0)
        return false;
    memcpy(j->check, hex, CHECK);
    return true;
}

static int look(struct journal *j, uint64_t n, int64_t bytes, const struct mk_digest *expect,
                struct mk_error *e)
{
    struct mk_verify_path path;
    struct mk_digest got;
    struct mk_error own = { 0 };
    const char *why = "missing", *name = mk_verify_path(&path, n);
    const char *slash = strrchr(name, '/');
    char folder[24];
    uint64_t size = 0;
    int rc = 0;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - name - 5), name + 5);
    int dir = j->data < 0 ? -1 : mk_verify_folder(&why, j->data, folder);
    int fd = dir < 0 ? -1 : mk_verify_open(&why, dir, slash + 1, NULL);
    if (fd >= 0 && mk_verify_hash(&got, &size, fd, j->h, j->step, &own) != 0)
        rc = mk_fail(e, own.code, "%s: %s", name, own.text);
    else if (fd < 0 && why == mk_verify_cannot)
        mk_verify_give_up(j->v, name);
    else if (fd < 0)
        mk_verify_say(j->v, true, "%s: the journal calls it whole, but it is %s", name, why);
    else if ((uint64_t)bytes != size || memcmp(&got, expect, sizeof got) != 0)
        mk_verify_say(j->v, true, "%s: changed: size or hash is not the journal's", name);
    j->objects++;
    j->bytes += size;
    if (fd >= 0)
        close(fd);
    if (dir >= 0)
        close(dir);
    return rc;
}

static int whole(struct journal *j, const json_t *o, struct mk_error *e)
{
    json_int_t n, bytes;
    struct mk_digest d;
    const json_t *sha = json_object_get(o, "sha256");
    if (!integer(&n, o, "n") || n > MK_OBJECT_MAX || !integer(&bytes, o, "bytes") ||
        !mk_digest_parse(&d, mk_span(json_string_value(sha), json_string_length(sha)))) {
        mk_verify_say(j->v, true, "journal, line %llu: makes no sense",
                      (unsigned long long)j->lines);
        return 0;
    }
    uint8_t **bits = &j->whole[(uint64_t)n / MK_OBJECTS_PER_FOLDER];
    uint64_t at = (uint64_t)n % MK_OBJECTS_PER_FOLDER;
    if (!*bits && !(*bits = calloc(1, MK_OBJECTS_PER_FOLDER / 8 + 1)))
        return mk_fail(e, MK_ENOMEM, "journal");
    (*bits)[at / 8] |= (uint8_t)(1 << at % 8);
    return look(j, (uint64_t)n, bytes, &d, e);
}

static int record(struct journal *j, struct mk_span json, struct mk_error *e)
{
    json_error_t je;
    json_t *o =
        json_loadb((const char *)json.p, json.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);
    const char *kind = json_string_value(json_object_get(o, "j"));
    int rc = 0;
    if (!kind)
        mk_verify_say(j->v, true, "journal, line %llu: makes no sense",
                      (unsigned long long)j->lines);
    else if (!strcmp(kind, "whole"))
        rc = whole(j, o, e);
    else if (!strcmp(kind, "seal"))
        j->begun_sealing = true;
    else if (!strcmp(kind, "info") && json_is_true(json_object_get(o, "training")))
        j->v->training = true;
    json_decref(o);
    return rc;
}

/* What is behind the last line that checks was on its way when the power failed. */
static int lines(struct journal *j, int fd, struct mk_error *e)
{
    struct mk_lines l;
    struct mk_span s;
    struct mk_error own = { 0 };
    int got = 0, rc = 0;
    bool torn = false;
    mk_lines_init(&l, fd, MK_JOURNAL_LINE_MAX + CHECK + 1);
    while (rc == 0 && (got = mk_lines_next(&s, &l, &own)) > 0 && !torn) {
        torn = !checks(j, s, &own);
        if (!torn) {
            j->lines++;
            rc = record(j, mk_span_from(s, CHECK + 1), e);
        }
    }
    torn |= l.rest;
    if (rc == 0 && (got < 0 || own.code == MK_ENOMEM))
        rc = mk_fail(e, own.code, "journal: %s", own.text);
    else if (rc == 0 && !j->lines)
        mk_verify_say(j->v, true, "journal: is none: no line of it checks");
    else if (rc == 0 && torn)
        mk_verify_say(j->v, false, "journal: ends torn behind line %llu, as when power fails",
                      (unsigned long long)j->lines);
    mk_lines_done(&l);
    return rc;
}

/* Payload that the journal does not call whole. */
static int others(struct journal *j, struct mk_error *e)
{
    struct mk_verify_path path;
    struct mk_verify_data d;
    uint64_t n;
    int rc;
    mk_verify_data_open(&d, j->v);
    while ((rc = mk_verify_data_next(&n, &d, NULL, NULL, e)) == 0 && n != UINT64_MAX) {
        const uint8_t *bits = j->whole[n / MK_OBJECTS_PER_FOLDER];
        uint64_t at = n % MK_OBJECTS_PER_FOLDER;
        if (!bits || !(bits[at / 8] >> at % 8 & 1))
            mk_verify_say(j->v, false, "%s: begun, not whole; resuming removes it",
                          mk_verify_path(&path, n));
    }
    mk_verify_data_done(&d);
    return rc;
}

/* A journal in a sealed bundle would make all of it look as if work went on. */
static void against_sealed(const struct journal *j)
{
    bool is_signed = mk_verify_there(j->v, "signatures/kit.sig");
    if (mk_verify_there(j->v, "custody/transfers") || (is_signed && !j->begun_sealing))
        mk_verify_say(j->v, true,
                      "journal: foreign: the bundle was sealed, and this does not know of it");
    else if (is_signed)
        mk_verify_say(j->v, false,
                      "journal: beside a kit's signature: sealing was cut at its very end, or "
                      "somebody has put it into a sealed bundle");
}

static int judge(struct journal *j, struct mk_error *e)
{
    const char *why = "";
    int fd = mk_verify_tag(j->v, "journal");
    j->data = mk_verify_folder(&why, j->v->dir, "data");
    if (j->data < 0 && why == mk_verify_cannot)
        mk_verify_give_up(j->v, "data/");
    int rc = fd < 0 ? 0 : lines(j, fd, e);
    if (fd >= 0)
        close(fd);
    if (j->data >= 0)
        close(j->data);
    mk_verify_say(j->v, false, "not sealed: resume and seal it; nobody vouches for it yet%s",
                  j->begun_sealing ? " (sealing had begun)" : "");
    against_sealed(j);
    mk_verify_tree(j->v);
    if (rc == 0)
        rc = others(j, e);
    mk_verify_say(j->v, false, "journal: %llu lines, %llu whole objects, %llu bytes hashed",
                  (unsigned long long)j->lines, (unsigned long long)j->objects,
                  (unsigned long long)j->bytes);
    return rc;
}

int mk_verify_journal(struct mk_verify *v, struct mk_error *e)
{
    int rc = -1;
    struct journal *j = calloc(1, sizeof *j);
    if (!j)
        return mk_fail(e, MK_ENOMEM, "journal");
    j->v = v;
    j->step = malloc(MK_VERIFY_STEP);
    if (!j->step)
        mk_fail(e, MK_ENOMEM, "journal");
    else if (mk_sha256_new(&j->h, e) == 0)
        rc = judge(j, e);
    for (size_t i = 0; i < MK_VERIFY_FOLDERS; i++)
        free(j->whole[i]);
    mk_sha256_free(j->h);
    free(j->step);
    free(j);
    return rc;
}
