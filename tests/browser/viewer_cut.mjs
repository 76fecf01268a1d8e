// What must be read wherever it stands is never cut off: a phone's verdict on a tile of the gallery, and where a long
// name or text begins, in any direction of writing; in the graph no name lies over another. For viewer_page.mjs.
import { ok } from './look.mjs';

/* In the page: verdicts that are not whole within their tile, and names whose first character is out of sight. */
const lost = () => {
  const within = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const all = { verdicts: 0, names: 0, short: 0, cut: [], begun: [], glued: [], over: [] };
  for (const v of document.querySelectorAll('.tile .verdict')) {
    all.verdicts += 1;
    const boxes = ['.tile > button', '.bundle'].map((s) => v.closest(s).getBoundingClientRect());
    if (v.scrollWidth > v.clientWidth || !boxes.every((b) => within(v.getBoundingClientRect(), b))) all.cut.push(v.closest('.tile').textContent);
  }
  for (const name of document.querySelectorAll('.tile .name, .record-row .who bdi, .record-row .second bdi, .file-row .name')) {
    if (!name.textContent.trim()) continue;
    const of = name.closest('.row, .tile');
    all.names += 1;
    all.short += name.querySelector('bdi') ? name.querySelector('bdi').scrollWidth > name.clientWidth : name.scrollWidth > name.clientWidth;
    const range = document.createRange();
    const text = document.createTreeWalker(name, NodeFilter.SHOW_TEXT).nextNode();
    range.setStart(text, 0);
    range.setEnd(text, 1);
    if (!within(range.getBoundingClientRect(), name.getBoundingClientRect()) || !within(range.getBoundingClientRect(), of.getBoundingClientRect())) all.begun.push(name.textContent);
  }
  for (const row of document.querySelectorAll('.list .row')) if (row.scrollHeight > row.clientHeight + 1) all.over.push(row.textContent);
  for (const who of document.querySelectorAll('.record-row .who')) {
    const boxes = [...who.children].map((c) => c.getBoundingClientRect()).sort((a, b) => a.left - b.left);
    if (boxes.some((b, i) => i > 0 && b.left - boxes[i - 1].right < (who.querySelector('.arrow, .party + .party') ? 0 : 4))) all.glued.push(who.textContent);
  }
  return all;
};

/* In the page: names in the graph, those that are shown, and pairs of them that lie over each other. */
const names = () => {
  const { cy } = document.querySelector('[data-testid=graph]')._cyreg;
  const shown = cy.nodes().filter((n) => n.style('label'));
  const boxes = shown.map((n) => [n.data('label'), n.boundingBox({ includeNodes: false, includeEdges: false, includeLabels: true, includeOverlays: false })]);
  const over = boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.x1 < q.x2 && q.x1 < p.x2 && p.y1 < q.y2 && q.y1 < p.y2).map(([b]) => `${a} ${b}`));
  return { all: cy.nodes().length, shown: boxes.length, over };
};

const ROWS = [['#/timeline', '.record-row'], ['#/search?q=hotel', '.record-row'], ['#/files?bundle=1', '.file-row'], ['#/contacts', '.record-row'], ['#/audit', '.record-row'], ['#/calls', '.record-row'], ['#/talks', '.record-row'], ['#/timeline?timeless=1', '.record-row']];

/* open, show: see viewer_page.mjs; ways: windows and languages. */
export async function cut({ open, show, fake, ways }) {
  let short = 0, hidden = 0;
  const plain = fake.state.hello;
  fake.state.hello = { ...plain, bundles: plain.bundles.map((b) => ({ ...b, name: `${b.name} of somebody with quite a long name` })) };
  for (const way of ways) {
    const { context, page } = await open(way, fake);
    await show(page, '#/media', fake);
    await page.locator('.tile .verdict').first().waitFor();
    const all = await page.evaluate(lost);
    ok(`cut: a phone's verdict is read whole on its tiles, ${way.width} ${way.language}`, all.verdicts > 0 && all.cut.length === 0, all.cut.join('\n'));
    ok(`cut: a long name on a tile begins in sight, ${way.width} ${way.language}`, all.begun.length === 0, all.begun.join('\n'));
    for (const [view, row] of ROWS) {
      await show(page, view, fake);
      await page.locator(row).first().waitFor();
      const rows = await page.evaluate(lost);
      ok(`cut: what a row of ${view} says begins in sight, ${way.width} ${way.language}`, rows.names > 0 && rows.begun.length === 0, `${rows.names}\n${rows.begun.join('\n')}`);
      ok(`cut: a name and its number in a row of ${view} stand apart, ${way.width} ${way.language}`, rows.glued.length === 0, rows.glued.join('\n'));
      ok(`cut: a row of ${view} holds what stands in it, ${way.width} ${way.language}`, rows.over.length === 0, rows.over.join('\n'));
      short += rows.short;
    }
    await show(page, '#/graph', fake);
    await page.locator('[data-testid=graph][data-ready]').waitFor();
    const graph = await page.evaluate(names);
    ok(`cut: no name in the graph lies over another, ${way.width} ${way.language}`, graph.shown > 1 && graph.shown <= graph.all && graph.over.length === 0, `${graph.shown} of ${graph.all}\n${graph.over.slice(0, 5).join('\n')}`);
    hidden += graph.all - graph.shown;
    await context.close();
  }
  ok('cut: some names in the graph would have', hidden > 0, hidden);
  ok('cut: some of these rows were too long for their place', short > 0, short);
  fake.state.hello = plain;
}
