#include "parsers/source/backup.h"

static const char *const names[MK_BACKUP_LISTS] = {
    [MK_BACKUP_DB] = "Manifest.db",
    [MK_BACKUP_WAL] = "Manifest.db-wal",
    [MK_BACKUP_JOURNAL] = "Manifest.db-journal",
    [MK_BACKUP_MBDB] = "Manifest.mbdb",
    [MK_BACKUP_MANIFEST] = "Manifest.plist",
    [MK_BACKUP_INFO] = "Info.plist",
    [MK_BACKUP_STATUS] = "Status.plist",
};

const char *mk_backup_list_name(enum mk_backup_list list)
{
    return names[list];
}

/* The last part of a path, and what stands in front of its '/'. */
static struct mk_span last_part(struct mk_span *above, struct mk_span path)
{
    size_t from = path.len;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    *above = mk_span(path.p, from ? from - 1 : 0);
    return mk_span_from(path, from);
}

enum mk_backup_list mk_backup_list_of(struct mk_span *root, struct mk_span path)
{
    struct mk_span base = last_part(root, path);
    enum mk_backup_list i = MK_BACKUP_DB;
    while (i < MK_BACKUP_LISTS && !mk_span_is(base, names[i]))
        i++;
    return i;
}

bool mk_backup_payload_of(struct mk_payload *out, struct mk_span *root, struct mk_span path)
{
    struct mk_span folder, above, base = last_part(&folder, path);
    size_t len;
    if (base.len != 2 * MK_PAYLOAD_NAME || !mk_unhex(out->name, sizeof out->name, &len, base))
        return false;
    struct mk_span two = last_part(&above, folder);
    out->flat = !mk_span_eq(two, mk_span(base.p, 2));
    *root = out->flat ? folder : above;
    return true;
}

bool mk_backup_owns(const struct mk_backup *b, uint64_t id)
{
    size_t from = 0, to = b->n;
    for (size_t i = 0; i < MK_BACKUP_LISTS; i++)
        if (b->has[i] && b->ids[i] == id)
            return true;
    while (from < to) { /* the source's order is that of its ids */
        size_t half = from + (to - from) / 2;
        if (b->payload[half].id < id)
            from = half + 1;
        else
            to = half;
    }
    return from < b->n && b->payload[from].id == id;
}
