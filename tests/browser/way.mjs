// The officer's way, from signing in to the wiped case, screen by screen as they come: each answers
// what it asks, in any order the page chooses.

import { until } from './hand.mjs';

export const PIN = '246810';

/* What is done on each screen before "next". */
const answers = (hand, text) => ({
  exhibit: () => hand.type('exhibit-number', text.exhibit),
  'seized-how': () => hand.choose('how', 'handed-over'),
  'seized-who': () => hand.choose('by', 'me'),
  'seized-when': () => hand.press('seized-now'),
  'seized-where': () => hand.type('seized-place', text.place),
  'phone-power': () => hand.choose('power', 'on'),
  'phone-lock': () => hand.choose('lock', 'unlocked'),
  'phone-airplane': async () => {
    await hand.choose('state', 'on');
    await hand.choose('set-by', 'officer');
    await hand.choose('verified', 'yes');
  },
  'phone-wifi': () => hand.choose('state', 'unknown'),
  'phone-bluetooth': () => hand.choose('state', 'unknown'),
  owner: () => hand.choose('role', 'suspect'),
  'owner-more': async () => {
    await hand.choose('present', 'yes');
    await hand.choose('minor', 'no');
  },
  basis: () => hand.choose('basis', 'exercise'),
  paper: () => hand.type('reference', text.exhibit),
  valid: () => hand.choose('span', 'week'),
  clock: () => hand.choose('reference', 'station'),
  'clock-agrees': () => hand.choose('agrees', 'yes'),
  'scope-preset': () => hand.choose('preset', 'suspect'),
  'scope-what': async () => {},
  'scope-media': async () => {},
  'scope-dates': () => hand.choose('dates', 'any'),
  'scope-people': async () => {},
});

export async function signIn(hand, look) {
  await hand.page.locator('[data-testid=screen-first-officer], [data-testid=screen-who]').waitFor();
  if (await hand.at('screen-first-officer').isVisible()) {
    await look('first-officer');
    await hand.type('officer-name', 'amina');
    await hand.press('next');
    for (const name of ['new-pin', 'new-pin-again']) {
      await hand.screen(name);
      await look(name);
      await hand.pin(PIN);
      await hand.press('next');
    }
  } else {
    await hand.screen('who');
    await look('who');
    await hand.press('officer-amina');
    await hand.screen('pin');
    await look('pin');
    await hand.pin(PIN);
    await hand.press('next');
  }
  await hand.screen('cases');
  await look('cases');
}

export async function speak(hand, language) {
  if ((await hand.page.evaluate(() => document.documentElement.lang)) === language) return;
  await hand.press('language');
  await hand.press(`language-${language}`);
  await until(hand.page, (l) => document.documentElement.lang === l, language);
}

/* A new training case, answered until the kit has all it needs. Returns its id. */
export async function prepare(hand, look, text) {
  await hand.press('next');
  await hand.screen('new-case');
  await hand.choose('kind', 'training');
  await look('new-case');
  await hand.press('next');
  await hand.screen('exhibit');
  const said = answers(hand, text);
  for (let steps = 0; steps < 40; steps++) {
    const name = await hand.where();
    if (name === 'plan') break;
    if (!said[name]) throw new Error(`nobody knows what to say on ${name}`);
    await said[name]();
    await look(name);
    await hand.press('next');
    await until(hand.page, (was) => document.querySelector('form.screen')?.dataset.testid !== `screen-${was}`, name);
  }
  await hand.screen('plan');
  await hand.at('plan-lines').waitFor({ state: 'attached' });
  await until(hand.page, () => !document.querySelector('[data-testid=needs]'));
  await look('plan');
  await hand.press('next');
  await hand.screen('plug');
  return (await hand.page.evaluate(() => location.hash)).slice(1).split('/')[0];
}

const RADIO = { state: 'unknown', set_by: 'unknown', verified: false };
/* All of it, for what the whole way says on its screens. */
export const SAID = {
  exhibit: { number: 'EX-1' },
  seizure: { by: 'A. Mwangi', at: '2026-01-01T10:00:00Z', place: 'Harbour Road 3', how: 'handed-over' },
  phone: { power: 'on', lock: 'unlocked', airplane: RADIO, wifi: RADIO, bluetooth: RADIO },
  owner: { role: 'witness', present: true, minor: 'no' },
  authority: { basis: 'exercise', reference: 'EX-2026/1', valid_from: '2020-01-01T00:00:00Z', valid_until: '2099-01-01T00:00:00Z' },
  clock: { reference: 'station clock', agrees: true, offset_s: 0 },
  scope: { categories: ['device', 'calls', 'messages', 'contacts', 'files', 'apps'] },
};

/* A word of the page's own, for what the whole way shows already. */
const ask = (page, word, members) => page.evaluate(async ([w, m]) => {
  const { csrf } = await (await fetch('/api/hello')).json();
  return (await fetch(`/api/${w}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Moka-Csrf': csrf }, body: JSON.stringify(m) })).json();
}, [word, members]);

/* A training case of which all is said, by the page's own words. */
export async function trainingCase(page, change = {}) {
  const { id } = (await ask(page, 'case-new', { training: true })).case;
  let last;
  for (const [part, value] of Object.entries({ ...SAID, ...change })) last = await ask(page, 'case-set', { case: id, part, value });
  if (last.case?.state !== 'ready') throw new Error(JSON.stringify(last));
  return id;
}

/* The phone is there and ready: its button starts the run. */
export async function startReady(hand, platform, look = async () => {}) {
  const phone = hand.page.locator('li.phone.ready').filter({ has: hand.page.locator('[data-testid^=start-]') })
    .filter(platform === 'iphone' ? { hasText: 'iPhone' } : { hasNotText: 'iPhone' }).first();
  await phone.waitFor({ timeout: 60_000 });
  await look('plug');
  await hand.press(await phone.locator('[data-testid^=start-]').getAttribute('data-testid'));
}

/* The first call or message stood there, even if the run has gone on since: ms after the phone had let the kit in. */
export async function firstAnswer(hand, id) {
  await until(hand.page, (c) => window.mokaTimes[`first ${c}`] !== undefined && window.mokaTimes[`in ${c}`] !== undefined, id);
  return hand.page.evaluate((c) => Math.round(window.mokaTimes[`first ${c}`] - window.mokaTimes[`in ${c}`]), id);
}

export async function handOver(hand, look, page, text) {
  await hand.press('next');
  await hand.screen('handover');
  await hand.type('receiver-name', text.receiver);
  await hand.type('receiver-organisation', text.place);
  await hand.type('receiver-id', '4471');
  await look('handover');
  await hand.press('next');
  await hand.screen('handover-sign');
  if (hand.name === 'touch') await sign(page);
  else await typeName(hand);
  await look('handover-sign');
  await hand.press('next');
  await hand.screen('handed');
  await look('handed');
}

/* A signature is drawn, with a pen or a finger. */
export async function sign(page) {
  const box = await page.getByTestId('signature').boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.2, 0.6));
  await page.mouse.down();
  for (const [x, y] of [[0.3, 0.3], [0.4, 0.7], [0.5, 0.3], [0.6, 0.6], [0.8, 0.5]]) await page.mouse.move(...at(x, y), { steps: 4 });
  await page.mouse.up();
}

/* Who has no finger or pen to draw with types the name, and says that it counts. */
async function typeName(hand) {
  await hand.press('signature-other');
  await hand.type('signature-name', 'Ana Ruiz');
  await hand.choose('signature-statement', 'agreed');
}

export async function wipe(hand, look, text) {
  await hand.press('next');
  await hand.screen('wipe');
  await hand.type('wipe-exhibit', text.exhibit);
  await look('wipe');
  await hand.press('next');
  await hand.screen('wiped');
  await look('wiped');
}
