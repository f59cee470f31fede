import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import criteria from '../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { grantKey } from '../../src/lib/domain/organisation/moved-grants.ts';
import type { UnitChange } from '../../src/lib/domain/organisation/change-plan.ts';
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { addCounter } from '../../src/lib/server/services/organisation/counter-editing.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { grantsOf } from '../../src/lib/server/services/sign-in/sessions.ts';
import { changeView } from '../../src/lib/server/services/organisation/change-view.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { ratedUnits } from '../../src/lib/server/services/rounds/round-drafts.ts';
import { publishCriteriaSet } from '../../src/lib/server/services/questionnaires/criteria-sets.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { seriesOf } from '../../src/lib/server/services/estimate/series.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { applyChange, previewChange } from '../../src/lib/server/services/organisation/unit-changes.ts';
import { verify } from '../../src/lib/server/services/store/verify.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';
import { refused } from '../support/refused.ts';

let clock = Date.parse('2026-03-01T03:00:00Z');
let province: TestProvince;
let ctx: Context;
const codeOf = (counter: string) =>
  ctx.directory
    .everyCounter()
    .flatMap(({ unit }) => ctx.directory.linksOf(unit))
    .find((link) => link.counter.id === counter && link.channel === 'qr')?.code ?? '';
const send = async (counter: string, count: number) => {
  const all = Array.from({ length: count }, (_, i) => {
    const answers = { ...Object(aResponse(province)['answers']), 'OV.1': 1 + (i % 5) };
    return aResponse(province, { link: codeOf(counter), answers });
  });
  const results = await submitResponses(ctx, all);
  expect(results.every(({ status }) => status === 'stored')).toBe(true);
};
const as = (role: Role, unit: string): Context => ({ ...ctx, actor: { id: role, name: '', grants: [{ role, unit }] } });
const change = async (wanted: UnitChange) => applyChange(ctx, wanted, (await previewChange(ctx, wanted)).mark);
const counts = async (reader: Context, unit: string, how: 'then' | 'now') =>
  (await seriesOf(reader, { unit, upTo: null, as: how }, null)).points.map(({ n }) => n);
const today = () => localDay(clock);
const merge = (unit: string, others: readonly string[]): UnitChange => {
  const { name, type } = ctx.directory.unit(unit);
  return { kind: 'merge', unit, on: today(), others, into: null, named: { name, type } };
};

const aPerson = (account: string, role: Role, unit: string) =>
  createPerson(ctx, { account, name: account, password: null, grants: [{ role, unit }] });
const rolesOf = async (person: string) =>
  (await grantsOf(ctx.db, person)).map(({ role, unit }) => `${role} ${unit}`).sort();

let kiosk = '';
beforeAll(async () => {
  province = await aProvince({ communes: 7, counters: 2, now: () => clock });
  ctx = province.ctx;
  kiosk = await ctx.gate.run((db) =>
    insertLink(
      { ...ctx, db },
      { counter: 'xa-2-q1', channel: 'kiosk', evidence: 'B', filingMode: 'in_person', stage: null }
    )
  );
  await ctx.directory.reload();
  const answers = {
    'xa-1-q1': 12,
    'xa-1-q2': 8,
    'xa-2-q1': 6,
    'xa-3-q1': 3,
    'xa-4-q1': 20,
    'xa-5-q1': 30,
    'xa-5-q2': 4,
    'xa-6-q1': 5
  };
  for (const [counter, n] of Object.entries(answers)) await send(counter, n);
});
afterAll(() => province?.end());

describe('a change of units', () => {
  it('waits while a round takes answers of a unit, and is done only as it was shown', async () => {
    const wanted = merge('xa-1', ['xa-2']);
    expect((await previewChange(ctx, wanted)).plan.faults).toEqual([{ code: 'round', details: { round: 'Quý thử' } }]);
    expect(await refused(change(wanted))).toBe('change.refused');
    await closeRound(ctx, province.round);
    const { mark } = await previewChange(ctx, wanted);
    await addCounter(ctx, 'xa-2', 'Quầy 3');
    expect(await refused(applyChange(ctx, wanted, mark))).toBe('change.shown_over');
    expect(await refused(previewChange(as('unit_manager', 'xa-1'), wanted))).toBe('access.denied');
    expect(await counts(ctx, 'xa-1', 'now')).toEqual(await counts(ctx, 'xa-1', 'then'));
  });

  it('of a name leaves old rounds their titles', async () => {
    const wanted = { kind: 'rename', unit: 'xa-4', on: today(), name: 'Tên Mới', type: 'phường' } as const;
    expect(await change(wanted)).toBe('xa-4');
    const query = { round: province.round, unit: 'xa-4', respondentType: null, filingMode: null, lane: null };
    expect((await overview(ctx, query)).estimate.unit.title).toBe('Xã Thử nghiệm 4');
    expect(ctx.directory.unit('xa-4')).toMatchObject({ name: 'Tên Mới', type: 'phường', revision: 2 });
    expect((await previewChange(ctx, { ...wanted, name: 'Nữa' })).plan.faults.map(({ code }) => code)).toEqual([
      'day_early'
    ]);
  });

  it('by merger moves counters with their links, and leaves answers where they were given', async () => {
    const code = codeOf('xa-2-q1');
    await change(merge('xa-1', ['xa-2']));
    expect(ctx.directory.link(code)).toMatchObject({
      revoked: false,
      counter: { unit: 'xa-1', name: 'Quầy 1 (Thử nghiệm 2)' }
    });
    expect(ctx.directory.unit('xa-2').to).toBe(today());
    expect(ratedUnits(ctx)).not.toContain('xa-2');
    const rows = ctx.directory.presentUnits().map(({ id }) => id);
    expect(rows).not.toContain('xa-2');
    expect(await counts(ctx, 'xa-1', 'then')).toEqual([20]);
    expect(await counts(ctx, 'xa-1', 'now')).toEqual([26]);
    expect(await counts(ctx, 'xa-2', 'then')).toEqual([6]);
    expect(await counts(ctx, 'xa-2', 'now')).toEqual([]);
    expect(await counts(ctx, 'tinh', 'now')).toEqual(await counts(ctx, 'tinh', 'then'));
    const series = await seriesOf(ctx, { unit: 'xa-1', upTo: null, as: 'then' }, null);
    expect(series).toMatchObject({ changedAfter: today(), hasChanges: true });
  });

  it('takes the roles of a unit that ends along, and leaves its people the figures of before', async () => {
    const manager = await aPerson('nga', 'unit_manager', 'xa-6');
    const viewer = await aPerson('bao', 'unit_viewer', 'xa-6');
    const wanted = merge('xa-7', ['xa-6']);
    const shown = await previewChange(ctx, wanted);
    expect((await changeView(ctx, shown.plan)).people.map(({ name, to }) => [name, to[0]?.title])).toEqual([
      ['bao', 'Xã Thử nghiệm 7'],
      ['nga', 'Xã Thử nghiệm 7']
    ]);
    const late = await aPerson('tre', 'unit_manager', 'xa-6');
    expect(await refused(applyChange(ctx, wanted, shown.mark))).toBe('change.shown_over');
    const read = await counts(as('unit_manager', 'xa-6'), 'xa-6', 'then');
    await change(wanted);
    expect(await rolesOf(manager)).toEqual(['unit_manager xa-7', 'unit_viewer xa-6']);
    expect(await rolesOf(late)).toEqual(['unit_manager xa-7', 'unit_viewer xa-6']);
    expect(await rolesOf(viewer)).toEqual(['unit_viewer xa-6', 'unit_viewer xa-7']);
    const grants = await grantsOf(ctx.db, manager);
    const reader = { ...ctx, actor: { id: manager, name: '', grants } };
    expect(await counts(reader, 'xa-6', 'then')).toEqual(read);
    expect(await refused(addCounter(reader, 'xa-6', 'X'))).toBe('access.denied');
    const acts = await ctx.db.selectFrom('audit_event').select(['act', 'details']).orderBy('position').execute();
    const told = acts.filter(({ details }) => details.includes(manager)).map(({ act }) => act);
    expect(told).toEqual(['person.create', 'role.grant', 'role.revoke', 'role.grant']);
  });

  it('by split gives a role at all parts, or where it was ticked, whole or not at all', async () => {
    clock += DAY_MS;
    const everywhere = await aPerson('ha', 'unit_manager', 'xa-7');
    const one = await aPerson('minh', 'auditor', 'xa-7');
    const none = await aPerson('khong', 'unit_manager', 'xa-7');
    const own = ctx.directory.counters('xa-7').map(({ id }) => id);
    const part = (code: string, counters: readonly string[]) => ({ code, name: code, type: 'xã', counters });
    const parts = [part('dong', own.slice(0, 1)), part('tay', own.slice(1))];
    const wanted: UnitChange = { kind: 'split', unit: 'xa-7', on: today(), parts, ends: true };
    const { plan, mark } = await previewChange(ctx, wanted);
    const boxes = plan.grants.flatMap((grant) => grant.to.map((to) => grantKey(grant, to)));
    const left = boxes.filter((key) => !key.startsWith(none) && !(key.startsWith(one) && key.endsWith('new-1')));
    const first = await applyChange(ctx, wanted, mark, new Set(left));
    const codes = new Map(ctx.directory.units().map(({ id, code }) => [id, code]));
    const named = async (person: string) =>
      (await rolesOf(person)).map((role) => role.replace(/ (.*)$/, (_, unit: string) => ` ${codes.get(unit)}`)).sort();
    expect(codes.get(first)).toBe('dong');
    expect(await named(everywhere)).toEqual(['unit_manager dong', 'unit_manager tay', 'unit_viewer xa-7']);
    expect(await named(one)).toEqual(['auditor tay', 'unit_viewer xa-7']);
    expect(await named(none)).toEqual(['unit_viewer xa-7']);
  });

  it('keeps a small unit hidden that as now less as then would tell', async () => {
    const analyst = as('province_analyst', 'tinh');
    expect(await counts(analyst, 'xa-3', 'then')).toEqual([null]);
    await change(merge('xa-4', ['xa-3']));
    expect(await counts(analyst, 'xa-4', 'now')).toEqual([null]);
  });

  it('by split tells a part only where each of the counters holds the floor', async () => {
    clock += DAY_MS;
    const analyst = as('province_analyst', 'tinh');
    const part = (code: string, counters: readonly string[]) => ({ code, name: code, type: 'xã', counters });
    const own = await change({
      kind: 'split',
      unit: 'xa-1',
      on: today(),
      parts: [part('moi', ['xa-1-q2'])],
      ends: false
    });
    expect(await counts(analyst, own, 'now')).toEqual([8]);
    expect(await counts(analyst, 'xa-1', 'now')).toEqual([18]);
    expect(await counts(as('unit_manager', own), own, 'now')).toEqual([null]);
    const few = await change({
      kind: 'split',
      unit: 'xa-5',
      on: today(),
      parts: [part('it', ['xa-5-q2'])],
      ends: false
    });
    expect(await counts(analyst, few, 'now')).toEqual([null]);
    expect(await counts(analyst, 'xa-5', 'now')).toEqual([null]);
    expect(await counts(analyst, 'xa-5', 'then')).toEqual([34]);
  });

  it('leads new answers of a moved counter to its new unit, and late ones to that of their day', async () => {
    clock += DAY_MS;
    const members = ['xa-1', 'xa-4', 'xa-5'];
    await openRound(ctx, {
      ...{ id: 'round-2', name: 'Quý sau', opensOn: today(), closesOn: localDay(clock + 60 * DAY_MS) },
      ...{ questionnaire: province.questionnaire, criteriaSet: await publishCriteriaSet(ctx, criteria) },
      ...{ design: COUNTER_DESIGN, previousRound: province.round, units: members.map((id) => ({ id, target: 60 })) }
    });
    await send('xa-2-q1', 7);
    const late = aResponse(province, { link: kiosk, answeredAt: '2026-02-10T03:00:00.000Z' });
    expect((await submitResponses(ctx, [late], { own: new Set([kiosk]) })).map(({ status }) => status)).toEqual([
      'stored'
    ]);
    const stored = await ctx.db
      .selectFrom('response')
      .select(['round', 'unit', 'lane', (e) => e.fn.countAll().as('n')])
      .where('counter', '=', 'xa-2-q1')
      .groupBy(['round', 'unit', 'lane'])
      .execute();
    expect(stored.map(({ round, unit, lane, n }) => `${round} ${unit} ${lane} ${Number(n)}`).sort()).toEqual([
      'round-1 xa-2 kiosk/B/late 1',
      'round-1 xa-2 qr/C/counted 6',
      'round-2 xa-1 qr/C/counted 7'
    ]);
    expect(await counts(ctx, 'xa-1', 'then')).toEqual([20, 7]);
    expect(await counts(ctx, 'xa-1', 'now')).toEqual([18, 7]);
    const [, second] = (await seriesOf(ctx, { unit: 'xa-1', upTo: null, as: 'then' }, null)).points;
    expect(second?.changedOn).toBe(localDay(clock - DAY_MS));
    expect(await verify(ctx.db, ctx.directory)).toMatchObject({ differences: [], firstBadAuditEntry: null });
  });

  it('by which a unit comes under another is seen the same day in what was kept as now', async () => {
    clock += DAY_MS;
    expect(await counts(ctx, 'xa-1', 'now')).toEqual([18, 7]);
    await change({ kind: 'move', unit: 'xa-4', parent: 'xa-1', on: today() });
    expect(await counts(ctx, 'xa-1', 'now')).toEqual([null, 7]); // mixed with more units, of which one is hidden
  });
});
