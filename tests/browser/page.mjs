// Every screen of the page before a kit that is none, so that the rare ones are looked at as well: what
// look.mjs asks of a screen, where it is narrowest, light and dark, in the languages with the longest words.
// usage: page.mjs PAGE SCREENSHOTS [WAY [PART OF A SCREEN'S NAME]]
import path from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from './fake_kit.mjs';
import { finish, guard, looker, ok } from './look.mjs';
import { SCREENS } from './screens.mjs';

const [folder, shots, only = '', part = ''] = process.argv.slice(2);
const WAYS = [
  { width: 800, height: 480, colorScheme: 'dark', language: 'de' },
  { width: 390, height: 844, colorScheme: 'light', language: 'fr' },
];
const me = JSON.stringify({ id: 'a.mwangi', name: 'A. Mwangi', admin: true });

const kit = await serve(path.resolve(folder));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function show(page, screen) {
  // Away first: another hash alone loads nothing.
  await page.goto('about:blank');
  const heard = kit.next();
  await page.goto(`${kit.url}#${screen.hash ?? ''}`);
  await page.locator('form.screen').first().waitFor();
  // What is sent before it listens is lost to it.
  if (kit.state.signedIn) await heard;
  await screen.go?.(page, kit);
  await page.getByTestId(`screen-${screen.name}`).waitFor();
}

for (const { language, ...way } of WAYS) {
  const name = `${way.width}x${way.height}-${way.colorScheme}-${language}`;
  if (!name.includes(only)) continue;
  const context = await browser.newContext({ viewport: way, colorScheme: way.colorScheme, hasTouch: true });
  const seen = await guard(context, new URL(kit.url).origin);
  await context.addInitScript(([l, officer]) => {
    if (!location.protocol.startsWith('http')) return;
    localStorage.setItem('moka.language', l);
    sessionStorage.setItem('moka.officer', officer);
  }, [language, me]);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const look = looker(page, path.join(path.resolve(shots), name));
  for (const screen of SCREENS.filter((s) => !s.kiosk || way.width >= 800)) {
    kit.reset(screen.set ?? {});
    const shot = screen.shot ?? screen.name;
    if (!shot.includes(part)) continue;
    try {
      await show(page, screen);
      await look(shot);
    } catch (e) {
      ok(`${name} ${shot}: is shown`, false, e.stack);
    }
  }
  const wrong = [...seen.foreign, ...seen.violations, ...seen.errors];
  ok(`${name}: nothing foreign, no violation of the CSP, no error`, wrong.length === 0, wrong.join('\n'));
  await context.close();
}

/* Digits that come before the page has painted the pad they are for. */
async function fast() {
  kit.reset({ signedIn: false });
  const page = await browser.newPage();
  await page.goto(kit.url);
  await page.getByTestId('officer-a.mwangi').waitFor();
  const said = await page.evaluate(async () => {
    const drawn = async () => { for (let i = 0; i < 20; i += 1) await null; };
    document.querySelector('[data-testid="officer-a.mwangi"]').click();
    await drawn();
    for (const key of '1234567') document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await drawn();
    return `${document.activeElement.tagName} ${document.querySelector('.dots span')?.textContent}`;
  });
  ok('fast: every digit counts, and the heading has the focus', said === 'H1 ●●●●●●●', said);
}

/* An engine that does not say that its screen can be touched: the first finger brings the keys. */
async function finger() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true });
  await context.addInitScript((officer) => {
    if (!location.protocol.startsWith('http')) return;
    sessionStorage.setItem('moka.officer', officer);
    Object.defineProperty(navigator, 'maxTouchPoints', { get: () => 0 });
    const real = window.matchMedia.bind(window);
    window.matchMedia = (query) => real(query.includes('coarse') ? 'not all' : query);
  }, me);
  const page = await context.newPage();
  const screen = SCREENS.find((s) => s.name === 'seized-where' && !s.shot);
  kit.reset(screen.set ?? {});
  await show(page, screen);
  const before = await page.getByTestId('keyboard').count() + await page.getByTestId('keys-switch').count();
  await page.getByTestId('seized-place').tap();
  await page.getByTestId('keyboard').waitFor();
  ok('finger: no keys before it, and keys for the field that it touches', before === 0, before);
  await context.close();
}

if (!only || only === 'fast') await fast();
if (!only || only === 'finger') await finger();
await browser.close();
kit.close();
finish();
