#ifndef MK_TRAIN_H
#define MK_TRAIN_H

#include "host/train/scenario.h"
#include "parsers/base/error.h"

/*
 * An exercise: a generated phone and the truth about it, in one folder. This is
 * the one description of the format; `moka exercise new` writes it and
 * firmware/phantom plays it. The same options give the same bytes, times included.
 *
 *   exercise.json   {"format":"moka-exercise-1", "id", "seed", "name", "scenario",
 *                    "phone": {"serial",
 *                       "banner": {"ro.product.name", ..., "ro.moka.phantom": id}, in this order
 *                       "features": ["shell_v2", ...],      ADB features that it announces
 *                       "getprop": {name: value},
 *                       "packages": {name: {"version", "code"}},
 *                       "battery": percent, "clock_offset_ms": the phone's clock less the true
 * one}, "providers": [{"uri", "table", "state", "permission": app operation of the shell,
 * "READ_SMS", or "", "sort": the order without --sort, or "", "rows": SQL condition that hides rows
 * from the shell, or "", "strict": true: unknown columns are refused by the provider itself,
 * "order", "columns": its own, whatever is asked for, or "", "checked": true: answers nothing to
 * selections with certain words}],
 *                    "storage_root": "/sdcard"}
 *     state  ok          answers out of its table
 *            refused     SecurityException
 *            restricted  answers nothing and says nothing; `appops get` says "ignore"
 *            absent      there is no such provider
 *            error       IllegalStateException
 *            empty       ok, and the table has no rows
 *                    "listed": [{"folder" below storage/, "name_hex"}]: names that it lists there
 *                    although nothing is of that name
 *   providers.db    SQLite, one table a provider, columns as AOSP's providers have them; and
 *                   table_bytes(_id, bytes) is what `content read` gives behind a row,
 *                   the same for another user is named table_uN, "calls_u150"; and
 *                   answers(command, out, err, status): what other commands say, by their words
 *   card/           a memory card, where there is one: served below /storage/1A2B-3C4D
 *   storage/        the tree served below /sdcard and /storage/emulated/0
 *   truth.jsonl     the messages, calls and contacts that must come out, in the fields of
 * CONTRACT.md: those of providers, then those of documents in the storage. `parser` and `ref` are
 * not in it, nor fields that a hostile row leaves open. "source" has file (the URI, or the path
 * below /sdcard) and row. What a provider that is not ok or empty holds is not in it; what pictures
 * and tracks say is in the whole truth only
 *
 *   names.jsonl     with hostile_names, per odd file {"path_hex": as the phone has it, "comes":
 *                   false when it, or a folder above it, has to be named as not taken}. A file that
 *                   comes holds the last part of its path
 *
 * And the same phone as a laboratory gets it, whole, when `system` is asked for:
 *
 *   system/              a tree of device paths (data/data/com.whatsapp/databases/msgstore.db ...)
 *   truth-system.jsonl   every record that `moka parse system` must give, and no other. "source"
 * has file, table and row where the artefact has them. A field of a record that CONTRACT.md names
 * for its kind is either here or must not come out; fields beside those are compared where they are
 * here. "open" lists fields that are not compared; {"table", "row"} in place of a ref names the
 * record of that row. leads.jsonl     where the scenario's leads lie: {"lead", "about", "kind",
 * "file", "table", "row", "time"}
 *
 * tests/lib/compare.pl compares the first, tests/lib/whole.py the second.
 *
 * An iPhone's (options.iphone) holds these instead:
 *
 *   exercise.json   {"format", "platform":"iphone", "id", "seed", "name", "scenario",
 *                    "phone": {"udid", "serial", "name", "product_type", "product_version",
 * "build", "ecid", "imei", "imei2", "phone_number", "wifi", "bluetooth", "iccid", "time_zone",
 * "passcode": true, "clock_offset_ms", "battery"}, "lockdown": {domain, "" for that without a name:
 * {key: scalar, or
 *                       {"data": "HEX"} for bytes}}   further values,
 *                    "apps": [{"CFBundleIdentifier", ...}]   what installation_proxy says of each,
 *                    "profiles": [{"PayloadIdentifier", ...}], "cloud": {...}   what MCInstall
 * tells of an organisation's hand on it; without them nothing "encrypted_only": [globs of
 * DOMAIN/PATH]   what plain backups leave out} phone/DOMAIN/PATH           the files that backups
 * have, by their domain media/                      AFC's root: /private/var/mobile/Media
 *   apps/BUNDLEID/Documents/    what an app shares
 *   crash/                      crash reports
 *   truth.jsonl                 what `moka parse` of a plain backup must give; "source" has the
 * file's path on the phone. Written as truth-system.jsonl is, {"table", "row"} for references
 *   truth-encrypted.jsonl       the same of an encrypted one: all of those, and more
 *   leads.jsonl, names.jsonl    as above; names of media/. Leads in apps that it does not have
 * (Telegram, Signal, Viber) are not planted
 *
 * tests/lib/whole.py compares both truths.
 */
#define MK_TRAIN_STATES 16u

struct mk_train_options {
    uint64_t seed;
    const char *name;
    const struct mk_scenario *scenario; /* NULL: the built-in household; its volumes do not count */
    uint32_t sms, mms, calls, contacts, calendar, files, pictures;
    uint32_t whatsapp, telegram, signal, viber, web, places;
    uint64_t big;                         /* bytes of one large video; 0: none */
    const char *serial, *model, *android; /* of the phone; NULL: made up, the scenario's, "14" */
    bool iphone;                          /* an iPhone: see above */
    const char *ios;                      /* of an iPhone; NULL: a usual one */
    bool hostile_names;                   /* files whose names want to be something else */
    bool hostile;            /* messages, calls and contacts made to mislead a parser */
    bool shell_view;         /* drafts, failed and queued messages are hidden from the shell */
    bool system;             /* system/ and its truth */
    bool no_truth;           /* neither truth is written: for benches */
    bool no_leads;           /* nothing is planted */
    bool old_whatsapp;       /* its databases as they were before 2021 */
    int64_t clock_offset_ms; /* of the phone's clock */
    struct {
        const char *uri, *state;
    } states[MK_TRAIN_STATES];
    size_t nstates;
};

/* What of providers there is, or NULL behind the last. */
const char *mk_train_provider(size_t i);

struct mk_train_counts {
    uint64_t rows, files;
    uint64_t records, whole; /* in truth.jsonl and in truth-system.jsonl */
};

/*
 * Makes the exercise in `dir`, which must not exist or be an empty folder.
 * MK_EUSAGE for an unknown provider or a folder in use.
 */
MK_CHECK int mk_train_new(struct mk_train_counts *out, const char *dir,
                          const struct mk_train_options *o, struct mk_error *e);

#endif
