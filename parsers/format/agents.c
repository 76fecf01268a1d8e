#include "parsers/format/printed.h"

/*
 * Names that end with a dot are a maker's name space (its domain, reversed): any package in it.
 *
 * Sources. Cellebrite: Citizen Lab, "From Protest to Peril" (2026) and Amnesty International, "A
 * Digital Prison" (2024). AFLogical: its open source edition. BXAQ: Cure53 for the Open Technology
 * Fund, 2019. NoviSpy: Amnesty International, 2024. Find-my-device and wiping apps: their pages in
 * Google's store and F-Droid, makers' system images. Name spaces: the makers' domains; that a
 * package stands in one says who signed for the name, not that it is an agent.
 */
static const struct agent {
    const char *name, *kind, *vendor, *basis;
} agents[] = {
    { "com.client.appA", "forensic_agent", "Cellebrite (UFED)", "reported" },
    { "com.viaforensics.", "forensic_agent", "viaForensics (AFLogical)", "its source" },
    { "com.fiberhome.wifiserver", "forensic_agent", "FiberHome (BXAQ, Fengcai)", "reported" },
    { "com.fenghuo.", "forensic_agent", "FiberHome (BXAQ, Fengcai)", "name space" },
    { "com.serv.services", "implant", "NoviSpy", "reported" },
    { "com.accesibilityservice", "implant", "NoviSpy", "reported" },
    { "com.cellebrite.", "forensic_agent", "Cellebrite", "name space" },
    { "com.msab.", "forensic_agent", "MSAB (XRY)", "name space" },
    { "com.oxygenforensic.", "forensic_agent", "Oxygen Forensics", "name space" },
    { "com.oxygen.forensic", "forensic_agent", "Oxygen Forensics", "name space" },
    { "com.magnetforensics.", "forensic_agent", "Magnet Forensics", "name space" },
    { "com.grayshift.", "forensic_agent", "Magnet Forensics (Grayshift)", "name space" },
    { "com.elcomsoft.", "forensic_agent", "Elcomsoft", "name space" },
    { "com.susteen.", "forensic_agent", "Susteen (Secure View, datapilot)", "name space" },
    { "com.paraben.", "forensic_agent", "Paraben", "name space" },
    { "com.compelson.", "forensic_agent", "Compelson (MOBILedit)", "name space" },
    { "com.mobiledit.", "forensic_agent", "Compelson (MOBILedit)", "name space" },
    { "com.belkasoft.", "forensic_agent", "Belkasoft", "name space" },
    { "com.meiyapico.", "forensic_agent", "Meiya Pico", "name space" },
    { "com.salvationdata.", "forensic_agent", "SalvationDATA", "name space" },
    { "com.gmdsoft.", "forensic_agent", "GMDSoft (MD-NEXT)", "name space" },
    { "com.hancomwith.", "forensic_agent", "Hancom WITH (MD-NEXT)", "name space" },
    { "com.andriller.", "forensic_agent", "Andriller", "name space" },
    { "com.mwr.dz", "forensic_agent", "MWR (drozer)", "its source" },
    { "com.withsecure.dz", "forensic_agent", "WithSecure (drozer)", "its source" },
    { "com.google.android.apps.adm", "find_device", "Google (Find Hub)", "store" },
    { "com.samsung.android.fmm", "find_device", "Samsung (Find My Mobile)", "system image" },
    { "com.samsung.android.app.find", "find_device", "Samsung (Find)", "system image" },
    { "com.xiaomi.finddevice", "find_device", "Xiaomi (Find Device)", "system image" },
    { "com.huawei.findmyphone", "find_device", "Huawei (Find Device)", "system image" },
    { "com.coloros.findmyphone", "find_device", "OPPO (Find My Device)", "system image" },
    { "com.prey", "remote_wipe", "Prey", "store" },
    { "com.lsdroid.cerberus", "remote_wipe", "Cerberus", "store" },
    { "de.nulide.findmydevice", "remote_wipe", "FMD", "its source" },
    { "me.lucky.wasted", "panic_wipe", "Wasted", "its source" },
    { "me.lucky.duress", "panic_wipe", "Duress", "its source" },
    { "me.lucky.sentry", "panic_wipe", "Sentry", "its source" },
    { "info.guardianproject.ripple", "panic_wipe", "Ripple", "its source" },
};

static const char *const names[] = { "kind", "vendor", "basis" };

static bool has(const char *column)
{
    for (size_t i = 0; i < 3; i++)
        if (!strcmp(column, names[i]))
            return true;
    return false;
}

static bool fits(struct mk_span package, const char *name)
{
    size_t n = strlen(name);
    return name[n - 1] == '.' ? mk_span_starts(package, mk_str(name)) : mk_span_is(package, name);
}

static const struct agent *find(struct mk_span package)
{
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++)
        if (fits(package, agents[i].name))
            return &agents[i];
    return NULL;
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    const struct agent *a = in->kind == MK_C_TEXT ? find(in->s) : NULL;
    (void)arena;
    for (size_t i = 0; i < n; i++) {
        const char *text = !a                              ? NULL
                           : !strcmp(columns[i], names[0]) ? a->kind
                           : !strcmp(columns[i], names[1]) ? a->vendor
                                                           : a->basis;
        cells[i] = text ? (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_str(text) }
                        : (struct mk_cell){ .kind = MK_C_NULL };
    }
    return NULL;
}

const struct mk_decoder mk_decoder_agents = { "agents", has, decode };
