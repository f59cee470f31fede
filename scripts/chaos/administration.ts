import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { aBrowser, type BrowserSession } from '../../tests/support/browser-session.ts';
import { hailong } from './checker.ts';
import type { Site } from './site.ts';

const ACCOUNT = 'quantri';
const PASSWORD = 'mot-mat-khau-du-dai-2026';

/** How many answers of each status the administration got; `cut`: an export that broke off. */
export type Seen = ReadonlyMap<string, number>;

/** A province administrator of the site, signed in. */
export async function administrator(site: Site): Promise<BrowserSession> {
  const added = hailong(['user', 'add', ACCOUNT, '--role', 'province_admin'], site.env, `${PASSWORD}\n`);
  if (added.status !== 0) throw new Error(added.stderr);
  const browser = aBrowser(site.target.origin);
  const reply = await browser.post('/login', { account: ACCOUNT, password: PASSWORD });
  if (reply.status !== 303) throw new Error(`the sign-in was answered ${reply.status}`);
  return browser;
}

/** The program's own slow acts, all at once: the analysis of a round, all posters of the province, a backup. */
export async function startSlowActs(browser: BrowserSession, { unit, round }: Site['target']): Promise<void> {
  const acts = [`/admin/analysis?/start&round=${round}`, `/admin/links?/posters&unit=${unit}`, '/admin/health?/backup'];
  for (const act of acts) {
    const { status } = await browser.post(act, {});
    if (status !== 303) throw new Error(`${act} was answered ${status}`);
  }
}

/** Administrators who ask for slow pages and exports without a pause; the function given ends it, after their last. */
export function manyAdministrators(browser: BrowserSession, count: number): () => Promise<Seen> {
  const asks = [
    () => browser.get('/admin'),
    () => browser.post('/admin/audit/export', {}),
    () => browser.get('/admin?sort=share'),
    () => browser.get('/admin/analysis')
  ] as const;
  const seen = new Map<string, number>();
  let stopped = false;
  const all = Array.from({ length: count }, async (_, i) => {
    while (!stopped) {
      const status = await (asks[i % asks.length] ?? asks[0])()
        .then(statusOf)
        .catch(() => 'cut');
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
  });
  return async () => {
    stopped = true;
    await Promise.all(all);
    return seen;
  };
}

/** After the whole of the body. */
async function statusOf(reply: Response): Promise<string> {
  await reply.arrayBuffer();
  return String(reply.status);
}

/** A transaction at psql that changes what an administrator changes, and stays open. SQLite has a test of its own. */
export async function holdRows({ databaseUrl }: Site, ms: number): Promise<void> {
  if (databaseUrl === null) return sleep(ms).then(() => undefined);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('UPDATE audit_head SET hash = hash');
    for (const table of ['unit', 'counter', 'round']) await client.query(`UPDATE ${table} SET name = name`);
    await client.query('UPDATE link SET status = status');
    await sleep(ms);
    await client.query('ROLLBACK');
  } finally {
    await client.end();
  }
}
