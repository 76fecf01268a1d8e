#ifndef MK_VIEWER_H
#define MK_VIEWER_H

#include "parsers/source/context.h"

/*
 * The examiner's viewer: the one description of what its page, its server and its desk say.
 *
 * The desk (`moka serve`) has the case open, answers words, writes the audit log and starts the
 * workers that read evidence or decode pictures: in several processes, so that words are answered
 * beside an export, and not always in the order in which they were asked. The server
 * (`moka-viewer`, a worker of the desk's) speaks HTTP on 127.0.0.1 alone; it opens no file and
 * makes no socket, and reads no byte of a phone but inside answers and files that the desk hands
 * it. The page is host/viewer/web.
 *
 *   GET  /?t=TOKEN         takes the one-time token, gives the cookie, leads to /
 *   GET  /, /app.js, /app.css, /lang/XX.json, /map/.., /chunks/..    the page, out of the program
 *   GET  /api/hello        the desk's hello, and "csrf"
 *   POST /api/WORD         X-Moka-Csrf and a JSON object, the members of the word; 200 with the
 *                          desk's answer
 *   GET  /get/TICKET       the bytes a word made a ticket for: once, within MK_TICKET_S; a picture
 *                          as image/jpeg or image/png, all else as an attachment
 *
 * What the server itself refuses: {"ok":false,"code":CODE,"text":ENGLISH} with 400 usage, 403 door,
 * csrf, origin, host, 404 not-found, 405 method, 413 limit, 415 usage, 503 desk (it is gone),
 * 504 failed (no answer in time).
 *
 * Between server and desk: lines of JSON (LF),
 *   {"id":N,"do":WORD,"with":{members}}  ->  {"id":N,"ok":true,..} |
 * {"id":N,"ok":false,"code":CODE,"text":..} CODE   usage      the request is wrong: also members
 * that the word does not know not-found  no such record, bundle, talk, entity, tag, merge limit too
 * large evidence   the bundle is gone, was changed since, or cannot be read failed     the
 * operation failed
 *
 * ---- conventions ----
 * Members with ? may be absent; absent means any, or none. "bundle" in a request is an id.
 * TIME: members named *_us are integers, microseconds since 1970 UTC (beyond 2^53 never: years 1684
 * to 2255); inside records times are UTC text. A span of time is from_us <= t < until_us.
 * PAGE: "limit" (1..1000, 200 unless told) and "after": the "next" of the answer before, sent back
 * as it came. "next" is null on the last page.
 * RECORD: {"id":N,"bundle":N,"record":{a line of `moka parse`},"tags":["name"..],"notes":N}
 *   state of a deleted one: record.source.state other than "live" and "wal"; "confidence".
 * TALK: {"id","bundle","app","key","title":text|null,"messages":N,"first_us":N|null,
 *        "last_us":N|null,"about":record id|null}
 * ENTITY: {"id","kind","value","bundles":N,"mentions":N,"first_us":N|null,"last_us":N|null,
 *          "name":text|null}   name: what a card calls it, else an app
 * Text in answers is what the phone had, escaped as JSON and in no other way: hostile.
 *
 * ---- words: members -> what the answer adds ----
 * hello {}
 *    {"version","who","zone":"Area/City","languages":["en",..],"lang":"en","formats":["csv",..],
 *     "bundles":[{"id","root","path","verdict":"INTACT|TAMPERED|UNKNOWN|NONE","training":bool,
 *       "records","issues","failed","name":text|null,"platform":"android|iphone"|null}],
 *     "regions":[name]}       regions: NAME.pmtiles files of the folder maps beside the case.db
 * overview {"bundle"?}
 *    {"bundles":[{"id","first_us","last_us","kinds":{"message":N,..},"timeless":{"note":N,..},
 *       "said":{"info":["Key: value"..],"findings":[text..],"ledger":[{..}..],"acquired":[{..}..],
 *               "issues":[{..}..],"failed":[{..}..],"hits":[{..}..],"left_out":N}}],
 *     "contacts":[ENTITY x20],"hours":[24],"weekdays":[7],"apps":[{"app","messages","talks"}]}
 *    said: at most MK_SAID_MAX of each list, left_out: how many more; ledger: what the readers here
 *    found, acquired: what the kit looked for (coverage.jsonl). hits: files that a hash set
 *    knows (host/case/known.h). hours, weekdays: messages and
 *    calls in the desk's zone, weekdays from Monday
 * activity {"bundle"?,"from_us","until_us","step":"year|month|day|hour|minute|second","kinds"?}
 *    {"bins":[{"from_us","kinds":{"message":N,..}}]}   in UTC; empty bins are left out; at most
 *    MK_BINS_MAX; minute and second: at most MK_FINE_S seconds of time at once
 * line {"bundle"?,"kind"?,"from_us"?,"until_us"?,"timeless"?:bool,PAGE}
 *    {"records":[RECORD],"next"}     by time; what has none is in it only, and alone, when timeless
 * talks {"bundle"?,"app"?,PAGE}
 *    {"talks":[TALK],"next"}         the latest first; those without a time last
 * talk {"talk","at_us"?|"around"?,PAGE}
 *    {"talk":TALK,"records":[RECORD and "children":[RECORD]],"next","before":bool}
 *    by time; at_us: from there on; around: a record's id, which stands in the page's first half;
 *    before: there are earlier ones
 * search {"query","kind"?,"from_us"?,"until_us"?,"bundle"?,"tag"?,"state"?:"live|deleted",
 *         "ranked"?:bool,PAGE}
 *    {"records":[RECORD and "hits":[[field,from,to]..]],"next","latest"?:N}
 *    latest, of a ranked one: more than so many hold the words, and only the latest so many of
 *    those that fit are in order, and in the answers at all
 *    field: the member's path in "record", as "text" or "to.0.name"; from, to: of its text, in
 *    UTF-16 units, as a page's strings count. query: words; "a phrase"; begin*; -not; OR.
 *    A refused query: also "reason":"empty|no-word|only-without|too-long" (host/case/case.h),
 *    "at":[from,to] of the query
 * one {"id"}
 *    {"record":RECORD,"children":[RECORD],"notes":[{"who","time_us","text"}],"tags":[name],
 *     "entities":[{"id","kind","value","role","rule"}],"talk":TALK|null}
 * raw {"id","offset"?}
 *    {"source":{..},"kind":"row|page|text|bytes|none",
 *     "columns"?:[{"name","value"?,"hex"?,"bytes"?}],"page"?:{"number","offset","size"},
 *     "file"?:name in the bundle,"inside"?:bool,"bytes"?:{"offset","total","hex"},
 *     "why"?:text,"why_code"?,"same"?:bool}
 *    columns: in the order of the table; hex: of a blob; bytes: the value is so long, and this is
 *    its beginning. Read anew out of the bundle, the database with its logs; "bytes":
 *    MK_RAW_MAX bytes from offset (of the file; unless told, where the record says). row: of a
 *    live SQLite table; page: the page that a carved one lies in; none: "why". same: the file
 *    still has the SHA-256 that the record names; without: it names none, or the file is too large
 *    to be hashed while one waits (MK_SAME_MAX). inside: it lies in a container; "file" and "same"
 *    are of what holds it, in a backup of the stored file
 * tag {"id","name","on":bool}          {"changed":bool}
 * note {"id","text"}                   {}
 * tags {}                              {"tags":[{"name","records"}]}
 * tagged {"name",PAGE}                 {"records":[RECORD],"next"}
 * contacts {"bundle"?,"limit"?}        {"contacts":[ENTITY]}     with whom there was most
 * shared {"bundles"?:2,"limit"?}       {"shared":[ENTITY]}       in at least so many bundles
 * entity {"id",PAGE}
 *    {"entity":ENTITY,"also"?:[value],"where":[{"bundle","role","rule","records"}],
 *     "records":[RECORD],"next"}     of what an examiner joined: all of it; also: the others
 * graph {"bundle"?,"limit"?}
 *    {"nodes":[{"id":"b1"|"e5","kind":"bundle"|an entity's,"label","mentions","bundles"}],
 *     "edges":[{"a","b","n","first_us","last_us"}],"left_out":N}
 *    an edge: with whom the phone of a bundle had messages and calls; what stands in several
 *    bundles is there first. What an examiner joined is one node; "also"?:[value] are the others
 * merges {}
 *    {"suggested":[{"a":SIDE,"b":SIDE,"rule","reason","name","record":id|null}],
 *     "made":[{"id","a":SIDE,"b":SIDE,"reason","who","time_us"}]}   SIDE {"id","kind","value"};
 *    rules: host/case/merge.h. What was taken back stands in the audit log
 * merge {"a","b","reason"}             {"id"}      entities' ids
 * unmerge {"id"}                       {}
 * places {"bundle"?,"from_us"?,"until_us"?,"origin"?,"meaning"?,"box"?:[w,s,e,n],PAGE}
 *    {"places":[{"id","bundle","kind","lat","lon","accuracy_m":N|null,"time_us":N|null,"until_us":N|null,"origin",
 *       "meaning","whose","label":text|null}],"next","without_place":N}
 *    box: degrees, w > e crosses the 180th meridian; without_place: media and locations that have
 *    none, of the same bundle
 * near {"lat","lon","radius_m","time_us","window_s","bundle"?}
 *    {"answer":"supported|contradicted|no-data","why":[{"code","id"?,"distance_m"?,
 *       "accuracy_m"?,"time_us"?,"apart_s"?,"text"}],"records":[RECORD]}
 *    Only this phone's own positions count (whose "device", meaning "visited"; pictures it took
 *    itself are listed, and do not decide). supported: one within the window lies wholly in the
 *    circle with its accuracy. contradicted: one within the window lies outside by more than three
 *    times its accuracy and 300 m/s for the time between, and none supports. Both: no-data, code
 * "conflict". Everything else is no-data; codes: "nothing" (no position within the time),
 * "undecided", "several-phones", "too-many"; of a position "supports", "excludes", "not-far"
 * (outside, by less than that), "wide" (its accuracy reaches in and out), "unknown-accuracy",
 * "not-device". A stay counts for all of its time region {"name","offset"?:0,"bytes"?}
 *    {"total":N,"hex"}     a stretch of maps/NAME.pmtiles beside the case.db, the lab's own map
 *    (a name of hello's "regions"): at most MK_REGION_MAX, shorter at its end
 * media {"bundle"?,"kind"?:"image|video|audio",PAGE}
 *    {"items":[{"id","bundle","name","mime","bytes":N|null,"kind","time_us":N|null,"place":bool,
 *       "present":bool,"state"}],"next"}
 * open {"id","how":"thumbnail|picture"}
 *    {"ticket","mime","width","height"}    decoded and encoded anew by moka-media; the audit log
 *    has it ("opened") before the page has
 * files {"bundle","folder"?:"",PAGE}
 *    {"entries":[{"name","folder":bool,"bytes":N|null,"object":text|null,"files":N|null}],"next"}
 *    the phone's paths (index.jsonl), folders first; object: its name in the bundle
 * export {"format","bundle"?,"tag"?,"images"?:false}
 *    {"ticket","name","bytes","leaves_out":[{"kind","n","why"}]}  formats: hello's "formats"
 *    tag: of records with that tag only
 * audit {PAGE}
 *    {"lines":[{..}],"next","chain":"whole|broken","broken_at"?:N}     the latest first
 */
#define MK_VIEWER_BODY     ((size_t)60 << 10) /* of a request */
#define MK_VIEWER_LINE     ((size_t)16 << 20) /* of the desk */
#define MK_VIEWER_LIMIT    1000u
#define MK_VIEWER_USUAL    200u
#define MK_VIEWER_ANSWER_S 120 /* what the desk may take: a slow disk */
#define MK_VIEWER_EXPORT_S 3600
#define MK_TICKETS         64u
#define MK_TICKET_S        120
#define MK_RAW_MAX         ((size_t)4096) /* bytes of "hex" at once */
#define MK_REGION_MAX      ((size_t)1 << 20)
#define MK_SAME_MAX        ((uint64_t)256 << 20)
#define MK_SAID_MAX        500u
#define MK_BINS_MAX        20000u
#define MK_FINE_S          86400

/* Every word that the desk answers: the server lets no other through. */
#define MK_VIEWER_WORDS(X)                                                                         \
    X(hello)                                                                                       \
    X(overview)                                                                                    \
    X(activity)                                                                                    \
    X(line)                                                                                        \
    X(talks)                                                                                       \
    X(talk)                                                                                        \
    X(search)                                                                                      \
    X(one)                                                                                         \
    X(raw)                                                                                         \
    X(tag)                                                                                         \
    X(note)                                                                                        \
    X(tags)                                                                                        \
    X(tagged)                                                                                      \
    X(contacts)                                                                                    \
    X(shared)                                                                                      \
    X(entity)                                                                                      \
    X(graph)                                                                                       \
    X(merges)                                                                                      \
    X(merge)                                                                                       \
    X(unmerge)                                                                                     \
    X(places)                                                                                      \
    X(near)                                                                                        \
    X(region)                                                                                      \
    X(media)                                                                                       \
    X(open)                                                                                        \
    X(files)                                                                                       \
    X(export)                                                                                      \
    X(audit)

struct mk_viewer_options {
    const char *dir, *who;           /* the case, the examiner */
    const char *zone;                /* that times are shown in: "UTC", "+02:00", "Europe/Paris" */
    const char *lang;                /* that the page begins with */
    unsigned port;                   /* on 127.0.0.1; 0: any */
    const struct mk_secret *secrets; /* of sources in encrypted containers; may be NULL */
};
/* The desk: prints `ready URL`, another one at SIGHUP; until SIGTERM, SIGINT or the end of its
 * server. MK_EUSAGE, MK_EABSENT: there is no such zone. */
MK_CHECK int mk_viewer_run(const struct mk_viewer_options *o, struct mk_error *e);

#endif
