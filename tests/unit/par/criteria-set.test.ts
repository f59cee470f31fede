import { expect, it } from 'vitest';
import example from '../../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import { optionWeightsInThousandths, parseCriteriaSet } from '../../../src/lib/domain/par/criteria-set.ts';

it('parses the example', () => {
  const set = parseCriteriaSet(example);
  expect(set.criteria).toHaveLength(7);
  expect(optionWeightsInThousandths(set)).toEqual([0, 250, 500, 750, 1000]);
});

it('lists all faults at once', () => {
  const faulty = {
    ...example,
    rule: 'best',
    optionWeights: [0, 0.5, 1.5, 1],
    steps: [
      { minShare: 0.5, shareOfPoints: 0.5 },
      { minShare: 0, shareOfPoints: 0.7 }
    ],
    criteria: [
      { area: 'A1', maxPoints: 5, weight: 0.5 },
      { area: 'A2', maxPoints: 5, weight: 0.4 }
    ]
  };
  expect(() => parseCriteriaSet(faulty)).toThrow(/rule[^]*optionWeights[^]*steps[^]*weights sum to 1/);
});

it('takes the criteria that no survey scores, each once and none an area', () => {
  const other = { id: 'B1', title: 'Ban hành kế hoạch', maxPoints: 2 };
  expect(parseCriteriaSet({ ...example, others: [other] }).others).toEqual([other]);
  const { others, ...without } = example;
  expect(others).toHaveLength(7);
  expect(parseCriteriaSet(without).others).toBeUndefined();
  for (const faulty of [[other, other], [{ ...other, id: 'A1' }]])
    expect(() => parseCriteriaSet({ ...example, others: faulty })).toThrow('others: a criterion stands once');
  for (const faulty of [[], [{ ...other, maxPoints: 0 }], [{ ...other, title: '' }], [{ ...other, area: 'A1' }]])
    expect(() => parseCriteriaSet({ ...example, others: faulty })).toThrow('others');
});

it('refuses maximum points that do not add up, and an option weight finer than a thousandth', () => {
  expect(() => parseCriteriaSet({ ...example, maxPointsTotal: 11 })).toThrow('sum of the maxPoints');
  expect(() => parseCriteriaSet({ ...example, optionWeights: [0, 0.3333, 0.5, 0.75, 1] })).toThrow('thousandths');
});
