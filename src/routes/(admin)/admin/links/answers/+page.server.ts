import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { CHANNELS } from '$lib/domain/tally/lane';
import type { Context } from '$lib/server/context';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { countAnswers, moveAnswers } from '$lib/server/services/rounds/answer-moves';
import { unitOfCounter } from '$lib/server/services/links/links';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { unitOptions } from '../../../unit-options';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const asked = (name: string) => event.url.searchParams.get(name) ?? '';
    const counter = asked('counter');
    const unit = unitOfCounter(ctx, counter);
    const name = ctx.directory.counters(unit).find(({ id }) => id === counter)?.name ?? '';
    const choice = { counter, channel: asked('channel'), fromDay: asked('from'), toDay: asked('to') };
    const answers = asked('from') === '' ? null : await countAnswers(ctx, choice);
    const title = { counter: name, unit: unitTitle(ctx.directory.unit(unit)) };
    return { choice, title, unit, answers, channels: CHANNELS, targets: targetsOf(ctx, counter), done: asked('done') };
  });

/** Every other counter, by unit. */
function targetsOf(ctx: Context, counter: string) {
  return unitOptions(ctx)
    .map(({ id, title }) => ({ title, counters: ctx.directory.counters(id).filter((other) => other.id !== counter) }))
    .filter(({ counters }) => counters.length > 0);
}

export const actions: Actions = {
  move: (event) => act(event, 'moved', (form) => textField(form, 'target')),
  void: (event) => act(event, 'voided', () => null)
};

async function act(event: RequestEvent, done: string, targetOf: (form: FormData) => string | null) {
  const form = await event.request.formData();
  const [counter, channel] = [textField(form, 'counter'), textField(form, 'channel')];
  const choice = { counter, channel, fromDay: textField(form, 'from'), toDay: textField(form, 'to') };
  const reason = textField(form, 'reason');
  try {
    const answers = Number(textField(form, 'answers'));
    await moveAnswers(event.locals.ctx, { ...choice, to: targetOf(form), reason, answers });
  } catch (fault) {
    return formProblem(event, fault, { reason });
  }
  redirect(303, `/admin/links/answers?counter=${encodeURIComponent(counter)}&done=${done}`);
}
