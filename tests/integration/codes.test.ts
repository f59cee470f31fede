import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneTimeCodeFrom } from '../../src/lib/domain/organisation/one-time-code.ts';
import { fitsOneMessage } from '../../src/lib/domain/organisation/return-message.ts';
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { purgeJobs } from '../../src/lib/server/jobs/queue.ts';
import { startJobs } from '../../src/lib/server/jobs/runner.ts';
import { startCodeBatch } from '../../src/lib/server/services/codes/code-batches.ts';
import { findCodeBatches, revokeCodeBatch } from '../../src/lib/server/services/codes/code-batch-list.ts';
import { freshCodes, hashesOf, storeBatch } from '../../src/lib/server/services/codes/code-making.ts';
import { readInvitation } from '../../src/lib/server/services/people/invitations.ts';
import { jobFile, listJobs, takeJobFile } from '../../src/lib/server/services/jobs/jobs.ts';
import {
  createMissingOnlineLinks,
  missingOnlineLinks,
  onlineLink,
  returnMessages
} from '../../src/lib/server/services/links/online-links.ts';
import { invitePanel } from '../../src/lib/server/services/codes/panel-invites.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { openDoor } from '../../src/lib/server/services/submit/survey-page.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { startApp } from '../support/server.ts';

let runtime: TestRuntime;
let province: Province;
let admin: Context;
let link: string;
beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 2 });
  admin = contextOf('province_admin');
  link = province.communes[0]?.links[0] ?? '';
});
afterAll(() => runtime.end());

function contextOf(role: 'province_admin' | 'unit_manager' | 'auditor'): Context {
  const person = province.people[role];
  if (!person) throw new Error(`nobody is ${role}`);
  return runtime.contextFor(person.actor);
}

/** Codes of a link, stored as a batch stores them. */
async function liveCodes(count: number, of = link): Promise<readonly string[]> {
  const codes = freshCodes(of, count);
  const unit = admin.directory.link(of)?.counter.unit ?? '';
  const batch = { unit, evidence: 'A2', respondentType: null, hashes: hashesOf(admin, codes) } as const;
  await admin.gate.run((db) => storeBatch({ ...admin, db }, batch));
  return codes.map(({ code }) => code);
}

const submit = async (...responses: readonly unknown[]) => {
  const results = await Promise.all(responses.map((one) => submitResponses(runtime.context, [one])));
  return results.flat();
};
const coded = (code: string, change: Readonly<Record<string, unknown>> = {}) =>
  aResponse(province, link, { code, ...change });
const rowOf = (id: string) =>
  admin.db.selectFrom('response').select(['lane', 'unit']).where('id', '=', id).executeTakeFirst();

/** Every row of every table as text. */
async function dump({ db }: Context = admin): Promise<string> {
  const tables = (await db.introspection.getTables()).filter(({ isView }) => !isView);
  let text = '';
  for (const { schema, name } of tables) {
    const table = schema === undefined ? sql.table(name) : sql.id(schema, name);
    const { rows } = await sql`SELECT * FROM ${table}`.execute(db);
    text += JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
    );
  }
  return text;
}

async function newestBatches() {
  return (await findCodeBatches(admin, { q: '', sort: 'newest', after: null })).rows;
}

/** Until the job is over. */
async function done(job: string) {
  const runner = startJobs(runtime.context);
  await expect
    .poll(async () => (await listJobs(admin)).find(({ id }) => id === job)?.status, { timeout: 30_000, interval: 50 })
    .toBe('done');
  await runner.stop();
}

describe('a one-time code', () => {
  it('makes its answer one of its evidence class, and is used with it', async () => {
    const [code = ''] = await liveCodes(1);
    const response = coded(code);
    const [first] = await submit(response);
    expect(first?.status).toBe('stored');
    expect(await rowOf(response.id)).toMatchObject({ lane: 'qr/A2/counted' });
    expect(await submit(response)).toEqual([{ ...first, status: 'duplicate' }]);
    const [again] = await submit(coded(code));
    expect(again).toMatchObject({ status: 'refused', problems: [{ code: 'code.gone', at: 'code' }] });
    expect(await readInvitation(admin, { link, code })).toBe('code_gone');
  });

  it('makes one answer of a hundred that come at once', async () => {
    const [code = ''] = await liveCodes(1);
    const results = await submit(...Array.from({ length: 100 }, () => coded(code)));
    const statuses = Map.groupBy(results, ({ status }) => status);
    expect([statuses.get('stored')?.length, statuses.get('refused')?.length]).toEqual([1, 99]);
  });

  it('gives a hundred repeats of one answer the same receipt', async () => {
    const [code = ''] = await liveCodes(1);
    const response = coded(code);
    const results = await submit(...Array.from({ length: 100 }, () => response));
    expect(new Set(results.map(({ receipt }) => receipt)).size).toBe(1);
    expect(results.filter(({ status }) => status === 'stored')).toHaveLength(1);
  });

  it('stays live where its answer was not stored', async () => {
    const [code = ''] = await liveCodes(1);
    expect(await submit(coded(code, { answers: {} }))).toMatchObject([{ status: 'refused' }]);
    const stored = aResponse(province, link);
    await submit(stored);
    expect(await submit({ ...stored, code, comment: 'khác' })).toMatchObject([{ status: 'conflict' }]);
    expect(await submit(coded(code))).toMatchObject([{ status: 'stored' }]);
  });

  it('is of its own link', async () => {
    const [code = ''] = await liveCodes(1);
    const other = province.communes[1]?.links[0] ?? '';
    expect(await submit(aResponse(province, other, { code }))).toMatchObject([{ problems: [{ code: 'code.gone' }] }]);
    expect(await submit(coded(code))).toMatchObject([{ status: 'stored' }]);
  });

  it('cannot be forged: of 2,000 none is taken', async () => {
    await liveCodes(100);
    const forged = Array.from({ length: 2_000 }, () => coded(oneTimeCodeFrom(randomBytes(10))));
    const later = { ...runtime.context, now: () => Date.now() + 3_600_000 };
    const results = await Promise.all(forged.map((one) => submitResponses(later, [one])));
    expect(new Set(results.flat().map(({ status }) => status))).toEqual(new Set(['refused']));
  });

  it('is joined to its answer by nothing in the database', async () => {
    const codes = await liveCodes(60);
    const used = codes.slice(0, 40);
    const mark = randomUUID();
    const answers = used.map((code, i) => coded(code, { comment: `${mark} ${i}` }));
    expect((await submit(...answers)).every(({ status }) => status === 'stored')).toBe(true);
    const everything = await dump();
    const hashed = (list: readonly string[]) =>
      hashesOf(
        admin,
        list.map((code) => ({ code, link }))
      );
    for (const code of codes) expect(everything).not.toContain(code);
    for (const { hash } of hashed(used)) expect(everything).not.toContain(hash);
    for (const { hash } of hashed(codes.slice(40))) expect(everything.split(hash)).toHaveLength(2); // its own row
    const stored = await admin.db.selectFrom('response_code').select('code_hash').execute();
    const rows = stored.map((row) => row.code_hash);
    expect(new Set(rows).size).toBe(rows.length);
    expect((await verify(admin.db, admin.directory)).differences).toEqual([]);
  });

  it('does not leave the text that is kept aside either', async () => {
    const [code = ''] = await liveCodes(1);
    const response = coded(code);
    await submit(response);
    await submit({ ...response, language: 'en' });
    expect(await dump()).not.toContain(code);
  });
});

describe('five hundred people behind one address', () => {
  it('are all taken, each with their code', async () => {
    const codes = await liveCodes(500);
    const app = await startApp({ dataDir: runtime.config.dataDir });
    // A busy store says so, and the phone sends again; the address never matters.
    const statusOf = async (code: string): Promise<string> => {
      const body = JSON.stringify({ responses: [coded(code)] });
      const headers = { 'content-type': 'application/json' };
      for (;;) {
        const reply = await fetch(`${app.origin}/api/v1/responses`, { method: 'POST', body, headers });
        if (reply.status === 503) continue;
        const { results } = await reply.json();
        return String(results[0].status);
      }
    };
    try {
      const statuses = await Promise.all(codes.map(statusOf));
      expect(statuses.filter((status) => status === 'stored')).toHaveLength(500);
    } finally {
      await app.stop();
    }
  });
});

describe('a batch of codes', () => {
  it('is made by the province alone, for the links of the online return or one poster of each counter', async () => {
    const unit = province.communes[0]?.id ?? '';
    const asked = { unit, evidence: 'A1', perLink: 5, format: 'csv' };
    await expect(startCodeBatch(contextOf('unit_manager'), asked)).rejects.toThrow('access.denied');
    await expect(startCodeBatch(admin, asked)).rejects.toThrow('code.no_link');
    await expect(startCodeBatch(admin, { ...asked, evidence: 'B' })).rejects.toThrow('code.evidence');
    for (const perLink of [0, 1.5, NaN, 20_000])
      await expect(startCodeBatch(admin, { ...asked, evidence: 'A2', perLink })).rejects.toThrow('code.count');
    const fields = ['', 'Hộ tịch', 'Hộ tịch '];
    const links: string[] = [];
    for (const field of fields) links.push(await onlineLink(admin, { unit, field }));
    expect([links[0] === links[1], links[1] === links[2]]).toEqual([false, true]);
    const job = await startCodeBatch(admin, asked);
    await done(job);
    const [name = ''] = (await listJobs(admin)).find(({ id }) => id === job)?.outputs ?? [];
    await expect(jobFile(admin, job, name)).rejects.toThrow('job.not_found');
    await expect(takeJobFile(runtime.program(), job, name)).rejects.toThrow('job.not_found');
    const file = await takeJobFile(admin, job, name);
    await expect(takeJobFile(admin, job, name)).rejects.toThrow('job.not_found');
    const text = Buffer.from(file.body).toString().replace('\uFEFF', '');
    const { data } = Papa.parse<Record<string, string>>(text, { header: true });
    expect(data).toHaveLength(10);
    expect(new Set(data.map((row) => row['address']?.split(/[/?]/).at(-2)))).toEqual(new Set(links));
    const everything = await dump();
    for (const row of data) {
      expect(row['message']).toContain(row['address']);
      expect(everything).not.toContain(row['code']);
    }
    const one = data[0];
    const answer = aResponse(province, String(one?.['address']?.split(/[/?]/).at(-2)), {
      ...{ code: one?.['code'], filingMode: 'online', booklet: 'online/received/1' },
      answers: { [province.questionnaire.document.keyItem.id]: 5 }
    });
    expect(await submit(answer)).toMatchObject([{ status: 'stored' }]);
    expect(await rowOf(answer.id)).toMatchObject({ lane: 'link/A1/counted', unit });
    expect((await newestBatches()).find(({ evidence }) => evidence === 'A1')).toMatchObject({
      codes: 10,
      used: 1,
      revokedOn: null
    });
  });

  it('is slips as PDF, which are gone after a day where nobody fetched them', async () => {
    const job = await startCodeBatch(admin, { unit: province.root, evidence: 'A2', perLink: 3, format: 'pdf' });
    await done(job);
    const outputs = () => admin.db.selectFrom('job_output').select(['name', 'body']).where('job', '=', job).execute();
    const [file] = await outputs();
    expect(
      Buffer.from(file?.body ?? [])
        .subarray(0, 5)
        .toString()
    ).toBe('%PDF-');
    await purgeJobs({ ...admin, now: () => Date.now() + DAY_MS - 60_000 });
    expect(await outputs()).toHaveLength(1);
    await purgeJobs({ ...admin, now: () => Date.now() + DAY_MS + 60_000 });
    expect(await outputs()).toHaveLength(0);
  });

  it('ends as a whole: what is left of its codes is worth nothing', async () => {
    const [code = ''] = await liveCodes(3);
    const newest = (await newestBatches()).find(({ codes, used }) => codes === 3 && used === 0);
    const live = await readInvitation(admin, { link, code });
    expect(live).toEqual({ code, respondentType: null });
    for (const batch of await newestBatches())
      if (batch.codes === 3 && batch.revokedOn === null) await revokeCodeBatch(admin, batch.id);
    await expect(revokeCodeBatch(admin, newest?.id ?? '')).rejects.toThrow('code.no_batch');
    expect(await readInvitation(admin, { link, code })).toBe('code_gone');
  });
});

describe('an invited panel', () => {
  const list = 'Họ tên,contact,type\nNguyễn Văn An,0912345678,official\nTrần Thị Bình,binh@example.vn,citizen\n';
  const unit = () => province.communes[1]?.id ?? '';

  it('is asked nothing in a round of booklets that has none for it', async () => {
    await expect(invitePanel(admin, { unit: unit(), bytes: Buffer.from(list), language: 'en' })).rejects.toThrow(
      'code.no_link'
    );
    await onlineLink(admin, { unit: unit(), field: '' });
    await expect(invitePanel(admin, { unit: unit(), bytes: Buffer.from(list), language: 'en' })).rejects.toThrow(
      'code.type'
    );
    await expect(
      invitePanel(admin, { unit: unit(), bytes: Buffer.from('contact,type\nx,alien\n'), language: 'en' })
    ).rejects.toThrow('code.people');
  });

  it('answers through its own link only, and neither list nor link is kept', async () => {
    const other = await aRuntime();
    try {
      const design = { ...COUNTER_DESIGN, form: 'full' } as const;
      const place = await aProvince(other, { communes: 1, design });
      const ctx = other.program();
      const at = place.communes[0]?.id ?? '';
      const code = await onlineLink(ctx, { unit: at, field: '' });
      const file = await invitePanel(ctx, { unit: at, bytes: Buffer.from(list), language: 'en' });
      const text = Buffer.from(file.body).toString().replace('\uFEFF', '');
      const { data } = Papa.parse<Record<string, string>>(text, { header: true });
      const codeOf = (contact: string) =>
        data
          .find((row) => row['contact'] === contact)
          ?.['address']?.split('?c=')
          .at(-1) ?? '';
      const again = await invitePanel(ctx, { unit: at, bytes: Buffer.from(list), language: 'vi' });
      expect(Buffer.from(again.body).toString()).toMatch(/^\uFEFFHọ tên,Liên hệ,Đường dẫn,Tin nhắn\r\n/);
      const official = codeOf('0912345678');
      const invitation = await readInvitation(ctx, { link: code, code: official });
      expect(invitation).toEqual({ code: official, respondentType: 'official' });
      const door = openDoor(ctx, { code, stage: null, invitation });
      if (door.kind !== 'form') throw new Error(`a form, not ${door.kind}`);
      const items = door.booklets[0]?.items ?? [];
      const answers = Object.fromEntries(items.map((item) => [item, 4]));
      const change = { filingMode: 'online', booklet: 'online/received/full', whoFilled: null, answers };
      const asOfficial = { ...change, respondentType: 'official' };
      const send = async (one: Readonly<Record<string, unknown>>) =>
        (await submitResponses(ctx, [aResponse(place, code, one)]))[0];
      const refused = { status: 'refused', problems: [{ code: 'respondent_type.unknown' }] };
      expect(await send(asOfficial)).toMatchObject(refused);
      expect(await send({ ...asOfficial, code: codeOf('binh@example.vn') })).toMatchObject(refused);
      expect(await send({ ...change, code: official })).toMatchObject({ status: 'refused' });
      expect(await send({ ...asOfficial, code: official })).toMatchObject({ status: 'stored' });
      const { lane } = await ctx.db.selectFrom('response').select('lane').executeTakeFirstOrThrow();
      expect(lane).toBe('link/A1/counted');
      expect(await dump(ctx)).not.toMatch(/0912345678|Nguyễn Văn An|binh@/);
    } finally {
      await other.end();
    }
  });
});

describe('the permanent links of the online return', () => {
  it('are made for all units at once, one a service field, and each has its message', async () => {
    const other = await aRuntime();
    try {
      const place = await aProvince(other, { communes: 3, people: false });
      const ctx = other.program();
      const [general, fields, none] = place.communes;
      await onlineLink(ctx, { unit: general?.id ?? '', field: '' });
      await ctx.gate.run((db) =>
        db
          .updateTable('counter')
          .set({ service_fields: JSON.stringify(['Hộ tịch', 'Đất đai']) })
          .where('id', 'in', fields?.counters ?? [])
          .execute()
      );
      await onlineLink(ctx, { unit: fields?.id ?? '', field: 'Đất đai' });
      expect(missingOnlineLinks(ctx, place.root).map(({ unit, field }) => [unit, field])).toEqual([
        [fields?.id, 'Hộ tịch'],
        [none?.id, ''],
        [place.department.id, '']
      ]);
      const manager = other.contextFor({ id: 'x', name: '', grants: [{ role: 'unit_viewer', unit: place.root }] });
      await expect(createMissingOnlineLinks(manager, place.root)).rejects.toThrow('access.denied');
      const made = await Promise.all([
        createMissingOnlineLinks(ctx, place.root),
        createMissingOnlineLinks(ctx, place.root)
      ]);
      expect([...made].sort()).toEqual([0, 3]);
      expect(await createMissingOnlineLinks(ctx, place.root)).toBe(0);
      const messages = returnMessages(ctx, place.root);
      expect(messages).toHaveLength(5);
      expect(messages.filter(({ url, message }) => !message.endsWith(url) || !fitsOneMessage(message))).toEqual([]);
      expect(returnMessages(ctx, fields?.id ?? '').map(({ counter }) => counter.split(': ')[1])).toEqual([
        'Đất đai',
        'Hộ tịch'
      ]);
      const acts = await ctx.db
        .selectFrom('audit_event')
        .select('details')
        .where('act', '=', 'link.create_online')
        .execute();
      expect(acts.map(({ details }) => JSON.parse(details))).toEqual([{ unit: place.root, links: 3 }]);
      const job = await startCodeBatch(ctx, { unit: place.root, evidence: 'A1', perLink: 1, format: 'csv' });
      expect(job).not.toBe('');
    } finally {
      await other.end();
    }
  });
});
