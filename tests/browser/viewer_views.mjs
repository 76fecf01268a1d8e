// Every view of the viewer's page before a case that is none: hash, and what is done there first. VIEWS are
// of viewer_fake.mjs, SCENES of viewer_fake_scenes.mjs. For viewer_page.mjs.
const record = (id) => ({ hash: `#/record/${id}` });
const list = (page) => page.locator('.list .row').first().waitFor();

export const VIEWS = [
  { name: 'overview', hash: '#/overview', go: (page) => page.getByTestId('bundle-2').waitFor() },
  { name: 'talks', hash: '#/talks', go: list },
  { name: 'talk', hash: '#/talks/1', go: (page) => page.locator('.bubble').nth(3).waitFor() },
  { name: 'talk-around', hash: '#/talks/1?around=5007', go: (page) => page.locator('.row.selected .bubble').waitFor() },
  { name: 'talk-deleted', hash: '#/talks/1?state=deleted', go: (page) => page.locator('.bubble .gone').first().waitFor() },
  { name: 'calls', hash: '#/calls', go: list },
  { name: 'search-help', hash: '#/search', go: (page) => page.locator('dl.keys').waitFor() },
  { name: 'search', hash: '#/search?q=hotel', go: (page) => page.locator('mark').first().waitFor() },
  { name: 'search-ranked', hash: '#/search?q=hotel&sort=fit', go: (page) => page.getByTestId('search-latest').waitFor() },
  { name: 'search-none', hash: '#/search?q=none', go: (page) => page.locator('.empty').waitFor() },
  { name: 'search-wrong', hash: '#/search?q=%22', go: (page) => page.getByRole('alert').first().waitFor() },
  { name: 'search-kind', hash: '#/search?kind=call', go: async (page) => { await list(page); await page.getByTestId('timeless').waitFor(); } },
  { name: 'timeless', hash: '#/timeline?timeless=1', go: list },
  { name: 'timeless-kind', hash: '#/timeline?timeless=1&kind=call', go: list },
  { name: 'timeless-none', hash: '#/timeline?timeless=1&kind=message', go: (page) => page.locator('.empty').waitFor() },
  { name: 'contacts', hash: '#/contacts', go: list },
  { name: 'entity', hash: '#/contacts/2', go: list },
  { name: 'merges', hash: '#/merges', go: (page) => page.getByTestId('suggested').waitFor() },
  { name: 'tagged', hash: '#/tagged/important', go: list },
  { name: 'audit', hash: '#/audit', go: list },
  { name: 'record', ...record(15), go: (page) => page.locator('.hex').waitFor() },
  { name: 'record-recovered', ...record(47), go: (page) => page.locator('.hex').waitFor() },
  { name: 'record-call', ...record(3000001), go: (page) => page.locator('.hex').waitFor() },
  { name: 'lost', hash: '#/nowhere', go: (page) => page.locator('.plain-page').waitFor() },
  { name: 'dialog-tag', hash: '#/search?q=hotel', go: async (page) => { await list(page); await page.keyboard.press('j'); await page.keyboard.press('t'); await page.getByTestId('tag-dialog').waitFor(); } },
  { name: 'dialog-note', ...record(15), go: async (page) => { await page.locator('.hex').waitFor(); await page.keyboard.press('n'); await page.getByTestId('note-dialog').waitFor(); } },
  { name: 'dialog-help', hash: '#/overview', go: async (page) => { await page.getByTestId('bundle-2').waitFor(); await page.keyboard.press('?'); await page.getByTestId('help-sheet').waitFor(); } },
  { name: 'dialog-export', hash: '#/overview', go: async (page) => {
    await page.getByTestId('bundle-2').waitFor();
    if (!(await page.getByTestId('export').isVisible())) await page.locator('button.menu').click();
    await page.getByTestId('export').click();
    await page.getByTestId('export-make').click();
    await page.getByTestId('export-fetch').waitFor();
  } },
];

const there = (selector) => (page) => page.locator(selector).first().waitFor();

export const SCENES = [
  { name: 'overview-scenes', hash: '#/overview', go: there('[data-testid=bundle-2]') },
  { name: 'timeline', hash: '#/timeline', go: there('[data-testid=timeline-chart] canvas') },
  { name: 'map', hash: '#/map', go: there('[data-testid=map][data-ready]') },
  { name: 'graph', hash: '#/graph', go: there('[data-testid=graph][data-ready]') },
  { name: 'media', hash: '#/media', go: there('.tile img') },
  { name: 'media-shown', hash: '#/media', go: async (page) => {
    await page.locator('.tile button', { has: page.locator('img') }).first().click();
    await page.locator('[data-testid=picture]:not(.veiled)').waitFor();
  } },
  { name: 'files', hash: '#/files?bundle=1', go: list },
];
