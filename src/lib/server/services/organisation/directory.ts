import { nameOn, pathNear, type CounterMove, type PastName } from '../../../domain/organisation/history.ts';
import type { UnitSuccession } from '../../../domain/organisation/unit-tree.ts';
import { parseCriteriaSet, type CriteriaSet } from '../../../domain/par/criteria-set.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { parseQuestionnaire } from '../../../domain/questionnaire/parse.ts';
import { parseRoundStatus, type RoundStatus } from '../../../domain/round/status.ts';
import { parseRoundDesign, type RoundDesign } from '../../../domain/sampling/round-design.ts';
import { assert } from '../../../domain/shared/assert.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Db } from '../../db/connect.ts';
import { loadRecordings, type RecordingKey, type Sounds, type SpokenLanguage } from './directory-recordings.ts';
import { loadOrganisation, type CounterEntry, type LinkEntry, type UnitEntry } from './directory-organisation.ts';

export type { CounterEntry, LinkEntry, UnitEntry } from './directory-organisation.ts';

export interface RoundEntry {
  readonly id: string;
  readonly name: string;
  readonly opensOn: string;
  readonly closesOn: string;
  readonly graceDays: number;
  readonly publishOn: string | null;
  readonly status: RoundStatus;
  /** Grows with each change of a draft. */
  readonly revision: number;
  readonly questionnaire: string;
  readonly criteriaSet: string;
  readonly design: RoundDesign;
  readonly previousRound: string | null;
  readonly units: ReadonlySet<string>;
}

/**
 * What every request needs and few change: units, counters, links, rounds and published documents, kept in memory. A
 * wrong code is therefore refused without a query (DESIGN §5.1).
 */
export interface Directory {
  readonly reload: () => Promise<void>;
  readonly link: (code: string) => LinkEntry | undefined;
  readonly linksOf: (unit: string) => readonly LinkEntry[];
  readonly unit: (id: string) => UnitEntry;
  /** The unit as it was called on a day. */
  readonly unitOn: (id: string, day: string) => UnitEntry;
  /** What a unit was called before. */
  readonly pastNames: (unit: string) => readonly PastName[];
  /** Every unit, those that have ended too. */
  readonly units: () => readonly UnitEntry[];
  /** The units of today. */
  readonly presentUnits: () => readonly UnitEntry[];
  readonly root: () => UnitEntry;
  /** From the root to the unit on a day; before it began as it began, after it ended as it ended. */
  readonly path: (unit: string, day: string) => readonly string[];
  /** The counters of a unit that have not ended. */
  readonly counters: (unit: string) => readonly CounterEntry[];
  /** Every counter of every unit, those that have ended too. */
  readonly everyCounter: () => readonly CounterEntry[];
  /** Days on which some unit came under another, in order. */
  readonly parentDays: () => readonly string[];
  /** Which counters changed their unit, and when. */
  readonly counterMoves: () => readonly CounterMove[];
  /** Which units followed which. */
  readonly successions: () => readonly UnitSuccession[];
  readonly round: (id: string) => RoundEntry;
  /** Rounds that have begun, newest first. */
  readonly rounds: () => readonly RoundEntry[];
  /** Rounds that are still prepared, which only their makers see. */
  readonly drafts: () => readonly RoundEntry[];
  readonly openRound: (unit: string) => RoundEntry | undefined;
  /** The round in which late kiosks and paper forms of a unit are still taken. */
  readonly closingRound: (unit: string) => RoundEntry | undefined;
  readonly questionnaire: (hash: string) => Questionnaire;
  readonly criteriaSet: (hash: string) => CriteriaSet;
  /** Whether a published questionnaire or criteria set is known: another process may have published it a moment ago. */
  readonly hasDocument: (hash: string) => boolean;
  readonly spokenLanguages: () => readonly SpokenLanguage[];
  /** What is recorded of a published questionnaire. */
  readonly sounds: (questionnaire: string) => Sounds;
  /** The recording with this SHA-256, if it says a published text. */
  readonly soundKey: (sha256: string) => RecordingKey | undefined;
  /** What the database is for; demo data are labelled on every page and never mix with a production database. */
  readonly purpose: () => 'production' | 'demo' | null;
}

const NO_SOUNDS: Sounds = new Map();
const PURPOSES = ['production', 'demo'] as const;

type Snapshot = Awaited<ReturnType<typeof load>>;

/** Loads the directory; `reload` after every change to what it holds. */
export async function openDirectory(db: Db): Promise<Directory> {
  let kept: Snapshot = await load(db);
  let loading: Promise<void> = Promise.resolve();
  // One after the other: of two at once the older could end last, and bring back what has been changed since.
  const reload = (): Promise<void> => {
    const next = loading
      .catch(() => undefined)
      .then(async () => {
        kept = await load(db);
      });
    loading = next;
    return next;
  };
  const need = <T>(value: T | undefined, code: 'unit.not_found' | 'round.not_found' | 'questionnaire.unknown'): T => {
    if (value === undefined) throw problem(code);
    return value;
  };
  return {
    reload,
    link: (code) => kept.links.get(code),
    linksOf: (unit) => [...kept.links.values()].filter((link) => link.counter.unit === unit),
    unit: (id) => need(kept.units.get(id), 'unit.not_found'),
    unitOn: (id, day) => nameOn(need(kept.units.get(id), 'unit.not_found'), kept.pastNames, day),
    pastNames: (id) => kept.pastNames.filter(({ unit }) => unit === id),
    units: () => [...kept.units.values()],
    presentUnits: () => [...kept.units.values()].filter(({ to }) => to === null),
    root: () => need(kept.root, 'unit.not_found'),
    path: (unit, day) => pathNear(kept.parents, unit, day),
    counters: (unit) => kept.countersByUnit.get(unit) ?? [],
    everyCounter: () => kept.counters,
    parentDays: () => kept.parentDays,
    counterMoves: () => kept.moves,
    successions: () => kept.successions,
    round: (id) =>
      need(
        kept.rounds.find((round) => round.id === id),
        'round.not_found'
      ),
    rounds: () => kept.begun,
    drafts: () => kept.rounds.filter((round) => round.status === 'draft'),
    openRound: (unit) => kept.rounds.find((round) => round.status === 'open' && round.units.has(unit)),
    closingRound: (unit) => kept.rounds.find((round) => round.status === 'closing' && round.units.has(unit)),
    questionnaire: (hash) => need(kept.questionnaires.get(hash), 'questionnaire.unknown'),
    criteriaSet: (hash) => need(kept.criteriaSets.get(hash), 'questionnaire.unknown'),
    hasDocument: (hash) => kept.questionnaires.has(hash) || kept.criteriaSets.has(hash),
    spokenLanguages: () => kept.spokenLanguages,
    sounds: (hash) => kept.sounds.get(hash) ?? NO_SOUNDS,
    soundKey: (sha256) => kept.soundKeys.get(sha256),
    purpose: () => kept.purpose
  };
}

/** What refers is read before what it refers to, which is never deleted, so that a change in between leaves no loose end. */
async function load(db: Db) {
  const rounds = await loadRounds(db);
  const documents = await loadDocuments(db);
  const organisation = await loadOrganisation(db);
  const purpose = await db.selectFrom('setting').select('value').where('name', '=', 'purpose').executeTakeFirst();
  return {
    purpose: PURPOSES.find((name) => name === purpose?.value) ?? null,
    ...organisation,
    ...(await loadRecordings(db, documents.questionnaires)),
    rounds,
    begun: rounds.filter((round) => round.status !== 'draft'),
    ...documents
  };
}

async function loadRounds(db: Db): Promise<readonly RoundEntry[]> {
  const members = await db.selectFrom('round_unit').select(['round', 'unit']).execute();
  const rounds = await db.selectFrom('round').selectAll().orderBy('opens_on', 'desc').orderBy('id').execute();
  const unitsOf = Map.groupBy(members, (member) => member.round);
  return rounds.map((row) => ({
    id: row.id,
    name: row.name,
    opensOn: row.opens_on,
    closesOn: row.closes_on,
    graceDays: row.grace_days,
    publishOn: row.publish_on,
    status: knownStatus(row.status),
    revision: row.revision,
    questionnaire: row.questionnaire,
    criteriaSet: row.criteria_set,
    design: parseRoundDesign(JSON.parse(row.design)),
    previousRound: row.previous_round,
    units: new Set(unitsOf.get(row.id)?.map((member) => member.unit))
  }));
}

function knownStatus(name: string): RoundStatus {
  const status = parseRoundStatus(name);
  assert(status !== undefined, 'a round has a status', { name });
  return status;
}

async function loadDocuments(db: Db) {
  const published = await db.selectFrom('questionnaire_version').select(['hash', 'document']).execute();
  const criteria = await db.selectFrom('criteria_set').select(['hash', 'document']).execute();
  const questionnaires = new Map<string, Questionnaire>();
  for (const { hash, document } of published) {
    const parsed = parseQuestionnaire(JSON.parse(document));
    assert(parsed.ok, 'a published questionnaire is valid', { hash });
    questionnaires.set(hash, parsed.questionnaire);
  }
  return {
    questionnaires,
    criteriaSets: new Map(criteria.map(({ hash, document }) => [hash, parseCriteriaSet(JSON.parse(document))]))
  };
}
