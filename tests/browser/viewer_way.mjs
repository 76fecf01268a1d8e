// The examiner's way through a case: what is done in each view, and what must then be seen. For viewer.mjs.
import { readFileSync } from 'node:fs';
import { ok } from './look.mjs';

/* Looks until it is so: the page's policy lets no test wait inside of it. */
export async function until(look) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((done) => setTimeout(done, 30));
  }
  throw new Error(`it never came true: ${look}`);
}

/* Where the scenario's planted conversation was to be (host/train/scenarios/household.json), and when the
 * iPhone says that it met a Wi-Fi there. */
const STATION = '51.49260, -0.14870';
const THERE = '2025-06-15 08:00:04';
const SYDNEY = '-33.86100, 151.21100';

const row = (page, text) => page.locator('.list .row', { hasText: text }).first();
const nav = (page, name) => page.getByTestId(`nav-${name}`).click();

async function find(page, words) {
  await page.getByTestId('find').fill(words);
  await page.getByTestId('find').press('Enter');
}

export const WAY = {
  async overview(page, { look }) {
    await page.getByTestId('bundle-2').waitFor();
    for (const [n, verdict] of [[1, 'intact'], [2, 'intact'], [3, 'none']]) {
      ok(`overview: phone ${n} is ${verdict}`, await page.locator(`[data-testid=bundle-${n}] .verdict.${verdict}`).count() > 0);
    }
    ok('overview: training is marked', await page.getByTestId('marked').locator('.training-tag').count() >= 2);
    await look('overview');
  },

  async search(page, { look }) {
    await find(page, 'coach gate');
    await row(page, 'gate 12. Come alone').waitFor();
    ok('search: the planted message is found, its words are marked', await page.locator('mark', { hasText: /coach/i }).count() > 0);
    await look('search');
    await find(page, '-coach');
    const wrong = page.getByRole('alert').filter({ has: page.locator('mark') });
    await wrong.waitFor();
    ok('search: what is wrong with a query is said, and where', /only something to leave out/.test(await wrong.textContent()) && await wrong.locator('mark').textContent() === '-coach', await wrong.textContent());
    await look('search-wrong');
    await find(page, 'coach gate');
    await row(page, 'gate 12. Come alone').click();
    await page.getByTestId('in-talk').waitFor();
    await page.getByTestId('tag').click();
    await page.getByTestId('tag-name').fill('meeting <b>');
    await page.getByTestId('tag-save').click();
    await page.getByTestId('note').click();
    await page.getByTestId('note-text').fill('Who is K.?\u202e');
    await page.getByTestId('note-save').click();
    await page.getByTestId('note-dialog').waitFor({ state: 'detached' });
    ok('record: it is tagged', await page.locator('.badge.tag', { hasText: 'meeting <b>' }).count() > 0);
    await page.locator('.notes', { hasText: 'Who is K.?' }).waitFor();
    await look('record');
  },

  async talk(page, { look }) {
    await page.getByTestId('in-talk').click();
    await page.locator('.bubble', { hasText: 'blue bag' }).waitFor();
    await page.locator('.bubble', { hasText: 'gate 12' }).first().waitFor();
    ok('talk: the question stands above the answer', true);
    await look('talk');
    await nav(page, 'talks');
    await page.locator('.list .row').nth(3).waitFor();
    await look('talks');
  },

  async calls(page, { look }) {
    await nav(page, 'calls');
    await page.locator('.list .row').nth(3).waitFor();
    await look('calls');
  },

  async inside(page, { look }) {
    await find(page, 'coach gate');
    await page.locator('.list .row', { hasText: 'gate 12. Come alone' }).filter({ hasText: 'whatsapp.ios' }).first().click();
    await page.getByTestId('raw-inside').waitFor();
    const columns = await page.locator('table.plain', { hasText: 'ZTEXT' }).textContent();
    ok('record: one of an encrypted backup stands beside its row, too', columns.includes('gate 12. Come alone'), columns);
    await look('record-inside');
  },

  async contacts(page, { look }) {
    await nav(page, 'contacts');
    await page.getByTestId('shared').click();
    const one = page.locator('.list .row').first();
    await page.locator('[data-testid=shared][aria-pressed=true]').waitFor();
    await page.locator('.list .row .badge', { hasText: /2|3/ }).first().waitFor();
    await look('contacts');
    await one.click();
    await page.locator('table.plain tbody tr').nth(1).waitFor();
    ok('contacts: who is in several phones is shown with each', true);
    await look('entity');
  },

  async merges(page, { look }) {
    await nav(page, 'merges');
    const pair = page.getByTestId('suggested').first();
    await pair.waitFor();
    await look('merges');
    await pair.locator('input').fill('the same name, written by hand');
    await pair.getByTestId('merge').click();
    await page.getByTestId('made').first().waitFor();
    await page.getByTestId('made').first().locator('a').first().click();
    await page.getByTestId('entity-also').waitFor();
    ok('merges: what was joined is shown as one, with the other', (await page.getByTestId('entity-also').locator('bdi').count()) === 1);
    await look('entity-joined');
    await nav(page, 'merges');
    await page.getByTestId('made').first().waitFor();
    await page.getByTestId('unmerge').first().click();
    await page.getByTestId('unmerge').first().waitFor({ state: 'detached' });
    ok('merges: one is made and taken back', await page.getByTestId('unmerge').count() === 0);
  },

  async timeline(page, { look, origin }) {
    await nav(page, 'timeline');
    await page.locator('[data-testid=timeline-chart] canvas').waitFor();
    await page.locator('.records-side .row').first().waitFor();
    await look('timeline');
    const said = () => page.getByTestId('timeline-span').textContent();
    const whole = await said();
    await page.getByTestId('timeline-busiest').click();
    await until(async () => await said() !== whole && /day|hour/.test(await said()));
    await look('timeline-busiest');
    await page.getByTestId('timeline-whole').click();
    await until(async () => await said() === whole);
    const chart = page.getByTestId('timeline-chart');
    const steps = [];
    for (let i = 0; i < 7; i += 1) {
      steps.push(await said());
      // Into the bar that has the planted message: the keyboard looks for it.
      const at = await page.evaluate(() => document.querySelector('[data-testid=timeline-chart]').getAttribute('aria-valuemax'));
      await chart.focus();
      await chart.press('Home');
      for (let k = 0; k <= Number(at); k += 1) {
        const text = await page.getByTestId('timeline-bar').textContent();
        const [from, until] = [...text.matchAll(/(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/g)].map((m) => m[1]);
        if (from <= '2025-06-03 18:42:10' && '2025-06-03 18:42:10' < until) break;
        await chart.press('ArrowRight');
      }
      if (/second/.test(steps.at(-1))) break;
      await chart.press('Enter');
      await until(async () => await said() !== steps.at(-1));
    }
    const bar = () => page.getByTestId('timeline-bar').textContent();
    const held = await until(async () => /: [1-9]/.test(await bar())).catch(() => false); // the second's bars come after its axis
    ok('timeline: the bar of that second holds what was said', held, await bar());
    ok('timeline: from months or days down to seconds', /second/.test(steps.at(-1)) && /day|month|year/.test(steps[0]), steps.join('\n'));
    await row(page, 'gate 12. Come alone').waitFor();
    await look('timeline-seconds');
    await page.goto(`${origin}/#/timeline`);
  },

  /* What has no time is told where the times are, and is all there, kind by kind: by the keyboard. */
  async timeless(page, { look }) {
    await nav(page, 'timeline');
    const number = async (place) => Number((await place.locator('b').textContent()).replace(/\D/g, ''));
    const link = page.getByTestId('timeless');
    const all = await number(link);
    await link.focus();
    await page.keyboard.press('Enter');
    await page.locator('.list .row').first().waitFor();
    await look('timeless');
    const kinds = page.getByTestId('timeless-kinds').locator('a');
    const sums = [];
    for (const kind of await kinds.all()) sums.push(await number(kind));
    ok('timeless: the kinds add up to what the time line says', sums[0] === all && sums.slice(1).reduce((a, n) => a + n, 0) === all, sums.join());
    await kinds.last().focus();
    await page.keyboard.press('Enter');
    const foot = page.locator('.foot', { hasText: `${sums.at(-1)} row` });
    await foot.waitFor({ state: 'attached' });
    ok('timeless: the list of a kind is as long as its number', await kinds.last().getAttribute('aria-current') === 'true', await foot.textContent());
    await page.getByTestId('timed').click();
    await page.locator('[data-testid=timeline-chart]').waitFor();
  },

  async map(page, { look }) {
    await nav(page, 'map');
    await page.locator('[data-testid=map][data-ready]').waitFor();
    await page.locator('[data-testid=map-table] tbody tr').nth(5).waitFor();
    ok('map: the lab\'s own map lies over the base map', await page.getByTestId('map-region').inputValue() === 'lab' && await page.locator('.wrong').count() === 0);
    await look('map');
    const answers = [['supported', STATION, THERE], ['contradicted', SYDNEY, THERE], ['no-data', STATION, '2019-01-01 12:00:00']];
    for (const [answer, at, time] of answers) {
      await page.getByTestId('near-phone').selectOption('2');
      await page.getByTestId('near-at').fill(at);
      await page.getByTestId('near-time').fill(time);
      await page.getByTestId('near-radius').fill('100');
      await page.getByTestId('near-ask').click();
      const said = page.getByTestId('near-answer');
      await said.waitFor();
      ok(`map: near ${at} at ${time}: ${answer}`, await said.getAttribute('data-answer') === answer, await said.textContent());
      await said.scrollIntoViewIfNeeded();
      await look(`map-${answer}`);
      await page.getByTestId('near-time').fill('');
    }
    await page.getByTestId('map-meaning-visited').click();
    ok('map: a filter takes points off', !(await page.locator('[data-testid=map-table] tbody').textContent()).includes('The phone was there'));
    await page.getByTestId('map-meaning-visited').click();
    await page.getByTestId('map-next').click();
    await page.getByTestId('map-next').click();
    await page.getByTestId('map-chosen').waitFor();
    await look('map-play');
  },

  async graph(page, { look }) {
    await nav(page, 'graph');
    await page.locator('[data-testid=graph][data-ready]').waitFor();
    await look('graph');
    await page.locator('[data-testid=graph-nodes] button[data-id=b1]').click();
    await page.getByTestId('graph-from').click();
    await page.locator('[data-testid=graph-nodes] button[data-id=b2]').click();
    await page.getByTestId('graph-way').waitFor();
    ok('graph: the phones are linked through what both have', await page.locator('[data-testid=graph-way] li').count() === 3, await page.getByTestId('graph-way').textContent());
    await look('graph-way');
  },

  async media(page, { look, lab }) {
    await nav(page, 'media');
    await page.locator('.tile img.veiled').first().waitFor();
    await look('media');
    const before = (await lab.acts()).filter((a) => a === 'opened').length;
    await page.locator('.tile button', { has: page.locator('img') }).filter({ hasText: 'Place' }).first().click();
    await page.locator('[data-testid=picture]:not(.veiled)').waitFor();
    await page.locator('[data-testid=media-shown] dd a').waitFor();
    ok('media: the picture\'s place is shown', /-?\d+\.\d{5}, -?\d+\.\d{5}/.test(await page.getByTestId('media-shown').textContent()));
    ok('media: opening it stands in the log', (await lab.acts()).filter((a) => a === 'opened').length > before);
    await look('media-picture');
    await page.getByTestId('media-close').click();
  },

  async files(page, { look }) {
    await nav(page, 'files');
    await page.getByTestId('files-1').click();
    await page.locator('.list .row').first().waitFor();
    await look('files');
    await page.locator('.list .row a').first().click();
    await page.locator('.crumbs li').nth(2).waitFor();
    await page.locator('.list .row').first().waitFor();
    await look('files-folder');
  },

  /* By the keyboard alone: a word is found and opened, a picture is gone to, opened and closed. */
  async keys(page, { origin }) {
    await page.goto(`${origin}/#/overview`);
    await page.getByTestId('bundle-1').waitFor();
    const press = (key) => page.keyboard.press(key);
    const here = (test) => page.evaluate((t) => document.activeElement.matches(t), test);
    const tabTo = async (test) => {
      for (let i = 0; i < 40 && !(await here(test)); i += 1) await press('Tab');
    };
    await press('/');
    await page.keyboard.type('coach gate');
    await press('Enter');
    await row(page, 'gate 12. Come alone').waitFor();
    await press('j');
    await until(() => here('.list [data-at]'));
    await press('Enter');
    await until(() => page.evaluate(() => location.hash.startsWith('#/record/')));
    await page.getByTestId('tag').waitFor();
    await press('g');
    await until(() => here('nav a'));
    await tabTo('[data-testid=nav-media]');
    await press('Enter');
    await page.locator('.tile button').nth(3).waitFor();
    await tabTo('.tile button');
    await press('ArrowRight');
    await until(() => here('[data-at="1"]'));
    await press('Enter');
    await page.getByTestId('media-shown').waitFor();
    await press('Escape');
    await page.getByTestId('media-shown').waitFor({ state: 'detached' });
    await until(() => here('.tile [data-at="1"]'));
    ok('keys: found, opened and closed without a pointer; the focus is where it was', true);
  },

  async tagged(page, { look, origin }) {
    await page.goto(`${origin}/#/tagged`);
    await page.getByTestId('tags').locator('a').first().click();
    await row(page, 'gate 12. Come alone').waitFor();
    ok('tagged: what was tagged is there', true);
    await look('tagged');
  },

  async export(page, { look }) {
    await page.getByTestId('export').click();
    await page.locator('input[name=format][value=vcard]').click();
    await page.getByTestId('export-make').click();
    const left = page.getByTestId('export-ready').locator('li').filter({ hasText: /^Message: / });
    await left.waitFor();
    ok('export: what is left out is said with its number and why', /^Message: [1-9][0-9,]* · no contact$/.test(await left.textContent()), await left.textContent());
    await look('export-leaves-out');
    await page.locator('input[name=format][value=csv]').click();
    await page.getByTestId('export-make').click();
    await page.getByTestId('export-fetch').waitFor();
    await look('export');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-fetch').click()]);
    const text = readFileSync(await download.path(), 'utf8');
    ok('export: the file holds the planted message, and no formula', text.includes('gate 12. Come alone') && !/(^|,)"?[=@]/m.test(text), text.slice(0, 300));
    await page.keyboard.press('Escape');
  },

  async audit(page, { look, lab }) {
    await nav(page, 'audit');
    await page.getByTestId('chain').waitFor();
    ok('audit: the chain is whole', (await page.getByTestId('chain').getAttribute('class')).includes('intact'));
    const acts = await lab.acts();
    ok('audit: every act is there', ['import', 'tagged', 'noted', 'merged', 'merge-undone', 'opened', 'export'].every((a) => acts.includes(a)), [...new Set(acts)].join());
    await look('audit');
  },
};

const first = (selector) => (page) => page.locator(selector).first().waitFor();
const ROW = first('.list .row');

/* Every view once more, as it stands: where, and what is there when it is. */
const VIEWS = {
  overview: ['overview', first('[data-testid=bundle-2]')], talks: ['talks', ROW], talk: ['talks/1', first('.bubble')], calls: ['calls', ROW], search: ['search?q=coach%20gate', ROW],
  contacts: ['contacts', ROW], merges: ['merges', first('[data-testid=suggested]')], timeless: ['timeline?timeless=1', ROW], timeline: ['timeline', first('[data-testid=timeline-chart] canvas')],
  map: ['map', first('[data-testid=map][data-ready]')], graph: ['graph', first('[data-testid=graph][data-ready]')], media: ['media', first('.tile img')], files: ['files?bundle=1', ROW],
  tagged: ['tagged', first('[data-testid=tags]')], audit: ['audit', ROW], record: ['record/1', first('.card')],
};

export const AGAIN = Object.fromEntries(Object.entries(VIEWS).map(([name, [hash, there]]) => [name, async (page, { look, origin }) => {
  await page.goto('about:blank');
  await page.goto(`${origin}/#/${hash}`);
  await there(page);
  await look(name);
}]));
