// What is looked at on every screen: axe, contrast, sizes, overflow, foreign requests, CSP. And TAP.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let tests = 0, bad = 0;

export function ok(name, passed, why = '') {
  tests += 1;
  console.log(`${passed ? 'ok' : 'not ok'} ${tests} - ${name}`);
  if (!passed) {
    bad += 1;
    console.error(`# ${String(why).slice(0, 1200).replaceAll('\n', '\n# ')}`);
  }
  return passed;
}

export function finish() {
  console.log(`1..${tests}`);
  process.exit(bad ? 1 : 0);
}

/* What a page did that it must not, gathered from its first moment. */
export async function guard(context, origin) {
  const seen = { foreign: [], violations: [], errors: [] };
  await context.exposeFunction('mokaViolation', (text) => seen.violations.push(text));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => window.mokaViolation(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
    // When the kit said that the phone had let it in, and when the first call or message stood there.
    window.mokaTimes = {};
    const Plain = window.EventSource;
    window.EventSource = class extends Plain {
      constructor(...args) {
        super(...args);
        this.addEventListener('message', (m) => {
          const e = JSON.parse(m.data);
          if (e.event === 'case' && e.case.state === 'copying') window.mokaTimes[`in ${e.case.id}`] ??= performance.now();
        });
      }
    };
    new MutationObserver(() => {
      const at = `first ${location.hash.slice(1)}`;
      if (!window.mokaTimes[at] && document.querySelector('[data-testid=latest-calls] li, [data-testid=latest-messages] li')) {
        requestAnimationFrame(() => { window.mokaTimes[at] ??= performance.now(); });
      }
    }).observe(document, { childList: true, subtree: true });
    window.mokaTaps = [];
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (['click', 'keydown', 'pointerup'].includes(e.name)) window.mokaTaps.push(e.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
  context.on('request', (r) => {
    if (!r.url().startsWith(`${origin}/`) && !r.url().startsWith('data:')) seen.foreign.push(r.url());
  });
  context.on('weberror', (e) => seen.errors.push(String(e.error())));
  context.on('console', (m) => {
    if (/Content.Security.Policy/i.test(m.text())) seen.violations.push(m.text());
  });
  return seen;
}

/* Everything that is pressed is as large as a thumb, or as a pointer needs: boxes of what can be pressed and is seen;
 * links within a line of text are as high as it. */
const small = ({ least, inline }) => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), summary, select, [role=button]')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.classList.contains('unseen') && e.getAttribute('aria-hidden') !== 'true')
  .map((e) => [e, (e.closest('label') ?? e).getBoundingClientRect()])
  .filter(([e, b]) => b.width > 1 && (b.width < least - 0.5 || b.height < least - 0.5) && !(inline && e.matches('a') && getComputedStyle(e).display === 'inline'))
  .map(([e, b]) => `${e.dataset.testid ?? e.closest('label')?.dataset.testid ?? e.outerHTML.slice(0, 120)}: ${Math.round(b.width)}x${Math.round(b.height)}`);

const wide = () => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth;

/* Reads the screen once for each name: shots/NAME.png. size: least of a target, in pixels. */
export function looker(page, folder, size = { least: 48, inline: false }) {
  const had = new Set();
  mkdirSync(folder, { recursive: true });
  return async function look(name) {
    if (had.has(name)) return;
    had.add(name);
    await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => null))));
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
    const at = `${path.basename(folder)} ${name}`;
    const { violations } = await page.evaluate(`${axe}; axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] },
      rules: { 'color-contrast-enhanced': { enabled: true } } })`);
    const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact));
    ok(`${at}: axe finds nothing serious, contrast is 7:1`, serious.length === 0,
      serious.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).join('; ')}`).join('\n'));
    const tiny = await page.evaluate(small, size);
    ok(`${at}: every target is ${size.least} px at least`, tiny.length === 0, tiny.join('\n'));
    ok(`${at}: fits the window`, (await page.evaluate(wide)) <= 0, 'too wide');
  };
}
