import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { addDays } from '../../src/lib/domain/round/status.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import {
  createPeriod,
  listPeriods,
  ownDuties,
  periodView,
  setDuty
} from '../../src/lib/server/services/rounds/report-periods.ts';
import { setLaneStatus } from '../../src/lib/server/services/submit/review.ts';
import { advanceRounds, closeRound, endAnswering } from '../../src/lib/server/services/rounds/round-closing.ts';
import {
  createDraft,
  deleteDraft,
  saveDraft,
  suggestedSettings,
  type RoundSettings
} from '../../src/lib/server/services/rounds/round-drafts.ts';
import { openDraft, openingChecks } from '../../src/lib/server/services/rounds/round-opening.ts';
import {
  askReopening,
  confirmReopening,
  reopeningsOf,
  withoutAgency
} from '../../src/lib/server/services/rounds/round-reopening.ts';
import {
  changedSince,
  computeScorecard,
  keepScorecard,
  scorecardsOf
} from '../../src/lib/server/services/rounds/scorecards.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let province: TestProvince;
let ctx: Context;
let kiosk: string;
beforeAll(async () => {
  province = await aProvince({ communes: 2 });
  ctx = province.ctx;
  kiosk = await ctx.gate.run((db) =>
    insertLink(
      { ...ctx, db },
      { counter: 'xa-1-q1', channel: 'kiosk', evidence: 'B', filingMode: 'in_person', stage: null }
    )
  );
  await ctx.directory.reload();
});
afterAll(() => province?.end());

const on = (days: number): Context => ({ ...ctx, now: () => Date.now() + days * DAY_MS });
const status = (id: string) => ctx.directory.round(id).status;
const send = async (at: Context, change: Readonly<Record<string, unknown>> = {}) => {
  const [result] = await submitResponses(at, [aResponse(province, change)], { own: new Set([kiosk]) });
  return result?.status === 'refused' ? result.problems[0]?.code : result?.status;
};
const fromKiosk = (at: Context, days: number) =>
  send(at, { link: kiosk, answeredAt: new Date(Date.now() + days * DAY_MS).toISOString() });
const lanes = async (round: string) => {
  const rows = await ctx.db.selectFrom('response').select('lane').where('round', '=', round).orderBy('lane').execute();
  return rows.map(({ lane }) => lane);
};
const settings = (change: Partial<RoundSettings> = {}): RoundSettings => {
  const { criteriaSet, ...suggested } = suggestedSettings(ctx);
  const today = localDay(ctx.now());
  return {
    ...suggested,
    questionnaire: province.questionnaire,
    criteriaSet: criteriaSet ?? '',
    ...{ opensOn: addDays(today, -5), closesOn: addDays(today, 85), publishOn: addDays(today, 100) },
    ...change
  };
};

describe('a draft', () => {
  it('starts from the last round, is seen by nobody else, and tells the second editor', async () => {
    expect(suggestedSettings(ctx)).toMatchObject({ previousRound: province.round, units: ['xa-1', 'xa-2'] });
    const id = await createDraft(ctx, settings());
    expect(ctx.directory.rounds().map((round) => round.id)).toEqual([province.round]);
    await saveDraft(ctx, id, 1, settings({ name: 'Kỳ của tôi' }));
    expect(await refused(saveDraft(ctx, id, 1, settings({ name: 'Kỳ của ai' })))).toBe('round.edited');
    expect(ctx.directory.round(id)).toMatchObject({ name: 'Kỳ của tôi', revision: 2 });
    expect((await openingChecks(ctx, id)).map(({ code, isBlocking }) => [code, isBlocking])).toEqual([
      ['unit_in_open_round', true],
      ['units_without_target', false]
    ]);
    expect(await refused(openDraft(ctx, id, 2))).toBe('round.not_ready');
    const asked = { round: id, unit: 'xa-1', respondentType: null, filingMode: null, lane: null };
    expect(await refused(estimateView(ctx, asked))).toBe('round.not_found');
    expect(await refused(createDraft(ctx, settings({ previousRound: id })))).toBe('round.not_found');
    await deleteDraft(ctx, id);
    expect(await refused(deleteDraft(ctx, id))).toBe('round.not_found');
  });

  it('is refused with days that contradict each other, without units, without a name', async () => {
    const today = localDay(ctx.now());
    expect(await refused(createDraft(ctx, settings({ closesOn: addDays(today, -9) })))).toBe(
      'round.closes_before_opens'
    );
    expect(await refused(createDraft(ctx, settings({ publishOn: today })))).toBe('round.publish_before_grace');
    expect(await refused(createDraft(ctx, settings({ graceDays: 61 })))).toBe('round.grace_range');
    expect(await refused(createDraft(ctx, settings({ opensOn: '2026-13-01' })))).toBe('round.day_malformed');
    expect(await refused(createDraft(ctx, settings({ units: [] })))).toBe('round.no_units');
    expect(await refused(createDraft(ctx, settings({ name: ' ' })))).toBe('round.name_malformed');
  });
});

describe('the end of a round', () => {
  it('takes what kiosks held from before; what they ask later, and what comes after the figures are frozen, is late', async () => {
    const { round } = province;
    for (let i = 0; i < 3; i += 1) expect(await send(ctx)).toBe('stored');
    await advanceRounds(on(59));
    expect(status(round)).toBe('open');
    await advanceRounds(on(61));
    expect(status(round)).toBe('closing');
    expect(await send(on(61))).toBe('round.none_open');
    expect(await fromKiosk(on(61), 59)).toBe('stored');
    expect(await fromKiosk(on(61), 61)).toBe('stored');
    await closeRound(ctx, round);
    expect(status(round)).toBe('closed');
    expect(await fromKiosk(on(63), 58)).toBe('stored');
    expect(await lanes(round)).toEqual([
      'kiosk/B/counted',
      ...Array<string>(2).fill('kiosk/B/late'),
      ...Array<string>(3).fill('qr/C/counted')
    ]);
    const [card, ...more] = await scorecardsOf(ctx, round);
    expect(more).toEqual([]);
    expect(card).toMatchObject({ version: 1, document: { responses: 5 } });
    expect(card?.document.units.map(({ unit }) => unit)).toEqual(['tinh', 'xa-1', 'xa-2']);
  });

  it('gives a held answer to its own round though the next one is open', async () => {
    const today = localDay(on(62).now());
    const next = await createDraft(
      ctx,
      settings({ opensOn: today, closesOn: addDays(today, 80), publishOn: addDays(today, 95) })
    );
    await openDraft(on(62), next, 1);
    expect(await send(on(62))).toBe('stored');
    expect(await fromKiosk(on(62), 62)).toBe('stored');
    expect(await fromKiosk(on(62), 40)).toBe('stored');
    expect(await lanes(next)).toEqual(['kiosk/B/counted', 'qr/C/counted']);
    await endAnswering(ctx, next);
  });

  it('is not frozen where the sums are not those of the responses, nor where an answer came meanwhile', async () => {
    const [open] = ctx.directory.rounds();
    const round = open?.id ?? '';
    const computed = await computeScorecard(ctx, round);
    expect(await fromKiosk(on(62), 63)).toBe('stored');
    expect(await refused(ctx.gate.run((db) => keepScorecard({ ...ctx, db }, round, computed)))).toBe('round.moved');
    const first = ctx.db.selectFrom('unit_moment').selectAll().where('round', '=', round);
    const cell = await first.executeTakeFirstOrThrow();
    const set = (moments: Uint8Array) =>
      ctx.gate.run((db) =>
        db
          .updateTable('unit_moment')
          .set({ moments })
          .where('round', '=', round)
          .where('lane', '=', cell.lane)
          .execute()
      );
    const { moments } = await ctx.db
      .selectFrom('unit_moment')
      .select('moments')
      .where('round', '=', province.round)
      .where('lane', '=', 'qr/C/counted')
      .executeTakeFirstOrThrow();
    await set(moments);
    expect(await refused(closeRound(ctx, round))).toBe('round.verify_failed');
    await set(cell.moments);
    await closeRound(ctx, round);
    expect(status(round)).toBe('closed');
  });
});

describe('reopening', () => {
  it('needs a reason and a second person of another agency; the first scorecard stays, the difference is told', async () => {
    const { round } = province;
    const person = async (account: string, role: Role, agency: string | null): Promise<Context> => {
      const grants = [{ role, unit: 'tinh' }];
      const id = await createPerson(ctx, { account, name: account, password: null, grants });
      await ctx.gate.run((db) => db.updateTable('person').set({ agency }).where('id', '=', id).execute());
      return { ...ctx, actor: { id, name: account, grants } };
    };
    const admin = await person('noi.vu', 'province_admin', 'xa-1');
    const same = await person('noi.vu.2', 'province_admin', 'xa-1');
    const none = await person('khong', 'province_admin', null);
    const auditor = await person('thanh.tra', 'auditor', 'xa-2');
    const [row] = await ctx.db
      .selectFrom('response')
      .select('id')
      .where('round', '=', round)
      .where('lane', '=', 'qr/C/counted')
      .execute();
    const set = () => setLaneStatus(auditor, row?.id ?? '', 'quarantined', 'phiếu giả');

    expect(await refused(set())).toBe('round.closed');
    expect(await refused(confirmReopening(auditor, round))).toBe('round.no_reopening');
    expect(await refused(askReopening(none, round, 'sai'))).toBe('person.no_agency');
    expect([await withoutAgency(none), await withoutAgency(admin)]).toEqual(['khong', null]); // told before it is refused
    expect(await refused(askReopening(admin, round, ' '))).toBe('round.reason_malformed');
    expect(await refused(askReopening(auditor, round, 'sai'))).toBe('access.denied');
    await askReopening(admin, round, 'Phát hiện phiếu giả ở quầy 1');
    for (const [reader, isOwn] of [[admin, true] as const, [auditor, false] as const]) {
      expect(await reopeningsOf(reader, round)).toMatchObject([{ isOwn, isConfirmed: false }]);
    }
    for (const other of [admin, same]) expect(await refused(confirmReopening(other, round))).toBe('round.same_agency');
    expect(await refused(confirmReopening({ ...auditor, now: on(8).now }, round))).toBe('round.no_reopening');
    expect(status(round)).toBe('closed');
    await confirmReopening(auditor, round);
    expect(status(round)).toBe('closing');
    await set();
    await closeRound(ctx, round);
    const cards = await scorecardsOf(ctx, round);
    expect(cards.map(({ version, document }) => [version, document.units[0]?.n])).toEqual([
      [2, null],
      [1, null]
    ]);
    expect(changedSince(cards, 1)).toBeNull();
    expect(changedSince(cards, 2)).toEqual([]);
    expect(cards[0]?.hash).not.toBe(cards[1]?.hash);
  });
});

describe('a report period', () => {
  it('is owed three things by every unit, which sees its own', async () => {
    const days = { from: '2026-12-15', to: '2027-03-14', due: '2027-03-20' };
    expect(await refused(createPeriod(ctx, { name: 'Quý I', ...days, due: '2027-03-01' }))).toBe('period.malformed');
    const period = await createPeriod(ctx, { name: 'Quý I/2027', ...days });
    await setDuty(ctx, { period, unit: 'xa-2', kind: 'report', isDone: true });
    expect(await refused(setDuty(ctx, { period, unit: 'xa-2', kind: 'other', isDone: true }))).toBe('period.not_found');
    expect(await listPeriods(ctx)).toMatchObject([{ owed: 6, done: 1 }]);
    expect((await periodView(ctx, period)).units.map(({ unit }) => unit)).toEqual(['xa-1', 'xa-2']);
    const manager: Context = { ...ctx, actor: { id: 'm', name: '', grants: [{ role: 'unit_manager', unit: 'xa-2' }] } };
    expect((await ownDuties(manager, 'xa-2')).map(({ kind }) => kind).sort()).toEqual(['plan', 'transactions']);
    expect(await ownDuties(manager, 'xa-1')).toEqual([]);
    expect(await refused(periodView(manager, period))).toBe('access.denied');
  });
});
