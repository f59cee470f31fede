import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROLES, type Role } from '../../src/lib/domain/access/policy.ts';
import type { Questionnaire } from '../../src/lib/domain/questionnaire/document.ts';
import { COUNTER_DESIGN, type RoundDesign } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import { programActor } from '../../src/lib/server/auth/can.ts';
import { parseConfig } from '../../src/lib/server/config.ts';
import type { Actor, Context } from '../../src/lib/server/context.ts';
import { openRuntime, type Runtime } from '../../src/lib/server/runtime.ts';
import { insertLink } from '../../src/lib/server/services/links/links.ts';
import { addUnits, type NewUnit } from '../../src/lib/server/services/organisation/organisation.ts';
import { createPerson } from '../../src/lib/server/services/people/people.ts';
import { publishCriteriaSet } from '../../src/lib/server/services/questionnaires/criteria-sets.ts';
import { publishQuestionnaire } from '../../src/lib/server/services/questionnaires/questionnaires.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { aDatabase } from './database.ts';

const DATA = resolve(import.meta.dirname, '../../src/lib/data');
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(DATA, name), 'utf8'));

export interface TestRuntime extends Runtime {
  /** The context of the program itself, once there is a province. */
  readonly program: () => Context;
  /** Closes it and removes its folder. */
  readonly end: () => Promise<void>;
}

/** A real, empty installation in a folder of its own. */
export async function aRuntime(): Promise<TestRuntime> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hailong-test-'));
  const database = await aDatabase(dataDir);
  const runtime = await openRuntime(parseConfig(database.env));
  return {
    ...runtime,
    program: () => runtime.contextFor(programActor(runtime.context.directory.root().id)),
    end: async () => {
      await runtime.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  };
}

export interface ProvinceOptions {
  readonly communes?: number;
  /** Counters of each unit. */
  readonly counters?: number;
  /** The service field of each of them, in their order. */
  readonly fields?: readonly string[];
  readonly design?: RoundDesign;
  /** Hashing the passwords of all roles takes a moment; tests that sign nobody in leave it. */
  readonly people?: boolean;
}

export interface TestUnit {
  readonly id: string;
  readonly code: string;
  readonly counters: readonly string[];
  /** Codes of the links, one for each counter, without presets. */
  readonly links: readonly string[];
}

export interface TestPerson {
  readonly id: string;
  readonly account: string;
  readonly password: string;
  readonly actor: Actor;
}

export interface Province {
  readonly root: string;
  readonly communes: readonly TestUnit[];
  readonly department: TestUnit;
  readonly round: string;
  readonly questionnaire: { readonly hash: string; readonly document: Questionnaire };
  readonly criteriaSet: string;
  /** Roles of the province at the root, roles of a unit at the first commune; empty without `people`. */
  readonly people: Readonly<Partial<Record<Role, TestPerson>>>;
}

export const PASSWORD = 'mưa nguồn suối lũ 2026';

/** A province with communes, a department, published documents, an open round, a link at each counter, and people. */
export async function aProvince(runtime: TestRuntime, options: ProvinceOptions = {}): Promise<Province> {
  const { communes = 2, counters = 2, design = COUNTER_DESIGN, fields = [] } = options;
  const root = randomUUID();
  const from = '2025-07-01';
  const unit = (code: string, name: string, type: string): NewUnit => ({
    ...{ id: randomUUID(), code, name, type, parent: root, from },
    counters: Array.from({ length: counters }, (_, i) => ({
      ...{ id: randomUUID(), name: `Quầy ${i + 1}` },
      serviceFields: fields.slice(i, i + 1)
    }))
  });
  const under = Array.from({ length: communes }, (_, i) =>
    unit(String(6001 + i).padStart(5, '0'), `Thử Nghiệm ${i + 1}`, 'xã')
  );
  const office = unit('SNV', 'Sở Nội vụ', 'sở');
  const province = { id: root, code: '20', name: 'Lạng Sơn', type: 'tỉnh', parent: null, from, counters: [] };
  await addUnits(runtime.context, [province, ...under, office]);

  const ctx = runtime.program();
  const questionnaire = await publishQuestionnaire(ctx, readJson('question-banks/LS-2017.json'));
  const criteriaSet = await publishCriteriaSet(ctx, readJson('criteria-sets/LS-2017-example.json'));
  const round = await aRound(ctx, {
    questionnaire,
    criteriaSet,
    design,
    units: [...under, office].map(({ id }) => id)
  });
  const withLinks = await Promise.all([...under, office].map((one) => linked(ctx, one)));
  await ctx.directory.reload();
  const [department, ...communesWithLinks] = [withLinks.at(-1), ...withLinks.slice(0, -1)];
  if (!department) throw new Error('a province has a department');
  return {
    ...{ root, communes: communesWithLinks.filter((one) => one !== undefined), department, round, criteriaSet },
    questionnaire: { hash: questionnaire, document: ctx.directory.questionnaire(questionnaire) },
    people: options.people === false ? {} : await peopleOf(ctx, root, under[0]?.id ?? root)
  };
}

export interface RoundOptions {
  readonly questionnaire: string;
  readonly criteriaSet: string;
  readonly design?: RoundDesign;
  readonly units: readonly string[];
  readonly previousRound?: string;
}

/** Opens a round of 90 days around today; gives its id. */
export async function aRound(ctx: Context, options: RoundOptions): Promise<string> {
  const { questionnaire, criteriaSet, design = COUNTER_DESIGN, previousRound = null } = options;
  const id = randomUUID();
  const [opensOn, closesOn] = [localDay(ctx.now() - 30 * DAY_MS), localDay(ctx.now() + 60 * DAY_MS)];
  const units = options.units.map((unit) => ({ id: unit, target: 100 }));
  await openRound(ctx, {
    id,
    name: 'Quý thử',
    opensOn,
    closesOn,
    questionnaire,
    criteriaSet,
    design,
    previousRound,
    units
  });
  return id;
}

async function linked(ctx: Context, { id, code, counters }: NewUnit): Promise<TestUnit> {
  const links = await ctx.gate.run(async (db) => {
    const codes: string[] = [];
    for (const counter of counters) {
      codes.push(await insertLink({ ...ctx, db }, { counter: counter.id, filingMode: null, stage: null }));
    }
    return codes;
  });
  return { id, code, counters: counters.map((counter) => counter.id), links };
}

async function peopleOf(ctx: Context, root: string, commune: string): Promise<Partial<Record<Role, TestPerson>>> {
  const people: Partial<Record<Role, TestPerson>> = {};
  for (const role of ROLES) {
    const grants = [{ role, unit: role.startsWith('unit_') ? commune : root }];
    const account = role.replace('_', '-');
    const id = await createPerson(ctx, { account, name: account, password: PASSWORD, grants });
    people[role] = { id, account, password: PASSWORD, actor: { id, name: account, grants } };
  }
  return people;
}

/** A response as a client sends it: booklet 1 of `in_person/received`, every area 4, the key item 5. */
export function aResponse(
  province: Pick<Province, 'questionnaire'>,
  link: string,
  change: Readonly<Record<string, unknown>> = {}
) {
  const { document, hash } = province.questionnaire;
  const items = document.booklets['in_person/received']?.[0] ?? [];
  return {
    ...{ id: randomUUID(), link, questionnaire: hash, booklet: 'in_person/received/1', respondentType: 'citizen' },
    ...{ filingMode: 'in_person', stage: 'received', language: 'vi' },
    answers: { ...Object.fromEntries(items.map((item) => [item, 4])), [document.keyItem.id]: 5 },
    ...{
      reasons: [],
      praise: [],
      whoFilled: 'self',
      profile: {},
      comment: '',
      answeredAt: null,
      durationS: 41,
      device: null
    },
    ...change
  };
}
