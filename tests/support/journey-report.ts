import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

interface View {
  readonly name: string;
  readonly width: number;
  readonly isDark: boolean;
}

const VIEWS: readonly View[] = [
  { name: '360', width: 360, isDark: false },
  { name: '768', width: 768, isDark: false },
  { name: '1280', width: 1280, isDark: false },
  { name: '1280-dark', width: 1280, isDark: true }
];
const HEIGHT = 800;

/** Keeps the page as it stands under this title, then leaves it as wide and as light as it was. */
export type KeepStep = (page: Page, title: string) => Promise<void>;

/** Pictures of a journey in `folder`, with an `index.html` that shows them side by side; nothing at all where it is undefined. */
export function journeyReport(folder: string | undefined): KeepStep {
  if (folder === undefined) return () => Promise.resolve();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const steps: string[] = [];
  return async (page, title) => {
    const number = String(steps.length + 1).padStart(2, '0');
    const pictures: string[] = [];
    for (const { name, width, isDark } of VIEWS) {
      await page.setViewportSize({ width, height: HEIGHT });
      await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: Math.max(HEIGHT, height) }); // what sticks to the foot stays there
      const file = `${number}-${slug(title)}-${name}.png`;
      await page.screenshot({ path: join(folder, file), fullPage: true });
      const tooWide = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      pictures.push(picture(file, name, tooWide));
    }
    await page.setViewportSize({ width: 1280, height: HEIGHT });
    await page.emulateMedia({ colorScheme: null });
    steps.push(`<h2>${number} ${title}</h2><div class="row">${pictures.join('')}</div>`);
    writeFileSync(join(folder, 'index.html'), reportPage(steps));
  };
}

function slug(title: string): string {
  const latin = title.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd');
  return latin.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function picture(file: string, name: string, tooWide: number): string {
  const caption = tooWide > 0 ? `${name}: scrolls sideways by ${tooWide} px` : name;
  return `<figure><figcaption>${caption}</figcaption><a href="${file}"><img src="${file}" alt="${caption}"></a></figure>`;
}

function reportPage(steps: readonly string[]): string {
  const style =
    'body{font:16px sans-serif;margin:1rem}.row{display:grid;grid-template-columns:360fr 768fr 1280fr 1280fr;gap:1rem;' +
    'align-items:start}figure{margin:0}img{width:100%;border:1px solid #999}';
  const head = `<meta charset="utf-8"><title>The journey of a quarter</title><style>${style}</style>`;
  return `<!doctype html><html lang="vi"><head>${head}</head><body><h1>The journey of a quarter</h1>${steps.join('\n')}</body></html>\n`;
}
