import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { bookletsFor, fullForm, itemFits, openBooklets } from '../../src/lib/domain/questionnaire/booklets.ts';
import { parseQuestionnaire } from '../../src/lib/domain/questionnaire/parse.ts';
import { bookletIndex, formIdFor } from '../../src/lib/domain/questionnaire/rotation.ts';
import { isUuid4 } from '../../src/lib/domain/shared/id.ts';

const parsed = parseQuestionnaire(bank);
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const { questionnaire: q } = parsed;
const items = new Map(q.areas.flatMap((area) => area.items.map((item) => [item.id, item] as const)));
const situation = fc.record({
  respondentType: fc.constantFrom(...q.respondentTypes.map((type) => type.id)),
  filingMode: fc.constantFrom(...q.filingModes),
  stage: fc.constantFrom(...q.stages)
});

describe('booklets', () => {
  it('never contain an item that does not fit type, filing mode and stage', () => {
    fc.assert(
      fc.property(situation, (at) => {
        for (const booklet of bookletsFor(q, at)) {
          for (const name of booklet.items) {
            const item = items.get(name);
            expect(item && itemFits(item, at)).toBe(true);
          }
        }
      })
    );
  });

  it('never ask online filers about seats, access or manners at the counter', () => {
    for (const stage of q.stages) {
      const asked = openBooklets(q, 'online', stage).flatMap((booklet) => booklet.items);
      expect(asked.filter((item) => /^(A3\.3|A4\.1|A7\.1)/.test(item))).toEqual([]);
    }
  });

  it('hold one item of every area, in order', () => {
    fc.assert(
      fc.property(situation, (at) => {
        for (const booklet of bookletsFor(q, at)) {
          expect(booklet.items.map((item) => item.slice(0, 2))).toEqual(q.areas.map((area) => area.id));
        }
      })
    );
  });

  it('the full form holds every item that fits, and no other', () => {
    fc.assert(
      fc.property(situation, (at) => {
        const asked = new Set(fullForm(q, at).items);
        for (const item of items.values()) expect(asked.has(item.id)).toBe(itemFits(item, at, 'full'));
      })
    );
  });
});

describe('the rotation', () => {
  it('makes a form id whose booklet is the wanted one, still a UUIDv4', () => {
    const choice = fc.integer({ min: 1, max: 14 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1)));
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), choice, (random, [count, index]) => {
        const id = formIdFor({ random, index, count });
        expect(isUuid4(id)).toBe(true);
        expect(bookletIndex(id, count)).toBe(index);
      })
    );
  });
});
