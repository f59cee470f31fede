import { describe, expect, it } from 'vitest';
import { replayDifferences } from '../../src/lib/domain/round/replay.ts';

const none = { apart: new Set<string>(), max: 5 };
const paths = (kept: unknown, again: unknown, options = none) =>
  replayDifferences(kept, again, options).map(({ at }) => at);

describe('a kept document computed again', () => {
  it('is the same to the last bit, or says where not', () => {
    const kept = { units: [{ n: 3, share: 0.1 + 0.2 }, { n: null }], hash: 'a' };
    expect(paths(kept, structuredClone(kept))).toEqual([]);
    expect(paths(kept, { ...kept, units: [{ n: 3, share: 0.3 }, { n: null }] })).toEqual(['units.0.share']);
    expect(paths(kept, { ...kept, units: [{ n: 3, share: 0.1 + 0.2 }] })).toEqual(['units', 'units.1']);
    expect(paths(kept, { units: {}, hash: null })).toEqual(['units', 'hash']);
  });

  it('may tell more than the kept one, and what stands apart is not compared', () => {
    expect(paths({ a: 1 }, { a: 1, b: 2 })).toEqual([]);
    expect(
      paths({ a: { received: 1, n: 1 } }, { a: { received: 2, n: 1 } }, { apart: new Set(['received']), max: 5 })
    ).toEqual([]);
    expect(paths([1, 2, 3], [4, 5, 6], { ...none, max: 2 })).toEqual(['0', '1']);
  });
});
