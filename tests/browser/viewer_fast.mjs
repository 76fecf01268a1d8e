// Who is faster than the page draws loses nothing: keys and clicks that come within one frame, answers that come after
// the question was changed. For viewer_page.mjs.
import { ok } from './look.mjs';

/* Given to the page before each of the functions below: fired(), what a finger does; and drawn(), until the page has
 * taken it up, which is long before it paints. */
const hands = `
  const fired = (e, type, more = {}) => e.dispatchEvent(new (type === 'keydown' ? KeyboardEvent : Event)(type, { bubbles: true, cancelable: true, ...more }));
  const key = (k, e = document.activeElement) => fired(e, 'keydown', { key: k });
  const write = (id, text) => {
    const e = document.querySelector('[data-testid=' + id + ']');
    e.value = text;
    fired(e, e.matches('select') ? 'change' : 'input');
  };
  const drawn = async () => { for (let i = 0; i < 20; i += 1) await null; };
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
`;
const inside = (page, body) => page.evaluate(`(async () => { ${hands} ${body} })()`);

async function dialogs(page) {
  await page.locator('.list .row').first().waitFor();
  const at = await inside(page, `
    key('j', document.body); await drawn(); key('t'); await drawn();
    return document.activeElement.dataset.testid;`);
  ok('fast: what follows t is for the tag, at once', at === 'tag-name', at);
  await page.keyboard.press('Escape');
  await page.getByTestId('tag-dialog').waitFor({ state: 'detached' });
}

async function filters(page) {
  await page.getByTestId('search-tag').locator('option').nth(1).waitFor({ state: 'attached' });
  await inside(page, "write('sort', 'fit'); write('search-tag', 'important');");
  const { hash } = new URL(page.url());
  ok('fast: of two filters chosen at once, both count', hash.includes('sort=fit') && hash.includes('tag=important'), hash);
}

async function back(page) {
  await page.locator('.list .row').first().waitFor();
  await inside(page, "document.querySelector('[data-testid=nav-calls]').click();");
  await page.locator('.list .row').nth(3).waitFor();
  const at = await inside(page, `
    await new Promise((done) => {
      addEventListener('hashchange', async () => { await drawn(); key('j', document.body); await painted(); done(); }, { once: true });
      history.back();
    });
    key('t'); await drawn();
    return document.activeElement.dataset.testid;`);
  ok('fast: a row that is chosen as its view comes stays chosen', at === 'tag-name', at);
}

async function tiles(page) {
  await page.locator('.tile button').nth(3).waitFor();
  const [at, wanted] = await inside(page, `
    const columns = Math.round(document.querySelector('.gallery ul').clientWidth / document.querySelector('.tile').clientWidth);
    document.querySelector('.tile button').focus();
    for (let i = 0; i < 12; i += 1) key('ArrowDown');
    for (let i = 0; i < 60 && !(document.activeElement.dataset.at > 0); i += 1) await painted();
    return [document.activeElement.dataset.at, String(12 * columns)];`);
  ok('fast: arrows in the gallery, pressed before tiles are drawn, all count', at === wanted, `${at} ${wanted}`);
}

async function bars(page) {
  await page.locator('[data-testid=timeline-chart] canvas').waitFor();
  await page.locator('[data-testid=timeline-busiest]:not([aria-disabled])').waitFor();
  const at = await inside(page, `
    const chart = document.querySelector('[data-testid=timeline-chart]');
    for (const k of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter', 'Home', 'ArrowRight']) { key(k, chart); await drawn(); }
    await painted();
    return chart.getAttribute('aria-valuenow');`);
  ok('fast: keys after the one that goes into a bar are for the bars in it', at === '1', at);
}

async function near(page) {
  await page.getByTestId('map-table').locator('tbody tr').nth(3).waitFor();
  const asks = "write('near-at', '51.5, -0.1'); write('near-time', '2025-06-01 12:00'); await drawn(); write('near-radius', '200'); await drawn(); document.querySelector('[data-testid=near-ask]').click();";
  await inside(page, asks);
  const said = page.getByTestId('near-answer');
  await said.waitFor();
  ok('fast: an answer that comes before the page has painted is shown', await said.getAttribute('data-answer') === 'supported');
  await inside(page, "write('near-radius', '300'); await drawn();");
  ok('fast: an answer goes with its question', await said.count() === 0);
  const answered = page.waitForResponse('**/api/near');
  await inside(page, `${asks} await drawn(); write('near-radius', '300'); await drawn();`);
  await (await answered).finished();
  await inside(page, 'await painted(); await painted();');
  ok('fast: an answer to another question than the one that stands there is not shown', await said.count() === 0);
}

/* Cytoscape looks up to 100 ms later at what has changed, and names are written 60 ms after that. */
async function leave(page) {
  await page.locator('[data-testid=graph][data-ready]').waitFor();
  const turns = await inside(page, `
    const graph = document.querySelector('[data-testid=graph]');
    let n = 0;
    graph._cyreg.cy.on('resize', () => { n += 1; });
    graph.style.width = '300px';
    await new Promise((done) => setTimeout(done, 1000));
    return n;`);
  ok('fast: the graph comes to rest', turns > 0 && turns < 4, turns);
  await inside(page, `
    document.querySelector('[data-testid=graph]').style.width = '400px'; await painted();
    document.querySelector('[data-testid=nav-calls]').click();
    await new Promise((done) => setTimeout(done, 300));`);
}

const WAYS = [['#/search?q=hotel', dialogs], ['#/search?q=hotel', filters], ['#/search?q=hotel', back], ['#/media', tiles], ['#/timeline', bars], ['#/map', near], ['#/graph', leave]];

/* open, show: see viewer_page.mjs; painter: a browser that has WebGL. */
export async function fast({ open, show, fake, way, painter }) {
  fake.state.tags.set(5, new Set(['important']));
  const { context, page, seen } = await open(way, fake, painter);
  for (const [hash, go] of WAYS) {
    await show(page, hash, fake);
    await go(page).catch((e) => ok(`fast: ${go.name}`, false, e.stack));
  }
  ok('fast: no error on the way', seen.errors.length === 0, seen.errors.join('\n'));
  await context.close();
}
