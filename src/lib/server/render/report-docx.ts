import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip as mm,
  Document,
  Footer,
  Header,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
  type IParagraphOptions
} from 'docx';
import type { Report, ReportBlock, ReportSection, ReportTable } from '../../domain/report/report.ts';
import { pngOf } from './png.ts';

/** Half-points: the body of an administrative document is set in 13 or 14 points. */
const SIZE = 26;
const SMALL = 22;
/** The text width of A4 with 30 mm on the left and 20 mm on the right, in twips. */
const WIDTH = mm(160);
const PICTURE_PX = 600;
const PICTURE_SCALE = 3;
const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const NO_LINES = {
  top: NO_LINE,
  bottom: NO_LINE,
  left: NO_LINE,
  right: NO_LINE,
  insideHorizontal: NO_LINE,
  insideVertical: NO_LINE
};

/** A report as a Word document in the layout of administrative documents (Times New Roman, 20/16/20/30 mm), to be edited and signed. */
export async function reportDocx(report: Report): Promise<Buffer> {
  const document = new Document({
    title: `${report.title}: ${report.subject}`.normalize('NFC'),
    creator: 'Hài lòng',
    styles: { default: { document: { run: { font: 'Times New Roman', size: SIZE } } } },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: mm(210), height: mm(297) },
            margin: { top: mm(20), bottom: mm(16), left: mm(30), right: mm(20) }
          }
        },
        headers: { default: new Header({ children: [pageNumber()] }), first: new Header({ children: [] }) },
        footers: { default: footer(report), first: footer(report) },
        children: [
          ...head(report),
          ...report.sections.flatMap((one, i) => section(one, { isLast: i === report.sections.length - 1 })),
          ...foot(report),
          ...(report.annex ? section(report.annex, { look: { pageBreakBefore: true } }) : [])
        ]
      }
    ]
  });
  return Packer.toBuffer(document);
}

type Look = Pick<IParagraphOptions, 'alignment' | 'keepNext' | 'pageBreakBefore' | 'spacing' | 'indent'> & {
  readonly bold?: boolean;
  readonly italics?: boolean;
  readonly size?: number;
};

function line(text: string, { bold = false, italics = false, size = SIZE, ...options }: Look = {}): Paragraph {
  return new Paragraph({ ...options, children: [new TextRun({ text: text.normalize('NFC'), bold, italics, size })] });
}

const centred = (text: string, look: Look = {}) => line(text, { alignment: AlignmentType.CENTER, ...look });

function head(report: Report): (Paragraph | Table)[] {
  const cell = (children: Paragraph[], width: number) =>
    new TableCell({ children, borders: NO_LINES, width: { size: width, type: WidthType.DXA } });
  const left = [
    centred(report.superior, { size: 24 }),
    centred(report.agency, { bold: true, size: 24 }),
    centred('_______', { size: 16 }),
    centred(report.number, { size: SIZE })
  ];
  const right = [
    centred(report.motto[0], { bold: true, size: 24 }),
    centred(report.motto[1], { bold: true, size: SIZE }),
    centred('____________________', { size: 16 }),
    centred(report.placeAndDay, { italics: true, size: SIZE })
  ];
  const widths = [mm(66), mm(94)];
  return [
    new Table({
      borders: NO_LINES,
      columnWidths: widths,
      width: { size: WIDTH, type: WidthType.DXA },
      rows: [new TableRow({ children: [cell(left, mm(66)), cell(right, mm(94))] })]
    }),
    centred(report.title, { bold: true, size: 28, spacing: { before: 360 } }),
    centred(report.subject, { bold: true, size: 28, spacing: { after: 240 } }),
    ...report.warnings.map((text) => line(text, { italics: true, spacing: { after: 120 } }))
  ];
}

interface SectionPlace {
  readonly look?: Look;
  /** Its paragraphs stay with the signature, which must not stand alone on a page. */
  readonly isLast?: boolean;
}

function section({ heading, blocks }: ReportSection, { look, isLast = false }: SectionPlace): (Paragraph | Table)[] {
  const title = line(heading, { ...look, bold: true, keepNext: true, spacing: { before: 240, after: 120 } });
  return [title, ...blocks.flatMap((one) => block(one, isLast))];
}

function block(one: ReportBlock, keepNext: boolean): (Paragraph | Table)[] {
  if (one.kind === 'table') return table(one);
  if (one.kind === 'paragraph')
    return [
      line(one.text, {
        ...{ alignment: AlignmentType.JUSTIFIED, indent: { firstLine: mm(10) }, spacing: { after: 120 } },
        keepNext
      })
    ];
  const picture = new ImageRun({
    type: 'png',
    data: pngOf(one.svg, PICTURE_SCALE),
    transformation: { width: PICTURE_PX, height: Math.round((PICTURE_PX * one.height) / one.width) },
    altText: { name: one.caption, title: one.caption, description: one.alt }
  });
  return [
    new Paragraph({ alignment: AlignmentType.CENTER, keepNext: true, children: [picture] }),
    centred(one.caption, { italics: true, size: SMALL, spacing: { after: 160 } })
  ];
}

function table({ caption, columns, rows, note }: ReportTable): (Paragraph | Table)[] {
  const widths = columns.map(({ width }) => Math.round(width * WIDTH));
  const cells = (texts: readonly string[], bold: boolean) =>
    columns.map(
      ({ align }, i) =>
        new TableCell({
          width: { size: widths[i] ?? 0, type: WidthType.DXA },
          verticalAlign: VerticalAlign.CENTER,
          margins: { top: 40, bottom: 40, left: 80, right: 80 },
          children: [
            line(texts[i] ?? '', {
              bold,
              size: SMALL,
              alignment:
                align === 'right' && !bold ? AlignmentType.RIGHT : bold ? AlignmentType.CENTER : AlignmentType.LEFT
            })
          ]
        })
    );
  const titles = columns.map(({ title }) => title);
  return [
    line(caption, { italics: true, keepNext: true, spacing: { before: 120, after: 60 }, size: SMALL }),
    new Table({
      columnWidths: widths,
      width: { size: WIDTH, type: WidthType.DXA },
      rows: [
        new TableRow({ tableHeader: true, cantSplit: true, children: cells(titles, true) }),
        ...rows.map((row) => new TableRow({ cantSplit: true, children: cells(row, false) }))
      ]
    }),
    line(note, { size: SMALL, italics: true, spacing: { before: 60, after: 160 } })
  ];
}

function foot({ signature, recipients }: Report): (Paragraph | Table)[] {
  const [title = '', ...others] = recipients;
  const left = [
    line(title, { bold: true, italics: true, size: 24 }),
    ...others.map((text) => line(`- ${text}`, { size: 22 }))
  ];
  const right = signature.map((text, i) => centred(text, { bold: i === 0, italics: i > 0 }));
  const cell = (children: Paragraph[], width: number) =>
    new TableCell({ children, borders: NO_LINES, width: { size: width, type: WidthType.DXA } });
  return [
    line('', { keepNext: true, spacing: { before: 240 } }),
    new Table({
      borders: NO_LINES,
      columnWidths: [mm(80), mm(80)],
      width: { size: WIDTH, type: WidthType.DXA },
      rows: [new TableRow({ cantSplit: true, children: [cell(left, mm(80)), cell(right, mm(80))] })]
    })
  ];
}

const pageNumber = () =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT], size: SIZE })]
  });

const footer = (report: Report) =>
  new Footer({
    children: [...report.warnings.slice(0, -1), report.footer].map((text) => centred(text, { size: 18 }))
  });
