import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { Context } from '../../context.ts';
import { readPublisher, type Publisher } from './publisher.ts';

/** What stands around every public page. */
export interface ResultsFrame {
  readonly province: string;
  readonly isSimulated: boolean;
  readonly publisher: Publisher;
  readonly origin: string;
}

export async function resultsFrame(ctx: Context): Promise<ResultsFrame> {
  const isSetUp = ctx.directory.units().length > 0;
  return {
    province: isSetUp ? unitTitle(ctx.directory.root()) : '',
    isSimulated: ctx.directory.purpose() === 'demo',
    publisher: isSetUp ? await readPublisher(ctx) : { agency: '', contact: '', payer: '', embedOrigins: [] },
    origin: ctx.config.publicOrigin
  };
}
