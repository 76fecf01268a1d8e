// node --test: what is pure in the page does what it says.
import assert from 'node:assert/strict';
import test from 'node:test';
import { after, before, ends, firstNeeded, partOf, phaseOf, stepsOf } from '../src/lib/steps.js';
import { allowed, expected, party, tidy } from '../src/lib/scope.js';
import { unfit, withdrawal } from '../src/lib/phone.js';
import { join, split } from '../src/lib/when.js';

const consent = { authority: { basis: 'consent' } };

test('a warrant needs no consent, a consent no paper', () => {
  assert.ok(!stepsOf({ authority: { basis: 'warrant' } }).some((s) => partOf(s) === 'consent'));
  assert.ok(stepsOf({ authority: { basis: 'warrant' } }).includes('paper'));
  assert.ok(!stepsOf(consent).includes('paper'));
});

test('a consent is asked for after its scope is known', () => {
  const steps = stepsOf(consent);
  assert.ok(steps.indexOf('consent-notice') > steps.indexOf('scope-people'));
});

test('a phone that is off has no lock and no radios to ask about', () => {
  assert.deepEqual(stepsOf({ phone: { power: 'off' } }).filter((s) => partOf(s) === 'phone'), ['phone-power']);
});

test('a guardian is asked for of a minor, an interpreter of who interprets', () => {
  const said = (c) => stepsOf({ ...consent, consent: c });
  assert.ok(!said({ capacity: 'adult' }).includes('consent-guardian'));
  assert.ok(said({ capacity: 'minor' }).includes('consent-guardian'));
  assert.ok(said({ notice: { given: 'interpreted' } }).includes('consent-interpreter'));
});

test('every step has a way back, and the first one leads out', () => {
  for (const parts of [{}, consent, { authority: { basis: 'statute' } }]) {
    const steps = stepsOf(parts);
    steps.slice(1).forEach((s, i) => assert.equal(before(s, parts), steps[i]));
    assert.equal(before(steps[0], parts), null);
    assert.equal(after(steps.at(-1), parts), null);
  }
});

test('a part ends with its last step', () => {
  assert.ok(!ends('scope-dates', {}));
  assert.ok(ends('scope-people', {}));
});

test('a case goes on where the kit lacks something first', () => {
  assert.equal(firstNeeded([], {}), 'plan');
  assert.equal(firstNeeded([{ part: 'seizure', field: 'place' }, { part: 'seizure', field: 'at' }], {}), 'seized-when');
  assert.equal(firstNeeded([{ part: 'phone', field: 'wifi.verified' }], {}), 'phone-wifi');
  assert.equal(firstNeeded([{ part: 'clock', field: '' }], {}), 'clock');
  assert.equal(firstNeeded([{ part: 'exhibit', field: 'a member that no step names' }], {}), 'exhibit');
});

test('each state of a case has its phase', () => {
  for (const state of ['draft', 'ready', 'meeting', 'copying', 'away', 'sealing', 'sealed', 'handed', 'wiped', 'cut', 'stopped', 'refused', 'withdrawn'])
    assert.notEqual(phaseOf(state, null), 'who', state);
});

test('a victim is never looked at large', () => {
  assert.ok(!allowed({ preset: 'victim' }));
  assert.ok(!allowed({ preset: 'witness', until: '2026-11-01T00:00:00Z' }));
  assert.ok(allowed({ preset: 'victim', from: '2026-11-01T00:00:00Z' }));
  assert.ok(allowed({ preset: 'witness', counterparties: ['+254712345678'] }));
  assert.ok(allowed({ preset: 'suspect' }));
});

test('numbers and addresses are told from what is neither', () => {
  assert.equal(party(' +254 712-345.678 '), '+254712345678');
  assert.equal(party('a.mwangi@example.org'), 'a.mwangi@example.org');
  assert.equal(party('12'), null);
  assert.equal(party('two words'), null);
  assert.equal(party('+'), null);
});

test('what has no value is not said, what is false is', () => {
  assert.deepEqual(tidy({ a: '', b: undefined, c: [], d: null, e: false, f: 0 }), { e: false, f: 0 });
});

test('pictures take longer than tables', () => {
  assert.deepEqual([{ media: 'none' }, { media: 'none', categories: ['files'] }, { media: 'all' }].map(expected), ['short', 'middle', 'long']);
});

test('a date is one that there is', () => {
  const typed = { day: '29', month: '2', year: '2028', hour: '23', minute: '59' };
  assert.deepEqual(split(join(typed)), { day: '29', month: '02', year: '2028', hour: '23', minute: '59' });
  for (const change of [{ year: '2026' }, { month: '13' }, { hour: '24' }, { minute: '60' }, { day: '0' }, { day: '' }, { year: '26' }])
    assert.equal(join({ ...typed, ...change }), null, JSON.stringify(change));
});

test('training takes phantoms only, and a real case none', () => {
  const phone = { findings: [], ready: true };
  const of = (training) => ({ id: 'c-a', training, parts: {} });
  assert.equal(unfit(phone, of(true)), 'real');
  assert.equal(unfit({ ...phone, phantom: true }, of(true)), null);
  assert.equal(unfit({ ...phone, phantom: true }, of(false)), 'phantom');
  assert.equal(unfit(phone, of(false)), null);
});

test('a managed phone, one of another case and another serial number are no choice', () => {
  const of = { id: 'c-a', training: false, parts: { exhibit: { serial: 'S1' } } };
  assert.equal(unfit({ findings: [{ code: 'managed' }], ready: false }, of), 'managed');
  assert.equal(unfit({ findings: [], ready: true, case: 'c-b' }, of), 'busy');
  assert.equal(unfit({ findings: [], ready: true, serial: 'S2' }, of), 'serial-other');
  assert.equal(unfit({ findings: [], ready: true, serial: 'S1', case: 'c-a' }, of), null);
});

test('only a consent is withdrawn by its owner', () => {
  assert.equal(withdrawal({ parts: consent }), 'withdraw.open');
  assert.equal(withdrawal({ parts: { authority: { basis: 'warrant' } } }), 'withdraw.give-up');
  assert.equal(withdrawal({ parts: {} }), 'withdraw.give-up');
});
