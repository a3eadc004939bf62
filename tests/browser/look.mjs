// Opens pages as a reader's browser does, and says what is wrong with them:
//   node look.mjs CHROMIUM MODULES PAGE...
// One JSON object on standard output: for each page and width, the findings of
// axe-core that are serious or worse, what was asked of the network, and by how
// many pixels the page is wider than the screen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [chromium, modules, ...pages] = process.argv.slice(2);
const require = createRequire(modules + '/');
const { chromium: driver } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// A desktop, a phone, and the desktop at 200 %.
const WIDTHS = [1280, 390, 640];
const browser = await driver.launch({ executablePath: chromium, args: ['--no-sandbox'] });
const seen = [];
for (const path of pages) {
  for (const width of WIDTHS) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const asked = [], said = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    await page.goto(pathToFileURL(path).href);
    const folded = await page.evaluate(() => {
      const all = [...document.querySelectorAll('details')];
      for (const one of all) one.open = true;
      return all.length;
    });
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    const serious = found.violations
      .filter((one) => ['serious', 'critical'].includes(one.impact))
      .map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((it) => it.html)}`);
    const minor = found.violations.length - serious.length;
    seen.push({ path, width, serious, minor, rules: found.passes.length, wider, asked, said, folded });
    await page.close();
  }
}
await browser.close();
console.log(JSON.stringify(seen));
