// usage: case_uco.mjs FILE RECORDS SHAPES...: whether the JSON-LD graph of FILE keeps to the SHACL shapes, has no class
// that they do not know, and says of each message, call, contact and place of RECORDS (JSON Lines of moka parse) what
// the record says.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import jsonld from "jsonld";
import { Parser, Store } from "n3";
import SHACL from "rdf-validate-shacl";

const [file, records, ...shapes] = process.argv.slice(2);
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const SH = "http://www.w3.org/ns/shacl#";
const IMPORTS = "http://www.w3.org/2002/07/owl#imports";
const UCO = "https://ontology.unifiedcyberontology.org/uco/";
let bad = 0;
function fail(why) {
    if (bad++ < 20) console.log(why);
}

// Constraints in SPARQL are beyond this validator; what they ask for (no blank nodes) m:thing asks, too.
function load(names) {
    const store = new Store();
    for (const name of names)
        for (const q of new Parser().parse(readFileSync(name, "utf8")))
            if (q.predicate.value !== SH + "sparql" && q.predicate.value !== IMPORTS) store.addQuad(q);
    return store;
}

const text = readFileSync(file, "utf8");
const nquads = await jsonld.toRDF(JSON.parse(text), {
    format: "application/n-quads",
    documentLoader: (url) => Promise.reject(new Error("asks for " + url)),
});
const data = new Store(new Parser({ format: "N-Quads" }).parse(nquads));
for (const one of shapes) {
    const graph = load([one]);
    // Classes are found by what the shapes say is under what.
    const all = new Store([...data, ...graph.match(null, "http://www.w3.org/2000/01/rdf-schema#subClassOf", null)]);
    const report = await new SHACL(graph, { maxErrors: 20 }).validate(all);
    for (const r of report.results) {
        const severity = r.severity?.value?.slice(SH.length);
        if (severity === "Violation")
            fail(`${one}: ${r.focusNode?.value} ${r.path?.value ?? ""} ${r.value?.value ?? ""}: ${
                r.message.map((m) => m.value)} ${r.sourceConstraintComponent?.value}`);
    }
    const known = new Set(graph.getSubjects("http://www.w3.org/2000/01/rdf-schema#subClassOf", null).map((t) => t.value));
    for (const type of new Set(data.getObjects(null, RDF, null).map((t) => t.value)))
        if (!known.has(type)) fail(`${one}: no such class: ${type}`);
}

// ---- the records again ----
function values(subject, property) {
    return data.getObjects(subject, UCO + property, null);
}
function one(subject, property) {
    return values(subject, property)[0]?.value;
}
const byRef = new Map();
for (const r of data.getSubjects(UCO + "core/externalIdentifier", null))
    byRef.set(one(r, "core/externalIdentifier"), data.getSubjects(UCO + "core/externalReference", r)[0]);

const checks = {
    message(s, r) {
        const f = values(s, "core/hasFacet")[0];
        if (one(f, "observable/messageText") !== (r.text || undefined)) fail(`${r.ref}: its text is another`);
        const time = r.times?.sent ?? r.time;
        if (Date.parse(one(f, "observable/sentTime")) !== Date.parse(time) && time) fail(`${r.ref}: its time is another`);
    },
    call(s, r) {
        const f = values(s, "core/hasFacet")[0];
        if (one(f, "observable/duration") !== r.duration_s?.toString()) fail(`${r.ref}: its duration is another`);
    },
    contact(s, r) {
        const f = values(s, "core/hasFacet")[0];
        if (one(f, "observable/displayName") !== (r.name || undefined)) fail(`${r.ref}: its name is another`);
        const numbers = new Set((r.phones ?? []).map((p) => p.phone ?? p.id ?? p.value));
        if (values(f, "observable/contactPhone").length < numbers.size) fail(`${r.ref}: a number is missing`);
    },
    location(s, r) {
        const f = values(s, "core/hasFacet")[0];
        if (Math.abs(Number(one(f, "location/latitude")) - r.lat) > 1e-9) fail(`${r.ref}: another place`);
        if (Math.abs(Number(one(f, "location/longitude")) - r.lon) > 1e-9) fail(`${r.ref}: another place`);
    },
    email() {},
    attachment() {},
    media(s, r) {
        const hashes = values(s, "core/hasFacet").flatMap((f) => values(f, "observable/hash"));
        if (r.sha256 && one(hashes[0], "types/hashValue") !== r.sha256) fail(`${r.ref}: its hash is another`);
    },
};
let n = 0;
for await (const line of createInterface({ input: createReadStream(records) })) {
    const r = JSON.parse(line);
    const s = byRef.get(r.ref);
    if (!checks[r.kind] || (r.kind === "location" && !(Math.abs(r.lat) <= 90 && Math.abs(r.lon) <= 180))) continue;
    n++;
    if (s) checks[r.kind](s, r);
    else fail(`${r.ref}: is not there`);
}
console.log(`${data.size} triples, ${n} records, ${bad} wrong`);
process.exit(bad || !n ? 1 : 0);
