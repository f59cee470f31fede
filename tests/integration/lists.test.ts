import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../src/lib/domain/access/policy.ts';
import type { ListPage } from '../../src/lib/domain/list/list-page.ts';
import { parseCursor, type ListQuery } from '../../src/lib/domain/list/list-query.ts';
import { Problem } from '../../src/lib/domain/shared/problem.ts';
import type { Context } from '../../src/lib/server/context.ts';
import {
  CODE_BATCH_SORTS,
  codeBatchRows,
  findCodeBatches
} from '../../src/lib/server/services/codes/code-batch-list.ts';
import { findImports, IMPORT_SORTS } from '../../src/lib/server/services/imports/import-batches.ts';
import { jobPage } from '../../src/lib/server/services/jobs/job-list.ts';
import { moveKiosk, renameKiosk } from '../../src/lib/server/services/kiosk/kiosk-changes.ts';
import { kioskView } from '../../src/lib/server/services/kiosk/kiosk-fleet.ts';
import { findKiosks, KIOSK_SORTS, kioskRows } from '../../src/lib/server/services/kiosk/kiosk-list.ts';
import { insertKioskLink } from '../../src/lib/server/services/kiosk/kiosk-pairing.ts';
import { findPaperBatches, PAPER_SORTS, paperBatchRows } from '../../src/lib/server/services/paper/paper-batch-list.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import {
  exportPeople,
  findPeople,
  PEOPLE_SORTS,
  personView
} from '../../src/lib/server/services/people/people-list.ts';
import { setAgency } from '../../src/lib/server/services/people/person-access.ts';
import { startSession } from '../../src/lib/server/services/sign-in/sessions.ts';
import { aBrowser, type BrowserSession } from '../support/browser-session.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { startApp, type AppServer } from '../support/server.ts';

const MADE = 120;
const PAGE_MAX = 150_000;
const NOW = Date.now();

let province: TestProvince;
let ctx: Context;
let app: AppServer;
const browsers = new Map<Role, BrowserSession>();
const numbers = Array.from({ length: MADE }, (_, i) => i + 1);
/** Ids whose order is not that of the numbers. */
const idOf = (n: number) => `id-${String((n * 77) % 1_000).padStart(4, '0')}`;

beforeAll(async () => {
  province = await aProvince({ communes: 2 });
  ({ ctx } = province);
  const tokens = new Map<Role, string>();
  for (const [role, unit] of Object.entries({ province_admin: 'tinh', unit_manager: 'xa-2' })) {
    const known = ROLES.find((one) => one === role) ?? 'auditor';
    const account = role.replace('_', '-');
    const id = await createPerson(ctx, { account, name: account, password: null, grants: [{ role: known, unit }] });
    tokens.set(known, await startSession(province.runtime.context, { id, name: account }));
  }
  await ctx.gate.run((db) => fill(db));
  app = await startApp({ dataDir: province.dataDir });
  for (const [role, token] of tokens) {
    const browser = aBrowser(app.origin);
    browser.cookies.set('hailong', token);
    browsers.set(role, browser);
  }
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await province?.end();
});

/** Rows of every list, all of an instant, so that only their ids order them: what a page must neither lose nor repeat. */
async function fill(db: Context['db']): Promise<void> {
  const people = numbers.map((n) => ({
    ...{ id: idOf(n), account: `nguoi-${n}`, name: `Nguyễn Văn ${['An', 'Ân', 'Bình'][n % 3]}` },
    ...{ password_hash: null, disabled: 0 }
  }));
  await db.insertInto('person').values(people).execute();
  const links = {
    'xa-1-q1': await insertKioskLink({ ...ctx, db }, 'xa-1-q1'),
    'xa-2-q1': await insertKioskLink({ ...ctx, db }, 'xa-2-q1')
  };
  const places = numbers.map((n) => {
    const counter = n % 40 === 0 ? 'xa-2-q1' : 'xa-1-q1';
    const name = n === 7 ? '=HYPERLINK("x")' : `Máy ${n % 4}`;
    return { id: idOf(n), name, counter, link: links[counter] };
  });
  const kiosks = places.map(({ id, ...place }, i) => ({
    ...{ id, ...place, status: i % 10 === 9 ? 'revoked' : 'active', paired_at: NOW },
    ...{ public_key: id, pin_salt: id, pin_hash: id, chain: '', seen_at: null, state: null, command: null }
  }));
  await db.insertInto('kiosk').values(kiosks).execute();
  const form = { filing_mode: 'in_person', stage: 'received', booklet: 'in_person/received/1' };
  const paper = { ...form, round: province.round, answered_on: '2026-10-01', made_by: 'x', made_at: NOW };
  await db
    .insertInto('paper_batch')
    .values(places.map((place) => ({ ...place, ...paper })))
    .execute();
  const code = { made_on: '2026-10-01', unit: 'xa-1', evidence: 'A1', respondent_type: null, codes: 3 };
  await db
    .insertInto('code_batch')
    .values(numbers.map((n) => ({ id: idOf(n), ...code, revoked_on: null })))
    .execute();
  const uses = numbers.filter((n) => n % 2 === 0).map((n) => ({ batch: idOf(n), local_day: '2026-10-02', used: 2 }));
  await db.insertInto('code_use').values(uses).execute();
  const file = { kind: 'unit', actor: 'x', staged_at: NOW, status: 'staged', input: '{}', sha256: '', content: '' };
  const unwritten = { chosen: '{}', counts: null, undo: null, applied_at: null };
  await db
    .insertInto('import_batch')
    .values(numbers.map((n) => ({ id: idOf(n), file_name: `tệp ${n % 4}.csv`, ...file, ...unwritten })))
    .execute();
  const run = { subject: 'xa-1', input: '{}', status: 'done', actor: 'x', created_at: NOW };
  const kindOf = (n: number) => (n % 4 === 0 ? 'backup' : 'poster.batch');
  await db
    .insertInto('job')
    .values(numbers.map((n) => ({ id: idOf(n), kind: kindOf(n), ...run, done: 0, cancelled: 0, attempts: 0 })))
    .execute();
}

const as = (role: Role, unit: string): Context => ({ ...ctx, actor: { ...ctx.actor, grants: [{ role, unit }] } });
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Problem ? fault.code : String(fault))
  );
const inBrowser = (role: Role) => browsers.get(role) ?? aBrowser(app.origin);
const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

/** The ids of all pages of a list, one after the other. */
async function walk<Sort extends string>(
  sort: Sort,
  find: (query: ListQuery<Sort>) => Promise<ListPage<{ readonly id: string }>>
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | null = null, page = 0; page === 0 || after !== null; page += 1) {
    const found = await find({ q: '', sort, after: parseCursor(after) });
    ids.push(...idsOf(found.rows));
    after = found.after;
  }
  return ids;
}

describe('the pages of a list', () => {
  it('hold every row once, in the order of the file, by every sort and under ties', async () => {
    for (const sort of PEOPLE_SORTS) {
      const ids = await walk(sort, (query) => findPeople(ctx, query));
      expect(ids).toEqual(idsOf(await exportPeople(ctx, { q: '', sort, after: null })));
      expect(new Set(ids).size).toBe(MADE + 2);
    }
    for (const sort of KIOSK_SORTS) {
      const ids = await walk(sort, (query) => findKiosks(ctx, query));
      expect(ids).toEqual(idsOf(await kioskRows(ctx, { q: '', sort, after: null })));
      expect(new Set(ids).size).toBe(MADE);
    }
    for (const sort of PAPER_SORTS) {
      const ids = await walk(sort, (query) => findPaperBatches(ctx, query));
      expect(ids).toEqual(idsOf(await paperBatchRows(ctx, { q: '', sort, after: null })));
      expect(new Set(ids).size).toBe(MADE);
    }
    for (const sort of CODE_BATCH_SORTS) {
      const ids = await walk(sort, (query) => findCodeBatches(ctx, query));
      expect(ids).toEqual(idsOf(await codeBatchRows(ctx, { q: '', sort, after: null })));
      expect(new Set(ids).size).toBe(MADE);
    }
    for (const sort of IMPORT_SORTS)
      expect(new Set(await walk(sort, (query) => findImports(ctx, query))).size).toBe(MADE);
  });

  it('hold every job once, by kind too', async () => {
    const jobs = async (kind: string) => {
      const ids: string[] = [];
      for (let after: string | null = null, page = 0; page === 0 || after !== null; page += 1) {
        const found = await jobPage(ctx, { kind, after });
        ids.push(...idsOf(found.jobs));
        after = found.after;
      }
      return ids;
    };
    expect(await jobs('')).toEqual(numbers.map(idOf).sort());
    expect(await jobs('backup')).toHaveLength(MADE / 4);
    expect(await outcome(jobPage(ctx, { kind: 'x', after: null }))).toBe('filter.unknown');
    expect(await outcome(jobPage(ctx, { kind: '', after: '["a","b"]' }))).toBe('filter.unknown');
  });

  it('sort people by their given names and find them without marks', async () => {
    const names = async (q: string) =>
      new Set((await exportPeople(ctx, { q, sort: 'name', after: null })).map(({ name }) => name));
    expect([...(await names('nguyen van'))]).toEqual(['Nguyễn Văn An', 'Nguyễn Văn Ân', 'Nguyễn Văn Bình']);
    expect([...(await names('BINH'))]).toEqual(['Nguyễn Văn Bình']);
    expect(
      await ctx.db.selectFrom('audit_event').select('details').where('act', '=', 'person.export').execute()
    ).toContainEqual({ details: expect.stringContaining('"q":"BINH"') });
  });

  it('hold what a unit’s manager may see, however much there is of others', async () => {
    const manager = as('unit_manager', 'xa-2');
    const query = { q: '', after: null };
    const own = numbers
      .filter((n) => n % 40 === 0)
      .map(idOf)
      .sort();
    expect(idsOf((await findPaperBatches(manager, { ...query, sort: 'newest' })).rows)).toEqual(own);
    expect(idsOf(await kioskRows(manager, { ...query, sort: 'unit' })).toSorted()).toEqual(own);
    const viewer = as('unit_viewer', 'xa-2');
    expect(await outcome(findPaperBatches(viewer, { ...query, sort: 'newest' }))).toBe('access.denied');
    expect(await outcome(exportPeople(manager, { ...query, sort: 'name' }))).toBe('access.denied');
    expect(await outcome(codeBatchRows(manager, { ...query, sort: 'unit' }))).toBe('access.denied');
  });

  it('count what stands behind each row', async () => {
    const batches = await codeBatchRows(ctx, { q: 'THU NGHIEM 1', sort: 'newest', after: null });
    expect(batches).toHaveLength(MADE);
    expect(batches.map(({ used }) => used).reduce((sum, used) => sum + used)).toBe(MADE);
  });
});

describe('the pages in a browser', () => {
  const PATHS = ['/admin/people', '/admin/kiosks', '/admin/paper', '/admin/codes', '/admin/imports', '/admin/jobs'];

  it('lead by their links through the whole list, each within its bytes', async () => {
    for (const start of PATHS) {
      let rows = 0;
      let path: string | undefined = start;
      for (let page = 0; path !== undefined && page < 5; page += 1) {
        const reply: Response = await inBrowser('province_admin').get(path);
        const html: string = await reply.text();
        expect([path, reply.status]).toEqual([path, 200]);
        expect(Buffer.byteLength(html)).toBeLessThanOrEqual(PAGE_MAX);
        rows += html.match(/<th scope="row"/g)?.length ?? 0;
        path = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
      }
      expect([start, rows]).toEqual([start, start === '/admin/people' ? MADE + 2 : MADE]);
    }
  });

  it('refuse an order or a place that is none, and lead back from nothing', async () => {
    for (const path of PATHS) {
      const status = async (search: string) => (await inBrowser('province_admin').get(`${path}?${search}`)).status;
      expect([path, await status('after=%7B%7D')]).toEqual([path, 400]);
      if (path === '/admin/jobs') continue;
      expect([path, await status('sort=pin_hash')]).toEqual([path, 400]);
      const nothing = await (await inBrowser('province_admin').get(`${path}?q=khong-co-gi`)).text();
      expect(nothing).toContain('Không tìm thấy');
      expect(nothing).toMatch(new RegExp(`<a class="button quiet[^"]*" href="${path}`));
    }
  });

  it('give a file that starts no cell as a formula', async () => {
    const lines = async (reply: Response) => (await reply.text()).trimEnd().split('\r\n');
    const kiosks = await lines(await inBrowser('province_admin').get('/admin/kiosks/export?q=hyperlink'));
    expect(kiosks).toHaveLength(2);
    expect(kiosks[1]).toMatch(/^"'=HYPERLINK\(""x""\)",/);
    expect(await lines(await inBrowser('unit_manager').get('/admin/kiosks/export'))).toHaveLength(4);
    expect(await lines(await inBrowser('province_admin').get('/admin/paper/export?sort=name'))).toHaveLength(MADE + 1);
    expect(await lines(await inBrowser('province_admin').get('/admin/codes/export'))).toHaveLength(MADE + 1);
    const links = await lines(await inBrowser('unit_manager').get('/admin/links/export?unit=xa-2'));
    expect(links).toHaveLength(3); // one poster a counter, no kiosk's link
    expect((await inBrowser('unit_manager').get('/admin/links/export?unit=xa-1')).status).toBe(403);
    const people = await inBrowser('province_admin').post('/admin/people/export/list', { q: 'an', sort: 'name' });
    expect(people.headers.get('content-disposition')).toContain('people.csv');
    expect((await lines(people))[1]).toContain('Nguyễn Văn An');
    expect((await inBrowser('unit_manager').post('/admin/people/export/list', {})).status).toBe(403);
    expect((await inBrowser('province_admin').get('/admin/kiosks/export?sort=pin_hash')).status).toBe(400);
  });
});

describe('the second of two editors', () => {
  it('is told that a kiosk has another name, PIN or place by now', async () => {
    const id = idOf(1);
    const { mark } = await kioskView(ctx, id);
    await renameKiosk(ctx, id, { mark, name: 'Máy ở sảnh', pin: '' });
    await expect(renameKiosk(ctx, id, { mark, name: 'Máy khác', pin: '' })).rejects.toMatchObject({
      code: 'kiosk.edited',
      details: { name: 'Máy ở sảnh', counter: 'Quầy 1' }
    });
    expect(await outcome(moveKiosk(ctx, id, { mark, counter: 'xa-2-q1' }))).toBe('kiosk.edited');
    const now = await kioskView(ctx, id);
    await renameKiosk(ctx, id, { mark: now.mark, name: now.name, pin: '9876' });
    expect(await outcome(renameKiosk(ctx, id, { mark: now.mark, name: now.name, pin: '1234' }))).toBe('kiosk.edited');
    const both = await kioskView(ctx, id);
    const sent = ['A', 'B'].map((name) => outcome(renameKiosk(ctx, id, { mark: both.mark, name, pin: '' })));
    expect((await Promise.all(sent)).sort()).toEqual(['done', 'kiosk.edited']);
  });

  it('is told that a person has another agency by now', async () => {
    const change = { account: 'nguoi-1', unit: 'xa-1', shown: '' };
    await setAgency(ctx, change);
    expect(await outcome(setAgency(ctx, { ...change, unit: 'xa-2' }))).toBe('person.edited');
    expect((await personView(ctx, 'nguoi-1')).agency).toBe('xa-1');
    await setAgency(ctx, { ...change, unit: '', shown: 'xa-1' });
    expect((await personView(ctx, 'nguoi-1')).agency).toBeNull();
  });
});
