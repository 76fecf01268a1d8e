// node --test: every key that the page's source names has its words, and every message is named.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

const words = JSON.parse(readFileSync(new URL('../public/lang/en.json', import.meta.url), 'utf8'));
const root = new URL('../src/', import.meta.url).pathname;
const source = readdirSync(root, { recursive: true }).filter((n) => /\.jsx?$/.test(n)).map((n) => readFileSync(path.join(root, n), 'utf8')).join('\n');

test('every key that the source names has its words, also those made of a part', () => {
  const named = [...source.matchAll(/\bt\('([a-z][\w.-]*)'/gi), ...source.matchAll(/\btitle = '([\w.-]+)'/g)].map((m) => m[1]);
  assert.ok(named.length > 50, 'the source is read as it is written');
  assert.deepEqual([...new Set(named)].filter((k) => !(k in words)), []);
  const begun = [...source.matchAll(/\bt\(`([a-z][\w.-]*\.)\$\{/g)].map((m) => m[1]);
  assert.deepEqual([...new Set(begun)].filter((b) => !Object.keys(words).some((k) => k.startsWith(b))), []);
});

test('every message is named somewhere', () => {
  const begun = [...source.matchAll(/`([a-z][\w.-]*\.)\$\{/g)].map((m) => m[1]);
  const unused = Object.keys(words).filter((k) => !source.includes(`'${k}'`) && !begun.some((b) => k.startsWith(b)) && !/^(lost|door|start|gone)\./.test(k));
  assert.deepEqual(unused, []);
});
