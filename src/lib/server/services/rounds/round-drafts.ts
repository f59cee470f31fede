import { daysFaults } from '../../../domain/round/status.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { isDay, localDay } from '../../../domain/shared/time.ts';
import { COUNTER_DESIGN, parseRoundDesign, type RoundDesign } from '../../../domain/sampling/round-design.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import type { RoundEntry } from '../organisation/directory.ts';

/** All that is chosen of a round before it opens. */
export interface RoundSettings {
  readonly name: string;
  readonly opensOn: string;
  readonly closesOn: string;
  readonly graceDays: number;
  readonly publishOn: string;
  readonly questionnaire: string;
  readonly criteriaSet: string;
  readonly design: RoundDesign;
  readonly previousRound: string | null;
  readonly reportPeriod: string | null;
  /** Units that take part. */
  readonly units: readonly string[];
}

const NAME_MAX = 80;

/** Makes a draft; gives its id. Throws what is wrong with the settings (`round.…`). */
export async function createDraft(ctx: Context, settings: RoundSettings): Promise<string> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  checkSettings(ctx, settings);
  const id = ctx.newId();
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    await requireCampaign(inside);
    const row = { id, campaign: ctx.directory.root().id, status: 'draft', revision: 1, ...rowOf(settings) };
    await db.insertInto('round').values(row).execute();
    await writeUnits(inside, id, settings);
    await audit(inside, 'round.draft', { id, name: settings.name, units: settings.units.length });
  });
  await ctx.directory.reload();
  return id;
}

/**
 * Changes a draft. `revision` is the one that was shown: where somebody changed it since, nothing is written and
 * `round.edited` is thrown.
 */
export async function saveDraft(ctx: Context, id: string, revision: number, settings: RoundSettings): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  requireDraft(ctx, id);
  checkSettings(ctx, settings);
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const saved = await db
      .updateTable('round')
      .set({ ...rowOf(settings), revision: revision + 1 })
      .where('id', '=', id)
      .where('status', '=', 'draft')
      .where('revision', '=', revision)
      .returning('id')
      .executeTakeFirst();
    if (!saved) throw problem('round.edited');
    await writeUnits(inside, id, settings);
    await audit(inside, 'round.change', { id, name: settings.name, units: settings.units.length });
  });
  await ctx.directory.reload();
}

/** Throws a draft away. Throws `round.begun` for a round that is none. */
export async function deleteDraft(ctx: Context, id: string): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const { name } = requireDraft(ctx, id);
  await ctx.gate.run(async (db) => {
    for (const table of ['round_unit', 'transactions', 'margin'] as const) {
      await db.deleteFrom(table).where('round', '=', id).execute();
    }
    const gone = await db
      .deleteFrom('round')
      .where('id', '=', id)
      .where('status', '=', 'draft')
      .returning('id')
      .execute();
    if (gone.length === 0) throw problem('round.begun');
    await audit({ ...ctx, db }, 'round.discard', { id, name });
  });
  await ctx.directory.reload();
}

/** What a new draft starts with: the newest round's settings, a quarter later; else those of a first round. */
export function suggestedSettings(ctx: Context): Omit<RoundSettings, 'questionnaire' | 'criteriaSet'> & {
  readonly questionnaire: string | null;
  readonly criteriaSet: string | null;
} {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const last = ctx.directory.rounds()[0];
  const quarter = nextQuarter(last?.closesOn ?? null, localDay(ctx.now()));
  const common = { ...quarter, graceDays: 7, reportPeriod: null, units: ratedUnits(ctx) };
  if (!last) {
    return { ...common, questionnaire: null, criteriaSet: null, design: COUNTER_DESIGN, previousRound: null };
  }
  const { questionnaire, criteriaSet, design, id, graceDays } = last;
  const members = common.units.filter((unit) => last.units.has(unit));
  return { ...common, questionnaire, criteriaSet, design, previousRound: id, graceDays, units: members };
}

/** Units with counters today, without the province itself: those that can be rated. */
export function ratedUnits(ctx: Context): readonly string[] {
  const root = ctx.directory.root().id;
  return ctx.directory
    .presentUnits()
    .filter(({ id }) => id !== root && ctx.directory.counters(id).length > 0)
    .map(({ id }) => id);
}

/** The quarter after a day, as days and name; the publication 15 days after its end. */
function nextQuarter(lastDay: string | null, today: string) {
  const from = lastDay ?? today;
  const index =
    Number(from.slice(0, 4)) * 4 + Math.floor((Number(from.slice(5, 7)) - 1) / 3) + (lastDay === null ? 0 : 1);
  const [year, quarter] = [Math.floor(index / 4), index % 4];
  const day = (month: number, date: number) => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
  return {
    name: `Quý ${['I', 'II', 'III', 'IV'][quarter] ?? ''}/${year}`,
    opensOn: day(quarter * 3, 1),
    closesOn: day(quarter * 3 + 3, 0),
    publishOn: day(quarter * 3 + 3, 15)
  };
}

/** The draft itself. Throws `round.not_found`, `round.begun`. */
export function requireDraft(ctx: Context, id: string): RoundEntry {
  const round = ctx.directory.round(id);
  if (round.status !== 'draft') throw problem('round.begun');
  return round;
}

function checkSettings(ctx: Context, settings: RoundSettings): void {
  const { name, units, questionnaire, criteriaSet, previousRound } = settings;
  if (name.trim() === '' || [...name].length > NAME_MAX) throw problem('round.name_malformed');
  for (const day of [settings.opensOn, settings.closesOn, settings.publishOn]) {
    if (!isDay(day)) throw problem('round.day_malformed');
  }
  const [fault] = daysFaults(settings);
  if (fault) throw problem(`round.${fault}`);
  ctx.directory.questionnaire(questionnaire);
  ctx.directory.criteriaSet(criteriaSet);
  if (previousRound !== null && ctx.directory.round(previousRound).status === 'draft') throw problem('round.not_found');
  if (units.length === 0) throw problem('round.no_units');
  units.forEach((unit) => ctx.directory.unit(unit));
  parseRoundDesign(settings.design);
}

function rowOf(settings: RoundSettings) {
  return {
    name: settings.name.normalize('NFC').trim(),
    opens_on: settings.opensOn,
    closes_on: settings.closesOn,
    grace_days: settings.graceDays,
    publish_on: settings.publishOn,
    questionnaire: settings.questionnaire,
    criteria_set: settings.criteriaSet,
    design: JSON.stringify(parseRoundDesign(settings.design)),
    previous_round: settings.previousRound,
    report_period: settings.reportPeriod
  };
}

/** The units of a draft, with the targets they have; inside the caller's transaction. */
async function writeUnits(ctx: Context, round: string, { units, opensOn }: RoundSettings): Promise<void> {
  const before = await ctx.db.selectFrom('round_unit').select(['unit', 'target']).where('round', '=', round).execute();
  const targets = new Map(before.map(({ unit, target }) => [unit, target]));
  await ctx.db.deleteFrom('round_unit').where('round', '=', round).execute();
  for (const unit of new Set(units)) {
    const path = ctx.directory.path(unit, opensOn).join('/');
    await ctx.db
      .insertInto('round_unit')
      .values({ round, unit, path, target: targets.get(unit) ?? null })
      .execute();
  }
}

/** The campaign is made with its first round. */
export async function requireCampaign(ctx: Context): Promise<void> {
  const { id, name } = ctx.directory.root();
  await ctx.db
    .insertInto('campaign')
    .values({ id, name, unit: id })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
