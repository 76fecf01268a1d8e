#ifndef MK_BUNDLE_FORMAT_H
#define MK_BUNDLE_FORMAT_H

/*
 * The evidence bundle, version 1: the specification. Who reads this file can check a bundle without
 * Moka: sha256sum, ssh-keygen and a JSON reader are all it takes.
 *
 * A bundle is a BagIt 1.0 bag (RFC 8493). All text is UTF-8, lines end in LF, JSON has no white
 * space and no byte order mark. Every file name is made by Moka: [A-Za-z0-9._-], no name comes from
 * a phone.
 *
 *   bagit.txt                the two lines of RFC 8493
 *   bag-info.txt             see "bag-info.txt"
 *   manifest-sha256.txt      "<hex>  data/NNN/NNNNNNN\n", ascending
 *   tagmanifest-sha256.txt   the same for every other file outside of data/, signatures/, and
 *                            custody/transfers/; itself excepted
 *   data/NNN/NNNNNNN         object n, 7 digits or more, in folder n / 10000, 3 or more
 *   index.jsonl              one line per payload file, ascending by number
 *   authority.json           as the officer gave it, byte for byte
 *   plan.json                the filters that it became
 *   coverage.jsonl           the ledger, see parsers/record/coverage.h
 *   withheld.jsonl           keyed digests of what was not kept, see "withheld"
 *   merkle.json, merkle-seed.json    for showing single parts of it, see merkle.h
 *   custody/log.jsonl        see "custody log"
 *   signatures/kit.sig       SSHSIG (namespace moka-bundle) of the bytes of tagmanifest-sha256.txt
 *   signatures/tree.sig      the kit's of the bytes of merkle.json, in the same name space: the two
 *                            cannot be taken for each other. Where merkle.json names the kit
 *   signatures/officer.sig   where bag-info names an officer's signature
 *   custody/transfers/NNNN.json, NNNN.sig, NNNN.receiver.sig     after sealing, see "transfers"
 *
 * authority.json, plan.json, withheld.jsonl: where the run had them. Manifests ascend: the
 * payload's by number, the tag files' by name. No folder is empty but data/ itself, when nothing
 * was taken. Nothing else may be there: the verifier names every foreign file, folder, link and
 * special file.
 *
 * bag-info.txt, in this order, one line each, no folding:
 *   Source-Organization: <kit id>            Bagging-Date: YYYY-MM-DD
 *   External-Identifier: <run id>            Payload-Oxum: <bytes>.<files>
 *   Moka-Bundle-Version: 1                   Moka-Software: moka <version>
 *   Moka-Kit: <kit id>                       Moka-Kit-Counter: <n>
 *   Moka-Officer: <officer id>               (only with an officer)
 *   Moka-Signatures: kit[, officer]          the signatures this bundle was sealed with
 *   Moka-Exhibit: <as the authority names it>
 *   Moka-Authority: <reference>
 *   Moka-Started: <ISO 8601>                 Moka-Sealed: <ISO 8601>
 *   Moka-Clock: trusted | doubtful
 *   Moka-Encrypted: age | no                 whether sealing ended with NAME.tar.age and the plain
 *                                            folder was given up; see pack.h, sealed.h
 *   Moka-Training: TRAINING                  (only for exercises)
 * Line breaks and control characters in values have become spaces.
 *
 * Principals: kit.sig is by a key (or a certificate of the agency's authority) for the principal
 * "kit:<kit id>", officer.sig for "officer:<officer id>".
 *
 * custody log: one JSON object a line, members in this order first:
 *   "seq"   0, 1, 2 ...
 *   "time"  kit wall clock, ISO 8601, microseconds
 *   "mono_us"  kit monotonic clock, microseconds
 *   "act"   one word, see acquire/log.c for the words
 *   ...     members of that act; where a path may be out of scope, "path_mac" in its place: as of a
 *           "file" of withheld.jsonl, of size 0 and time 0
 *   "prev"  last: SHA-256 (hex) of the line before without its LF; 64 zeros for the first
 *
 * index.jsonl: members in this order, absent where unknown or empty:
 *   "file"         "data/000/0000001"
 *   "bytes"        its size
 *   "sha256"       made on arrival; the phone hands out no hash of its own over these routes
 *   "path"         the phone's, as display text. With role "filtered-extract": of the file that the
 *                  records were in where that can name nobody, else made of the object's number
 *   "path_hex"     the phone's bytes, lower case hex
 *   "size_told"    size that the phone told
 *   "route"        "adb:sync"
 *   "command"      what went to the phone; with "command_hex" where that was no UTF-8
 *   "set", "role", "columns", "row"   of a provider's reply, see parsers/source/source.h. "role" is
 *                  "filtered-extract" where the object is what was in scope of a file's records, as
 *                  lines of JSON (the file itself was not kept)
 *   "database"     of a database, its -wal and its -journal: the path of the database
 *   "replaces"     list of the "file"s that this one and the others of its set were taken again
 *                  for, because one of them had changed while the set was copied; readers pass
 *                  those over. At most 3
 *   "mode"         octal text
 *   "mtime"        ISO 8601, whole seconds; or "mtime_s", a number, where no date can say it
 *   "as"           the name that the answer to a command can be read under, "shell/getprop.txt":
 *                  our own, [a-z0-9_/.]; absent when it is no answer (refused, no such command)
 *   "taken"        time on the kit when it was whole, ISO 8601, microseconds
 *   "remark"
 *
 * withheld.jsonl: of what was seen on the phone and not kept. HMAC-SHA256 (FIPS 198-1) under 32
 * random bytes that are this run's own and are not in the bundle. The first line is
 *   {"format":"moka-withheld-1","mac":"HMAC-SHA256","key":"<hex>"}
 * where "key" is the digest of "moka-withheld-1" NUL: it shows whether a key is the one. Then one
 * line a thing:
 *   {"what":"file","of":"android.files","why":"window","mac":"<hex>"}
 * "of" is the artefact whose lines of the ledger count it: their "withheld" add up to as many.
 * "why" is a word, as the plan has it. What is digested, by "what", texts and decimal numbers each
 * ended by a NUL, as the phone told them:
 *   file        "file", path, size in bytes, time of change in seconds since 1970
 *   container   "container", the same: it was fetched and read, and its bytes were not kept
 *   row         "row", the provider's URI, _id
 *   record      "record", path, size and time of its container, the path behind that of the file
 *               inside where it is packed (with its '/'), the app's id, the record's kind, its
 *               table and its row (0 where it has none)
 *
 * transfers: what became of the bundle after it was sealed. NNNN counts from 0001 without a gap.
 * NNNN.json is one line of JSON, these members first, then its own:
 *   {"format":"moka-transfer-1","n":1,"run":"<run id>","bundle":"<hex>","prev":"<hex>",
 *    "time":"<ISO 8601>","clock":"trusted|doubtful","act":"hand-over|withdrawn|time-stamp",
 *    "giver":"<principal>","signs":"ssh|strokes|typed|none"
 * "bundle" is the SHA-256 of tagmanifest-sha256.txt; "prev" that of the .json before; 64 zeros for
 * the first. With "signs":"ssh" these two come next: "by", the receiver's principal, and "key", the
 * receiver's public key ("type base64"). The rest: "name", "organisation", "id" of the receiver,
 * "why", and with "signs":"strokes" the lines that the receiver drew, as lists of numbers;
 * with "signs":"typed" the name as the receiver "typed" it and the "statement" above it. A
 * withdrawn consent is a notice: "signs":"none", and "why".
 * A time stamp has "signs":"none" and "token": the TimeStampToken (RFC 3161, DER, base64) of the
 * SHA-256 of tagmanifest-sha256.txt. `base64 -d` of it is what `openssl ts -verify -token_in`
 * reads. NNNN.sig is the giver's SSHSIG (namespace moka-transfer) of the bytes of NNNN.json; the
 * giver's principal is in the trust file, or the key is the one that received it in the transfer
 * before. NNNN.receiver.sig is the same by "key", which the giver vouches for: a receiver whom the
 * trust file has in full, by another key, has not received it; only the last transfer may lack it
 * still. A key is judged at the time that its record gives, or at that of a vouched stamp before it
 * if that is later; where it does not hold at the latest time given before, it is UNKNOWN. Who
 * hands over has sealed the bundle (the kit, the officer that bag-info.txt names) or received it;
 * behind a receiver without a key, whoever the trust file knows: else it is UNKNOWN. What came
 * after the last one nobody can tell but who keeps a receipt.
 *
 * ---- before sealing ----
 *
 * The folder holds data/, authority.json, plan.json, and
 *
 *   journal        lines "<16 hex> <json>\n"; the 16 digits are the first 8 bytes of SHA-256 over
 *                  (the 16 digits of the line before, or "moka-journal-1\n" for the first) and the
 *                  json. A line that does not check, and all behind it, never was. At most 1 MiB of
 *                  json a line; members in the order given here. The one writer holds a flock() on
 *                  the journal.
 *                  {"j":"info",...}                         mk_bundle_info, the first line
 *                  {"j":"begin","n":..,"path":.. to "row"}  before the request goes out
 *                  {"j":"whole","n":..,"bytes":..,"sha256":..,"line":{line of index.jsonl}}
 *                  {"j":"drop","n":..,"why":..}             the number may begin again
 *                  {"j":"act","line":{custody line}}
 *                  {"j":"cover","line":{coverage line}}
 *                  {"j":"seal","time":..}                   from here on only sealing goes on
 *   scratch/       the run's own files (work list); not part of the bundle
 *   *.tmp          files on their way to their names; resuming removes them
 *
 * A group is due at 256 objects, 64 MiB or one second: data is written back while it streams,
 * syncfs() makes the group's data and names durable, then its "whole" lines are appended and
 * fdatasync()ed. So a "whole" line on the disk means the bytes are on the disk. While one group is
 * being committed the next one fills, and when the disk is slow beyond its due size, up to eight
 * times as much; then the writer waits. Resuming deletes payload that no "whole" line names and
 * cuts the journal behind its last valid line. Sealing writes everything from the journal and is
 * repeated whole when it was cut; the journal goes last, so where there is a journal the bundle is
 * not sealed.
 */
#define MK_BUNDLE_VERSION     "1"
#define MK_GROUP_OBJECTS      256u
#define MK_GROUP_BYTES        ((uint64_t)64 << 20)
#define MK_GROUP_MS           1000
#define MK_GROUP_STRETCH      8u
#define MK_OBJECTS_PER_FOLDER 10000u
#define MK_OBJECT_MAX         99999999u /* highest object number */
#define MK_JOURNAL_LINE_MAX   ((size_t)1 << 20)
#define MK_OBJECT_PATH_MAX    4096u /* of the phone's path, in bytes */

#endif
