// The whole way on the real kit with phantoms of both kinds: three windows, by touch only and by
// keyboard only, in English and Arabic.
// usage: panel.mjs SCREENSHOTS
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Keys, Touch } from './hand.mjs';
import { Kit } from './kit.mjs';
import { finish, guard, looker, ok } from './look.mjs';
import { pacing } from './pace.mjs';
import { firstAnswer, handOver, prepare, signIn, speak, startReady, wipe } from './way.mjs';

const shots = path.resolve(process.argv[2]);
const only = process.argv[3] ?? '';
const EN = { exhibit: 'ex7', place: 'harbour road', receiver: 'l njeri' };
const AR = { exhibit: '7', place: 'شارع', receiver: 'ليلى' };

// Each pair of window, phone, hand and language is there once at least.
const WAYS = [
  { width: 800, height: 480, platform: 'android', Hand: Touch, language: 'en', colorScheme: 'light' },
  { width: 800, height: 480, platform: 'iphone', Hand: Keys, language: 'ar', colorScheme: 'dark' },
  { width: 1280, height: 800, platform: 'iphone', Hand: Touch, language: 'en', colorScheme: 'dark' },
  { width: 1280, height: 800, platform: 'android', Hand: Keys, language: 'ar', colorScheme: 'light' },
  { width: 390, height: 844, platform: 'android', Hand: Touch, language: 'ar', colorScheme: 'dark' },
  { width: 390, height: 844, platform: 'iphone', Hand: Keys, language: 'en', colorScheme: 'light' },
];

const kit = await Kit.make({ android: ['--seed', '41', '--files', '60'], iphone: ['--platform', 'iphone', '--seed', '42', '--big', '150000000'] });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
// So many files that there is something to look at while they are copied.
await kit.android.plug(['--virtual-files', '4000']);
await kit.iphone.plug();

for (const way of WAYS) {
  const { width, height, platform, Hand, language, colorScheme } = way;
  const touch = Hand === Touch;
  const name = `${width}x${height}-${platform}-${touch ? 'touch' : 'keyboard'}-${language}`;
  if (!name.includes(only)) continue;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: touch, isMobile: touch && width < 500 });
  const seen = await guard(context, kit.origin);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const hand = new Hand(page);
  const look = looker(page, path.join(shots, name));
  const text = language === 'ar' ? AR : EN;
  try {
    await page.goto(await kit.door());
    await hand.page.locator('form.screen').first().waitFor();
    await speak(hand, language);
    ok(`${name}: right to left where it is so`, (await page.evaluate(() => document.documentElement.dir)) === (language === 'ar' ? 'rtl' : 'ltr'));
    await signIn(hand, look);
    const id = await prepare(hand, look, text);
    await startReady(hand, platform, look);
    const paced = pacing(page);
    const took = await firstAnswer(hand, id);
    const pace = await paced();
    ok(`${name}: the first call or message within 3 s (${took} ms, on a machine ${pace.toFixed(1)} times as slow)`, took < 3000 * pace);
    await look('copying');
    await hand.screen('sealed', 240_000);
    await hand.at('hash-words').waitFor();
    await look('sealed');
    ok(`${name}: the bundle is intact`, kit.intact(id));
    for (const list of ['taken', 'not_taken', 'unreachable', 'changes', 'signatures']) {
      await hand.press(`result-${list}`);
      await hand.screen(`result-${list}`);
      await look(`result-${list}`);
      await hand.press('back');
      await hand.screen('sealed');
    }
    await handOver(hand, look, page, text);
    await wipe(hand, look, text);
    ok(`${name}: the whole way`, true);
  } catch (e) {
    await page.screenshot({ path: path.join(shots, name, 'failed.png') });
    ok(`${name}: the whole way`, false, `${e.stack}\n${kit.daemon.said}`);
  }
  ok(`${name}: no request leaves the kit`, seen.foreign.length === 0, seen.foreign.join('\n'));
  ok(`${name}: no violation of the CSP, no error`, seen.violations.length + seen.errors.length === 0, [...seen.violations, ...seen.errors].join('\n'));
  await context.close();
}

await browser.close();
await kit.close();
finish();
