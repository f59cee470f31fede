import { TASK_STATES } from '$lib/domain/plan/task-state';
import { choiceIn } from '$lib/server/http/choice-in';
import { textField } from '$lib/server/http/form-field';
import type { NewTask } from '$lib/server/services/plan/plan-changes';
import type { PlanFilter } from '$lib/server/services/plan/plan-tasks';

const FIELDS = ['criterion', 'title', 'expected', 'unit', 'dueOn'] as const;

/** A task as the form of this page, or the address of another, says it. */
export function taskFrom(read: (name: (typeof FIELDS)[number]) => string): NewTask {
  return {
    criterion: read('criterion'),
    title: read('title'),
    expected: read('expected'),
    unit: read('unit'),
    dueOn: read('dueOn')
  };
}

export const taskOfForm = (form: FormData): NewTask => taskFrom((name) => textField(form, name));

/** The filter that an address names. Throws `filter.unknown` for a state that there is not. */
export function filterOf(search: URLSearchParams): PlanFilter {
  return {
    state: choiceIn(search, 'state', { choices: TASK_STATES, fallback: null }),
    criterion: search.get('criterion') || null,
    unit: search.get('unit') || null
  };
}
