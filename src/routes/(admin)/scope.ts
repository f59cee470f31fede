import { floorFor } from '$lib/domain/access/policy';
import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { localDay } from '$lib/domain/shared/time';
import { homeOf } from '$lib/server/auth/can';
import type { Context } from '$lib/server/context';
import { choiceIn } from '$lib/server/http/choice-in';
import { checkQuery, type EstimateQuery } from '$lib/server/services/estimate/estimates';
import { currentRound } from '$lib/server/services/estimate/overview';
import { roundList } from '$lib/server/services/rounds/round-list';
import type { Option, Scope } from '$lib/ui/controls/scope';
import type { RequestEvent } from '@sveltejs/kit';

type Asking = Pick<RequestEvent, 'url' | 'locals'>;

/** The scope that the address asks for: unit, round, respondent type, filing mode and lane, with the choices of each. */
export function scopeOf({ url, locals }: Asking, unitOfPath?: string): Scope {
  const { ctx, language } = locals;
  const asked = (name: string) => url.searchParams.get(name) || null;
  const unit = unitOfPath ?? asked('unit') ?? homeOf(ctx)?.unit ?? ctx.directory.root().id;
  const round = asked('round') ?? currentRound(ctx, unit)?.id ?? null;
  const entry = ctx.directory.unit(unit);
  const { units, rounds } = roundList(ctx);
  const path = pathOf(ctx, unit, round);
  return {
    unit: { id: unit, title: unitTitle(entry), code: entry.code },
    path,
    units: sorted(
      units.filter(({ id }) => isChoice(ctx, id, round)),
      ctx.directory.root().id
    ),
    rounds: rounds.map(({ id, name }) => ({ id, title: name })),
    types: round === null ? [] : typesOf(ctx, round, language),
    modes: round === null ? [] : modesOf(ctx, round),
    hasCuts: !floorFor(
      ctx.actor.grants,
      path.map(({ id }) => id)
    ).closedBatches,
    round,
    respondentType: asked('respondentType'),
    filingMode: asked('filingMode'),
    lane: asked('lane')
  };
}

/** How units are counted in the series: as they were, or as they are today. Throws `filter.unknown`. */
export function seriesAs({ url }: Pick<Asking, 'url'>): 'then' | 'now' {
  return choiceIn(url.searchParams, 'as', { choices: ['then', 'now'], fallback: 'then' });
}

/** The scope as a question to the estimate path; null where there is no round yet. Throws `filter.unknown`. */
export function queryOf(ctx: Context, { unit, round, respondentType, filingMode, lane }: Scope): EstimateQuery | null {
  if (round === null) return null;
  const query = { unit: unit.id, round, respondentType, filingMode, lane };
  checkQuery(ctx, query);
  return query;
}

function pathOf(ctx: Context, unit: string, round: string | null): readonly Option[] {
  const day = round === null ? localDay(ctx.now()) : ctx.directory.round(round).opensOn;
  return ctx.directory.path(unit, day).map((id) => ({ id, title: unitTitle(ctx.directory.unitOn(id, day)) }));
}

/** A unit of today, or one that took part in the round. */
function isChoice({ directory }: Context, unit: string, round: string | null): boolean {
  return directory.unit(unit).to === null || (round !== null && directory.round(round).units.has(unit));
}

function typesOf(ctx: Context, round: string, language: string): readonly Option[] {
  const { respondentTypes } = ctx.directory.questionnaire(ctx.directory.round(round).questionnaire);
  return respondentTypes
    .filter((type) => !type.invitedOnly)
    .map(({ id, text }) => ({ id, title: text[language] ?? text['vi'] ?? id }));
}

function modesOf(ctx: Context, round: string): readonly string[] {
  return ctx.directory.questionnaire(ctx.directory.round(round).questionnaire).filingModes;
}

function sorted(units: readonly Option[], root: string): readonly Option[] {
  const collator = new Intl.Collator('vi');
  const isRoot = (unit: Option) => Number(unit.id === root);
  return units
    .map(({ id, title }) => ({ id, title }))
    .sort((a, b) => isRoot(b) - isRoot(a) || collator.compare(a.title, b.title));
}
