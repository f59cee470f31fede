import { pino, type Logger } from 'pino';
import { describeError } from './log-error.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the server's log goes; whoever runs a command has its standard output for the command's result. */
const STREAM = 'HAILONG_LOG_STREAM';

let made: Logger | undefined;

/**
 * The log of the server: JSON lines, one an event, on the standard output (of commands: the standard error). It holds no
 * body, no query string, no address, no answer, no password or token: who writes to it names what happened by route,
 * status, number and code, and hands over errors, of which only what cannot hold a person's text is kept.
 */
export function log(): Logger {
  made ??= pino(
    {
      level: levelOf(process.env['HAILONG_LOG']),
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => (error instanceof Error ? describeError(error) : error) }
    },
    pino.destination({ fd: process.env[STREAM] === 'stdout' ? 1 : 2, sync: true })
  );
  return made;
}

/** From here on this process and those that it starts log to the standard output. */
export function logToStandardOutput(): void {
  process.env[STREAM] = 'stdout';
  made = undefined;
}

function levelOf(name: string | undefined): LogLevel {
  return LOG_LEVELS.find((level) => level === name) ?? 'info';
}
