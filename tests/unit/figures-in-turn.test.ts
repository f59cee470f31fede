import { expect, it } from 'vitest';
import { figuresInTurn } from '../../src/lib/server/services/estimate/figures-in-turn.ts';

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
