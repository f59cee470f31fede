/**
 * A report as it is read, before it is a file: DOCX, PDF and XLSX are three drawings of the same words and numbers. Texts
 * are already in the report's language and format.
 */
export interface Report {
  readonly language: 'vi' | 'en';
  /** The agency above, and the one that reports: the left of the head. */
  readonly superior: string;
  readonly agency: string;
  readonly motto: readonly [string, string];
  readonly number: string;
  readonly placeAndDay: string;
  readonly title: string;
  readonly subject: string;
  /** What must be read before any figure: that data are simulated, that figures are the province's own. */
  readonly warnings: readonly string[];
  readonly sections: readonly ReportSection[];
  readonly signature: readonly string[];
  readonly recipients: readonly string[];
  /** After the signature, on a page of its own; null = none. */
  readonly annex: ReportSection | null;
  readonly footer: string;
}

export interface ReportSection {
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | ReportTable
  | {
      readonly kind: 'chart';
      /** An SVG drawing, black and one ink, of this many units. */
      readonly svg: string;
      readonly width: number;
      readonly height: number;
      readonly caption: string;
      /** The same in words. */
      readonly alt: string;
    };

export interface ReportTable {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly string[])[];
  /** The numbers behind the rows, unrounded, for the workbook; null = hidden or none. */
  readonly data: readonly (readonly (string | number | null)[])[];
  readonly note: string;
}

export interface ReportColumn {
  readonly title: string;
  /** Its part of the width; those of a table sum to 1. */
  readonly width: number;
  readonly align: 'left' | 'right';
}
