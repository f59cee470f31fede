import { describe, expect, it } from 'vitest';
import { allocationSection } from '../../src/lib/domain/analysis/allocation.ts';
import { integritySection } from '../../src/lib/domain/analysis/integrity.ts';
import { rankingSection } from '../../src/lib/domain/analysis/ranking.ts';
import { reliabilitySection } from '../../src/lib/domain/analysis/reliability.ts';
import { sampleSizeSection } from '../../src/lib/domain/analysis/sample-size.ts';
import { unweightedSection } from '../../src/lib/domain/analysis/unweighted.ts';
import { Agreement, at } from './agree.ts';
import { SURVEYS, surveyColumns, type SurveyColumns } from './survey-columns.ts';

/** The sections that need no variance of the design. */
const SECTIONS: Readonly<Record<string, (survey: SurveyColumns) => unknown>> = {
  unweighted: unweightedSection,
  sample_size: sampleSizeSection,
  allocation: allocationSection,
  ranking: rankingSection,
  reliability: reliabilitySection,
  integrity: integritySection
};

describe.each(SURVEYS)('$id', ({ id, folder }) => {
  const survey = surveyColumns(folder);

  it.each(Object.keys(SECTIONS))('agrees with R on %s', (section) => {
    const agreement = new Agreement();
    agreement.compare(section, SECTIONS[section]?.(survey), at(survey.expected, section));
    console.log(`${id} ${section}: ${agreement.agreed} figures agree, ${agreement.differing.length} differ`);
    expect(agreement.differing).toEqual([]);
    expect(agreement.agreed).toBeGreaterThan(20);
  });
});
