/** What of an error goes into the log. */
export interface DescribedError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly at: readonly string[];
  readonly cause?: DescribedError;
}

const MESSAGE_MAX = 300;
const FRAMES_MAX = 12;
const DEPTH_MAX = 3;

/**
 * Type, code, message and places of an error, and of its causes; no other property, for drivers put rows and parameters
 * there. Parsers and databases quote in their messages what they were given: what stands in quotes is left out.
 */
export function describeError(error: unknown, depth = 1): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: '', at: [] };
  const { cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    ...(code === undefined ? {} : { code: code.slice(0, 40) }),
    message: withoutQuotes(error.message),
    at: framesOf(error.stack),
    ...(cause === undefined || depth >= DEPTH_MAX ? {} : { cause: describeError(cause, depth + 1) })
  };
}

/** To the last quote of a line: what is quoted may hold quotes itself. */
function withoutQuotes(message: string): string {
  return message
    .split('\n')
    .map((line) => line.replace(/"[^]*"|'[^]*'|`[^]*`|“[^]*”|\{[^]*\}|"[^]*$/g, '…'))
    .join(' ')
    .slice(0, MESSAGE_MAX);
}

/** The lines of the stack that name a place; the first lines are the message again. */
function framesOf(stack = ''): readonly string[] {
  const places = stack.split('\n').filter((line) => /^\s+at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/.test(line));
  return places.slice(0, FRAMES_MAX).map((line) => line.trim().replace(/^at /, ''));
}
