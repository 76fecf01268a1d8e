// What befalls a run, and the screen that each of it has; nothing that was copied or sealed is lost.
// usage: panel_faults.mjs SCREENSHOTS [PART OF A NAME]
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Touch, until } from './hand.mjs';
import { Kit } from './kit.mjs';
import { finish, guard, looker, ok } from './look.mjs';
import { PIN, SAID, signIn, startReady, trainingCase } from './way.mjs';

const shots = path.resolve(process.argv[2]);
const only = process.argv[3] ?? '';
const STALL = ['--fault', 'stall@*content query*sms*body*']; // in the middle, with calls and some messages there
const EXERCISES = { android: ['--seed', '51', '--files', '40'], other: ['--seed', '52', '--files', '4'], iphone: ['--platform', 'iphone', '--seed', '53'] };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/* One browser at one kit, signed in. */
async function visit(kit) {
  const context = await browser.newContext({ viewport: { width: 800, height: 480 }, hasTouch: true });
  const seen = await guard(context, kit.origin);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const hand = new Touch(page);
  const look = looker(page, path.join(shots, 'faults'));
  await page.goto(await kit.door());
  await signIn(hand, async () => {});
  return { context, page, hand, look, seen };
}

/* Waits for what can be seen outside of the page; what it is. */
async function told(v, look) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const seen = look();
    if (seen) return seen;
    await v.page.waitForTimeout(10);
  }
  throw new Error(`it never came true: ${look}`);
}

/* A case whose phone is plugged in so, being copied; its screen. */
async function copying(kit, v, fault, change) {
  await kit.android.plug(fault);
  const id = await trainingCase(v.page, change);
  await v.page.evaluate((hash) => { location.hash = hash; }, id);
  await v.hand.screen('plug');
  await startReady(v.hand, 'android');
  return id;
}

/* The phone is whole again: the case goes on by its button, and is sealed. */
async function resume(kit, v, id, name) {
  await kit.android.plug();
  await v.hand.screen('cut');
  await until(v.page, () => document.querySelector('[data-testid=next]')?.getAttribute('aria-disabled') !== 'true', null, 60_000);
  await v.hand.press('next');
  await sealed(kit, v, id, name);
}

async function sealed(kit, v, id, name) {
  await v.hand.screen('sealed', 120_000);
  ok(`${name}: sealed in the end, and intact`, kit.intact(id));
}

const FAULTS = {
  'a cable that is pulled': async (kit, v, name) => {
    const id = await copying(kit, v, STALL);
    await v.hand.at('latest-calls').waitFor();
    await kit.android.unplug();
    await v.page.locator('[data-testid=now-away], [data-testid=now-state-away]').first().waitFor();
    await v.look('unplugged');
    await kit.android.plug();
    await sealed(kit, v, id, name);
  },
  'a cable that is pulled before the first answer': async (kit, v, name) => {
    const log = path.join(kit.work, 'asked.jsonl');
    const id = await copying(kit, v, ['--log', log, '--fault', 'stall@*getprop ro.serialno*']);
    await told(v, () => existsSync(log) && readFileSync(log, 'utf8').includes('ro.serialno'));
    await kit.android.unplug();
    await v.page.locator('[data-testid=now-away], [data-testid=now-state-away]').first().waitFor();
    await v.look('unplugged-early');
    await kit.android.plug();
    await sealed(kit, v, id, name);
  },
  'another phone in its place': async (kit, v, name) => {
    const id = await copying(kit, v, STALL);
    await v.hand.at('latest-calls').waitFor();
    await kit.android.unplug();
    await v.page.locator('[data-testid=now-away], [data-testid=now-state-away]').first().waitFor();
    await kit.android.plug([], path.join(kit.work, 'other'));
    await v.hand.at('why-wrong-phone').waitFor({ timeout: 60_000 });
    await v.look('wrong-phone');
    await resume(kit, v, id, name);
  },
  'the phone worker is killed': async (kit, v, name) => {
    const id = await copying(kit, v, STALL);
    await v.hand.at('latest-calls').waitFor();
    // The run's own: the daemon has others, which look at what is plugged in.
    const run = () => kit.child(kit.daemonPid(), 'moka-acquire');
    process.kill(await told(v, () => run() && kit.child(run(), 'moka-adb')), 'SIGKILL');
    await v.page.locator('[data-testid=told] li').filter({ hasText: /part of the kit stopped/ }).first().waitFor({ timeout: 60_000 });
    await v.look('worker-killed');
    await sealed(kit, v, id, name);
  },
  'the run is killed': async (kit, v, name) => {
    const id = await copying(kit, v, STALL);
    await v.hand.at('latest-calls').waitFor();
    process.kill(kit.child(kit.daemonPid(), 'moka-acquire'), 'SIGKILL');
    await v.hand.at('why-died').waitFor();
    await v.look('run-killed');
    await resume(kit, v, id, name);
  },
  'the daemon is killed': async (kit, v, name) => {
    const id = await copying(kit, v, STALL);
    await v.hand.at('latest-calls').waitFor();
    await kit.killDaemon();
    await v.hand.at('notice-offline').waitFor();
    await v.look('daemon-killed');
    await kit.startDaemon();
    await v.hand.screen('who');
    await v.look('daemon-back');
    await v.hand.press('officer-amina');
    await v.hand.pin(PIN);
    await v.hand.press('next');
    await v.hand.screen('cases');
    await v.hand.press(`case-${id}`);
    await v.hand.at('why-power').waitFor();
    await v.look('cut-by-power');
    await resume(kit, v, id, name);
  },
  'an authority that is over': async (kit, v) => {
    await kit.android.plug();
    const id = await trainingCase(v.page, { authority: { ...SAID.authority, valid_until: '2020-02-01T00:00:00Z' } });
    await v.page.evaluate((hash) => { location.hash = hash; }, id);
    await startReady(v.hand, 'android');
    await v.hand.at('why-authority').waitFor({ timeout: 60_000 });
    await v.look('authority-over');
    ok('an authority that is over: said, and nothing is taken', true);
  },
  'two browsers': async (kit, v) => {
    const id = await copying(kit, v, STALL);
    await v.hand.at('progress').waitFor();
    const other = await visit(kit);
    await other.hand.press(`case-${id}`);
    await other.hand.press('stop');
    await other.hand.screen('stop');
    await other.hand.press('next');
    await v.hand.at('notice-taken').waitFor();
    await v.look('taken-over');
    await v.hand.screen('stopped');
    ok('two browsers: the second one acts, the first one is told', true);
    await other.context.close();
  },
  'wrong PINs': async (kit, v) => {
    const stranger = await browser.newContext({ viewport: { width: 800, height: 480 }, hasTouch: true });
    const page = await stranger.newPage(), hand = new Touch(page);
    await page.goto(await kit.door());
    await hand.press('officer-amina');
    for (let i = 0; i < 4; i++) {
      await hand.screen('pin');
      await hand.pin('000000');
      // Another try only when this one is answered: what is pressed while it is under way is not taken.
      const answered = page.waitForResponse('**/api/sign-in');
      await hand.press('next');
      await (await answered).finished();
      await page.locator('[data-testid=pin-wrong], [data-testid=lockout]').waitFor();
      await until(page, () => !document.querySelector('[data-testid=next]').getAttribute('aria-busy'));
    }
    await hand.at('lockout').waitFor();
    await looker(page, path.join(shots, 'faults'))('pin-locked');
    // The sixth, as it would be an hour of delays later: the count is what the file has.
    await kit.daemon.stop();
    const file = path.join(kit.state, 'officers.json');
    const all = JSON.parse(readFileSync(file, 'utf8'));
    ok('wrong PINs: they are counted', all.officers[0].failures === 4, JSON.stringify(all));
    all.officers[0].failures = 6;
    writeFileSync(file, JSON.stringify(all));
    await kit.startDaemon();
    await page.goto(await kit.door());
    await hand.press('officer-amina');
    await hand.at('lockout').waitFor();
    ok('wrong PINs: the kit has not forgotten them after a restart', /[12]:\d\d/.test(await hand.at('lockout').innerText()), await hand.at('lockout').innerText());
    await looker(page, path.join(shots, 'faults'))('pin-locked-long');
    await stranger.close();
  },
};

/* Kits of their own: a clock that can be set, a disk that is small. */
const CLOCK = {
  'a clock that jumps': async (kit, v, name) => {
    const id = await copying(kit, v, STALL);
    await v.hand.at('latest-calls').waitFor();
    writeFileSync(path.join(kit.work, 'clock'), '+2h\n');
    await v.hand.at('notice-clock').waitFor({ timeout: 60_000 });
    await v.look('clock-jump');
    await kit.android.plug();
    await sealed(kit, v, id, name);
  },
};
const DISK = {
  'a disk that is full': async (kit, v, name) => {
    const id = await copying(kit, v, []);
    await v.hand.at('why-full').waitFor({ timeout: 60_000 });
    await v.look('disk-full-before');
    ok(`${name}: too little to begin is said where the phone is chosen`, await v.hand.where() === 'plug');
    kit.inside('mount', '-o', 'remount,size=280m', kit.state);
    await startReady(v.hand, 'android');
    await v.hand.screen('cut', 120_000);
    await v.hand.at('why-full').waitFor();
    await v.look('disk-full');
    kit.inside('mount', '-o', 'remount,size=900m', kit.state);
    await resume(kit, v, id, name);
  },
};
const SMALL = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=12m,mode=711 tmpfs "$0" && exec "$@"'];
const faked = (kit) => ['env', `LD_PRELOAD=${faketime}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1', 'FAKETIME_NO_CACHE=1', `FAKETIME_TIMESTAMP_FILE=${path.join(kit.work, 'clock')}`];
const faketime = readdirSync('/usr/lib').map((d) => `/usr/lib/${d}/faketime/libfaketimeMT.so.1`).find((f) => existsSync(f));

async function play(faults, exercises, around) {
  const names = Object.keys(faults).filter((n) => n.includes(only));
  if (!names.length) return;
  const kit = await Kit.make(exercises, around);
  const v = await visit(kit);
  for (const name of names) {
    try {
      await faults[name](kit, v, name);
    } catch (e) {
      mkdirSync(path.join(shots, 'faults'), { recursive: true });
      await v.page.screenshot({ path: path.join(shots, 'faults', `failed-${name.replaceAll(' ', '-')}.png`) });
      ok(name, false, `${e.stack}\n${kit.daemon.said}`);
    }
  }
  ok(`${names.length} faults: no request leaves the kit`, v.seen.foreign.length === 0, v.seen.foreign.join('\n'));
  ok(`${names.length} faults: no violation of the CSP, no error`, v.seen.violations.length + v.seen.errors.length === 0, [...v.seen.violations, ...v.seen.errors].join('\n'));
  await v.context.close();
  await kit.close();
}

await play(FAULTS, EXERCISES);
await play(CLOCK, EXERCISES, (kit) => {
  writeFileSync(path.join(kit.work, 'clock'), '+0\n');
  return faked(kit);
});
await play(DISK, { ...EXERCISES, android: ['--seed', '54', '--big', '300000000'] }, (kit) => {
  mkdirSync(kit.state);
  return [...SMALL, kit.state];
});
await browser.close();
finish();
