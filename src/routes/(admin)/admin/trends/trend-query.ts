import { problem } from '$lib/domain/shared/problem';
import { scopeOf } from '../../scope';
import { STEPS, type TrendQuery } from '$lib/server/services/trends/trend-view';
import type { RequestEvent } from '@sveltejs/kit';

/** The series that the address asks for. Throws `filter.unknown` for a step that there is not. */
export function trendQuery(event: Pick<RequestEvent, 'url' | 'locals'>): TrendQuery {
  const asked = (name: string) => event.url.searchParams.get(name) || null;
  const step = STEPS.find((name) => name === (asked('step') ?? 'round'));
  if (!step) throw problem('filter.unknown', { at: 'step' });
  const { unit, respondentType, filingMode, lane } = scopeOf(event);
  return {
    unit: unit.id,
    indicator: asked('indicator') ?? 'key',
    step,
    as: asked('as') === 'now' ? 'now' : 'then',
    respondentType,
    filingMode,
    lane,
    round: asked('round'),
    from: asked('from'),
    to: asked('to')
  };
}
