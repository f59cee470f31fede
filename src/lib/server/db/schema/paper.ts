/** Paper forms. */
export interface PaperTables {
  paper_batch: PaperBatchRow;
  paper_serial: PaperSerialRow;
}

interface PaperBatchRow {
  id: string;
  name: string;
  counter: string;
  link: string;
  round: string;
  filing_mode: string;
  stage: string;
  booklet: string;
  answered_on: string;
  made_by: string;
  made_at: number;
}
interface PaperSerialRow {
  batch: string;
  /** The number written on the form. */
  serial: number;
  entered_by: string;
  checked_by: string | null;
  /** Items compared and differing in the second entry. */
  compared: number | null;
  differing: number | null;
}
