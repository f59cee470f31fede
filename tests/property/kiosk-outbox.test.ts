import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterStart,
  ITEM_STATES,
  judge,
  mayBecome,
  nextBatch,
  type ItemState
} from '../../src/lib/domain/kiosk/outbox.ts';
import { ITEMS_MAX, parseReply } from '../../src/lib/domain/kiosk/protocol.ts';

const items = fc
  .uniqueArray(fc.record({ seq: fc.integer({ min: 1, max: 80 }), state: fc.constantFrom(...ITEM_STATES) }), {
    selector: ({ seq }) => seq
  })
  .map((list) => list.toSorted((a, b) => a.seq - b.seq));

describe('the outbox', () => {
  it('sends the oldest queued answers, at most sixteen, whose numbers follow each other', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 20 }), (list, most) => {
        const batch = nextBatch(list, most);
        const queued = list.filter(({ state }) => state === 'queued');
        expect(batch.length).toBeLessThanOrEqual(Math.min(most, ITEMS_MAX));
        expect(batch.length > 0).toBe(queued.length > 0);
        expect(batch[0]?.seq).toBe(queued[0]?.seq);
        for (const [i, { seq, state }] of batch.entries()) {
          expect([seq, state]).toEqual([(batch[0]?.seq ?? 0) + i, 'queued']);
        }
      })
    );
  });

  it('lets go of an answer only for an equal receipt', () => {
    const status = fc.constantFrom('stored', 'duplicate', 'conflict', 'refused');
    const receipt = fc.constantFrom('A', 'B', null);
    fc.assert(
      fc.property(
        fc.array(fc.record({ seq: fc.integer({ min: 1, max: 3 }), status, receipt }), { maxLength: 3 }),
        (results) => {
          const reply = parseReply({
            now: 0,
            package: '',
            command: null,
            results: results.map((r) => ({ ...r, problem: null }))
          });
          if (reply === null) throw new Error('a reply of ours');
          const judged = judge(reply, { seq: 1, receipt: 'A' });
          const own = results.find(({ seq }) => seq === 1);
          const isEqual = own?.receipt === 'A' && (own.status === 'stored' || own.status === 'duplicate');
          expect(judged.to === 'acknowledged').toBe(isEqual);
          expect(judged.to === 'parked').toBe(own?.status === 'conflict' || own?.status === 'refused');
        }
      )
    );
  });

  it('takes a page of a network, half a reply, or anything else that is no reply for nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseReply(value)).toBeNull();
      })
    );
    expect(parseReply('<!doctype html>')).toBeNull();
  });

  it('has no way from acknowledged or parked, and none into them but from sending; a start leaves nothing sending', () => {
    const any = fc.constantFrom<ItemState>(...ITEM_STATES);
    fc.assert(
      fc.property(any, any, (from, to) => {
        if (from === 'acknowledged' || from === 'parked') expect(mayBecome(from, to)).toBe(false);
        if ((to === 'acknowledged' || to === 'parked') && mayBecome(from, to)) expect(from).toBe('sending');
        expect(afterStart(from)).not.toBe('sending');
        if (from !== 'sending') expect(afterStart(from)).toBe(from);
      })
    );
  });
});
