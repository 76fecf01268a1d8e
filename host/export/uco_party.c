#include "host/export/uco.h"
#include <string.h>

/* What many records share: who wrote, which app, which file. Told again only after a while. */

static void facet(struct mk_json *j, const char *iri, const char *type)
{
    char id[MK_UCO_IRI];
    mk_uco_iri(id, type, mk_str(iri), mk_str(""));
    mk_uco_inner(j, "uco-core:hasFacet", id, type);
}

static struct mk_span text_of(struct mk_span fields, enum mk_key key)
{
    struct mk_value v;
    return mk_field_find(&v, fields, key) && v.type == MK_T_TEXT ? v.s : mk_span(NULL, 0);
}

/* What it is called stands in a description: a name of UCO is one, and people have several. */
static void describe(struct mk_json *j, bool self, struct mk_span name)
{
    struct mk_buf b;
    if (!self && !name.len)
        return;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_buf_puts(&b, self ? "the phone's own" : "");
    if (name.len) {
        mk_buf_puts(&b, self ? ", called " : "called ");
        mk_buf_put(&b, name.p, name.len);
    }
    mk_json_kv_text(j, "uco-core:description", mk_buf_span(&b));
    j->b->bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
}

static void account(struct mk_buf *out, const char *iri, struct mk_span phone, struct mk_span id,
                    bool self, struct mk_span name)
{
    struct mk_json j =
        mk_uco_open(out, iri, phone.len ? "uco-observable:PhoneAccount" : "uco-observable:Account");
    describe(&j, self, name);
    if (phone.len) {
        facet(&j, iri, "uco-observable:PhoneAccountFacet");
        mk_json_kv_text(&j, "uco-observable:phoneNumber", phone);
        mk_json_close(&j, '}');
    } else if (id.len) {
        facet(&j, iri, "uco-observable:AccountFacet");
        mk_json_kv_text(&j, "uco-observable:accountIdentifier", id);
        mk_json_close(&j, '}');
    }
    mk_json_close(&j, '}');
}

bool mk_uco_party(char iri[static MK_UCO_IRI], struct mk_buf *out, const struct mk_view *v,
                  struct mk_span party)
{
    struct mk_value flag;
    struct mk_span phone = text_of(party, MK_PHONE), id = text_of(party, MK_ID),
                   name = text_of(party, MK_NAME), app = mk_view_text(v, MK_APP);
    bool self = mk_field_find(&flag, party, MK_SELF) && flag.type == MK_T_TRUE;
    if (!id.len)
        id = text_of(party, MK_VALUE);
    if (phone.len)
        mk_uco_iri(iri, "phone", phone, mk_str(""));
    else if (self)
        mk_uco_iri(iri, "self", mk_str(v->root), app);
    else if (id.len)
        mk_uco_iri(iri, "account", app, id);
    else if (name.len)
        mk_uco_iri(iri, "named", app, name);
    else
        return false;
    char about[MK_UCO_IRI];
    mk_uco_iri(about, self ? "told of self" : "told", mk_str(iri), name);
    if (!mk_export_told(v, about))
        account(out, iri, phone, self ? mk_span(NULL, 0) : id, self, name);
    return true;
}

void mk_uco_app(char iri[static MK_UCO_IRI], struct mk_buf *out, const struct mk_view *v)
{
    struct mk_span app = mk_view_text(v, MK_APP);
    mk_uco_iri(iri, "app", app, mk_str(""));
    if (mk_export_told(v, iri))
        return;
    struct mk_json j = mk_uco_open(out, iri, "uco-observable:Application");
    mk_uco_text(&j, "uco-core:name", app);
    facet(&j, iri, "uco-observable:ApplicationFacet");
    mk_uco_text(&j, "uco-observable:applicationIdentifier", app);
    mk_json_close(&j, '}');
    mk_json_close(&j, '}');
}

bool mk_uco_file(char iri[static MK_UCO_IRI], struct mk_buf *out, const struct mk_view *v)
{
    struct mk_span path = mk_view_origin(v, MK_FILE), hash = mk_view_origin(v, MK_OBJECT_SHA256);
    char about[MK_UCO_IRI];
    if (!path.len)
        return false;
    mk_uco_iri(iri, "file", mk_str(v->root), path);
    mk_uco_iri(about, "told", mk_str(iri), hash);
    if (mk_export_told(v, about))
        return true;
    struct mk_json j = mk_uco_open(out, iri, "uco-observable:File");
    facet(&j, iri, "uco-observable:FileFacet");
    mk_json_kv_text(&j, "uco-observable:filePath", path);
    mk_json_close(&j, '}');
    mk_json_close(&j, '}');
    if (hash.len) { /* a facet more, of a file that others know by its path alone */
        j = mk_uco_open(out, iri, NULL);
        facet(&j, iri, "uco-observable:ContentDataFacet");
        mk_uco_hash(&j, hash);
        mk_json_close(&j, '}');
        mk_json_close(&j, '}');
    }
    return true;
}
