// What must be read wherever it stands is never cut off: a phone's verdict on a tile of the gallery, and where a long
// name begins, in any direction of writing. For viewer_page.mjs.
import { ok } from './look.mjs';

/* In the page: verdicts that are not whole within their tile, and names whose first character is out of sight. */
const lost = () => {
  const within = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const all = { verdicts: 0, cut: [], begun: [] };
  for (const v of document.querySelectorAll('.tile .verdict')) {
    all.verdicts += 1;
    const boxes = ['.tile > button', '.bundle'].map((s) => v.closest(s).getBoundingClientRect());
    if (v.scrollWidth > v.clientWidth || !boxes.every((b) => within(v.getBoundingClientRect(), b))) all.cut.push(v.closest('.tile').textContent);
  }
  for (const name of document.querySelectorAll('.tile .name')) {
    const range = document.createRange();
    const text = document.createTreeWalker(name, NodeFilter.SHOW_TEXT).nextNode();
    range.setStart(text, 0);
    range.setEnd(text, 1);
    if (!within(range.getBoundingClientRect(), name.getBoundingClientRect())) all.begun.push(name.textContent);
  }
  return all;
};

/* open, show: see viewer_page.mjs; ways: windows and languages. */
export async function cut({ open, show, fake, ways }) {
  const plain = fake.state.hello;
  fake.state.hello = { ...plain, bundles: plain.bundles.map((b) => ({ ...b, name: `${b.name} of somebody with quite a long name` })) };
  for (const way of ways) {
    const { context, page } = await open(way, fake);
    await show(page, '#/media', fake);
    await page.locator('.tile .verdict').first().waitFor();
    const all = await page.evaluate(lost);
    ok(`cut: a phone's verdict is read whole on its tiles, ${way.width} ${way.language}`, all.verdicts > 0 && all.cut.length === 0, all.cut.join('\n'));
    ok(`cut: a long name on a tile begins in sight, ${way.width} ${way.language}`, all.begun.length === 0, all.begun.join('\n'));
    await context.close();
  }
  fake.state.hello = plain;
}
