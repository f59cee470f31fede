import type { Outage, OutageKind } from '../outage/outage.ts';
import { daysCovered, daysIn, type Span } from './span.ts';

/** A stretch of a span in which something failed, cut to the span. */
export interface OutageStretch extends Span {
  readonly kind: OutageKind;
  /** Where it begins and ends within the span, parts of its length in [0, 1]. */
  readonly start: number;
  readonly end: number;
}

/** The outages of a span. They mark it; no answer is left out for them and no figure knows of them. */
export interface SpanOutages {
  /** Of the unit itself or of a unit above it, by first day. */
  readonly own: readonly OutageStretch[];
  /** Days of the span with at least one of these. */
  readonly days: number;
  /** Of units under it: how many units, and on how many days at least one of them. */
  readonly under: { readonly units: number; readonly days: number };
}

/** `own` are outages of the unit or above it, `under` those of units under it. */
export function outagesIn(span: Span, own: readonly Outage[], under: readonly Outage[]): SpanOutages {
  const all = daysIn(span);
  const stretches = overlapping(span, own).map((outage): OutageStretch => {
    const cut = {
      from: outage.from < span.from ? span.from : outage.from,
      to: outage.to > span.to ? span.to : outage.to
    };
    const start = (daysIn({ from: span.from, to: cut.from }) - 1) / all;
    return { ...cut, kind: outage.kind, start, end: start + daysIn(cut) / all };
  });
  const below = overlapping(span, under);
  return {
    own: stretches.sort((a, b) => (a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1)),
    days: daysCovered(span, own),
    under: { units: new Set(below.map(({ unit }) => unit)).size, days: daysCovered(span, below) }
  };
}

function overlapping(span: Span, outages: readonly Outage[]): readonly Outage[] {
  return outages.filter(({ from, to }) => from <= span.to && to >= span.from);
}
