/**
 * A server of one installation (its environment says which) in a process of its own, that looks when it is asked: with a
 * heap of its own, and just started, as the first look of a server finds it.
 */
import { operatorContext } from '../../src/cli/open.ts';
import { parseConfig } from '../../src/lib/server/config.ts';
import { openRuntime } from '../../src/lib/server/runtime.ts';
import { lookAt, readRaw } from './measure.ts';

/** What a server is asked: to look at a view, to read the running round raw, or how much memory it has. */
export type Asked = { readonly view: string } | 'raw' | 'memory';

export interface Answer {
  readonly found?: unknown;
  readonly failed?: string;
}

const runtime = await openRuntime(parseConfig(process.env));
const ctx = operatorContext(runtime);

async function answer(asked: Asked): Promise<unknown> {
  if (asked === 'raw') return readRaw(ctx);
  if (asked === 'memory') return process.memoryUsage.rss();
  return lookAt(ctx, asked.view);
}

const say = (answered: Answer) => process.send?.(answered);
process.on('message', (asked: Asked) => {
  answer(asked).then(
    (found) => say({ found }),
    (error: unknown) => say({ failed: String(error) })
  );
});
process.on('disconnect', () => void runtime.close().then(() => process.exit(0)));
say({ found: 'open' });
