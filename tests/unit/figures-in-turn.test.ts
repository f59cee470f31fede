import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { aheadOfLooks, figuresInTurn, somebodyLooks } from '../../src/lib/server/services/estimate/figures-in-turn.ts';

it('computes one page of figures at a time, and tells the twenty-second at once to come again', async () => {
  let [running, most] = [0, 0];
  const compute = async (): Promise<string> => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return 'figures';
  };
  const asked = Array.from({ length: 21 }, () => figuresInTurn(compute));
  await expect(figuresInTurn(compute)).rejects.toMatchObject({ code: 'store.busy' });
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['figures']));
  expect(most).toBe(1);
  const fault = new Error('no such round');
  await expect(figuresInTurn(() => Promise.reject(fault))).rejects.toBe(fault);
});

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
