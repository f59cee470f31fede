import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAIN_START, ITEMS_MAX } from '../../src/lib/domain/kiosk/protocol.ts';
import { receiptFrom, receiptText } from '../../src/lib/domain/kiosk/receipt.ts';
import { DAY_MS } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { counterOf, endCounter } from '../../src/lib/server/services/organisation/counter-editing.ts';
import {
  commandKiosk,
  moveKiosk,
  revokeKiosk,
  settleFinding
} from '../../src/lib/server/services/kiosk/kiosk-changes.ts';
import { receiveContact } from '../../src/lib/server/services/kiosk/kiosk-contacts.ts';
import { kioskView, listKiosks } from '../../src/lib/server/services/kiosk/kiosk-fleet.ts';
import { sendPackage } from '../../src/lib/server/services/kiosk/kiosk-packages.ts';
import { approvePairing, askPairing } from '../../src/lib/server/services/kiosk/kiosk-pairing.ts';
import { listLinks } from '../../src/lib/server/services/links/links.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { openDoor } from '../../src/lib/server/services/submit/survey-page.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { aTablet, type Tablet } from '../support/tablet.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
let ctx: Context;
beforeAll(async () => {
  province = await aProvince({ communes: 2 });
  ctx = province.ctx;
});
afterAll(() => province?.end());

async function aPaired(counter = 'xa-1-q1', name = 'Máy 1'): Promise<{ tablet: Tablet; id: string; link: string }> {
  const tablet = await aTablet();
  const asked = await askPairing(ctx, await tablet.pairing());
  const id = await approvePairing(ctx, { code: asked.code, counter, name, pin: '2580' });
  tablet.paired(id);
  const { package: sent } = await sendPackage(ctx, await tablet.package());
  return { tablet, id, link: sent.survey?.link ?? '' };
}

const answer = (link: string, change: Readonly<Record<string, unknown>> = {}) =>
  aResponse(province, { link, ...change });
const ownReceipt = (payload: string) => receiptFrom(createHash('sha256').update(receiptText(payload)).digest());
const rowsOf = (ids: readonly unknown[]) =>
  ctx.db
    .selectFrom('response')
    .select(['id', 'lane', 'counter', 'round', 'receipt'])
    .where('id', 'in', ids.map(String))
    .execute();

describe('pairing', () => {
  it('gives a tablet the same code until an administrator types it, and a package after', async () => {
    const tablet = await aTablet();
    const asked = await askPairing(ctx, await tablet.pairing());
    expect(asked).toMatchObject({ status: 'waiting', code: expect.stringMatching(/^\d{6}$/), expiresInS: 600 });
    expect((await askPairing(ctx, await tablet.pairing())).code).toBe(asked.code);
    const typed = { counter: 'xa-1-q1', name: 'Máy 7', pin: '2580' };
    expect(await refused(approvePairing(ctx, { ...typed, code: '0' }))).toBe('kiosk.code_unknown');
    expect(await refused(approvePairing(ctx, { ...typed, code: asked.code, pin: '12' }))).toBe('kiosk.pin_malformed');
    const id = await approvePairing(ctx, { ...typed, code: `${asked.code.slice(0, 3)} ${asked.code.slice(3)}` });
    expect(await askPairing(ctx, await tablet.pairing())).toMatchObject({ status: 'approved', kiosk: id });
    expect(await refused(approvePairing(ctx, { ...typed, code: asked.code }))).toBe('kiosk.code_unknown');
    tablet.paired(id);
    const sent = await sendPackage(ctx, await tablet.package());
    expect(sent.package).toMatchObject({
      kiosk: { name: 'Máy 7' },
      office: { counter: 'Quầy 1' },
      survey: { round: province.round, questionnaire: province.questionnaire, stage: null, form: 'booklet' },
      settings: { partial: 'drop', idleS: 60, idleAfterSoundS: 120, warningS: 20 }
    });
    expect(JSON.stringify(sent)).not.toMatch(/(?<![0-9a-f-])2580(?![0-9a-f-])/); // a random id may hold it
    const { package: named } = await receiveContact(ctx, await tablet.contact([]));
    expect(named).toBe(sent.hash);
  });

  it('has room for one more when a thousand wait, and sends away who has waited longest', async () => {
    const expires_at = Date.now() + 9 * 60_000;
    const strangers = Array.from({ length: 1_000 }, (_, i) => ({
      ...{ id: randomUUID(), public_key: `stranger ${i}`, code: String(i).padStart(6, '0') },
      expires_at: expires_at + i
    }));
    const clear = () => ctx.gate.run((db) => db.deleteFrom('kiosk_pairing').execute());
    await clear();
    for (const part of [strangers.slice(0, 500), strangers.slice(500)])
      await ctx.gate.run((db) => db.insertInto('kiosk_pairing').values(part).execute());
    const asked = await askPairing(ctx, await (await aTablet()).pairing());
    expect(asked.status).toBe('waiting');
    const waiting = await ctx.db.selectFrom('kiosk_pairing').select('code').orderBy('code').execute();
    expect(waiting).toHaveLength(1_000);
    expect(waiting.map((row) => row.code)).not.toContain('000000');
    await clear();
  });

  it('lets a code lapse after ten minutes', async () => {
    const tablet = await aTablet();
    const asked = await askPairing(ctx, await tablet.pairing());
    const later: Context = { ...ctx, now: () => Date.now() + 11 * 60_000 };
    const typed = { counter: 'xa-1-q1', name: 'Máy', pin: '2580' };
    expect(await refused(approvePairing(later, { ...typed, code: asked.code }))).toBe('kiosk.code_unknown');
    expect((await askPairing(later, await tablet.pairing())).kiosk).not.toBe(asked.kiosk);
  });
});

describe('a contact', () => {
  it('stores answers once, acknowledges each by the receipt of its text, and takes a lost reply’s repeat', async () => {
    const { tablet, link, id } = await aPaired();
    const items = tablet.save(Array.from({ length: ITEMS_MAX }, () => answer(link)));
    const first = await receiveContact(ctx, await tablet.contact(items));
    expect(new Set(first.results.map(({ status }) => status))).toEqual(new Set(['stored']));
    expect(first.results.map(({ receipt }) => receipt)).toEqual(items.map(({ payload }) => ownReceipt(payload)));
    const again = await receiveContact(ctx, await tablet.contact(items));
    expect(again.results.map(({ status, receipt }) => ({ status, receipt }))).toEqual(
      first.results.map(({ receipt }) => ({ status: 'duplicate', receipt }))
    );
    const rows = await rowsOf(items.map(({ payload }) => JSON.parse(payload).id));
    expect(new Set(rows.map(({ lane }) => lane))).toEqual(new Set(['kiosk/B/counted']));
    expect(rows).toHaveLength(ITEMS_MAX);
    expect(await kioskView(ctx, id)).toMatchObject({ sent: ITEMS_MAX, alarms: [], findings: [] });
  });

  it('parks nothing good for one bad answer, and says why the bad one is refused', async () => {
    const { tablet, link } = await aPaired();
    const items = tablet.save([answer(link), 'no JSON', answer(link, { answers: { 'A1.1': 9 } }), answer(link)]);
    const { results } = await receiveContact(ctx, await tablet.contact(items));
    expect(results.map(({ status }) => status)).toEqual(['stored', 'refused', 'refused', 'stored']);
    expect(results[1]?.problem?.code).toBe('response.shape');
  });

  it('takes a message once: nobody else can send it again', async () => {
    const { tablet, link } = await aPaired();
    const message = await tablet.contact(tablet.save([answer(link)]));
    await receiveContact(ctx, message);
    expect(await refused(receiveContact(ctx, message))).toBe('kiosk.replayed');
  });

  it('refuses another key, another purpose, a changed text, an unknown and a revoked kiosk', async () => {
    const { tablet, id, link } = await aPaired();
    const rival = await aTablet();
    rival.paired(id);
    expect(await refused(receiveContact(ctx, await rival.contact([])))).toBe('kiosk.signature');
    const message = await tablet.contact(tablet.save([answer(link)]));
    const changed = message.text.replace('citizen', 'business');
    expect(await refused(receiveContact(ctx, { ...message, text: changed, value: JSON.parse(changed) }))).toBe(
      'kiosk.signature'
    );
    const other = await tablet.signed('package', message.value);
    expect(await refused(receiveContact(ctx, other))).toBe('kiosk.signature');
    rival.paired(randomUUID());
    expect(await refused(receiveContact(ctx, await rival.contact([])))).toBe('kiosk.unknown');
    await revokeKiosk(ctx, id);
    expect(await refused(receiveContact(ctx, await tablet.contact([])))).toBe('kiosk.revoked');
    expect(await refused(askPairing(ctx, await tablet.pairing()))).toBe('kiosk.revoked');
  });

  it('sees numbers that never came and a copied tablet, keeps their answers, and is told when somebody has looked', async () => {
    const { tablet, id, link } = await aPaired('xa-2-q1', 'Máy đo');
    await receiveContact(ctx, await tablet.contact(tablet.save([answer(link), answer(link)])));
    const copied = tablet.end();
    tablet.lose(answer(link));
    const { chain: previous } = tablet.end();
    const after = await receiveContact(ctx, await tablet.contact(tablet.save([answer(link)]), previous));
    expect(after.results[0]?.status).toBe('stored');
    const gap = { kind: 'gap', firstSeq: 3, lastSeq: 3 };
    expect(await kioskView(ctx, id)).toMatchObject({ sent: 4, alarms: ['gap'], findings: [gap] });

    tablet.backTo(copied);
    const twin = await receiveContact(ctx, await tablet.contact(tablet.save([answer(link)]), copied.chain));
    expect(twin.results[0]?.status).toBe('stored');
    const found = await kioskView(ctx, id);
    expect(found).toMatchObject({
      alarms: ['fork', 'gap'],
      findings: [gap, { kind: 'fork', firstSeq: 3, lastSeq: 3 }]
    });
    for (const finding of found.findings) await settleFinding(ctx, id, finding.id);
    expect((await kioskView(ctx, id)).alarms).toEqual([]);
  });

  it('keeps twenty findings of a kind, the last as wide as all that follow: no tablet hides those of others', async () => {
    const { tablet, id, link } = await aPaired('xa-2-q1', 'Máy chép');
    const start = tablet.end();
    await receiveContact(ctx, await tablet.contact(tablet.save(Array.from({ length: 3 }, () => answer(link)))));
    for (let twice = 0; twice < 2; twice += 1) {
      tablet.backTo(start);
      const copied = tablet.save(Array.from({ length: ITEMS_MAX }, () => answer(link)));
      await receiveContact(ctx, await tablet.contact(copied, start.chain));
    }
    const { findings } = await kioskView(ctx, id);
    expect(findings).toHaveLength(20);
    expect(findings.every(({ kind }) => kind === 'fork')).toBe(true);
    expect(Math.max(...findings.map(({ lastSeq }) => lastSeq))).toBe(ITEMS_MAX);
    for (const finding of findings) await settleFinding(ctx, id, finding.id);
    expect((await kioskView(ctx, id)).findings).toEqual([]);
  });

  it('refuses a message whose chain contradicts its own answers, and stores nothing of it', async () => {
    const { tablet, link } = await aPaired();
    const [item] = tablet.save([answer(link)]);
    if (!item) throw new Error('one was saved');
    const bent = { ...item, payload: item.payload.replace('"citizen"', '"business"') };
    expect(await refused(receiveContact(ctx, await tablet.contact([bent])))).toBe('request.malformed');
    expect(await rowsOf([JSON.parse(item.payload).id])).toEqual([]);
    const { results } = await receiveContact(ctx, await tablet.contact([item]));
    expect(results[0]?.status).toBe('stored');
  });

  it('files answers by the day they were given, whatever year the tablet believes in', async () => {
    const { tablet, link } = await aPaired();
    for (const years of [-10, 10]) {
      const clock = Date.now() + years * 365 * DAY_MS;
      const { chain: previous } = tablet.end();
      const items = tablet.save([answer(link, { answeredAt: new Date(clock).toISOString() })]);
      const { results } = await receiveContact(ctx, await tablet.contact(items, previous, { clock }));
      expect(results[0]?.status).toBe('stored');
      const [row] = await rowsOf([JSON.parse(items[0]?.payload ?? '').id]);
      expect(row).toMatchObject({ round: province.round, lane: 'kiosk/B/counted' });
    }
  });

  it('takes an answer of the last day that a clock can show', async () => {
    const { tablet, link } = await aPaired();
    const items = tablet.save([answer(link, { answeredAt: '+275760-09-12T20:00:00.000Z' })]);
    const { results } = await receiveContact(ctx, await tablet.contact(items));
    expect(results[0]?.status).toBe('stored');
  });

  it('moves to another counter: what it still holds stays with the counter before', async () => {
    const { tablet, id, link } = await aPaired();
    const held = tablet.save([answer(link)]);
    await moveKiosk(ctx, id, { mark: (await kioskView(ctx, id)).mark, counter: 'xa-2-q2' });
    expect(ctx.directory.link(link)?.revoked).toBe(true);
    const { package: sent } = await sendPackage(ctx, await tablet.package());
    expect(sent.office.counter).toBe('Quầy 2');
    await receiveContact(ctx, await tablet.contact(held));
    const { chain: previous } = tablet.end();
    const now = tablet.save([answer(sent.survey?.link ?? '')]);
    await receiveContact(ctx, await tablet.contact(now, previous));
    const [before, after] = [held, now].map(([item]) => JSON.parse(item?.payload ?? '').id);
    const rows = await rowsOf([before, after]);
    expect(rows.find((row) => row.id === before)?.counter).toBe('xa-1-q1');
    expect(rows.find((row) => row.id === after)?.counter).toBe('xa-2-q2');
  });

  it('takes from a tablet that was paired anew what it still held, once; nothing of another unit’s', async () => {
    const [before, anew, other] = [await aPaired(), await aPaired(), await aPaired('xa-2-q1')];
    const responses = [answer(before.link), answer(before.link)];
    await receiveContact(ctx, await before.tablet.contact(before.tablet.save(responses.slice(0, 1))));
    await revokeKiosk(ctx, before.id);
    expect(ctx.directory.link(before.link)?.revoked).toBe(true);
    const taken = await receiveContact(ctx, await anew.tablet.contact(anew.tablet.save(responses)));
    expect(taken.results.map(({ status }) => status)).toEqual(['duplicate', 'stored']);
    const foreign = await receiveContact(ctx, await other.tablet.contact(other.tablet.save([answer(before.link)])));
    expect(foreign.results[0]).toMatchObject({ status: 'refused', problem: { code: 'link.unknown' } });
  });

  it('holds nothing unsent any more that came in the very message that said so', async () => {
    const { tablet, id, link } = await aPaired();
    const state = { unsent: 3, oldestUnsentS: 90 };
    await receiveContact(ctx, await tablet.contact(tablet.save([answer(link), answer(link)]), CHAIN_START, state));
    expect((await kioskView(ctx, id)).report?.unsent).toBe(1);
    const { chain } = tablet.end();
    await receiveContact(ctx, await tablet.contact(tablet.save([answer(link)]), chain, { ...state, unsent: 1 }));
    expect(await kioskView(ctx, id)).toMatchObject({ report: { unsent: 0 }, oldestUnsentMs: null });
  });

  it('does what it was told once, and shows only what is the own unit’s', async () => {
    const { tablet, id } = await aPaired();
    await commandKiosk(ctx, id, { kind: 'message', text: 'Gọi Sở Nội vụ' });
    const { command } = await receiveContact(ctx, await tablet.contact([]));
    expect(command).toMatchObject({ kind: 'message', text: 'Gọi Sở Nội vụ' });
    const done = await tablet.contact([], CHAIN_START, { commandDone: command?.id ?? null });
    expect((await receiveContact(ctx, done)).command).toBeNull();
    expect((await receiveContact(ctx, await tablet.contact([]))).command).toBeNull();
    await commandKiosk(ctx, id, { kind: 'message', text: ' ' }); // takes the message away
    expect((await receiveContact(ctx, await tablet.contact([]))).command).toMatchObject({ kind: 'message', text: '' });
    expect(await refused(commandKiosk(ctx, id, { kind: 'format', text: '' }))).toBe('kiosk.command_malformed');

    const manager = (unit: string): Context => ({
      ...ctx,
      actor: { ...ctx.actor, grants: [{ role: 'unit_manager', unit }] }
    });
    const seen = async (unit: string) => new Set((await listKiosks(manager(unit))).map((kiosk) => kiosk.unit.id));
    expect([await seen('xa-1'), await seen('xa-2')]).toEqual([new Set(['xa-1']), new Set(['xa-2'])]);
    expect(await refused(kioskView(manager('xa-2'), id))).toBe('access.denied');
    expect(await refused(moveKiosk(manager('xa-1'), id, { mark: '', counter: 'xa-2-q1' }))).toBe('access.denied');
    expect(await refused(commandKiosk(manager('xa-2'), id, { kind: 'reload', text: '' }))).toBe('access.denied');
  });
});

describe('a kiosk’s link', () => {
  it('is no address: nobody answers under it without the tablet’s key, and no page opens', async () => {
    const { link } = await aPaired();
    const [result] = await submitResponses(ctx, [answer(link)]);
    expect(result).toMatchObject({ status: 'refused', problems: [{ code: 'link.unknown' }] });
    expect(openDoor(ctx, { code: link, stage: null })).toMatchObject({ kind: 'unknown' });
    const listed = listLinks(ctx, 'xa-1').flatMap(({ links }) => links.map(({ channel }) => channel));
    expect(listed).not.toContain('kiosk');
  });

  it('ends with its counter, and takes what the tablet held; nothing is paired or moved to a counter that has ended', async () => {
    const [{ tablet, id, link }, rest] = [await aPaired('xa-2-q2'), await aPaired('xa-2-q1')];
    const held = tablet.save([answer(link)]);
    await endCounter(ctx, 'xa-2-q2', counterOf(ctx, 'xa-2-q2').revision);
    const { results } = await receiveContact(ctx, await tablet.contact(held));
    expect(results[0]?.status).toBe('stored');
    expect((await sendPackage(ctx, await tablet.package())).package.survey).toBeNull();
    const { mark } = await kioskView(ctx, rest.id);
    expect(await refused(moveKiosk(ctx, rest.id, { mark, counter: 'xa-2-q2' }))).toBe('counter.not_found');
    const { code: shown } = await askPairing(ctx, await (await aTablet()).pairing());
    const typed = { code: shown, counter: 'xa-2-q2', name: 'Máy', pin: '2580' };
    expect(await refused(approvePairing(ctx, typed))).toBe('counter.not_found');
    expect((await kioskView(ctx, id)).counter.id).toBe('xa-2-q2');
  });

  it('leaves the sums as a rebuild finds them', async () => {
    expect((await verify(ctx.db, ctx.directory)).differences).toEqual([]);
  });
});
