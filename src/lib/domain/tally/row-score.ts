import { OPTIONS, weightUnit, type MomentLayout } from './layout.ts';

export interface ScorePolicy {
  /** An area with fewer valid answers has no score (METHODS §1). */
  readonly minItemsArea: number;
}

/**
 * The answers of a response in the order of the layout, the key item last: 0 skipped, 1 … 5 valid, 6 and 7 the two
 * missing codes.
 */
export type AnswerCodes = ArrayLike<number>;

export const SKIPPED = 0;
export const FIRST_MISSING_CODE = OPTIONS + 1;

/** The scores of one response (METHODS §1), by area; the arrays are overwritten by the next. */
export class RowScore {
  /** Valid answers, satisfied answers. */
  readonly d: Float64Array;
  readonly t: Float64Array;
  /** 1 where the area has a score; y = area mean × scale and v = Σv(x) × scale / d there, else 0. */
  readonly valid: Float64Array;
  readonly y: Float64Array;
  readonly v: Float64Array;
  readonly layout: MomentLayout;
  private readonly minItems: number;
  private readonly areaOf: Int32Array;
  /** By code: 1 if satisfied; v in units of `weightUnit`. */
  private readonly satisfiedCode: Float64Array;
  private readonly weightOfCode: Float64Array;

  constructor(layout: MomentLayout, { minItemsArea }: ScorePolicy) {
    const areas = () => new Float64Array(layout.areas.length);
    [this.d, this.t, this.valid, this.y, this.v] = [areas(), areas(), areas(), areas(), areas()];
    this.layout = layout;
    this.minItems = Math.max(1, minItemsArea);
    this.areaOf = Int32Array.from(layout.areaOf);
    const unit = weightUnit(layout);
    this.satisfiedCode = Float64Array.from({ length: OPTIONS + 1 }, (_, x) => (layout.satisfied.includes(x) ? 1 : 0));
    this.weightOfCode = Float64Array.from([0, ...layout.optionWeights], (weight) => weight / unit);
  }

  isSatisfied(code: number): boolean {
    return this.satisfiedCode[code] === 1;
  }

  read(codes: AnswerCodes): void {
    const { d, t, y, v, valid, areaOf, satisfiedCode, weightOfCode } = this;
    d.fill(0);
    t.fill(0);
    y.fill(0);
    v.fill(0);
    for (let i = 0; i < areaOf.length; i += 1) {
      const code = codes[i] ?? SKIPPED;
      if (code === SKIPPED || code > OPTIONS) continue;
      const area = areaOf[i] ?? 0;
      d[area] = (d[area] ?? 0) + 1;
      t[area] = (t[area] ?? 0) + (satisfiedCode[code] ?? 0);
      y[area] = (y[area] ?? 0) + code;
      v[area] = (v[area] ?? 0) + (weightOfCode[code] ?? 0);
    }
    for (let a = 0; a < d.length; a += 1) {
      const answered = d[a] ?? 0;
      const isValid = answered >= this.minItems;
      valid[a] = isValid ? 1 : 0;
      // Exact: d divides the scale, or is 1.
      const factor = isValid ? this.layout.scale / answered : 0;
      y[a] = (y[a] ?? 0) * factor;
      v[a] = (v[a] ?? 0) * factor;
    }
  }
}
