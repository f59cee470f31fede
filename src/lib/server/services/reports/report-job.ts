import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { Report, ReportTable } from '../../../domain/report/report.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { JobOutcome } from '../../jobs/queue.ts';
import { reportDocx } from '../../render/report-docx.ts';
import { reportPdf } from '../../render/report-pdf.ts';
import { workbookOf } from '../../table-file/write-workbook.ts';
import { startJob } from '../jobs/jobs.ts';
import { reportOf } from './report-content.ts';
import { figuresHash, reportFigures } from './report-figures.ts';
import { periodFacts } from './report-period.ts';
import { reportWords } from './report-words.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const STEPS = 4;

/** Starts the job that makes a report; gives its id. `period` is empty for a report of a round. Throws `round.not_found`,
 * `unit.not_found`, `period.not_found`, `report.no_round`. */
export async function startReport(
  ctx: Context,
  of: { unit: string; round: string; period: string; language: string }
): Promise<string> {
  requireCan(ctx, 'report.make', ctx.directory.unit(of.unit).id);
  const { period } = of;
  const round = period === '' ? ctx.directory.round(of.round).id : (await periodFacts(ctx, of)).round;
  const language = of.language === 'en' ? 'en' : 'vi';
  return startJob(ctx, { kind: 'report', subject: of.unit, input: { unit: of.unit, round, period, language } });
}

/** What that job does: the figures once, then a Word document, a PDF and a workbook of them; their hash, as JSON. */
export async function makeReport(
  ctx: Context,
  { unit = '', round = '', period = '', language = 'vi' }: Readonly<Record<string, string>>,
  report: (done: number, total: number | null) => void
): Promise<JobOutcome> {
  requireCan(ctx, 'report.make', unit);
  report(0, STEPS);
  const figures = await reportFigures(ctx, { unit, round, period });
  const hash = figuresHash(figures);
  report(1, STEPS);
  const words = reportWords(language === 'en' ? 'en' : 'vi');
  const province = unitTitle(ctx.directory.root());
  const content = reportOf({ figures, hash, province, madeAt: ctx.now() }, words);
  const name = `bao-cao-${figures.overview.estimate.unit.code}-${figures.overview.estimate.round.opensOn}-${words.language}`;
  const docx = await reportDocx(content);
  report(2, STEPS);
  const pdf = await reportPdf(content);
  report(3, STEPS);
  const xlsx = await workbookOf(sheetsOf(content, hash, words.t));
  report(STEPS, STEPS);
  return {
    result: JSON.stringify({ hash, floor: figures.overview.estimate.floor }),
    files: [
      { name: `${name}.docx`, mediaType: DOCX, body: docx },
      { name: `${name}.pdf`, mediaType: 'application/pdf', body: pdf },
      { name: `${name}.xlsx`, mediaType: XLSX, body: xlsx }
    ]
  };
}

/** What the report is and is not, then the data behind each of its tables and charts. */
function sheetsOf(content: Report, hash: string, t: (key: string) => string) {
  const tables = [...content.sections, ...(content.annex ? [content.annex] : [])].flatMap(({ blocks }) =>
    blocks.filter((block): block is ReportTable => block.kind === 'table')
  );
  const about = [
    [content.title, content.subject],
    ...content.warnings.map((text) => ['', text]),
    ['', content.footer],
    ['SHA-256', hash]
  ];
  return [
    { name: t('report:sheet.about'), rows: about },
    ...tables.map(({ caption, data }) => ({
      name: caption.replace(/^\S+ \d+\. /, '').replace(/[[\]:*?/\\]/g, ' '),
      rows: data.map((row, i) => (i === 0 ? row.map((column) => t(`report:column.${column}`)) : row))
    }))
  ];
}
