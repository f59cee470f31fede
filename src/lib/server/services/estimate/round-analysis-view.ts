import { floorFor } from '../../../domain/access/policy.ts';
import type { AnalysedDomain, AnalysedMethod, AnalysedShare } from '../../../domain/analysis/round-analysis.ts';
import { hiddenParts } from '../../../domain/disclosure/hidden-parts.ts';
import { decision } from '../../../domain/estimate/decision.ts';
import type { Interval } from '../../../domain/estimate/domain-estimate.ts';
import type { Text } from '../../../domain/questionnaire/document.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { RoundView } from './estimate-view.ts';
import { roundView } from './figures.ts';
import { latestJob, type JobView } from '../jobs/jobs.ts';
import { ALL, countOf, cutCells, floorOf, readRound } from '../rounds/round-reading.ts';
import { keptAnalysis, profileOf } from './round-analyses.ts';

/** A share as it is shown; null where it is hidden or not estimable. */
export interface ShownShare {
  readonly n: number;
  readonly share: number | null;
  readonly ci: Interval | null;
  /** Enough answers and a narrow enough interval for words and colours. */
  readonly conclusive: boolean;
}

export interface ShownMethod {
  readonly id: AnalysedMethod['id'];
  readonly weights: AnalysedMethod['weights'];
  readonly key: ShownShare;
  /** In the order of the questionnaire; null: below the floor. */
  readonly areas: readonly (ShownShare | null)[];
}

export interface ShownPart {
  /** '' = asked, and gave no answer. */
  readonly id: string;
  readonly title: Text | null;
  /** null: hidden, since it or a part beside it is below the floor. */
  readonly key: ShownShare | null;
  readonly areas: readonly (ShownShare | null)[];
}

export interface ShownQuestion {
  readonly id: string;
  readonly title: Text;
  /** The respondent types that are asked. */
  readonly askedOf: readonly Text[];
  /** Without those of nobody. */
  readonly parts: readonly ShownPart[];
}

export interface RoundAnalysisView {
  readonly round: RoundView;
  readonly areas: readonly { readonly id: string; readonly short: Text }[];
  readonly computedAt: number | null;
  /** Responses in the analysis, and those that count now. */
  readonly n: number;
  readonly nNow: number;
  readonly floor: number;
  readonly methods: readonly ShownMethod[];
  readonly notRaked: string | null;
  readonly profile: readonly ShownQuestion[];
  readonly job: JobView | null;
  readonly mayStart: boolean;
}

/**
 * The analysis kept with a round, for readers of the whole province. Parts below the floor are hidden, and others with
 * them; an area is shown in the parts of a question only where each part that is shown holds the floor in it.
 */
export async function roundAnalysisView(ctx: Context, id: string): Promise<RoundAnalysisView> {
  const root = ctx.directory.root().id;
  requireCan(ctx, 'analysis.read', root);
  const round = ctx.directory.round(id);
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const { minimum } = floorFor(ctx.actor.grants, [root]);
  const kept = await keptAnalysis(ctx, round);
  const areas = questionnaire.areas.map((area) => ({ id: area.id, short: area.short }));
  const shown = shownBy(round, minimum);
  return {
    round: roundView(round),
    areas,
    computedAt: kept?.computedAt ?? null,
    n: kept?.analysis.n ?? 0,
    nNow: countOf(
      cutCells(await readRound(ctx, round, { unit: root, floor: floorOf(ctx, round, root), part: 'whole' }), {
        ...ALL
      })
    ),
    floor: minimum,
    methods: (kept?.analysis.methods ?? []).flatMap(({ id: method, weights, figures }) => {
      const key = shown(figures.keyItem);
      return key ? [{ id: method, weights, key, areas: areas.map((area) => shown(areaOf(figures, area.id))) }] : [];
    }),
    notRaked: kept?.analysis.notRaked ?? null,
    profile: profileOf(questionnaire).flatMap(({ id: question, text: title, options, respondentTypes }) => {
      const found = kept?.analysis.profile.find((one) => one.id === question);
      const titles = new Map(options.map((option) => [option.id, option.text]));
      const area = areas.map((one) => one.id);
      const askedOf = questionnaire.respondentTypes
        .filter((type) => respondentTypes.includes(type.id) && !type.invitedOnly)
        .map(({ text }) => text);
      const parts = found ? partsOf(found.categories, { minimum, titles, area, shown }) : [];
      return found ? [{ id: question, title, askedOf, parts }] : [];
    }),
    job: await latestJob(ctx, 'round.analysis', round.id),
    mayStart: can(ctx, 'analysis.start', root)
  };
}

type Shown = (figure: AnalysedShare | undefined) => ShownShare | null;

function shownBy(round: RoundEntry, floor: number): Shown {
  return (figure) => {
    if (!figure || (figure.n > 0 && figure.n < floor)) return null;
    const { n, share, ci } = figure;
    const { conclusive } = decision({ n, ci, itemsWithoutAnswers: [], familiesWithoutAnswers: [] }, round.design);
    return { n, share, ci, conclusive };
  };
}

function partsOf(
  parts: readonly { readonly id: string; readonly figures: AnalysedDomain }[],
  of: {
    readonly minimum: number;
    readonly titles: ReadonlyMap<string, Text>;
    readonly area: readonly string[];
    readonly shown: Shown;
  }
): readonly ShownPart[] {
  // Who skipped the key item is in n but not in its answers: the smaller of the two decides.
  const sizes = parts.map(({ id, figures }) => ({ id, n: figures.n === 0 ? 0 : Math.max(1, figures.keyItem.n) }));
  const hidden = hiddenParts(sizes, of.minimum);
  const isWhole = of.area.map((area) =>
    parts.every(({ id, figures }) => hidden.has(id) || figures.n === 0 || of.shown(areaOf(figures, area)) !== null)
  );
  const isAnswered = parts.some(({ id, figures }) => id !== '' && figures.n > 0);
  if (!isAnswered) return [];
  return parts.flatMap(({ id, figures }): readonly ShownPart[] => {
    if (figures.n === 0) return [];
    const title = of.titles.get(id) ?? null;
    if (hidden.has(id)) return [{ id, title, key: null, areas: of.area.map(() => null) }];
    const areas = of.area.map((area, a) => (isWhole[a] ? of.shown(areaOf(figures, area)) : null));
    return [{ id, title, key: of.shown(figures.keyItem), areas }];
  });
}

/** An area of another mix of items is not compared (METHODS §14). */
function areaOf({ areas }: AnalysedDomain, id: string): AnalysedShare | undefined {
  const found = areas[id];
  return found && !found.isOtherMix ? found.satisfied : undefined;
}
