/* WhatsApp Business for Android: the tables of WhatsApp (whatsapp.h) in another package. */
#include "parsers/app/whatsapp.h"

const struct mk_app mk_app_whatsapp_business = {
    .id = "whatsapp.business",
    .title = "WhatsApp Business (Android)",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.whatsapp.w4b/databases/msgstore.db", "*/WhatsApp Business/Databases/msgstore*.db", NULL,
    },
    .queries = mk_whatsapp_queries,
    .proven_on = "simulated",
    .whole_path = true,
};
