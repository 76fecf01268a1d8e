#ifndef MK_UCO_H
#define MK_UCO_H

#include "host/export/formats.h"

/*
 * CASE/UCO as JSON-LD. Private to host/export. Classes and properties are those of UCO 1.4.0 and
 * CASE 1.4.0 (github.com/ucoProject/UCO, github.com/casework/CASE, ontology/): each thing has an
 * IRI, what is told of an observable stands in facets, times are xsd:dateTime, degrees
 * xsd:decimal, hashes xsd:hexBinary.
 *
 *   Investigation          by the authority's reference, with its Authorization
 *   InvestigativeAction    acquisition (by the kit, a Tool) and reading (by this program)
 *   ProvenanceRecord       of the bundle (exhibit number, root digest), and of what was read in it
 *   Message, Call, Contact, EmailMessage, File, Location     one a record
 *   Relationship           record Extracted_From file, attachment Attached_To message, device
 *                          Located_At place
 *
 * IRIs are urn:uuid: with a version 5 UUID (RFC 9562) of what the thing is known by: the same
 * bundle gives the same graph. A node may be told in several pieces, which JSON-LD joins; facets of
 * one name do not differ between them.
 */
#define MK_UCO_IRI 46 /* with its NUL */

/* what: "record", "facet:..." and so on; a and b: what it is known by. */
void mk_uco_iri(char out[static MK_UCO_IRI], const char *what, struct mk_span a, struct mk_span b);

/* {"@id":IRI,"@type":TYPE and left open; with a comma in front. */
struct mk_json mk_uco_open(struct mk_buf *out, const char *iri, const char *type);
/* The same as a value of `key`, inside a node that is open. */
void mk_uco_inner(struct mk_json *j, const char *key, const char *iri, const char *type);
void mk_uco_link(struct mk_json *j, const char *key, const char *iri);
void mk_uco_text(struct mk_json *j, const char *key, struct mk_span text); /* none if empty */
void mk_uco_typed(struct mk_json *j, const char *key, const char *type, const char *value);
void mk_uco_time(struct mk_json *j, const char *key, int64_t us, int digits);
void mk_uco_decimal(struct mk_json *j, const char *key, double v);
void mk_uco_hash(struct mk_json *j, struct mk_span hex); /* nothing if it is no SHA-256 */
void mk_uco_relation(struct mk_buf *out, const char *from, const char *kind, const char *to,
                     const struct mk_value *time);

/* Who a party is: its node is told unless it was just told, and `iri` says how it is called. False:
 * nothing in it names anybody. */
bool mk_uco_party(char iri[static MK_UCO_IRI], struct mk_buf *out, const struct mk_view *v,
                  struct mk_span party);
/* The app of a record, and the file that it was read from. */
void mk_uco_app(char iri[static MK_UCO_IRI], struct mk_buf *out, const struct mk_view *v);
bool mk_uco_file(char iri[static MK_UCO_IRI], struct mk_buf *out, const struct mk_view *v);

/* uco_record.c */
int mk_uco_record(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why);
enum mk_uco_why { MK_UCO_KIND, MK_UCO_PLACE };

#endif
