import * as v from 'valibot';

/** Why a document cannot be used; each has words in both languages (`document.json`). */
export const FAULT_RULES = [
  'missing',
  'unknown_key',
  'wrong_kind',
  'length',
  'malformed',
  'not_allowed',
  'number',
  'no_vietnamese',
  'scale_order',
  'unknown_name',
  'twice',
  'family_unknown',
  'booklet_areas',
  'booklet_item',
  'weights_sum',
  'points_sum',
  'steps',
  'formula',
  'cell_error',
  'merged'
] as const;
export type FaultRule = (typeof FAULT_RULES)[number];

/** A fault of an imported document: where it is, which rule it breaks, and the name or message that says more. */
export interface DocumentFault {
  readonly at: string;
  readonly rule: FaultRule;
  readonly detail: string;
}

/** Faults as plain lines, for the command line and for messages of developers. */
export function faultLines(faults: readonly DocumentFault[]): readonly string[] {
  return faults.map(({ at, detail }) => `${at}: ${detail}`);
}

/** What valibot found, as faults. A check of our own is a fault by the rule that `rules` gives its message. */
export function faultsOfIssues(
  issues: readonly v.BaseIssue<unknown>[],
  rules: Readonly<Record<string, FaultRule>>
): readonly DocumentFault[] {
  return issues.map((issue) => ({
    at: v.getDotPath(issue) ?? '(root)',
    rule: rules[issue.message] ?? ruleOf(issue),
    detail: issue.message
  }));
}

const BY_TYPE: Readonly<Record<string, FaultRule>> = {
  regex: 'malformed',
  literal: 'not_allowed',
  picklist: 'not_allowed',
  includes: 'not_allowed',
  min_length: 'length',
  max_length: 'length',
  length: 'length',
  min_value: 'number',
  max_value: 'number',
  integer: 'number',
  finite: 'number'
};

function ruleOf(issue: v.BaseIssue<unknown>): FaultRule {
  if (issue.expected === 'never') return 'unknown_key';
  if (issue.received === 'undefined') return 'missing';
  return BY_TYPE[issue.type] ?? 'wrong_kind';
}
