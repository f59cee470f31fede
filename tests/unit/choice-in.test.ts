import { describe, expect, it } from 'vitest';
import { choiceIn } from '../../src/lib/server/http/choice-in.ts';

const step = (address: string) =>
  choiceIn(new URLSearchParams(address), 'step', { choices: ['day', 'month'], fallback: 'month' });

describe('a choice in an address', () => {
  it('is one of the list, or the fallback where nothing is asked', () => {
    expect([step('step=day'), step(''), step('step=')]).toEqual(['day', 'month', 'month']);
  });

  it('is refused where there is no such choice, and never taken for another', () => {
    for (const unknown of ['step=hour', 'step=Day', 'step=day%00', 'step=__proto__'])
      expect(() => step(unknown)).toThrow('filter.unknown');
  });
});
