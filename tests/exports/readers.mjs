// usage: readers.mjs FORMAT FILE RECORDS: whether readers that others wrote (npm) find in FILE what RECORDS (JSON Lines
// of moka parse) say.
import { readFileSync } from "node:fs";
import { check } from "@placemarkio/check-geojson";
import { kml } from "@tmcw/togeojson";
import { DOMParser } from "@xmldom/xmldom";
import { parse } from "csv-parse/sync";
import ical from "ical.js";

const [format, file, names] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const records = readFileSync(names, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const by = new Map(records.map((r) => [r.ref, r]));
const STEERS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
const shown = (s) => s.replace(new RegExp(STEERS, "g"), (c) => `\\u{${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}}`);
let bad = 0;
function must(holds, ...why) {
    if (!holds && bad++ < 20) console.log(...why);
}

// Places: each is where its record says, and none is missing.
function places(features) {
    const there = records.filter((r) => Math.abs(r.lat) <= 90 && Math.abs(r.lon) <= 180);
    must(features.length === there.length, features.length, "places, not", there.length);
    for (const f of features) {
        const r = by.get(f.properties.ref), [lon, lat] = f.geometry.coordinates;
        must(r && Math.abs(r.lon - lon) < 1e-9 && Math.abs(r.lat - lat) < 1e-9, "another place:", f.properties.ref);
        const time = f.properties.time ?? f.properties.timestamp;
        must(!r?.time || Date.parse(time) === Date.parse(r.time), "another time:", f.properties.ref, time);
    }
    return features.length;
}

const readers = {
    geojson: () => places(check(text).features),
    kml: () => {
        const wrong = [];
        const doc = new DOMParser({ onError: (level, message) => wrong.push(message) }).parseFromString(text, "text/xml");
        must(wrong.length === 0, ...wrong.slice(0, 3));
        return places(kml(doc).features);
    },
    vcard: () => {
        const contacts = records.filter((r) => r.kind === "contact");
        const cards = ical.parse(text.trim()); // one, or a list of them
        const list = typeof cards[0] === "string" ? [cards] : cards;
        must(list.length === contacts.length, list.length, "cards, not", contacts.length);
        list.forEach(([, properties], i) => {
            const all = (name) => properties.filter((p) => p[0] === name).map((p) => p[3]);
            const name = contacts[i]?.name;
            if (name) must(all("fn")[0] === shown(name).replace(/\t/g, " ").replace(/\r\n?/g, "\n"), "another name:", all("fn")[0], "not", name);
            must(all("tel").length >= new Set((contacts[i]?.phones ?? []).map((p) => p.phone ?? p.id ?? p)).size,
                "numbers are missing:", name);
        });
        return list.length;
    },
    csv: () => {
        const rows = parse(text, { columns: true, relax_column_count: false });
        must(rows.length === records.length, rows.length, "rows, not", records.length);
        for (const row of rows) {
            const r = by.get(row.ref.replaceAll("\\\\", "\\"));
            must(r?.kind === row.kind, "another kind:", row.ref);
            must(!r?.time || Date.parse(row.time_utc) === Date.parse(r.time), "another time:", row.ref);
            for (const [key, cell] of Object.entries(row))
                must(!/^[=+\-@\t\r]/.test(cell) || ["lat", "lon", "time_stored", "duration_s"].includes(key), "runs:", cell);
        }
        return rows.length;
    },
    // What Timesketch's importer asks of each line: message, datetime (ISO 8601) and timestamp_desc, all texts
    // (github.com/google/timesketch, docs/guides/user/import-from-json-csv.md).
    timesketch: () => {
        const lines = text.trim().split("\n").map((line) => JSON.parse(line));
        for (const x of lines) {
            must(["message", "datetime", "timestamp_desc"].every((k) => typeof x[k] === "string" && x[k]), "lacks a field:", x);
            must(!Number.isNaN(Date.parse(x.datetime)), "no time:", x.datetime);
            must(by.has(x.ref), "whose:", x.ref);
        }
        const timed = records.filter((r) => r.time || Object.values(r.times ?? {}).some((t) => /Z$/.test(t)));
        must(new Set(lines.map((x) => x.ref)).size === timed.length, "records with a time:", timed.length);
        return lines.length;
    },
};
must(!STEERS.test(text), "a character that steers stands as it is");
const n = readers[format]();
console.log(`${format}: ${n} read, ${bad} wrong`);
process.exit(bad || !n ? 1 : 0);
