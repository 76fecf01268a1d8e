// A whole kit for the browser's tests: mokad, the panel, and phantoms of both kinds that can be
// unplugged, exchanged and plugged in again. Everything lies in one folder that goes away at the end.
import { spawn, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

const BIN = process.env.MOKA_BIN;
const moka = path.join(BIN, 'moka');

/* A child whose lines of standard output can be waited for. */
export class Program {
  constructor(program, args) {
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    // A test that dies leaves nothing at work.
    const end = () => this.child.kill('SIGKILL');
    process.once('exit', end);
    this.child.once('exit', () => process.off('exit', end));
    this.lines = [];
    this.waiting = [];
    this.said = '';
    let rest = '';
    this.child.stdout.on('data', (d) => {
      const parts = (rest + d).split('\n');
      rest = parts.pop();
      this.lines.push(...parts);
      this.#look();
    });
    this.child.stderr.on('data', (d) => { this.said = (this.said + d).slice(-4000); });
    this.ended = new Promise((done) => this.child.on('exit', done)).then(() => { this.over = true; this.#look(); });
  }

  #look() {
    this.waiting = this.waiting.filter(({ start, done, fail }) => {
      const at = this.lines.findIndex((l) => l.startsWith(start));
      if (at >= 0) done(this.lines.splice(0, at + 1).at(-1));
      else if (this.over) fail(new Error(`${this.child.spawnfile} ended: ${this.said}`));
      return at < 0 && !this.over;
    });
  }

  line(start) {
    return new Promise((done, fail) => {
      this.waiting.push({ start, done, fail });
      this.#look();
    });
  }

  async stop(signal = 'SIGTERM') {
    if (!this.over) this.child.kill(signal);
    await this.ended;
  }
}

/* Below those that the system hands out to whoever connects: nobody else gets it while a phone is unplugged. */
export async function freePort() {
  const [first] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/).map(Number);
  for (;;) {
    const port = 5000 + Math.floor(Math.random() * (Math.max(first, 10_000) - 5000));
    const server = createServer();
    const free = await new Promise((done) => server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)));
    if (!free) continue;
    await new Promise((done) => server.close(done));
    return port;
  }
}

/* What /proc says; a process may end while it is looked at. */
function ofProcess(read, none) {
  try {
    return read();
  } catch (e) {
    if (e.code !== 'ENOENT' && e.code !== 'ESRCH') throw e;
    return none;
  }
}

/* A phone that can be unplugged: at the same address each time. */
class Phone {
  constructor(kind, folder, where) {
    Object.assign(this, { kind, folder, where });
    this.device = kind === 'iphone' ? `iphone@${where}` : `tcp:${where}`;
  }

  async plug(options = [], folder = this.folder) {
    await this.unplug();
    this.program = new Program(moka, ['phantom', this.kind, folder, this.kind === 'iphone' ? '--socket' : '--listen', this.where, ...options]);
    await this.program.line('listening');
  }

  async unplug() {
    await this.program?.stop();
    this.program = null;
  }
}

export class Kit {
  /* exercises: folder -> options of `moka exercise new`; around: a program that runs mokad, see startDaemon() */
  static async make(exercises, around) {
    const kit = new Kit();
    kit.work = mkdtempSync(path.join(os.tmpdir(), 'moka-browser.'));
    chmodSync(kit.work, 0o711); // workers of root are somebody else
    for (const [name, args] of Object.entries(exercises)) {
      execFileSync(moka, ['exercise', 'new', ...args, '-o', path.join(kit.work, name)], { stdio: 'ignore' });
    }
    kit.keys = path.join(kit.work, 'keys'); // hardware keys, in place of the machine's
    mkdirSync(kit.keys);
    kit.socket = path.join(kit.work, 'mokad');
    kit.state = path.join(kit.work, 'state');
    kit.android = new Phone('android', path.join(kit.work, 'android'), `127.0.0.1:${await freePort()}`);
    kit.iphone = new Phone('iphone', path.join(kit.work, 'iphone'), path.join(kit.work, 'mux'));
    kit.around = around?.(kit) ?? [];
    await kit.startDaemon();
    kit.panel = new Program(path.join(BIN, 'moka-panel'), ['--socket', kit.socket]);
    kit.urls = [(await kit.panel.line('ready ')).slice(6)];
    kit.origin = new URL(kit.urls[0]).origin;
    return kit;
  }

  async startDaemon() {
    const words = [path.join(BIN, 'mokad'), '--state', this.state, '--socket', this.socket, '--phone', this.android.device,
      '--phone', this.iphone.device, '--sysfs', path.join(this.work, 'no-usb'), '--usbmuxd', path.join(this.work, 'no-mux'), '--keys', this.keys];
    const [program, ...args] = [...this.around, ...words];
    this.daemon = new Program(program, args);
    await this.daemon.line('ready ');
  }

  /* Its own process, where another program runs it. */
  daemonPid() {
    const { pid } = this.daemon.child;
    return (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'mokad' ? pid : this.child(pid, 'mokad'));
  }

  /* A program where the daemon lives, with its files and mounts; what it prints. */
  inside(program, ...args) {
    const words = ['-t', String(this.daemonPid()), '-U', '-m', '--preserve-credentials', program, ...args];
    return this.around[0] === 'unshare' ? execFileSync('nsenter', words, { encoding: 'utf8' }) : execFileSync(program, args, { encoding: 'utf8' });
  }

  /* As a power cut: nothing is said, nothing is finished. */
  async killDaemon() {
    process.kill(this.daemonPid(), 'SIGKILL');
    await this.daemon.ended;
  }

  /* A way in for one more browser. */
  async door() {
    if (this.urls.length) return this.urls.pop();
    this.panel.child.kill('SIGHUP');
    return (await this.panel.line('ready ')).slice(6);
  }

  child(parent, name) {
    for (const task of ofProcess(() => readdirSync(`/proc/${parent}/task`), [])) {
      for (const pid of ofProcess(() => readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8'), '').split(' ').filter(Boolean)) {
        const comm = ofProcess(() => readFileSync(`/proc/${pid}/comm`, 'utf8'), '').trim();
        if (comm === name.slice(0, 15)) return Number(pid);
        const below = this.child(pid, name);
        if (below) return below;
      }
    }
    return null;
  }

  /* KiB of memory that the daemon and the panel's two processes have for themselves, shared pages parted. */
  pss() {
    const pids = [this.daemon.child.pid, this.panel.child.pid, this.child(this.panel.child.pid, 'moka-panel')];
    return pids.reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]), 0);
  }

  bundle(id) {
    return path.join(this.state, 'cases', id, 'vault', 'bundle');
  }

  intact(id) {
    const trust = path.join(this.work, 'trust');
    this.inside('sh', '-c', '"$0" kit --kit "$1" >"$2"', moka, path.join(this.state, 'kit'), trust);
    return this.inside(moka, 'verify', '--trust', trust, this.bundle(id)).trim().split(/\s+/).at(-1) === 'INTACT';
  }

  async close() {
    await this.panel.stop();
    await this.daemon.stop();
    await this.android.unplug();
    await this.iphone.unplug();
    rmSync(this.work, { recursive: true, force: true });
  }
}
