import { sql } from 'kysely';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import en from '../../src/lib/i18n/en/audit.json' with { type: 'json' };
import vi from '../../src/lib/i18n/vi/audit.json' with { type: 'json' };
import { AUDIT_ACTS } from '../../src/lib/domain/access/audit-acts.ts';
import { unitTitle } from '../../src/lib/domain/organisation/unit-tree.ts';
import { auditHead, audit, firstBadAuditEntry } from '../../src/lib/server/services/audit/audit.ts';
import { exportAudit, listAudit, type AuditFilter } from '../../src/lib/server/services/audit/audit-list.ts';
import { startCodeBatch } from '../../src/lib/server/services/codes/code-batches.ts';
import { cancelJob } from '../../src/lib/server/services/jobs/jobs.ts';
import { readHeads, verifyAudit, writeAuditHead } from '../../src/lib/server/services/audit/audit-witness.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { csvLine } from '../../src/lib/server/http/csv.ts';
import { aBrowser } from '../support/browser-session.ts';
import { aProvince, aRuntime, PASSWORD, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp } from '../support/server.ts';

const ALL: AuditFilter = { act: null, person: null, from: null, to: null };

let runtime: TestRuntime;
let province: Province;

beforeEach(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { people: false });
  await acts(60);
});
afterEach(() => runtime?.end());

async function acts(count: number): Promise<void> {
  const { context } = runtime;
  const one = (i: number) =>
    context.gate.run((db) => audit({ ...runtime.program(), db }, 'link.test_answers', { code: `code-${i}` }));
  await Promise.all(Array.from({ length: count }, (_, i) => one(i)));
}
const change = (text: string) => runtime.context.gate.run((db) => sql.raw(text).execute(db));
const firstBad = () => firstBadAuditEntry(runtime.context.db);
const head = () => auditHead(runtime.context.db);

describe('the chain of the audit', () => {
  it('is whole after parallel writes, and its head counts them', async () => {
    expect(await firstBad()).toBeNull();
    const { n } = await runtime.context.db
      .selectFrom('audit_event')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    expect((await head()).entries).toBe(n);
  });

  it('names an entry that was edited, in any column', async () => {
    for (const [position, set] of [
      [30, "details = '{}'"],
      [20, "actor = 'somebody'"],
      [10, 'at = at + 1'],
      [5, "act = 'session.start'"]
    ] as const) {
      await change(`UPDATE audit_event SET ${set} WHERE position = ${position}`);
      expect(await firstBad()).toBe(position);
    }
  });

  it('names an entry that was deleted, first and inside', async () => {
    await change('DELETE FROM audit_event WHERE position = 40');
    expect(await firstBad()).toBe(40);
    await change('DELETE FROM audit_event WHERE position = 1');
    expect(await firstBad()).toBe(1);
  });

  it('names the first of entries in another order', async () => {
    await change('UPDATE audit_event SET position = -1 WHERE position = 20');
    await change('UPDATE audit_event SET position = 20 WHERE position = 21');
    await change('UPDATE audit_event SET position = 21 WHERE position = -1');
    expect(await firstBad()).toBe(20);
  });

  it('names what is missing where the tail is cut', async () => {
    const { entries } = await head();
    await change(`DELETE FROM audit_event WHERE position > ${entries - 3}`);
    expect(await firstBad()).toBe(entries - 2);
    await change('DELETE FROM audit_event');
    expect(await firstBad()).toBe(1);
  });

  it('shows a tail that was cut together with its head by the heads beside the database, or one written down', async () => {
    await writeAuditHead(runtime.context);
    const seen = await head();
    await change(`DELETE FROM audit_event WHERE position > ${seen.entries - 3}`);
    await change(`UPDATE audit_head SET entries = ${seen.entries - 3},
      hash = (SELECT hash FROM audit_event WHERE position = ${seen.entries - 3})`);
    expect(await firstBad()).toBeNull(); // the database alone cannot tell
    expect((await verifyAudit(runtime.context)).firstBad).toBe(seen.entries - 2);
    await writeAuditHead(runtime.context);
    expect(readHeads(runtime.context).at(-1)?.entries).toBe(seen.entries);
    await acts(10); // grown past it again, by other entries
    expect((await verifyAudit(runtime.context)).firstBad).toBe(seen.entries);
    rmSync(join(runtime.config.dataDir, 'audit-heads.json'));
    expect((await verifyAudit(runtime.context)).firstBad).toBeNull();
    expect((await verifyAudit(runtime.context, [seen])).firstBad).toBe(seen.entries);
  });

  it('keeps the last head of each day', async () => {
    await writeAuditHead(runtime.context);
    await acts(1);
    await writeAuditHead(runtime.context);
    await acts(1);
    const tomorrow = { ...runtime.context, now: () => Date.now() + 86_400_000 };
    await writeAuditHead(tomorrow);
    const { entries } = await head();
    expect(readHeads(runtime.context).map((one) => one.entries)).toEqual([entries - 1, entries]);
    expect((await verifyAudit(runtime.context)).firstBad).toBeNull();
  });
});

describe('the page of the audit', () => {
  it('goes from the newest back, fifty at a time, without a gap', async () => {
    const ctx = runtime.program();
    const first = await listAudit(ctx, ALL, null);
    expect(first.entries).toHaveLength(50);
    expect(first.entries[0]?.position).toBe(first.all);
    const second = await listAudit(ctx, ALL, first.older);
    expect(second.entries[0]?.position).toBe((first.entries.at(-1)?.position ?? 0) - 1);
    expect(second.older).toBeNull();
    expect(first.entries.length + second.entries.length).toBe(first.all);
  });

  it('filters by act, person and days', async () => {
    const ctx = runtime.program();
    const only = (filter: Partial<AuditFilter>) => listAudit(ctx, { ...ALL, ...filter }, null);
    expect(new Set((await only({ act: 'round.open' })).entries.map(({ act }) => act))).toEqual(new Set(['round.open']));
    expect((await only({ person: 'không có ai' })).entries).toEqual([]);
    expect((await only({ person: 'PROGRAM' })).entries).toHaveLength(50);
    expect((await only({ to: '2020-01-01' })).entries).toEqual([]);
    expect((await only({ from: '2020-01-01' })).entries).toHaveLength(50);
    await expect(only({ act: 'nothing' })).rejects.toThrow('filter.unknown');
    await expect(only({ from: '1/2/2026' })).rejects.toThrow('filter.unknown');
  });

  it('tells what is called how beside each id, and what was stored is as it was', async () => {
    const ctx = runtime.program();
    const [commune] = province.communes;
    const [counter = ''] = commune?.counters ?? [];
    const unit = unitTitle(ctx.directory.unit(commune?.id ?? ''));
    await ctx.gate.run(async (db) => {
      const inside = { ...ctx, db };
      await audit(inside, 'round.end_answering', { id: province.round });
      await audit(inside, 'kiosk.move', { kiosk: 'gone', name: 'Máy 1', from: counter, counter: 'gone' });
      await audit(inside, 'counter.add', { counter, unit: commune?.id, name: `Quầy 1, ${unit}` });
    });
    const job = await startCodeBatch(ctx, { unit: province.root, evidence: 'A2', perLink: 1, format: 'csv' });
    await cancelJob(ctx, job);
    const found = (await listAudit(ctx, ALL, null)).entries.slice(0, 5).map(({ act, details }) => {
      return [act, ...details.flatMap(({ key, name }) => (name === undefined ? [] : [`${key}: ${name}`]))];
    });
    expect(found).toEqual([
      ['job.cancel', 'job: code.batch'],
      ['job.start'], // its kind stands beside already
      ['counter.add'],
      ['kiosk.move', `from: Quầy 1, ${unit}`],
      ['round.end_answering', `id: ${ctx.directory.round(province.round).name}`]
    ]);
    expect(await firstBadAuditEntry(ctx.db)).toBeNull();
    const [pieces] = await Array.fromAsync(await exportAudit(ctx, { ...ALL, act: 'kiosk.move' }));
    expect(pieces?.[0]?.details).toContainEqual({ key: 'from', value: counter });
  });

  it('is read by auditors and administrators of the province, nobody else', async () => {
    for (const [role, unit] of [
      ['unit_manager', province.root],
      ['province_analyst', province.root],
      ['auditor', province.communes[0]?.id ?? '']
    ] as const) {
      const ctx = runtime.contextFor({ id: 'x', name: '', grants: [{ role, unit }] });
      await expect(listAudit(ctx, ALL, null)).rejects.toThrow('access.denied');
      await expect(exportAudit(ctx, ALL)).rejects.toThrow('access.denied');
    }
  });

  it('has words in both languages for every act', () => {
    for (const catalog of [vi, en]) {
      const words = new Map(
        Object.entries(catalog.act).flatMap(([noun, verbs]) =>
          Object.entries(verbs).map(([verb, text]) => [`${noun}.${verb}`, text] as const)
        )
      );
      expect([...words.keys()].sort()).toEqual([...AUDIT_ACTS].sort());
      expect(new Set(words.values()).size).toBe(AUDIT_ACTS.length);
    }
  });
});

describe('the export of the audit', () => {
  it('is a file that no cache keeps, safe in a spreadsheet, and is itself in the audit', async () => {
    const grants = [{ role: 'auditor', unit: province.root }] as const;
    const name = '=HYPERLINK("http://evil.example")';
    await createPerson(runtime.program(), { account: 'kiem.tra', name, password: PASSWORD, grants });
    const app = await startApp({ dataDir: runtime.config.dataDir });
    try {
      const browser = aBrowser(app.origin);
      await browser.post('/login', { account: 'kiem.tra', password: PASSWORD });
      const before = (await head()).entries;
      const reply = await browser.post('/admin/audit/export', {});
      expect([reply.headers.get('cache-control'), reply.headers.get('content-type')]).toEqual([
        'no-store',
        'text/csv; charset=utf-8'
      ]);
      const lines = (await reply.text()).trim().split('\r\n');
      expect(lines).toHaveLength(1 + before);
      expect(lines.filter((line) => /(^|,)"?[=+@\t]/.test(line))).toEqual([]);
      expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
      const [last] = (await listAudit(runtime.program(), ALL, null)).entries;
      expect([last?.act, last?.actorName]).toEqual(['audit.export', name]);
      const filtered = await browser.post('/admin/audit/export', { act: 'round.open' });
      expect((await filtered.text()).trim().split('\r\n')).toHaveLength(2);
      expect((await browser.post('/admin/audit/export', { act: 'nothing' })).status).toBe(400);
      expect((await browser.post('/admin/audit/export', {}, { origin: 'https://evil.example' })).status).toBe(403);
    } finally {
      await app.stop();
    }
  });
});

describe('a line of CSV', () => {
  it('begins no cell as a formula, and quotes what RFC 4180 quotes', () => {
    expect(csvLine(['=1+1', '+84', '-2', '@x', '\tx', '\rx', 'a,b', 'nói "có"', 'hai\ndòng', 12])).toBe(
      `'=1+1,'+84,'-2,'@x,'\tx,"'\rx","a,b","nói ""có""","hai\ndòng",12\r\n`
    );
  });
});
