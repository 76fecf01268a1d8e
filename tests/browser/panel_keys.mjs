// Officers and their hardware keys, on the real kit: a key is added, signs in, is waited for, refused and dropped, by its officer and
// by an administrator; by touch in English and by keyboard in Arabic. The key is one in software (tests/lib/fido_key.py).
// usage: panel_keys.mjs SCREENSHOTS ROOT
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Keys, Touch } from './hand.mjs';
import { Kit } from './kit.mjs';
import { finish, guard, looker, ok } from './look.mjs';
import { PIN, signIn, speak } from './way.mjs';

const shots = path.resolve(process.argv[2]);
const root = path.resolve(process.argv[3]);

/* A key that can be plugged in and pulled. */
class SoftKey {
  constructor(folder, name) {
    Object.assign(this, { folder, name });
  }

  how(...words) {
    writeFileSync(path.join(this.folder, `${this.name}.how`), words.join(' '));
  }

  async plug(...words) {
    this.child = spawn('python3', ['-B', path.join(root, 'tests/lib/fido_key.py'), this.folder, this.name], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((done, fail) => {
      this.child.stdout.once('data', done);
      this.child.once('exit', () => fail(new Error('no key')));
    });
    this.how(...words);
  }

  async pull() {
    const over = new Promise((done) => this.child.once('exit', done));
    this.child.stdin.end();
    await over;
    this.child = null;
  }
}

const kit = await Kit.make({});
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const mine = new SoftKey(kit.keys, 'hidraw0'), strange = new SoftKey(kit.keys, 'hidraw1');


async function toPin(hand) {
  await hand.press('officer-amina');
  await hand.screen('pin');
}

async function add(hand, look) {
  await hand.press('me');
  await hand.screen('kit');
  await look('kit');
  await hand.press('own-keys');
  await hand.screen('keys');
  await hand.press('next');
  await hand.screen('key-add-pin');
  await hand.pin(PIN);
  mine.how('holds');
  await hand.press('next');
  await hand.at('key-touch').waitFor();
  await look('key-add');
  mine.how();
  await hand.at('key-drop-0').waitFor();
  await look('keys');
  await hand.press('back');
  await hand.screen('kit');
  await hand.press('next');
  await hand.screen('who');
}

async function use(hand, look, name) {
  await toPin(hand);
  await look('pin-with-key');
  mine.how('holds');
  await hand.press('use-key');
  await hand.at('key-touch').waitFor();
  await look('key-touch');
  await hand.press('back');
  await hand.screen('pin');
  ok(`${name}: the way back from a key leads to the PIN`, true);
  await mine.pull();
  await hand.press('use-key');
  await hand.at('key-absent').waitFor();
  await look('key-absent');
  await strange.plug();
  await hand.press('next');
  await hand.at('key-other').waitFor();
  await look('key-other');
  await strange.pull();
  await mine.plug('untouched');
  await hand.press('next');
  await hand.at('key-late').waitFor();
  await look('key-late');
  mine.how();
  await hand.press('next');
  await hand.screen('cases');
  ok(`${name}: a touch signs in`, true);
}

/* Somebody else has a key, which an administrator takes away. */
async function others(hand, look, name, id) {
  await hand.press('officers');
  await hand.screen('officers');
  await hand.press('next');
  await hand.screen('officer-add');
  await hand.type('officer-name', id);
  await hand.press('next');
  for (const screen of ['new-pin', 'new-pin-again']) {
    await hand.screen(screen);
    await hand.pin(PIN);
    await hand.press('next');
  }
  await hand.screen('officers');
  ok(`${name}: who has no key has none to be taken away`, (await hand.at(`keys-${id}`).count()) === 0);
  await hand.press('back');
  await signOut(hand);
  await hand.press(`officer-${id}`);
  await hand.screen('pin');
  await hand.pin(PIN);
  await hand.press('next');
  await hand.screen('cases');
  await add(hand, async () => {});
  await toPin(hand);
  await hand.press('use-key');
  await hand.screen('cases');
  await hand.press('officers');
  await hand.screen('officers');
  await look('officers');
  await hand.press(`keys-${id}`);
  await hand.screen('others-keys');
  await hand.at('key-drop-0').waitFor();
  await look('others-keys');
  await hand.press('key-drop-0');
  await hand.screen('key-drop');
  await hand.pin(PIN);
  await hand.press('next');
  await hand.screen('others-keys');
  await hand.at('key-drop-0').waitFor({ state: 'detached' });
  await look('others-keys-none');
  await hand.press('back');
  await hand.screen('officers');
  await hand.at(`keys-${id}`).waitFor({ state: 'detached' });
  ok(`${name}: an administrator takes away another's key`, true);
  await hand.press('back');
  await hand.screen('cases');
}

async function signOut(hand) {
  await hand.screen('cases');
  await hand.press('me');
  await hand.screen('kit');
  await hand.press('next');
  await hand.screen('who');
}

async function drop(hand, look, name) {
  await hand.press('me');
  await hand.press('own-keys');
  await hand.press('key-drop-0');
  await hand.screen('key-drop');
  await look('key-drop');
  await hand.pin(PIN);
  await hand.press('next');
  await hand.screen('keys');
  ok(`${name}: a key is dropped`, (await hand.at('key-drop-0').count()) === 0);
  await hand.press('back');
  await hand.screen('kit');
  await hand.press('next');
  await hand.screen('who');
  await toPin(hand);
  ok(`${name}: who has no key is not offered one`, (await hand.at('use-key').count()) === 0);
}

for (const [Hand, language, width, height, colorScheme] of [[Touch, 'en', 800, 480, 'light'], [Keys, 'ar', 390, 844, 'dark']]) {
  const name = `keys-${language}`;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: Hand === Touch });
  const seen = await guard(context, kit.origin);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const hand = new Hand(page), look = looker(page, path.join(shots, name));
  try {
    await page.goto(await kit.door());
    await page.locator('form.screen').first().waitFor();
    await speak(hand, language);
    await signIn(hand, async () => {});
    await mine.plug();
    await add(hand, look);
    await use(hand, look, name);
    await others(hand, look, name, `brian.${language}`);
    await drop(hand, look, name);
    await mine.pull();
    ok(`${name}: the whole way`, true);
  } catch (e) {
    await page.screenshot({ path: path.join(shots, name, 'failed.png') });
    ok(`${name}: the whole way`, false, `${e.stack}\n${kit.daemon.said}`);
    if (mine.child) await mine.pull();
    if (strange.child) await strange.pull();
  }
  ok(`${name}: no violation of the CSP, no error`, seen.violations.length + seen.errors.length === 0, [...seen.violations, ...seen.errors].join('\n'));
  await context.close();
}

await browser.close();
await kit.close();
finish();
