/**
 * `node scripts/with-node.mjs scripts/bench-what-if.ts [--units 1000] [--responses 200]`: how long the page of points and
 * a what-if take on one round of so many units with so many responses each. Figures go to docs/ARCHITECTURE.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import criteria from '../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import bank from '../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { openBooklets } from '../src/lib/domain/questionnaire/booklets.ts';
import { COUNTER_DESIGN } from '../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../src/lib/domain/shared/time.ts';
import { randomFrom } from '../src/lib/domain/simulation/random.ts';
import { simulateAnswers } from '../src/lib/domain/simulation/respondent.ts';
import { encodeMoments } from '../src/lib/domain/tally/encode.ts';
import { tally } from '../src/lib/domain/tally/score.ts';
import { operatorContext } from '../src/cli/open.ts';
import { parseConfig } from '../src/lib/server/config.ts';
import { openRuntime } from '../src/lib/server/runtime.ts';
import { layoutOf } from '../src/lib/server/services/estimate/layouts.ts';
import { addUnits } from '../src/lib/server/services/organisation/organisation.ts';
import { pointsPage } from '../src/lib/server/services/points/points-page.ts';
import type { Change } from '../src/lib/server/services/points/what-if.ts';
import { publishCriteriaSet } from '../src/lib/server/services/questionnaires/criteria-sets.ts';
import { publishQuestionnaire } from '../src/lib/server/services/questionnaires/questionnaires.ts';
import { openRound } from '../src/lib/server/services/rounds/rounds.ts';

const { values } = parseArgs({
  options: { units: { type: 'string', default: '1000' }, responses: { type: 'string', default: '200' } }
});
const units = Array.from({ length: Number(values.units) }, (_, i) => `xa-${i + 1}`);
const dataDir = mkdtempSync(path.join(tmpdir(), 'hailong-what-if-'));
const runtime = await openRuntime(parseConfig({ HAILONG_DATA: dataDir }));
const ctx = operatorContext(runtime);
const from = '2025-07-01';
await addUnits(ctx, [
  { id: 'tinh', code: 'tinh', name: 'Lạng Sơn', type: 'tỉnh', parent: null, from, counters: [] },
  ...units.map((id) => ({ id, code: id, name: id, type: 'xã', parent: 'tinh', from, counters: [] }))
]);
const questionnaire = await publishQuestionnaire(ctx, bank);
await openRound(ctx, {
  ...{ id: 'round', name: 'Kỳ đo', previousRound: null, design: COUNTER_DESIGN, questionnaire },
  ...{ opensOn: localDay(Date.now() - 30 * DAY_MS), closesOn: localDay(Date.now() + 30 * DAY_MS) },
  criteriaSet: await publishCriteriaSet(ctx, criteria),
  units: units.map((id) => ({ id, target: null }))
});
await fill();

const timed = async (name: string, changes: readonly Change[]) => {
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const begun = performance.now();
    await pointsPage(ctx, { round: 'round', unit: 'tinh', changes, level: 'plus5' });
    times.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  console.log(`${name}: median ${times.toSorted((a, b) => a - b)[2]?.toFixed(0)} ms`);
};
const change = { unit: 'tinh', respondentType: null, filingMode: null, k: 20 };
await timed('page', []);
await timed('what-if of an area', [{ ...change, what: 'A2' }]);
await timed(
  'what-if of three',
  ['A2', 'A5', 'A7'].map((what) => ({ ...change, what }))
);
await runtime.close();
rmSync(dataDir, { recursive: true, force: true });

/** Cells as the answers of so many people leave them; the responses themselves are not written. */
async function fill(): Promise<void> {
  const round = ctx.directory.round('round');
  const document = ctx.directory.questionnaire(questionnaire);
  const random = randomFrom(1);
  const families = [
    ['in_person', 'received'],
    ['in_person', 'submitted'],
    ['online', 'received']
  ].map(([mode = '', stage = '']) => openBooklets(document, mode, stage));
  let cells = 0;
  for (const unit of units) {
    const sums = new Map<string, { row: Readonly<Record<string, string>>; moments: number[] }>();
    for (let i = 0; i < Number(values.responses); i += 1) {
      const booklet = random.pick(random.pick(families));
      const type = random.chance(0.88) ? 'citizen' : 'business';
      const lane = random.chance(0.85) ? 'qr/C/counted' : 'kiosk/B/counted';
      const effects = { unitEffect: 0, counterDayEffect: 0, quarter: 0, stuffed: false };
      const layout = layoutOf(ctx.directory, round, booklet.id);
      const moments = tally(layout, simulateAnswers(document, booklet, effects, random), COUNTER_DESIGN);
      const row = {
        unit,
        respondent_type: type,
        filing_mode: booklet.id.split('/')[0] ?? '',
        lane,
        booklet: booklet.id
      };
      const kept = sums.get(Object.values(row).join('|'));
      if (kept) for (const [at, value] of moments.entries()) kept.moments[at] = (kept.moments[at] ?? 0) + value;
      else sums.set(Object.values(row).join('|'), { row, moments: [...moments] });
    }
    cells += sums.size;
    await ctx.gate.run(async (db) => {
      for (const { row, moments } of sums.values()) {
        const { unit: id, respondent_type, filing_mode, lane, booklet } = row;
        await db
          .insertInto('unit_moment')
          .values({
            ...{
              round: 'round',
              unit: id ?? '',
              respondent_type: respondent_type ?? '',
              filing_mode: filing_mode ?? ''
            },
            ...{ lane: lane ?? '', booklet: booklet ?? '', moments: encodeMoments(moments) }
          })
          .execute();
      }
    });
  }
  console.log(`${units.length} units, ${cells} cells (node ${process.version})`);
}
