import type { Migration } from 'kysely/migration';
import * as organisation from './0001_organisation.ts';
import * as round from './0002_round.ts';
import * as response from './0003_response.ts';
import * as people from './0004_people.ts';
import * as commentAndTest from './0005_comment_and_test.ts';
import * as job from './0006_job.ts';
import * as signIn from './0007_sign_in.ts';
import * as auditHead from './0008_audit_head.ts';
import * as severalInstances from './0009_several_instances.ts';
import * as backup from './0010_backup.ts';
import * as importBatch from './0011_import_batch.ts';
import * as questionnaire from './0012_questionnaire.ts';
import * as roundLife from './0013_round_life.ts';
import * as unitHistory from './0014_unit_history.ts';
import * as oneTimeCode from './0015_one_time_code.ts';
import * as paper from './0016_paper.ts';
import * as kiosk from './0018_kiosk.ts';
import * as pointsTarget from './0019_points_target.ts';
import * as pointsRecord from './0020_points_record.ts';
import * as results from './0021_results.ts';
import * as actionPlan from './0023_action_plan.ts';
import * as report from './0024_report.ts';
import * as outage from './0025_outage.ts';
import * as roundFigure from './0026_round_figure.ts';
import * as resultsHead from './0027_results_head.ts';

/** Every migration in order, one line each. A merged migration is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_organisation': organisation,
  '0002_round': round,
  '0003_response': response,
  '0004_people': people,
  '0005_comment_and_test': commentAndTest,
  '0006_job': job,
  '0007_sign_in': signIn,
  '0008_audit_head': auditHead,
  '0009_several_instances': severalInstances,
  '0010_backup': backup,
  '0011_import_batch': importBatch,
  '0012_questionnaire': questionnaire,
  '0013_round_life': roundLife,
  '0014_unit_history': unitHistory,
  '0015_one_time_code': oneTimeCode,
  '0016_paper': paper,
  '0018_kiosk': kiosk,
  '0019_points_target': pointsTarget,
  '0020_points_record': pointsRecord,
  '0021_results': results,
  '0023_action_plan': actionPlan,
  '0024_report': report,
  '0025_outage': outage,
  '0026_round_figure': roundFigure,
  '0027_results_head': resultsHead
};
