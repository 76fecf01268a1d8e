#include "firmware/phantom/ios_service.h"

/*
 * MCInstall, of which only what reads is there; see firmware/ios/profiles.c for its words. What it
 * tells stands in the exercise: "profiles", a list of {"PayloadIdentifier", ...}, and "cloud", of
 * GetCloudConfiguration. With --mdm there is the profile of a management as well.
 */
#define ID "PayloadIdentifier"

/* One that its owner cannot take off. */
static plist_t of_management(void)
{
    plist_t d = plist_new_dict();
    mk_ios_put_text(d, ID, "com.example.mdm.enrolment");
    mk_ios_put_text(d, "PayloadDisplayName", "Management Profile");
    mk_ios_put_text(d, "PayloadOrganization", "Example Org");
    mk_ios_put_text(d, "PayloadUUID", "0D0E0F10-1111-4222-8333-444455556666");
    mk_ios_put_uint(d, "PayloadVersion", 1);
    mk_ios_put_bool(d, "PayloadRemovalDisallowed", true);
    return d;
}

struct lists {
    plist_t order, manifest, metadata;
};

/* Takes the profile. */
static void add(struct lists *l, plist_t profile)
{
    const char *id = profile ? mk_ios_text(profile, ID) : NULL;
    if (!id) {
        plist_free(profile);
        return;
    }
    plist_t m = plist_new_dict();
    mk_ios_put_text(m, "Description", mk_ios_text(profile, "PayloadDisplayName"));
    mk_ios_put_bool(m, "IsActive", true);
    plist_array_append_item(l->order, plist_new_string(id));
    plist_dict_set_item(l->manifest, id, m);
    plist_t data = plist_copy(profile);
    plist_dict_remove_item(data, ID);
    plist_dict_set_item(l->metadata, id, data);
    plist_free(profile);
}

static plist_t profiles(const struct mk_ios_phone *p)
{
    size_t i;
    json_t *v;
    plist_t a = plist_new_dict();
    struct lists l = { plist_new_array(), plist_new_dict(), plist_new_dict() };
    json_array_foreach(json_object_get(p->x.doc, "profiles"), i, v)
        add(&l, json_is_object(v) ? mk_ios_of_json(v) : NULL);
    if (p->how.mdm)
        add(&l, of_management());
    plist_dict_set_item(a, "OrderedIdentifiers", l.order);
    plist_dict_set_item(a, "ProfileManifest", l.manifest);
    plist_dict_set_item(a, "ProfileMetadata", l.metadata);
    return a;
}

static plist_t cloud(const struct mk_ios_phone *p)
{
    const json_t *v = json_object_get(p->x.doc, "cloud");
    plist_t a = plist_new_dict();
    plist_dict_set_item(a, "CloudConfiguration",
                        json_is_object(v) ? mk_ios_of_json(v) : plist_new_dict());
    return a;
}

static plist_t error(void)
{
    plist_t a = plist_new_dict(), chain = plist_new_array(), d = plist_new_dict();
    mk_ios_put_uint(d, "ErrorCode", 12002);
    mk_ios_put_text(d, "ErrorDomain", "MCInstallationErrorDomain");
    mk_ios_put_text(d, "USEnglishDescription", "The request is not known.");
    plist_array_append_item(chain, d);
    plist_dict_set_item(a, "ErrorChain", chain);
    return a;
}

int mk_ios_profiles_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    for (;;) {
        plist_t q;
        if (mk_ios_message_read(&q, s, e))
            return -1;
        const char *word = mk_ios_text(q, "RequestType");
        bool list = mk_span_is(mk_str(word), "GetProfileList");
        bool known = list || mk_span_is(mk_str(word), "GetCloudConfiguration");
        mk_ios_asked(s->phone, "profiles:%s", word ? word : "");
        plist_t a = !known ? error() : list ? profiles(s->phone) : cloud(s->phone);
        mk_ios_put_text(a, "Status", known ? "Acknowledged" : "Error");
        int rc = mk_ios_message_write(s, a, MK_IOS_XML, e);
        plist_free(a);
        plist_free(q);
        if (rc)
            return -1;
    }
}
