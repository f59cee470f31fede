import * as v from 'valibot';
import { EVIDENCE_CLASSES, type EvidenceClass } from '../tally/lane.ts';

/** What a round fixes when it opens and never changes: how it is asked, what counts, which words its figures may use. */
export interface RoundDesign {
  readonly form: 'booklet' | 'full';
  /** Gates words: a self-selected round has indicative intervals, no FPC, no "significant", no rank (DESIGN §5.6). */
  readonly kind: 'self-selected' | 'probability' | 'census';
  readonly minItemsArea: number;
  readonly minItemsOverall: number;
  /** Evidence classes that count in the headline. */
  readonly evidenceCounted: readonly EvidenceClass[];
  readonly confidence: number;
  /** Below it there is no colour, arrow, rank or points: "chưa đủ phiếu để kết luận". */
  readonly decisionN: number;
  /** Half-width of the interval of a share above which nothing is concluded. */
  readonly halfWidthMax: number;
  readonly fpc: boolean;
}

const design = v.pipe(
  v.strictObject({
    form: v.picklist(['booklet', 'full']),
    kind: v.picklist(['self-selected', 'probability', 'census']),
    minItemsArea: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
    minItemsOverall: v.pipe(v.number(), v.integer(), v.minValue(1)),
    evidenceCounted: v.pipe(v.array(v.picklist(EVIDENCE_CLASSES)), v.minLength(1)),
    // Below 0.8 an interval misses one time in five, which nobody reads it to mean; above 0.999 it says nothing.
    confidence: v.pipe(v.number(), v.minValue(0.8), v.maxValue(0.999)),
    decisionN: v.pipe(v.number(), v.integer(), v.minValue(2)),
    halfWidthMax: v.pipe(v.number(), v.minValue(0.01), v.maxValue(1)),
    fpc: v.boolean()
  }),
  v.check((d) => d.form === 'full' || d.minItemsArea === 1, 'a booklet holds one item an area: minItemsArea is 1'),
  v.check((d) => d.kind !== 'self-selected' || !d.fpc, 'no finite population correction for a self-selected sample')
);

/** The design of a counter survey with posters: booklets, volunteers, everything counts as "for reference". */
export const COUNTER_DESIGN: RoundDesign = {
  form: 'booklet',
  kind: 'self-selected',
  minItemsArea: 1,
  minItemsOverall: 4,
  evidenceCounted: ['A1', 'A2', 'B', 'C'],
  confidence: 0.95,
  decisionN: 50,
  halfWidthMax: 0.1,
  fpc: false
};

/** Parses a stored or sent design. Throws an Error with all faults. */
export function parseRoundDesign(value: unknown): RoundDesign {
  const parsed = v.safeParse(design, value);
  if (parsed.success) return parsed.output;
  throw new Error(parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'design'}: ${issue.message}`).join('; '));
}
