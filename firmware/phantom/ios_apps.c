#include "firmware/phantom/ios_service.h"
#include <stdio.h>

/*
 * installation_proxy, of which only Browse is there. An answer has up to PER_ANSWER apps:
 *
 *   {Status: BrowsingApplications, CurrentIndex, CurrentAmount, CurrentList: [{...}, ...]}
 *
 * and behind the last {Status: Complete}. ClientOptions: ApplicationType (User, System, Any),
 * ReturnAttributes: the keys wanted. Sizes are told only to who asks for them by name. Source:
 * libimobiledevice src/installation_proxy.c.
 */
#define PER_ANSWER 20u

static bool wanted(plist_t attributes, const char *key)
{
    bool sizes = !strcmp(key, "StaticDiskUsage") || !strcmp(key, "DynamicDiskUsage");
    if (!attributes || plist_get_node_type(attributes) != PLIST_ARRAY)
        return !sizes;
    for (uint32_t i = 0; i < plist_array_get_size(attributes); i++) {
        plist_t v = plist_array_get_item(attributes, i);
        if (plist_get_node_type(v) == PLIST_STRING && !strcmp(plist_get_string_ptr(v, NULL), key))
            return true;
    }
    return false;
}

static bool of_type(const json_t *app, const char *type)
{
    const char *own = json_string_value(json_object_get(app, "ApplicationType"));
    return !type || !strcmp(type, "Any") || !strcmp(own ? own : "User", type);
}

static plist_t describe(const json_t *app, plist_t attributes)
{
    const char *key;
    json_t *v;
    plist_t d = plist_new_dict();
    json_object_foreach((json_t *)app, key, v)
    {
        plist_t made = wanted(attributes, key) ? mk_ios_of_json(v) : NULL;
        if (made)
            plist_dict_set_item(d, key, made);
    }
    return d;
}

/* Takes the list. */
static int send_list(struct mk_ios_stream *s, plist_t list, size_t index, struct mk_error *e)
{
    plist_t a = plist_new_dict();
    mk_ios_put_text(a, "Status", "BrowsingApplications");
    mk_ios_put_uint(a, "CurrentIndex", index);
    mk_ios_put_uint(a, "CurrentAmount", plist_array_get_size(list));
    plist_dict_set_item(a, "CurrentList", list);
    int rc = mk_ios_message_write(s, a, MK_IOS_XML, e);
    plist_free(a);
    return rc;
}

static int say(struct mk_ios_stream *s, const char *key, const char *text, struct mk_error *e)
{
    plist_t a = plist_new_dict();
    mk_ios_put_text(a, key, text);
    int rc = mk_ios_message_write(s, a, MK_IOS_XML, e);
    plist_free(a);
    return rc;
}

/* Apps with names that none can have. */
static int send_lies(struct mk_ios_stream *s, size_t index, struct mk_error *e)
{
    for (bool more = true; more;) {
        char room[32], text[4096];
        struct mk_span name = { 0 };
        mk_ios_lock(s->phone);
        more = mk_fault_name(&s->phone->link, &name, room);
        mk_ios_unlock(s->phone);
        if (!more)
            break;
        plist_t list = plist_new_array(), app = plist_new_dict();
        snprintf(text, sizeof text, "%.*s", (int)name.len, (const char *)name.p);
        mk_ios_put_text(app, "CFBundleIdentifier", text);
        mk_ios_put_text(app, "CFBundleDisplayName", text);
        mk_ios_put_bool(app, "UIFileSharingEnabled", true);
        plist_array_append_item(list, app);
        if (send_list(s, list, index++, e))
            return -1;
    }
    return 0;
}

static int browse(struct mk_ios_stream *s, plist_t options, struct mk_error *e)
{
    const json_t *all = json_object_get(s->phone->x.doc, "apps");
    const char *type = mk_ios_text(options, "ApplicationType");
    plist_t attributes = options ? plist_dict_get_item(options, "ReturnAttributes") : NULL;
    size_t i = 0, index = 0;
    mk_ios_asked(s->phone, "apps:Browse");
    while (i < json_array_size(all)) {
        plist_t list = plist_new_array();
        for (; i < json_array_size(all) && plist_array_get_size(list) < PER_ANSWER; i++)
            if (of_type(json_array_get(all, i), type))
                plist_array_append_item(list, describe(json_array_get(all, i), attributes));
        size_t n = plist_array_get_size(list);
        if (send_list(s, list, index, e))
            return -1;
        index += n;
    }
    while (mk_ios_lies(s->phone, MK_LIE_ANSWER))
        if (send_list(s, plist_new_array(), index++, e))
            return -1;
    return send_lies(s, index, e) ? -1 : say(s, "Status", "Complete", e);
}

int mk_ios_apps_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    for (;;) {
        plist_t q;
        if (mk_ios_message_read(&q, s, e))
            return -1;
        const char *command = mk_ios_text(q, "Command");
        plist_t options = plist_dict_get_item(q, "ClientOptions");
        if (options && plist_get_node_type(options) != PLIST_DICT)
            options = NULL;
        bool known = mk_span_is(mk_str(command), "Browse");
        if (!known)
            mk_ios_asked(s->phone, "apps:%s", command ? command : "");
        int rc = known ? browse(s, options, e) : say(s, "Error", "UnknownCommand", e);
        plist_free(q);
        if (rc)
            return -1;
    }
}
