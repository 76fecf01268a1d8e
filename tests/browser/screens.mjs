// Every screen of the page before a kit that is none: state, address, and what is done there first.
import { makeCase, parts, phones } from './fake_kit.mjs';

const id = 'c-abcdefghij';
const at = (state, change = {}) => ({ cases: [makeCase({ state, ...change })] });
const step = (name, change = {}) => ({ name, hash: `${id}/${name}`, set: at('draft', change) });
const steps = Object.keys({ exhibit: 1, 'seized-how': 1, 'seized-who': 1, 'seized-when': 1, 'seized-where': 1, 'phone-power': 1, 'phone-lock': 1, 'phone-airplane': 1, owner: 1,
  'owner-more': 1, basis: 1, valid: 1, clock: 1, 'clock-agrees': 1, 'scope-preset': 1, 'scope-what': 1, 'scope-media': 1, 'scope-dates': 1, 'scope-people': 1,
  'consent-language': 1, 'consent-notice': 1, 'consent-interpreter': 1, 'consent-capacity': 1, 'consent-guardian': 1, 'consent-alone': 1, 'consent-alternatives': 1,
  'consent-agrees': 1, 'consent-sign': 1, 'consent-receipt': 1, plan: 1 });
const out = { signedIn: false };
const send = (...events) => (page, kit) => events.forEach((e) => kit.state.send({ case: id, ...e }));
const digits = (pin) => async (page) => {
  for (const d of pin) await page.getByTestId(`digit-${d}`).click();
};

const progress = { event: 'progress', part: 'content', done: 1220, total: 2600, bytes: 48_300_000, bytes_total: 102_000_000, rate: 3_200_000, left_s: 95 };

const plugged = [{ stick: '1-2', name: 'SanDisk Ultra', serial: '4C530001' }, { stick: '1-1.3', name: 'ذاكرة Verbatim' }];
const carried = [
  ...['too-large', 'no-stick', 'in-use', 'no-disk', 'several', 'locked', 'no-fs'].map((code) => ({ at: '2026-11-22T10:02:00Z', stick: '1-2', name: 'SanDisk Ultra', code, text: '-', pull: true })),
  { at: '2026-11-22T10:09:00Z', stick: '1-2', name: 'SanDisk Ultra', serial: '4C530001', file: 'moka-c-abcdefghij.tar.age', bytes: 48_300_000, sha256: '3f1e6a90c2b4d5877ab1cc0d9e2f4a61b7750e3c8d19f2a44be6c0a1d3958e27', read_back: 'stick', written_to: 'sdb1', fs: 'exfat', pull: false },
  { at: '2026-11-22T10:12:00Z', stick: '1-2', name: 'SanDisk Ultra', serial: '4C530001', file: 'moka-c-abcdefghij.tar.age', bytes: 48_300_000, sha256: '3f1e6a90c2b4d5877ab1cc0d9e2f4a61b7750e3c8d19f2a44be6c0a1d3958e27', read_back: 'stick', written_to: 'sdb1', fs: 'exfat', pull: true },
];
const copies = [
  { at: '2026-11-22T10:02:00Z', stick: 'EVIDENCE-1', code: 'full', text: 'no room' },
  { at: '2026-11-22T10:09:00Z', stick: 'EVIDENCE-2', file: 'moka-c-abcdefghij.tar.age', bytes: 48_300_000, sha256: '3f1e6a90c2b4d5877ab1cc0d9e2f4a61b7750e3c8d19f2a44be6c0a1d3958e27', read_back: 'stick' },
];

const byKey = (is) => async (page) => {
  await page.getByTestId('officer-a.mwangi').click();
  await page.getByTestId('use-key').click();
  await page.getByTestId(`key-${is}`).waitFor();
};
const addKey = (is) => async (page) => {
  await page.getByTestId('key-drop-0').waitFor();
  await page.getByTestId('next').click();
  for (const d of '123456') await page.getByTestId(`digit-${d}`).click();
  await page.getByTestId('next').click();
  await page.getByTestId(`key-${is}`).waitFor();
};

export const SCREENS = [
  { name: 'store-new', set: { ...out, store: 'new', officers: [] } },
  { name: 'phrase', set: { ...out, store: 'new', officers: [] }, go: (page) => page.getByTestId('next').click() },
  { name: 'store-locked', set: { ...out, store: 'locked', officers: [] } },
  { name: 'store-failed', set: { ...out, store: 'failed', officers: [] } },
  { name: 'first-officer', set: { ...out, officers: [] } },
  { name: 'who', set: out },
  { name: 'pin', set: out, go: (page) => page.getByTestId('officer-a.mwangi').click() },
  { name: 'key', shot: 'key-touch', set: { ...out, waits: ['sign-in-key'] }, go: byKey('touch') },
  ...['absent', 'other', 'late', 'counter', 'failed'].map((is) => ({ name: 'key', shot: `key-${is}`, set: { ...out, refuse: { 'sign-in-key': { code: 'key', is } } }, go: byKey(is) })),
  { name: 'pin', shot: 'key-locked', set: { ...out, refuse: { 'sign-in-key': { code: 'locked-out', retry_s: 30 } } }, go: async (page) => { await page.getByTestId('officer-a.mwangi').click(); await page.getByTestId('use-key').click(); await page.getByTestId('lockout').waitFor(); } },
  { name: 'keys', hash: 'own-keys', set: {}, go: (page) => page.getByTestId('key-drop-0').waitFor() },
  { name: 'key-add-pin', hash: 'own-keys', set: {}, go: async (page) => { await page.getByTestId('key-drop-0').waitFor(); await page.getByTestId('next').click(); } },
  { name: 'key-add', hash: 'own-keys', set: { waits: ['key-add'] }, go: addKey('touch') },
  { name: 'key-add', shot: 'key-add-pin-of-its-own', hash: 'own-keys', set: { refuse: { 'key-add': { code: 'key', is: 'pin' } } }, go: addKey('pin') },
  { name: 'key-drop', hash: 'own-keys', set: {}, go: (page) => page.getByTestId('key-drop-0').click() },
  {
    name: 'pin', shot: 'pin-locked', set: { ...out, refuse: { 'sign-in': { code: 'pin', retry_s: 30 } } },
    go: async (page) => {
      await page.getByTestId('officer-a.mwangi').click();
      await digits('123456')(page);
      await page.getByTestId('next').click();
      await page.getByTestId('lockout').waitFor();
    },
  },
  {
    name: 'cases', hash: '',
    set: { cases: ['cut', 'copying', 'draft', 'sealed', 'handed', 'wiped'].map((state, i) => makeCase({ id: `c-abcdefghi${i}`, state, training: i === 2, exhibit: i === 2 ? undefined : `EX-${i}`, why: i ? undefined : { code: 'gone', text: 'the phone was away too long' } })) },
  },
  { name: 'new-case', hash: 'new' },
  { name: 'new-case', shot: 'not-enrolled', hash: 'new', set: { enrolled: 'none', certificate: undefined, opens: ['Digital laboratory'] }, go: (page) => page.getByTestId('kind-real').click() },
  { name: 'kit', hash: 'kit' },
  { name: 'kit', shot: 'kit-over', hash: 'kit', set: { enrolled: 'over', certificate: 'kit:kit-04: valid from 2024-01-01 to 2025-01-01', opens: [] } },
  { name: 'officers', hash: 'officers' },
  { name: 'others-keys', hash: 'officers', set: {}, go: (page) => page.getByTestId('keys-j.otieno').click() },
  { name: 'key-drop', shot: 'others-key-drop', hash: 'officers', set: {}, go: async (page) => { await page.getByTestId('keys-j.otieno').click(); await page.getByTestId('key-drop-0').click(); } },
  ...steps.map((s) => step(s)),
  { ...step('consent-sign'), shot: 'typed', go: async (page) => { await page.getByTestId('signature-other').click(); await page.getByTestId('signature-name').fill('Ana Ruiz'); await page.getByTestId('signature-name').blur(); if (await page.getByTestId('key-done').isVisible()) await page.getByTestId('key-done').click(); await page.getByTestId('signature-statement-agreed').click(); } },
  { ...step('paper', { parts: { ...parts, authority: { ...parts.authority, basis: 'warrant' } } }) },
  { ...step('exhibit', { parts: {}, training: true, needs: [{ part: 'exhibit', field: '' }] }), shot: 'training' },
  // Phones have a keyboard of their own; this one's keys are as large as a thumb on the kit's screen.
  { ...step('seized-where'), shot: 'keyboard', kiosk: true, go: async (page) => { await page.getByTestId('seized-place').click(); if (!(await page.getByTestId('keyboard').isVisible())) await page.getByTestId('keys-switch').click(); await page.getByTestId('keyboard').waitFor(); } },
  { ...step('seized-when'), shot: 'keypad', go: async (page) => { await page.evaluate(() => localStorage.setItem('moka.keys', 'on')); await page.reload(); await page.getByTestId('seized-at-day').click(); await page.getByTestId('keyboard').waitFor(); } },
  { name: 'review', hash: `${id}/case`, set: at('draft', { needs: [{ part: 'clock', field: '' }] }) },
  { name: 'refuses', hash: `${id}/refuses`, set: at('draft') },
  { name: 'drop', hash: `${id}/drop`, set: at('draft') },
  { name: 'plug', hash: id, set: { ...at('ready'), phones: phones.good } },
  { name: 'plug', shot: 'plug-bad', hash: id, set: { ...at('ready'), phones: phones.bad } },
  { name: 'plug', shot: 'plug-none', hash: id, set: { ...at('ready'), phones: [] }, go: async (page) => { await page.getByTestId('make-Samsung').click(); await page.getByTestId('guide-lines').waitFor(); } },
  { name: 'plug', shot: 'refused', hash: id, set: at('refused', { why: { code: 'authority', text: 'authority ended 2026-11-01' } }) },
  { name: 'copying', shot: 'meeting', hash: id, set: at('meeting'), go: send({ event: 'told', code: 'allow', act: 'allow', text: 'On the phone: allow USB debugging', left_s: 110 }) },
  { name: 'copying', hash: id, set: at('copying'), go: send({ event: 'told', code: 'lost', text: 'android.calendar: refused', what: 'x' }, progress) },
  { name: 'copying', shot: 'away', hash: id, set: at('away'), go: send(progress, { event: 'told', code: 'away', act: 'replug', text: 'The phone is gone', left_s: 280 }) },
  { name: 'copying', shot: 'sealing', hash: id, set: at('sealing'), go: send({ ...progress, part: 'encrypting', done: 0, total: 0 }) },
  { name: 'stop', hash: id, set: at('copying'), go: (page) => page.getByTestId('stop').click() },
  { name: 'cut', hash: id, set: at('cut', { why: { code: 'full', text: 'no space left' }, device: 'usb:1-2', platform: 'android' }) },
  { name: 'keep', hash: id, set: at('stopped', { device: 'usb:1-2', platform: 'iphone' }), go: (page) => page.getByTestId('keep').click() },
  { name: 'withdraw', hash: `${id}/withdraw`, set: at('cut') },
  { name: 'withdrawn', hash: id, set: at('withdrawn', { certificate: { destroyed: '2026-11-22T10:00:00Z', kind: 'fscrypt', files: 311, key_overwritten: true, key_unlinked: true, key_forgotten: true, means: 'The key was destroyed; the cells of the flash were not erased.' } }) },
  { name: 'sealed', shot: 'sealed-reading', hash: id, set: { ...at('sealed'), waits: ['result'] }, go: send({ ...progress, part: 'seal' }) },
  { name: 'sealed', hash: id, set: at('sealed') },
  { name: 'sealed', shot: 'sealed-encrypted', hash: id, set: at('sealed', { encrypted: true }) },
  { name: 'copy-out', hash: `${id}/copy-out`, set: at('sealed', { encrypted: true, copies }) },
  { name: 'copy-out', shot: 'copy-out-plugged', hash: `${id}/copy-out`, set: { ...at('sealed', { encrypted: true, copies: carried }), sticks: plugged } },
  { name: 'copy-out', shot: 'copy-out-none', hash: `${id}/copy-out`, set: { ...at('handed', { encrypted: true }), sticks: [] } },
  { name: 'copy-out', shot: 'copy-out-mounted', hash: `${id}/copy-out`, set: { ...at('sealed', { encrypted: true }), sticks: [], plugged: false } },
  { name: 'copy-out', shot: 'copy-out-busy', hash: `${id}/copy-out`, set: at('sealed', { encrypted: true, copying_to: 'EVIDENCE-1' }), go: send({ ...progress, part: 'copy-out', done: 0, total: 0 }) },
  { name: 'result-not_taken', hash: `${id}/not_taken`, set: at('sealed') },
  { name: 'result-changes', hash: `${id}/changes`, set: at('sealed') },
  { name: 'result-signatures', hash: `${id}/signatures`, set: at('sealed') },
  { name: 'handover', hash: `${id}/handover`, set: at('sealed') },
  { name: 'handed', hash: id, set: at('handed', { receipts: [{ n: 1, at: '2026-11-22T10:00:00Z', receiver: { name: 'L. Njeri', organisation: 'Digital lab', id: '4471' }, short: 'MOKA-TRANSFER-1:7C1F:1:3F1E6A90C2B4D5877AB1CC0D9E2F4A61B7750E3C8D19F2A44BE6C0A1D3958E27' }] }) },
  { name: 'wipe', hash: `${id}/wipe`, set: at('handed') },
  { name: 'log', hash: `${id}/log`, set: at('sealed') },
  { name: 'new-case', shot: 'refusal', hash: 'new', set: { refuse: { 'case-new': { code: 'store' } } }, go: async (page) => { await page.getByTestId('kind-real').click(); await page.getByTestId('next').click(); await page.getByTestId('trouble-store').waitFor(); } },
  { name: 'cases', shot: 'offline', go: async (page, kit) => { kit.state.up = false; kit.drop(); await page.getByTestId('notice-offline').waitFor(); } },
  { name: 'cases', shot: 'ending', go: async (page, kit) => { kit.state.send({ event: 'session', ends_in_s: 60 }); await page.getByTestId('ending').waitFor(); } },
  { name: 'cases', shot: 'notices', go: async (page, kit) => { send({ event: 'clock', jump_s: -7200, trusted: false }, { event: 'taken-over', by: { id: 'j', name: 'J. Otieno' } })(page, kit); await page.getByTestId('notice-taken').waitFor(); } },
  { name: 'cases', shot: 'languages', go: (page) => page.getByTestId('language').click() },
];
