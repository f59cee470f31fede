import { Buffer } from 'node:buffer';
import type { Context } from '../../src/lib/server/context.ts';
import { addSpokenLanguage, keepRecording, scriptOf } from '../../src/lib/server/services/questionnaires/recordings.ts';

/** Bytes of a frame of MPEG-1 layer III at 32 kbit/s and 44.1 kHz; its four bytes of header with nothing behind are silence. */
const FRAME_BYTES = 104;
const FRAME_HEADER = [0xff, 0xfb, 0x10, 0xc4];

/** A frame has 1,152 samples, 44,100 a second. */
const FRAMES_A_SECOND = 44_100 / 1_152;

/** Silence as MP3, which a browser plays; `mark` makes its content, and so its address, another. */
export function silence(mark: number, seconds = 1): Uint8Array {
  const frame = Buffer.concat([Buffer.from(FRAME_HEADER)], FRAME_BYTES);
  const tag = Buffer.from(`TAG${String(mark).padEnd(125, ' ')}`, 'latin1');
  const length = Math.ceil(seconds * FRAMES_A_SECOND);
  return Buffer.concat([...Array.from({ length }, () => frame), tag]);
}

/** Adds a spoken language in which every text of a questionnaire is recorded, by default each by another second. */
export async function recordAll(
  ctx: Context,
  of: { readonly address: string; readonly code: string; readonly name: string },
  sound: (number: number) => Uint8Array = silence
): Promise<void> {
  await addSpokenLanguage(ctx, { code: of.code, name: of.name });
  const at = { address: of.address, language: of.code };
  const { lines } = await scriptOf(ctx, at);
  for (const { key, number } of lines) await keepRecording(ctx, { ...at, slot: key }, sound(number));
}
