/*
 * Notes of an iPhone: NoteStore.sqlite, and pictures beside it. Columns: those of CREATE statements
 * of iOS 17 (observed) that hold something here; kinds of objects: its Z_PRIMARYKEY; the text is a
 * protobuf, compressed: threeplanetssoftware/apple_cloud_notes_parser, proto/notestore.proto.
 */
#include "host/train/ios.h"
#include "host/train/ios_proto.h"
#include "host/train/picture.h"
#define ZLIB_CONST /* next_in */
#include <zlib.h>

#define GROUP "AppDomainGroup-group.com.apple.notes/"
#define PLACE MK_IOS_MOBILE "Containers/Shared/AppGroup/group.com.apple.notes/"
static const struct mk_ios_file db = { "phone/" GROUP "NoteStore.sqlite", PLACE "NoteStore.sqlite",
                                       false };
enum { ATTACHMENT = 4, MEDIA = 10, NOTE = 11, ACCOUNT = 13, FOLDER = 14, NOTE_DATA = 18 };
enum { FOLDER_ROW = 1, TRASH_ROW, ACCOUNT_ROW, FIRST_NOTE };

static const char schema[] =
    "CREATE TABLE ZICCLOUDSYNCINGOBJECT (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZCRYPTOITERATIONCOUNT INTEGER,ZISPASSWORDPROTECTED INTEGER,ZMARKEDFORDELETION INTEGER,"
    "ZNEEDSINITIALFETCHFROMCLOUD INTEGER,ZNEEDSTOBEFETCHEDFROMCLOUD INTEGER,"
    "ZCLOUDSTATE INTEGER,ZACCOUNT INTEGER,ZFILESIZE INTEGER,ZORIENTATION INTEGER,"
    "ZACCOUNT1 INTEGER,ZLOCATION INTEGER,ZMEDIA INTEGER,ZNOTE INTEGER,ZACCOUNT4 INTEGER,"
    "ZHASCHECKLIST INTEGER,ZHASCHECKLISTINPROGRESS INTEGER,ZISPINNED INTEGER,"
    "ZISSYSTEMPAPER INTEGER,ZACCOUNT7 INTEGER,ZFOLDER INTEGER,ZNOTEDATA INTEGER,"
    "ZSORTORDER INTEGER,ZACCOUNTTYPE INTEGER,ZFOLDERTYPE INTEGER,ZACCOUNT8 INTEGER,"
    "ZPARENT INTEGER,ZCREATIONDATE TIMESTAMP,ZMODIFICATIONDATE TIMESTAMP,"
    "ZCREATIONDATE1 TIMESTAMP,ZCREATIONDATE2 TIMESTAMP,ZCREATIONDATE3 TIMESTAMP,"
    "ZFOLDERMODIFICATIONDATE TIMESTAMP,ZLASTOPENEDDATE TIMESTAMP,ZMODIFICATIONDATE1 TIMESTAMP,"
    "ZIDENTIFIER VARCHAR,ZPASSWORDHINT VARCHAR,ZZONEOWNERNAME VARCHAR,"
    "ZHANDWRITINGSUMMARY VARCHAR,ZOCRSUMMARY VARCHAR,ZSUMMARY VARCHAR,ZTITLE VARCHAR,"
    "ZTYPEUTI VARCHAR,ZURLSTRING VARCHAR,ZUSERTITLE VARCHAR,ZALTTEXT VARCHAR,"
    "ZFILENAME VARCHAR,ZSNIPPET VARCHAR,ZTITLE1 VARCHAR,ZNAME VARCHAR,"
    "ZUSERRECORDNAME VARCHAR,ZTITLE2 VARCHAR,ZCRYPTOINITIALIZATIONVECTOR BLOB,"
    "ZCRYPTOSALT BLOB,ZCRYPTOTAG BLOB,ZCRYPTOWRAPPEDKEY BLOB,ZGENERATION VARCHAR,"
    "ZGENERATION1 VARCHAR,ZWIDGETSNIPPET VARCHAR,ZSERVERRECORDDATA BLOB,"
    "ZSERVERSHAREDATA BLOB,ZUSERSPECIFICSERVERRECORDDATA BLOB);"
    "CREATE TABLE ZICNOTEDATA (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,ZNOTE INTEGER,"
    "ZCRYPTOINITIALIZATIONVECTOR BLOB,ZCRYPTOTAG BLOB,ZDATA BLOB);"
    "CREATE TABLE ZICLOCATION (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZPLACEUPDATED INTEGER,ZATTACHMENT INTEGER,ZLATITUDE FLOAT,ZLONGITUDE FLOAT,"
    "ZPLACEMARKDATA BLOB);"
    "CREATE INDEX ZICCLOUDSYNCINGOBJECT_ZNOTE_INDEX ON ZICCLOUDSYNCINGOBJECT (ZNOTE);"
    "CREATE INDEX ZICCLOUDSYNCINGOBJECT_ZFOLDER_INDEX ON ZICCLOUDSYNCINGOBJECT (ZFOLDER);"
    "CREATE INDEX ZICNOTEDATA_ZNOTE_INDEX ON ZICNOTEDATA (ZNOTE);"
    "CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY,Z_NAME VARCHAR,Z_SUPER INTEGER,"
    "Z_MAX INTEGER);"
    "INSERT INTO Z_PRIMARYKEY VALUES(2,'ICCloudSyncingObject',0,0),(4,'ICAttachment',2,0),"
    "(10,'ICMedia',2,0),(11,'ICNote',2,0),(12,'ICNoteContainer',2,0),(13,'ICAccount',12,0),"
    "(14,'ICFolder',12,0),(18,'ICNoteData',0,0);"
    "CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY,Z_UUID VARCHAR(255),Z_PLIST BLOB)";

static const struct note {
    const char *title, *text; /* the title is the text's first line */
    bool locked, picture, trashed;
} notes[] = {
    { "Shopping", "Shopping\nmilk\nbread\nbatteries", false, false, false },
    { "Gate", "Gate\ncode 4711\nsecond floor", false, true, false },
    { "\xd8\xb1\xd9\x82\xd9\x85 \xd8\xa7\xd9\x84\xd8\xb7\xd9\x84\xd8\xa8",
      "\xd8\xb1\xd9\x82\xd9\x85 \xd8\xa7\xd9\x84\xd8\xb7\xd9\x84\xd8\xa8\n4711 \xf0\x9f\x8c\xb7",
      false, false, false },
    { "=1+1", "=1+1\n<b onload=alert(1)>\n\xe2\x80\xaegnp", false, false, false },
    { "Old address", "Old address\n12 High Street", false, false, true },
    { "Private", "", true, false, false },
};
#define NOTES (int64_t)(sizeof notes / sizeof *notes)

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into note, data, container, media, attachment;
    struct mk_at at, data_at;
    struct mk_rng g;
    struct mk_ios_guid account;
};

/* 2.3.2 is the text, around it a document and its version. */
static void put_text(struct mk_buf *out, const char *text)
{
    struct mk_buf note, document;
    mk_buf_init(&note, 1 << 16);
    mk_buf_init(&document, 1 << 16);
    mk_proto_bytes(&note, 2, mk_str(text));
    mk_buf_put(&document, "\x08\x00\x10\x01", 4);
    mk_proto_bytes(&document, 3, mk_buf_span(&note));
    mk_buf_put(out, "\x08\x00", 2);
    mk_proto_bytes(out, 2, mk_buf_span(&document));
    out->bad = out->bad || !mk_buf_ok(&note) || !mk_buf_ok(&document);
    mk_buf_done(&note);
    mk_buf_done(&document);
}

static void gzip(struct mk_buf *out, struct mk_span in)
{
    z_stream z = { .next_in = in.p, .avail_in = (unsigned)in.len };
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        out->bad = true;
        return;
    }
    z.avail_out = (unsigned)deflateBound(&z, (unsigned long)in.len);
    z.next_out = mk_buf_room(out, z.avail_out);
    if (!z.next_out || deflate(&z, Z_FINISH) != Z_STREAM_END)
        out->bad = true;
    else
        out->len += z.total_out;
    deflateEnd(&z);
}

static void tell(struct maker *m, int64_t row, const struct note *n, int64_t ms)
{
    static const char *const locked[] = { "text", "issues" };
    struct mk_json *j = mk_true(&m->data_at, "note", row);
    mk_true_cocoa_s(j, ms);
    mk_json_kv_str(j, "title", n->title);
    if (n->locked)
        mk_true_open(j, locked, 2);
    else
        mk_json_kv_str(j, "text", n->text);
    mk_true_end(&m->data_at);
}

/* The note's row, that of its text, and their record. */
static void put_note(struct maker *m, int64_t i, int64_t ms)
{
    const struct note *n = &notes[i];
    int64_t id = FIRST_NOTE + i, row = i + 1;
    struct mk_buf text, packed;
    mk_buf_init(&text, 1 << 16);
    mk_buf_init(&packed, 1 << 16);
    put_text(&text, n->text);
    gzip(&packed, mk_buf_span(&text));
    if (!mk_buf_ok(&text) || !mk_buf_ok(&packed))
        mk_fail(&m->d.e, MK_ENOMEM, "notes");
    mk_put(&m->note, mk_i(id), mk_i(NOTE), mk_i(n->locked), mk_i(0), mk_i(ACCOUNT_ROW),
           mk_i(n->trashed ? TRASH_ROW : FOLDER_ROW), mk_i(row), mk_r(mk_cocoa(ms)),
           mk_r(mk_cocoa(ms + 60500)), mk_t(mk_ios_guid(&m->g).s), mk_t(n->title),
           mk_t(n->locked ? "the cat" : NULL));
    mk_put(&m->data, mk_i(row), mk_i(NOTE_DATA), mk_i(id),
           n->locked ? mk_b(mk_str("sixteen byte iv!")) : mk_null(),
           n->locked ? mk_b(mk_str("sixteen byte tag")) : mk_null(),
           mk_b(n->locked ? mk_str("\xa1\xb2\xc3\xd4 no key opens this") : mk_buf_span(&packed)));
    tell(m, row, n, ms);
    mk_buf_done(&packed);
    mk_buf_done(&text);
}

/* A picture in a note: an attachment, and its file. */
static int put_picture(struct maker *m, int64_t i, int64_t ms, struct mk_error *e)
{
    int64_t id = FIRST_NOTE + NOTES + 2 * i;
    struct mk_ios_guid attachment = mk_ios_guid(&m->g), media = mk_ios_guid(&m->g);
    struct mk_shot s = { .width = 64, .height = 48, .seed = (uint64_t)ms };
    struct mk_buf b;
    char path[300], file[400];
    mk_buf_init(&b, 1 << 20);
    mk_jpeg(&b, &s);
    snprintf(path, sizeof path, "Accounts/%s/Media/%s/IMG_2001.jpg", m->account.s, media.s);
    snprintf(file, sizeof file, GROUP "%s", path);
    int rc = mk_buf_ok(&b) ? mk_ios_put(m->t, file, ms, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "notes");
    snprintf(file, sizeof file, PLACE "%s", path);
    if (rc == 0) {
        mk_put(&m->media, mk_i(id + 1), mk_i(MEDIA), mk_t("IMG_2001.jpg"), mk_t(media.s));
        mk_put(&m->attachment, mk_i(id), mk_i(ATTACHMENT), mk_i(FIRST_NOTE + i), mk_i(id + 1),
               mk_t("public.jpeg"), mk_t(attachment.s), mk_i((int64_t)b.len),
               mk_r(mk_cocoa(ms + 30250)));
        struct mk_json *j = mk_true(&m->at, "attachment", id);
        mk_true_cocoa_s(j, ms + 30250);
        mk_true_ref(j, "parent", "ZICNOTEDATA", i + 1);
        mk_json_kv_uint(j, "bytes", b.len);
        mk_true_end(&m->at);
        mk_true_shot(m->t, file, &s, mk_buf_span(&b), "unknown", NULL);
    }
    mk_buf_done(&b);
    return rc;
}

static int put_all(struct maker *m, struct mk_error *e)
{
    mk_put(&m->container, mk_i(FOLDER_ROW), mk_i(FOLDER), mk_t("DefaultFolder-CloudKit"),
           mk_t("Notes"), mk_null(), mk_i(0));
    mk_put(&m->container, mk_i(TRASH_ROW), mk_i(FOLDER), mk_t("TrashFolder-CloudKit"),
           mk_t("Recently Deleted"), mk_null(), mk_i(1));
    mk_put(&m->container, mk_i(ACCOUNT_ROW), mk_i(ACCOUNT), mk_t(m->account.s), mk_null(),
           mk_t("iCloud"), mk_null());
    for (int64_t i = 0; i < NOTES; i++) {
        int64_t ms = mk_train_moment(m->t, &m->g, (uint64_t)i, (uint64_t)NOTES) / 1000 * 1000 + 125;
        put_note(m, i, ms);
        if (notes[i].picture && put_picture(m, i, ms, e))
            return -1;
    }
    return 0;
}

int mk_ios_notes(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x6e6f) };
    struct mk_error other = { 0 };
    if (mk_ios_open(&m.d, t, &db, schema, e))
        return -1;
    m.account = mk_ios_guid(&m.g);
    m.note = mk_into(&m.d, "ZICCLOUDSYNCINGOBJECT",
                     "Z_PK,Z_ENT,ZISPASSWORDPROTECTED,ZMARKEDFORDELETION,ZACCOUNT7,ZFOLDER,"
                     "ZNOTEDATA,ZCREATIONDATE3,ZMODIFICATIONDATE1,ZIDENTIFIER,ZTITLE1,"
                     "ZPASSWORDHINT");
    m.container =
        mk_into(&m.d, "ZICCLOUDSYNCINGOBJECT", "Z_PK,Z_ENT,ZIDENTIFIER,ZTITLE2,ZNAME,ZFOLDERTYPE");
    m.media = mk_into(&m.d, "ZICCLOUDSYNCINGOBJECT", "Z_PK,Z_ENT,ZFILENAME,ZIDENTIFIER");
    m.attachment = mk_into(&m.d, "ZICCLOUDSYNCINGOBJECT",
                           "Z_PK,Z_ENT,ZNOTE,ZMEDIA,ZTYPEUTI,ZIDENTIFIER,ZFILESIZE,ZCREATIONDATE");
    m.data = mk_into(&m.d, "ZICNOTEDATA",
                     "Z_PK,Z_ENT,ZNOTE,ZCRYPTOINITIALIZATIONVECTOR,ZCRYPTOTAG,ZDATA");
    m.data_at = mk_ios_at(t, &db, "ios.notes", "ZICNOTEDATA");
    m.at = mk_ios_at(t, &db, "ios.notes", "ZICCLOUDSYNCINGOBJECT");
    int rc = put_all(&m, e);
    int closed = mk_db_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
