#ifndef MK_PROVIDER_H
#define MK_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A content provider that an app's records can be read from, as data: acquire asks for these
 * columns and the engine reads them as a table named like the URI. An app lists its providers in
 * its own file.
 */
struct mk_provider {
    const char *uri;            /* "content://sms" */
    const char *artefact;       /* the ledger's name: "android.sms" */
    const char *category;       /* the plan's word: "messages", "calls", "contacts" */
    const char *const *numbers; /* numeric columns behind _id, NULL-ended */
    const char *const *texts;   /* text columns, NULL-ended: each gets a query of its own */
    const char *time_column;    /* numeric column that a time window applies to, or NULL */
    int64_t time_per_s;         /* its unit: 1000 for milliseconds */
    /* The positive control: what must hold if an empty answer is to count as empty. */
    const char *permission; /* app operation of the shell, "READ_SMS": the phone answers nothing and
                               says nothing when it is set to ignore */
    const char *control;    /* a URI of the same authority that always has rows, or NULL */
    /* What a scope that is limited to people can cut it by; none: then it is not asked. */
    const char *const *party_columns; /* numbers or addresses of the other side, NULL-ended */
    uint8_t party_since; /* API level that all but the first of them are there from; 0: always */
    const char *thread_column;  /* the id of a conversation of SMS and MMS */
    const char *contact_column; /* the _id of a raw contact */
    const char *follows; /* URI of a provider whose _id follow_column holds: its rows are asked
                            for where that one's are in scope, in people and in time */
    const char *follow_column;
    /* Asked once for each row of the one that it follows, since there is no way to ask for all:
     * "content://mms/addr" stands for content://mms/<that row's _id>/addr. follow_column is the
     * first of its numbers; one text comes last. See parsers/format/content_each.h. Rows of
     * conversations with several others have the ledger's name each_of_groups, and come first. */
    bool each;
    const char *each_of_groups;
    const char *mime_column; /* of parts: what is no text stays out where a scope takes no media */
    /* Prints its text, the only column there may be, whatever is asked for: ids are read as
     * content.h says, "lists that print more"; rows out of scope are not counted, their content
     * would come with their ids. */
    bool fixed_columns;
    /* One for all users of the phone (android:singleUser): asked of the owner only. */
    bool phone_wide;
    /* SQL: rows with bytes behind them, which `content read` gives as URI/_id; or NULL. */
    const char *bytes;
    const char *bytes_artefact; /* their name in the ledger */
};

#endif
