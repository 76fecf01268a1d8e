// How an officer works the page: by touch only, or by keyboard only. Both find what they need by the
// page's stable names (data-testid), never by place.

const WAIT = 60_000;

/* Polls what holds in the page: what Playwright itself has for it is refused by the page's CSP. */
export async function until(page, what, arg, timeout = WAIT) {
  const end = Date.now() + timeout;
  while (!(await page.evaluate(what, arg))) {
    if (Date.now() > end) throw new Error(`it never came true: ${what}`);
    await page.waitForTimeout(20);
  }
}

class Hand {
  constructor(page) {
    this.page = page;
  }

  at(id) {
    return this.page.getByTestId(id);
  }

  async screen(name, timeout = WAIT) {
    await this.at(`screen-${name}`).waitFor({ timeout });
  }

  until(what, arg) {
    return until(this.page, what, arg);
  }

  /* The name of the screen that is shown. */
  async where() {
    return (await this.page.locator('form.screen').first().getAttribute('data-testid')).slice('screen-'.length);
  }
}

/* A finger on glass: no key is ever pressed, text is written with the page's own keyboard. */
export class Touch extends Hand {
  name = 'touch';

  async press(id) {
    await this.at(id).first().tap({ timeout: WAIT });
  }

  async choose(name, id) {
    await this.press(`${name}-${id}`);
  }

  async pin(digits) {
    for (const d of digits) await this.press(`digit-${d}`);
  }

  async type(id, text) {
    await this.press(id);
    // A tap has been made before the page has heard of it.
    await this.until((i) => document.activeElement?.dataset?.testid === i, id);
    if (!(await this.at('keyboard').isVisible())) await this.at(id).locator('xpath=..').getByTestId('keys-switch').tap();
    await this.at('keyboard').waitFor();
    for (const c of text) await this.key(c);
    if (await this.at('key-done').isVisible()) await this.press('key-done');
  }

  /* The board that is shown, by its keys. */
  board() {
    return this.page.evaluate(() => [...document.querySelectorAll('.keyboard .key')].map((k) => k.dataset.testid));
  }

  /* Another board: it is there when this is over. */
  async turn(id) {
    const had = await this.board();
    await this.press(id);
    await this.until((was) => String([...document.querySelectorAll('.keyboard .key')].map((k) => k.dataset.testid)) !== was, String(had));
  }

  /* On the board that has the character: this one, the signs', or another language's. */
  async key(c) {
    const id = c === ' ' ? 'key-space' : `key-${c}`;
    const has = async () => (await this.board()).includes(id);
    if (!(await has())) await this.turn('key-signs');
    if (!(await has()) && (await this.board()).includes('key-1')) await this.turn('key-signs');
    for (let boards = 0; boards < 5 && !(await has()); boards++) await this.turn('key-board');
    await this.press(id);
  }
}

/* Hands on keys: Tab, arrows, Space, Enter, letters. */
export class Keys extends Hand {
  name = 'keyboard';

  focused() {
    return this.page.evaluate(() => {
      const e = document.activeElement;
      return { id: e?.dataset?.testid, name: e?.name, value: e?.value, type: e?.type, label: e?.closest('label')?.dataset?.testid };
    });
  }

  /* Tab until it is there. */
  async reach(is, what) {
    for (let i = 0; i < 150; i++) {
      const f = await this.focused();
      if (is(f)) return f;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${what}`);
  }

  async press(id) {
    await this.at(id).first().waitFor({ timeout: WAIT });
    await this.reach((f) => f.id === id, id);
    await this.page.keyboard.press('Enter');
  }

  async choose(name, id) {
    const wanted = `${name}-${id}`;
    await this.at(wanted).waitFor({ timeout: WAIT });
    const box = await this.at(wanted).locator('input').getAttribute('type') === 'checkbox';
    const group = await this.at(wanted).locator('input').getAttribute('name');
    const f = await this.reach((x) => (box ? x.label === wanted : x.name === group), wanted);
    if (f.label === wanted) await this.page.keyboard.press('Space');
    for (let i = 0; !box && i < 12 && (await this.focused()).label !== wanted; i++) await this.page.keyboard.press('ArrowDown');
    if ((await this.focused()).label !== wanted) throw new Error(`arrows do not lead to ${wanted}`);
  }

  async pin(digits) {
    await this.page.keyboard.type(digits);
  }

  async type(id, text) {
    await this.at(id).waitFor({ timeout: WAIT });
    await this.reach((f) => f.id === id, id);
    await this.page.keyboard.type(text);
  }
}
