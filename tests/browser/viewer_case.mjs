// A whole case for the browser's tests: an Android phone and an iPhone that know the same people, both hostile,
// acquired, sealed and imported; the Android's file system beside them, which is no bundle; `moka serve` before it.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort, Program } from './kit.mjs';
import { region } from './pmtiles.mjs';

const moka = path.join(process.env.MOKA_BIN, 'moka');
const run = promisify(execFile);
const EVERYTHING = { categories: ['device', 'calls', 'messages', 'contacts', 'files', 'apps', 'activity', 'network', 'accounts'] };

/* 1 is no fault: something is odd about the evidence, as hostile rows are. */
async function tolerant(program, args) {
  try {
    return await run(program, args);
  } catch (e) {
    if (e.code !== 1) throw e;
    return e;
  }
}

export class Case {
  static async make() {
    const c = new Case();
    c.work = mkdtempSync(path.join(os.tmpdir(), 'moka-viewer.'));
    chmodSync(c.work, 0o711); // workers of root are somebody else
    await Promise.all([
      run(moka, ['exercise', 'new', '--seed', '11', '--hostile', '--hostile-names', '--messages', '600', '-o', c.at('android')]),
      run(moka, ['exercise', 'new', '--platform', 'iphone', '--seed', '12', '--hostile', '--hostile-names', '--sms', '150', '--whatsapp', '250', '-o', c.at('iphone')]),
    ]);
    await c.#acquire('android', `127.0.0.1:${await freePort()}`, EVERYTHING);
    await c.#acquire('iphone', c.at('mux'), { preset: 'suspect', encrypt_backup: true });
    writeFileSync(c.at('trust'), (await run(moka, ['kit', '--kit', c.at('kit')])).stdout);
    const [secret] = readdirSync(c.at('kit/backup-passwords'));
    c.password = /"password":"([^"]*)"/.exec(readFileSync(c.at(`kit/backup-passwords/${secret}`), 'utf8'))[1];
    await c.#take(c.at('android.bundle'));
    await c.#take(c.at('iphone.bundle'), '--key', `ios-backup=${c.password}`);
    await c.#take(c.at('android/system'));
    mkdirSync(c.at('case/maps'));
    writeFileSync(c.at('case/maps/lab.pmtiles'), region());
    await c.start();
    return c;
  }

  at(name) {
    return path.join(this.work, name);
  }

  async #acquire(kind, where, scope) {
    const authority = { format: 'moka-authority-1', basis: 'exercise', reference: 'EX-2026/1', officer: { id: 'a.mwangi', name: 'A. Mwangi' }, exhibit: 'EX-1',
      valid_from: '2020-01-01T00:00:00Z', valid_until: '2099-01-01T00:00:00Z', scope };
    writeFileSync(this.at('authority.json'), JSON.stringify(authority));
    const phone = new Program(moka, ['phantom', kind, this.at(kind), ...(kind === 'iphone' ? ['--socket', where, '--rounds', '100000'] : ['--listen', where])]);
    await phone.line('listening');
    const device = kind === 'iphone' ? `iphone@${where}` : `tcp:${where}`;
    await tolerant(moka, ['acquire', '--authority', this.at('authority.json'), '--kit', this.at('kit'), '--device', device, '--training', '-q', '-o', this.at(`${kind}.bundle`)]);
    await phone.stop();
  }

  #take(bundle, ...more) {
    return tolerant(moka, ['import', '--case', this.at('case'), '--trust', this.at('trust'), '--examiner', 'e.lab', ...more, bundle]);
  }

  async start() {
    this.desk = new Program(moka, ['serve', '--case', this.at('case'), '--by', 'e.lab', '--zone', 'Europe/London', '--key', `ios-backup=${this.password}`]);
    this.url = (await this.desk.line('ready ')).slice(6);
    this.origin = new URL(this.url).origin;
  }

  /* What the case's own log says was done here: [act]. */
  async acts() {
    const { stdout } = await run(moka, ['case', '--audit', this.at('case')]);
    return stdout.trim().split('\n').map((l) => JSON.parse(l).act);
  }

  async close() {
    await this.desk?.stop();
    rmSync(this.work, { recursive: true, force: true });
  }
}
