// node --test: what the kit says by code has its words.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import test from 'node:test';

const words = JSON.parse(readFileSync(new URL('../public/lang/en.json', import.meta.url), 'utf8'));

// What the kit says by code (C headers of the repository): each has its words here.
const root = process.env.MOKA_ROOT ? pathToFileURL(`${process.env.MOKA_ROOT}/`) : new URL('../../../../', import.meta.url);
const source = (name) => readFileSync(new URL(name, root), 'utf8');
const codes = (text, pattern) => [...text.matchAll(pattern)].map((m) => m[1]);

test('every code of the kit has its words', () => {
  const daemon = source('firmware/daemon/daemon.h');
  const section = (name) => daemon.slice(daemon.indexOf(`#define ${name}(X)`)).split('\nenum')[0];
  const doctor = readdirSync(new URL('firmware/doctor/', root)).filter((n) => n.endsWith('.c')).map((n) => source(`firmware/doctor/${n}`)).join();
  const needed = [
    ...codes(source('firmware/exhibit/told.h'), /T\(\w+, "([a-z-]+)"/g).filter((c) => c !== 'found' && c !== 'space').map((c) => `told.${c}`),
    // The session's end has a word for each way; a wrong PIN is answered at its pad.
    ...codes(section('MK_IPC_CODES'), /X\(\w+, "([a-z-]+)"\)/g).filter((c) => c !== 'session').map((c) => `trouble.${c}`),
    ...codes(section('MK_CASE_STATES'), /X\(\w+, "([a-z-]+)"\)/g).flatMap((c) => [`state.${c}`, `state.${c}.needs`]),
    ...codes(source('firmware/daemon/look_why.c'), /, "([a-z-]+)", (?:true|false)/g).map((c) => `reason.${c}`),
    ...codes(source('firmware/daemon/copy_out.c'), /(?:code = |E[A-Z]+ +\? |stop\(c, |check\(c, h, )"([a-z-]+)"/g).map((c) => `copy-out.why-${c}`),
    ...codes(source('firmware/daemon/carry_do.c'), /\{ "([a-z-]+)", "/g).map((c) => `copy-out.why-${c}`),
    ...codes(source('firmware/daemon/key_try.c'), /(?:refuse|wrong)\([tu], "([a-z-]+)"/g).map((c) => `key.why-${c}`),
    ...codes(source('firmware/daemon/key_try.c').split('known[] = {')[1].split('}')[0], /"([a-z-]+)"/g).map((c) => `key.why-${c}`),
    ...codes(doctor, /(?:tell(?:_of)?\(\s*v, |id = )"([a-z-]+)"/g).map((c) => `finding.${c}`),
  ];
  assert.ok(needed.length > 70, 'the headers are read as they are written');
  assert.deepEqual(needed.filter((k) => !words[k]), []);
});
