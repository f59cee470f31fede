import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import criteria from '../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import bank from '../../src/lib/data/question-banks/LS-2017.json' with { type: 'json' };
import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import { operatorContext } from '../../src/cli/open.ts';
import { parseConfig } from '../../src/lib/server/config.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { openRuntime, type Runtime } from '../../src/lib/server/runtime.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { addUnits } from '../../src/lib/server/services/organisation/organisation.ts';
import { publishCriteriaSet } from '../../src/lib/server/services/questionnaires/criteria-sets.ts';
import { publishQuestionnaire } from '../../src/lib/server/services/questionnaires/questionnaires.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { aDatabase } from './database.ts';

export interface TestProvince {
  readonly dataDir: string;
  readonly runtime: Runtime;
  /** The operator's context: all rights. */
  readonly ctx: Context;
  readonly round: string;
  readonly questionnaire: string;
  /** Unit ids of the communes. */
  readonly communes: readonly string[];
  /** The first counter's poster code of each commune, filing in person, stage asked. */
  readonly codes: readonly string[];
  readonly end: () => Promise<void>;
}

export interface ProvinceOptions {
  readonly communes?: number;
  readonly counters?: number;
  readonly now?: () => number;
  readonly names?: readonly string[];
  readonly counterNames?: readonly string[];
  readonly roundName?: string;
}

/** A real installation in a temporary folder: a province, communes with counters and posters, one open round of booklets. */
export async function aProvince(options: ProvinceOptions = {}): Promise<TestProvince> {
  const { communes: count = 2, counters = 2, now = Date.now, names = [], counterNames = [] } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'hailong-test-'));
  const database = await aDatabase(dataDir);
  const runtime = await openRuntime(parseConfig(database.env));
  const ctx: Context = { ...operatorContext(runtime), now };
  const from = '2025-07-01';
  const communes = Array.from({ length: count }, (_, i) => `xa-${i + 1}`);
  await addUnits(ctx, [
    { id: 'tinh', code: 'tinh', name: 'Lạng Sơn', type: 'tỉnh', parent: null, from, counters: [] },
    ...communes.map((id, i) => ({
      id,
      code: id,
      name: names[i] ?? `Thử nghiệm ${i + 1}`,
      type: 'xã',
      parent: 'tinh',
      from,
      counters: Array.from({ length: counters }, (__, c) => ({
        id: `${id}-q${c + 1}`,
        name: counterNames[c] ?? `Quầy ${c + 1}`
      }))
    }))
  ]);
  const codes = await ctx.gate.run(async (db) => {
    const made: string[] = [];
    for (const id of communes) {
      for (let c = 1; c <= counters; c += 1) {
        const code = await insertLink({ ...ctx, db }, { counter: `${id}-q${c}`, filingMode: 'in_person', stage: null });
        if (c === 1) made.push(code);
      }
    }
    return made;
  });
  await ctx.directory.reload();
  const questionnaire = await publishQuestionnaire(ctx, bank);
  const criteriaSet = await publishCriteriaSet(ctx, criteria);
  const round = 'round-1';
  await openRound(ctx, {
    id: round,
    name: options.roundName ?? 'Quý thử',
    opensOn: localDay(now() - 30 * DAY_MS),
    closesOn: localDay(now() + 60 * DAY_MS),
    questionnaire,
    criteriaSet,
    design: COUNTER_DESIGN,
    previousRound: null,
    units: communes.map((id) => ({ id, target: 60 }))
  });
  const end = async (): Promise<void> => {
    await runtime.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { dataDir, runtime, ctx, round, questionnaire, communes, codes, end };
}

/** A response that is stored as it is; `change` makes it another. */
export function aResponse(
  province: TestProvince,
  change: Readonly<Record<string, unknown>> = {}
): Record<string, unknown> {
  return {
    id: crypto.randomUUID(),
    link: province.codes[0],
    questionnaire: province.questionnaire,
    booklet: 'in_person/received/1',
    respondentType: 'citizen',
    filingMode: 'in_person',
    stage: 'received',
    language: 'vi',
    answers: { 'A1.1': 4, 'A2.3': 4, 'A3.1': 4, 'A4.1': 5, 'A5.1': 'not_encountered', 'A6.2': 3, 'A7.2': 4, 'OV.1': 4 },
    ...change
  };
}
