/**
 * The questionnaire (phiếu) as data: a versioned document, frozen when it is published and named by its hash.
 * Code knows this shape; it never knows an item, an area or a decree.
 */

/** Words by language code (`vi`, `en`, …). Vietnamese is always there. */
export type Text = Readonly<Record<string, string>>;

export interface Choice {
  readonly id: string;
  readonly text: Text;
}

export interface Question<C extends Choice = Choice> {
  readonly id: string;
  readonly text: Text;
  readonly options: readonly C[];
}

/** When an item can be judged: an absent key means always; `form: ['full']` keeps it out of booklets. */
export interface AskWhen {
  readonly filingMode?: readonly string[] | undefined;
  readonly stage?: readonly string[] | undefined;
  readonly form?: readonly string[] | undefined;
}

export interface Item {
  readonly id: string;
  readonly text: Text;
  readonly respondentTypes: readonly string[];
  readonly askWhen: AskWhen;
  /** Who can change what the item measures: `unit`, `province` or `national`. */
  readonly accountable: string;
}

export interface Area {
  readonly id: string;
  readonly code: string;
  readonly title: Text;
  readonly short: Text;
  /** Ids of the reasons offered under a low answer in this area. */
  readonly reasons: readonly string[];
  readonly items: readonly Item[];
}

export interface ScaleOption {
  readonly value: number;
  readonly text: Text;
}

export interface Scale {
  readonly id: string;
  /** From the lowest value to the highest, 1 … 5. */
  readonly options: readonly ScaleOption[];
  readonly satisfied: readonly number[];
  /** Answers outside n, counted apart. */
  readonly missing: readonly Choice[];
}

export interface RespondentType extends Choice {
  readonly invitedOnly: boolean;
}

export interface ForWhomOption extends Choice {
  readonly respondentType: string;
  readonly agent: boolean;
}

export interface ProfileQuestion extends Question {
  readonly respondentTypes: readonly string[];
  readonly sensitive: boolean;
  readonly enabled: boolean;
}

export interface KeyItem {
  readonly id: string;
  readonly text: Text;
  readonly respondentTypes: readonly string[];
  readonly reasons: readonly string[];
}

export interface Questionnaire {
  readonly schema: 'hailong-questionnaire/1';
  readonly id: string;
  readonly version: string;
  readonly source: string;
  readonly languages: readonly string[];
  readonly title: Text;
  readonly stem: Text;
  readonly scale: Scale;
  readonly respondentTypes: readonly RespondentType[];
  readonly filingModes: readonly string[];
  readonly stages: readonly string[];
  readonly areas: readonly Area[];
  /** Family (`filingMode/stage`) → booklets; a booklet is one item an area, in the order of the areas. */
  readonly booklets: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** The headline item, outside the areas. */
  readonly keyItem: KeyItem;
  readonly forWhom: Question<ForWhomOption>;
  readonly stage: Question;
  readonly whoFilled: Question;
  readonly reasons: readonly Choice[];
  readonly praise: { readonly text: Text; readonly options: readonly Choice[] };
  readonly comment: { readonly id: string; readonly text: Text; readonly maxLength: number };
  readonly consent: { readonly text: Text; readonly button: Text; readonly more: Text };
  readonly safety: Text;
  readonly profile: readonly ProfileQuestion[];
}
