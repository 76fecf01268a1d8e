#include "firmware/panel/server.h"

#define FILE MK_PAGE
const struct mk_page_file mk_panel_pages[] = {
#include "panel_page.h"
};
const size_t mk_panel_npages = sizeof mk_panel_pages / sizeof *mk_panel_pages;
