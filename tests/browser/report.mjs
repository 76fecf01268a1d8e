// The report in Debian's Chromium: opens at once, runs nothing, fetches nothing, fits the window, and
// is usable without seeing it (axe). Pages come from a hostile exercise.
// usage: report.mjs REPORT SCREENSHOTS
import { readFileSync, readdirSync, mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { pace } from './pace.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [report, shots] = process.argv.slice(2).map((p) => path.resolve(p));
let tests = 0, bad = 0;

function ok(name, passed, why = '') {
  tests += 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${tests} - ${name}`);
  if (!passed) {
    bad += 1;
    console.error(`# ${why}`);
  }
}

// The first page of each folder, and the largest of all.
function pages() {
  const found = ['index.html'];
  let largest = { size: 0 };
  for (const folder of readdirSync(report, { withFileTypes: true }).filter((e) => e.isDirectory())) {
    for (const name of readdirSync(path.join(report, folder.name)).filter((n) => n.endsWith('.html'))) {
      const file = path.join(folder.name, name);
      const { size } = statSync(path.join(report, file));
      if (size > largest.size) largest = { file, size };
      if (name === '1.html') found.push(file);
    }
  }
  return [...new Set([...found, largest.file])];
}

const windows = [
  { name: 'wide-light', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'narrow-dark', width: 360, height: 740, colorScheme: 'dark' },
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'] });
mkdirSync(shots, { recursive: true });
for (const w of windows) {
  const context = await browser.newContext({ viewport: { width: w.width, height: w.height }, colorScheme: w.colorScheme });
  for (const file of pages()) {
    const page = await context.newPage();
    const requests = [], said = [];
    // What the page's own thread works, not what it waits while others have the machine.
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    page.on('request', (r) => requests.push(r.url()));
    page.on('console', (m) => said.push(m.text()));
    page.on('pageerror', (e) => said.push(String(e)));
    page.on('dialog', (d) => { said.push(`dialog ${d.message()}`); d.dismiss(); });
    await page.goto(`file://${path.join(report, file)}`);
    const facts = await page.evaluate(() => ({
      took: performance.timing.loadEventEnd - performance.timing.navigationStart,
      scripts: document.querySelectorAll('script,iframe,object,embed,form,link,base').length,
      handlers: [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on'))).length,
      wide: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
      styled: getComputedStyle(document.querySelector('h1')).fontSize,
    }));
    const { metrics } = await cdp.send('Performance.getMetrics');
    facts.work = 1000 * metrics.find((m) => m.name === 'TaskDuration').value;
    facts.pace = await pace(page);
    const foreign = requests.filter((u) => !u.startsWith(`file://${report}/`));
    const at = `${file} (${w.name})`;
    ok(`${at} fetches nothing from elsewhere`, foreign.length === 0, foreign.join(' '));
    ok(`${at} runs nothing`, facts.scripts === 0 && facts.handlers === 0 && said.length === 0, JSON.stringify([facts, said]));
    ok(`${at} opens within a second`, facts.work > 0 && facts.work < 1000 * facts.pace, `${facts.work} ms of work, ${facts.took} ms with all that others did; a machine ${facts.pace.toFixed(1)} times as slow`);
    ok(`${at} has its style`, facts.styled === '24px', facts.styled);
    ok(`${at} fits the window`, facts.wide <= 0, `${facts.wide} px too wide`);
    const { violations } = await page.evaluate(`${axe}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })`);
    ok(`${at} passes axe`, violations.length === 0, violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`).join('\n# '));
    await page.screenshot({ path: path.join(shots, `${w.name}-${file.replaceAll('/', '-')}.png`) });
    await page.close();
  }
  await context.close();
}
await browser.close();
console.log(`1..${tests}`);
process.exit(bad ? 1 : 0);
