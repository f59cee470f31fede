import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMoments, encodeMoments } from '../../src/lib/domain/tally/encode.ts';
import { fullLayout } from '../../src/lib/domain/tally/layout.ts';
import {
  addMoments,
  emptyMoments,
  momentsEqual,
  subtractMoments,
  sumMoments
} from '../../src/lib/domain/tally/moments.ts';
import { tally, type Answers } from '../../src/lib/domain/tally/score.ts';
import { optionWeights, source } from '../unit/estimate/a-domain.ts';

const layout = fullLayout(source, optionWeights);
const answer = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom('dont_know', 'not_encountered'));
const answers: fc.Arbitrary<Answers> = fc.dictionary(fc.constantFrom(...layout.items, layout.keyItem), answer);
const cell = fc
  .array(answers, { maxLength: 20 })
  .map((rows) => sumMoments([emptyMoments(layout), ...rows.map((row) => tally(layout, row, { minItemsArea: 1 }))]));

describe('moments', () => {
  it('taking away what was added gives what was', () => {
    fc.assert(fc.property(cell, cell, (a, b) => momentsEqual(subtractMoments(addMoments(a, b), b), a)));
  });

  it('do not depend on the order of responses', () => {
    fc.assert(
      fc.property(fc.array(answers, { minLength: 1, maxLength: 20 }), fc.integer(), (rows, seed) => {
        const moments = rows.map((row) => tally(layout, row, { minItemsArea: 2 }));
        const turned = moments.map((_, i) => moments[(i + (seed >>> 1)) % moments.length] ?? []).reverse();
        expect(sumMoments(turned)).toEqual(sumMoments(moments));
      })
    );
  });

  it('hold as many answers, missing codes and skips as rows', () => {
    fc.assert(
      fc.property(cell, (moments) => {
        const n = moments[0] ?? 0;
        for (let item = 0; item <= layout.items.length; item += 1) {
          const counts = moments.slice(1 + 7 * item, 8 + 7 * item).reduce((sum, count) => sum + count, 0);
          expect(counts).toBeLessThanOrEqual(n);
        }
      })
    );
  });
});

describe('packed moments', () => {
  it('unpack to what was packed', () => {
    fc.assert(fc.property(cell, (moments) => momentsEqual(decodeMoments(encodeMoments(moments)), moments)));
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (moments) => momentsEqual(decodeMoments(encodeMoments(moments)), moments))
    );
  });

  it('throw when a byte is changed', () => {
    fc.assert(
      fc.property(cell, fc.nat(), fc.integer({ min: 1, max: 255 }), (moments, place, change) => {
        const bytes = encodeMoments(moments);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(() => decodeMoments(bytes)).toThrow();
      })
    );
  });
});
