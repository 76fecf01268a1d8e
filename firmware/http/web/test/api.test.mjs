// node --test: what comes of a question that is let go of, and of one that nobody answers.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ask } from '../src/shared/api.js';

const answering = (json) => { globalThis.fetch = async () => ({ json }); };
const named = (name) => async () => { throw Object.assign(new Error(name), { name }); };

test('who lets go of a question while its answer comes is not told that nobody answers', async () => {
  answering(named('AbortError'));
  await assert.rejects(ask('tags'), { name: 'AbortError' });
  globalThis.fetch = named('AbortError');
  await assert.rejects(ask('tags'), { name: 'AbortError' });
});

test('no answer, half of one, and one of a server that stands alone are none', async () => {
  globalThis.fetch = named('TypeError');
  await assert.rejects(ask('tags'), { code: 'offline' });
  for (const json of [named('SyntaxError'), async () => null, async () => ({ ok: false, code: 'desk' }), async () => ({ ok: false, code: 'daemon' })]) {
    answering(json);
    await assert.rejects(ask('tags'), { code: 'offline' });
  }
});

test('a refusal keeps its code, an answer is one', async () => {
  answering(async () => ({ ok: false, code: 'usage', text: 'no' }));
  await assert.rejects(ask('tags'), { code: 'usage', text: 'no' });
  answering(async () => ({ ok: true, tags: [] }));
  assert.deepEqual(await ask('tags'), { ok: true, tags: [] });
});
