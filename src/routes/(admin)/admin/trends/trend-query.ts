import { choiceIn } from '$lib/server/http/choice-in';
import { scopeOf, seriesAs } from '../../scope';
import { STEPS, type TrendQuery } from '$lib/server/services/trends/trend-view';
import type { RequestEvent } from '@sveltejs/kit';

/** The series that the address asks for. Throws `filter.unknown` for what there is no choice of. */
export function trendQuery(event: Pick<RequestEvent, 'url' | 'locals'>): TrendQuery {
  const asked = (name: string) => event.url.searchParams.get(name) || null;
  const { unit, respondentType, filingMode, lane } = scopeOf(event);
  return {
    unit: unit.id,
    indicator: asked('indicator') ?? 'key',
    step: choiceIn(event.url.searchParams, 'step', { choices: STEPS, fallback: 'round' }),
    as: seriesAs(event),
    respondentType,
    filingMode,
    lane,
    round: asked('round'),
    from: asked('from'),
    to: asked('to')
  };
}
