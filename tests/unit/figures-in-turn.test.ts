import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { aheadOfLooks, figuresInTurn, somebodyLooks } from '../../src/lib/server/services/estimate/figures-in-turn.ts';

describe('what is made ahead', () => {
  it('is made one behind the other, so that a reader waits for one of them at most', async () => {
    const order: string[] = [];
    const ahead = (name: string) => aheadOfLooks(() => figuresInTurn(() => done(order, name)));
    const made = [ahead('first'), ahead('second'), ahead('third')];
    await sleep(1);
    await Promise.all([...made, figuresInTurn(() => done(order, 'a reader'))]);
    expect(order).toEqual(['first', 'a reader', 'second', 'third']);
  });

  it('waits while somebody looks', async () => {
    const order: string[] = [];
    somebodyLooks();
    const made = aheadOfLooks(() => done(order, 'ahead'));
    await figuresInTurn(() => done(order, 'a reader'));
    expect(order).toEqual(['a reader']);
    await made;
    expect(order).toEqual(['a reader', 'ahead']);
  });
});

async function done(order: string[], name: string): Promise<void> {
  await sleep(20);
  order.push(name);
}
