#include "host/export/uco.h"
#include "parsers/base/time.h"
#include <string.h>

/* The frame of the graph: what was acquired, by whom, with what, and what read it. */

static const char begin_text[] =
    "{\"@context\":{"
    "\"case-investigation\":\"https://ontology.caseontology.org/case/investigation/\","
    "\"uco-action\":\"https://ontology.unifiedcyberontology.org/uco/action/\","
    "\"uco-core\":\"https://ontology.unifiedcyberontology.org/uco/core/\","
    "\"uco-location\":\"https://ontology.unifiedcyberontology.org/uco/location/\","
    "\"uco-observable\":\"https://ontology.unifiedcyberontology.org/uco/observable/\","
    "\"uco-tool\":\"https://ontology.unifiedcyberontology.org/uco/tool/\","
    "\"uco-types\":\"https://ontology.unifiedcyberontology.org/uco/types/\","
    "\"xsd\":\"http://www.w3.org/2001/XMLSchema#\"},\n\"@graph\":[\n";

static void tool(struct mk_json *j, const char *name, const char *version, const char *type)
{
    mk_json_kv_str(j, "uco-core:name", name);
    mk_json_kv_text(j, "uco-tool:version", mk_str(version));
    mk_json_kv_str(j, "uco-tool:toolType", type);
    mk_json_close(j, '}');
}

static void reader_iri(char out[static MK_UCO_IRI])
{
    mk_uco_iri(out, "tool", mk_str("moka"), mk_str(MK_VERSION));
}

static void begin(struct mk_buf *out)
{
    char iri[MK_UCO_IRI];
    mk_buf_puts(out, begin_text);
    struct mk_json j = mk_json(out);
    reader_iri(iri);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "@id", iri);
    mk_json_kv_str(&j, "@type", "uco-tool:Tool");
    tool(&j, "moka", MK_VERSION, "reading and export");
}

static void end(struct mk_buf *out)
{
    mk_buf_puts(out, "\n]}\n");
}

/* ---- one bundle ---- */

/* What its bag-info.txt says. */
enum info { EXHIBIT, AUTHORITY, STARTED, SEALED, SOFTWARE, KIT, NAME, INFOS };

struct facts {
    char info[INFOS][256];
};

static int note(void *u, const char *kind, struct mk_span text, struct mk_error *e)
{
    static const char *const keys[INFOS] = {
        [EXHIBIT] = "Moka-Exhibit: ",     [AUTHORITY] = "Moka-Authority: ",
        [STARTED] = "Moka-Started: ",     [SEALED] = "Moka-Sealed: ",
        [SOFTWARE] = "Moka-Software: ",   [KIT] = "Moka-Kit: ",
        [NAME] = "External-Identifier: ",
    };
    struct facts *f = u;
    (void)e;
    for (size_t i = 0; !strcmp(kind, "info") && i < INFOS; i++)
        if (mk_span_starts(text, mk_str(keys[i]))) {
            struct mk_span v = mk_span_from(text, strlen(keys[i]));
            snprintf(f->info[i], sizeof f->info[i], "%.*s", (int)v.len, (const char *)v.p);
        }
    return 0;
}

struct iris {
    char investigation[MK_UCO_IRI], device[MK_UCO_IRI], bundle[MK_UCO_IRI], records[MK_UCO_IRI],
        acquisition[MK_UCO_IRI], reading[MK_UCO_IRI], kit[MK_UCO_IRI], authority[MK_UCO_IRI];
};

static struct iris iris_of(const struct mk_case_bundle *b, const struct facts *f)
{
    struct iris i;
    struct mk_span root = mk_str(b->root), none = mk_str("");
    struct mk_span authority = mk_str(f->info[AUTHORITY]);
    mk_uco_iri(i.investigation, "investigation", authority.len ? none : root, authority);
    mk_uco_iri(i.authority, "authority", authority, none);
    mk_uco_iri(i.device, "device", root, none);
    mk_uco_iri(i.bundle, "bundle", root, none);
    mk_uco_iri(i.records, "records", root, none);
    mk_uco_iri(i.acquisition, "acquisition", root, none);
    mk_uco_iri(i.reading, "reading", root, mk_str(b->parsers));
    mk_uco_iri(i.kit, "kit", mk_str(f->info[KIT]), mk_str(f->info[SOFTWARE]));
    return i;
}

static void when(struct mk_json *j, const char *key, const char *text)
{
    int64_t us;
    if (mk_time_parse(&us, mk_str(text)))
        mk_uco_time(j, key, us, 6);
}

static void put_investigation(struct mk_buf *out, const struct iris *i, const struct facts *f)
{
    struct mk_json j;
    bool authority = *f->info[AUTHORITY] != 0;
    if (authority) {
        j = mk_uco_open(out, i->authority, "case-investigation:Authorization");
        mk_json_kv_text(&j, "case-investigation:authorizationIdentifier",
                        mk_str(f->info[AUTHORITY]));
        mk_json_close(&j, '}');
    }
    j = mk_uco_open(out, i->investigation, "case-investigation:Investigation");
    if (authority) {
        mk_json_kv_text(&j, "uco-core:name", mk_str(f->info[AUTHORITY]));
        mk_uco_link(&j, "case-investigation:relevantAuthorization", i->authority);
    }
    mk_json_key(&j, "uco-core:object");
    mk_json_open(&j, '[');
    const char *const all[] = { i->device, i->bundle, i->records, i->reading };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        mk_json_open(&j, '{');
        mk_json_kv_str(&j, "@id", all[k]);
        mk_json_close(&j, '}');
    }
    mk_json_close(&j, ']');
    mk_json_close(&j, '}');
}

static void put_acquisition(struct mk_buf *out, const struct iris *i, const struct facts *f)
{
    struct mk_json j = mk_uco_open(out, i->kit, "uco-tool:Tool");
    char name[300];
    snprintf(name, sizeof name, "%s, kit %s", f->info[SOFTWARE], f->info[KIT]);
    mk_json_kv_text(&j, "uco-core:name", mk_str(name));
    mk_json_kv_str(&j, "uco-tool:toolType", "acquisition");
    mk_json_close(&j, '}');
    j = mk_uco_open(out, i->acquisition, "case-investigation:InvestigativeAction");
    mk_json_kv_str(&j, "uco-core:name", "acquisition");
    when(&j, "uco-action:startTime", f->info[STARTED]);
    when(&j, "uco-action:endTime", f->info[SEALED]);
    mk_uco_link(&j, "uco-action:instrument", i->kit);
    mk_uco_link(&j, "uco-action:object", i->device);
    mk_uco_link(&j, "uco-action:result", i->bundle);
    mk_json_close(&j, '}');
}

static void put_reading(struct mk_buf *out, const struct iris *i, const struct mk_case_bundle *b,
                        bool acquired)
{
    char reader[MK_UCO_IRI];
    reader_iri(reader);
    struct mk_json j = mk_uco_open(out, i->reading, "case-investigation:InvestigativeAction");
    mk_json_kv_str(&j, "uco-core:name", "reading");
    mk_json_kv_text(&j, "uco-core:description", mk_str(b->parsers));
    mk_uco_link(&j, "uco-action:instrument", reader);
    mk_uco_link(&j, "uco-action:object", i->bundle);
    mk_uco_link(&j, "uco-action:result", i->records);
    if (acquired)
        mk_uco_link(&j, "case-investigation:wasInformedBy", i->acquisition);
    mk_json_close(&j, '}');
    j = mk_uco_open(out, i->records, "case-investigation:ProvenanceRecord");
    mk_json_kv_str(&j, "uco-core:description",
                   "records as the phone's programs stored them: what they say, not what happened");
    mk_json_close(&j, '}');
}

static void put_bundle(struct mk_buf *out, const struct iris *i, const struct mk_case_bundle *b,
                       const struct facts *f)
{
    char said[200];
    struct mk_json j = mk_uco_open(out, i->device, "uco-observable:Device");
    mk_uco_text(&j, "uco-core:name", mk_str(f->info[EXHIBIT]));
    mk_json_close(&j, '}');
    j = mk_uco_open(out, i->bundle, "case-investigation:ProvenanceRecord");
    mk_uco_text(&j, "uco-core:name", mk_str(f->info[NAME]));
    mk_uco_text(&j, "case-investigation:exhibitNumber", mk_str(f->info[EXHIBIT]));
    snprintf(said, sizeof said, "%smoka verify said at import: %s; known by %s",
             b->training ? "TRAINING; " : "", b->verdict, b->root);
    mk_json_kv_text(&j, "uco-core:description", mk_str(said));
    mk_uco_link(&j, "uco-core:object", i->device);
    mk_json_close(&j, '}');
}

static int bundle(struct mk_buf *out, struct mk_case *c, const struct mk_case_bundle *b,
                  struct mk_error *e)
{
    struct facts f = { 0 };
    if (mk_case_said(c, b->id, note, &f, e) != 0)
        return -1;
    const struct iris i = iris_of(b, &f);
    bool acquired = strcmp(b->verdict, "NONE") != 0;
    put_investigation(out, &i, &f);
    put_bundle(out, &i, b, &f);
    if (acquired)
        put_acquisition(out, &i, &f);
    put_reading(out, &i, b, acquired);
    return 0;
}

const struct mk_export_format mk_export_uco = {
    .name = "case-uco",
    .summary =
        "CASE/UCO 1.4 as JSON-LD: provenance, messages, calls, contacts, mails, places, files",
    .why = { [MK_UCO_KIND] = "of a kind that is not written in this format",
             [MK_UCO_PLACE] = "no place on earth" },
    .begin = begin,
    .bundle = bundle,
    .record = mk_uco_record,
    .end = end,
};
