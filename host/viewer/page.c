#include "host/viewer/server.h"

#define FILE MK_PAGE
const struct mk_page_file mk_viewer_pages[] = {
#include "viewer_page.h"
};
const size_t mk_viewer_npages = sizeof mk_viewer_pages / sizeof(struct mk_page_file);
