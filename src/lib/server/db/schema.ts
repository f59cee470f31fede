import type { CodeTables } from './schema/code.ts';
import type { KioskTables } from './schema/kiosk.ts';
import type { OperationTables } from './schema/operation.ts';
import type { OrganisationTables } from './schema/organisation.ts';
import type { OutageTables } from './schema/outage.ts';
import type { PaperTables } from './schema/paper.ts';
import type { PeopleTables } from './schema/people.ts';
import type { PlanTables } from './schema/plan.ts';
import type { PointsTables } from './schema/points.ts';
import type { QuestionnaireTables } from './schema/questionnaire.ts';
import type { ResponseTables } from './schema/response.ts';
import type { RoundTables } from './schema/round.ts';

export type { ResponseRow } from './schema/response.ts';

/** The tables as Kysely sees them; the migrations are the truth. */
export interface Schema
  extends
    OrganisationTables,
    RoundTables,
    ResponseTables,
    CodeTables,
    PeopleTables,
    PointsTables,
    OperationTables,
    OutageTables,
    PaperTables,
    KioskTables,
    PlanTables,
    QuestionnaireTables {}
