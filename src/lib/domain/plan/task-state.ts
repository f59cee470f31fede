import { addDays } from '../round/status.ts';

/** Where a task of the action plan stands on a day. */
export const TASK_STATES = ['overdue', 'due_soon', 'in_time', 'done'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** Days before its deadline from which a task is due soon. */
export const SOON_DAYS = 30;

export interface TaskDays {
  /** The last day on which it is in time, `YYYY-MM-DD`. */
  readonly dueOn: string;
  readonly doneOn: string | null;
}

export function taskState({ dueOn, doneOn }: TaskDays, today: string): TaskState {
  if (doneOn !== null) return 'done';
  if (today > dueOn) return 'overdue';
  return dueOn <= addDays(today, SOON_DAYS) ? 'due_soon' : 'in_time';
}

/** How many days late a task is, or was when it was done; 0 where it is not. */
export function daysLate({ dueOn, doneOn }: TaskDays, today: string): number {
  return Math.max(0, (Date.parse(doneOn ?? today) - Date.parse(dueOn)) / 86_400_000);
}

/** The quarter of a day, as a round of it is called: `2026-Q3`. Progress is told once a quarter (DOMAIN III.3). */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}
