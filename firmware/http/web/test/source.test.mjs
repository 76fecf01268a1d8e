// node --test: nothing in the page's source makes markup or code out of text, or asks another machine.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

const root = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(root, { recursive: true }).filter((n) => /\.(jsx?|mjs|css)$/.test(n));
const BANNED = {
  'makes markup out of text': /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|srcdoc|DOMParser|createContextualFragment|setHTML\w*|setHTML)\b|document\.write/,
  'makes code out of text': /\beval\s*\(|new Function\b|\bset(Timeout|Interval)\(\s*['"`]/,
  'asks elsewhere than this machine': /(['"`(])(https?:)?\/\/(?!www\.w3\.org\/)[a-z]/i,
  'keeps what is of a case in the browser': /\b(indexedDB|document\.cookie|caches\.open)\b/,
};

test('the source is read', () => assert.ok(files.length > 30));
for (const name of files) {
  const text = readFileSync(path.join(root, name), 'utf8').split('\n').map((l) => l.replace(/^\s*(\/\/|\*|\/\*).*$/, '')).join('\n');
  test(name, () => {
    for (const [what, pattern] of Object.entries(BANNED)) assert.doesNotMatch(text, pattern, what);
    if (name !== 'shared/memory.js') assert.doesNotMatch(text, /(local|session)Storage/, 'what a browser remembers is in shared/memory.js');
  });
}
