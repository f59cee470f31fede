import type { Chosen, ColumnSpec } from '../../domain/import/columns.ts';
import type { ImportRow, PlannedRow } from '../../domain/import/fate.ts';
import type { Context } from '../context.ts';
import type { NoteSheet } from '../table-file/write-xlsx.ts';

/** What the person chose beside the file, such as the round. */
export type ImportInput = Readonly<Record<string, string>>;

/** Words of a file that are not known, which a person may say the meaning of. */
export interface ValueQuestion {
  /** Names the answers among what was chosen: `value.<kind>.<text>`. */
  readonly kind: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Each with how many cells have it, and what was chosen for it; '' for nothing yet. */
  readonly values: readonly { readonly text: string; readonly cells: number; readonly chosen: string }[];
}

/** What would become of each row, and how that is written: inside the caller's transaction, giving what `undo` takes. */
export interface ImportPlan {
  readonly rows: readonly PlannedRow[];
  readonly questions?: readonly ValueQuestion[];
  readonly write: (inside: Context) => Promise<unknown>;
}

/** A kind of import: which columns it takes, what becomes of rows, how it is undone. */
export interface ImportSource {
  readonly rowsMax: number;
  /** The file may tell of persons: only columns that are taken are kept, and these only until they are written. */
  readonly isPersonal?: true;
  /** Throws `access.denied`, or what is wrong with the input. Asked before anything else, each time. */
  readonly requireAllowed: (ctx: Context, input: ImportInput) => void;
  readonly columns: (ctx: Context, input: ImportInput) => readonly ColumnSpec[];
  readonly plan: (ctx: Context, input: ImportInput, rows: readonly ImportRow[], chosen: Chosen) => Promise<ImportPlan>;
  /** Brings back the state before. Throws `import.undo_stale` where it was changed since. */
  readonly undo: (inside: Context, input: ImportInput, undo: unknown) => Promise<void>;
  /** Rows for a person to begin with: what is there now, in our own columns. */
  readonly template: (ctx: Context, input: ImportInput) => Promise<readonly (readonly (string | number)[])[]>;
  /** What the cells may say, where people cannot know it from the rows. */
  readonly notes?: (ctx: Context, input: ImportInput) => NoteSheet;
  /** The page that shows what was imported. */
  readonly page: (input: ImportInput) => string;
}
