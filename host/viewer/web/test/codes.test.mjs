// node --test: what the desk says by code has its words.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import test from 'node:test';

const words = JSON.parse(readFileSync(new URL('../public/lang/en.json', import.meta.url), 'utf8'));
const root = process.env.MOKA_ROOT ? pathToFileURL(`${process.env.MOKA_ROOT}/`) : new URL('../../../../', import.meta.url);
const source = (name) => readFileSync(new URL(name, root), 'utf8');

test('why an export leaves something out, in words', () => {
  const formats = readdirSync(new URL('host/export/', root)).filter((n) => n.endsWith('.c')).map((n) => source(`host/export/${n}`));
  const whys = formats.flatMap((c) => [...c.matchAll(/\.why = \{([^}]+)\}/g)]).flatMap(([, list]) => [...list.matchAll(/"([^"]+)"/g)]).map((m) => m[1]);
  assert.ok(whys.length > 5, 'the sources are read as they are written');
  assert.deepEqual(whys.filter((w) => !words[`export.why.${w.replaceAll(' ', '-')}`]), []);
});

test('why two may be one, in words', () => {
  const rules = [...source('host/case/merge.c').matchAll(/rules\[\] = \{ "", ([^}]+)\}/g)].flatMap(([, list]) => [...list.matchAll(/"([^"]+)"/g)]).map((m) => m[1]);
  assert.equal(rules.length, 4);
  assert.deepEqual(rules.filter((r) => !words[`merges.rule.${r}`]), []);
});

test('why there is no source to show, in words', () => {
  const codes = [...source('host/viewer/raw.c').matchAll(/(?:none|say_why)\(&?w, "([\w-]+)"/g)].map((m) => m[1]);
  assert.equal(new Set(codes).size, 5, 'the source is read as it is written');
  assert.deepEqual(codes.filter((c) => !words[`raw.why.${c}`]), []);
});

test('every field that a record may have, in words', () => {
  const fields = [...source('parsers/record/keys.h').matchAll(/^K\(\w+, "(\w+)"/gm)].map((m) => m[1]);
  assert.ok(fields.length > 150, 'the header is read as it is written');
  const apart = new Set([...source('host/viewer/web/src/ui/fields.jsx').match(/APART = new Set\(\[([^\]]+)\]/)[1].matchAll(/'(\w+)'/g)].map((m) => m[1]));
  assert.deepEqual(fields.filter((f) => !apart.has(f) && !words[`field.${f}`]), []);
});
