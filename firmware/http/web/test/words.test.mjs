// node --test: every language of a page has every message, each reads as one, and takes the same values.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';

const folder = new URL('../public/lang/', import.meta.url);
const words = Object.fromEntries(readdirSync(folder).map((name) => [name.slice(0, -5), JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]));

// What a message takes: its arguments' names with their kinds.
function values(ast, found = new Set()) {
  for (const e of ast) {
    if (e.type !== 0 && e.type !== 7) found.add(`${e.value}:${e.type}`);
    for (const o of Object.values(e.options ?? {})) values(o.value, found);
  }
  return [...found].sort().join();
}

test('there are five languages', () => assert.deepEqual(Object.keys(words).sort(), ['ar', 'de', 'en', 'es', 'fr']));
for (const [id, messages] of Object.entries(words)) {
  test(`${id} has every message of English, and no other`, () => {
    assert.deepEqual(Object.keys(messages).sort(), Object.keys(words.en).sort());
  });
  test(`${id} takes the same values as English, and has the plural forms that its counts need`, () => {
    const forms = new Intl.PluralRules(id).resolvedOptions().pluralCategories.filter((f) => f !== 'many' || id === 'ar');
    for (const [key, text] of Object.entries(messages)) {
      const ast = new IntlMessageFormat(text, id).getAst();
      assert.equal(values(ast), values(new IntlMessageFormat(words.en[key], 'en').getAst()), key);
      for (const e of ast) if (e.type === 6) assert.deepEqual(forms.filter((f) => !e.options[f]), [], key);
    }
  });
}
