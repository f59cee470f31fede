// Child processes of the scripts. Plain JavaScript for any Node from 18 on; needs nothing installed.
import { spawn } from 'node:child_process';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, log?: (text: string) => void }} RunOptions */

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in our place: same streams, signals handed on, ends as it ends (exit code or signal).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<never>}
 */
export async function become(program, args, options = {}) {
  const end = await attach(program, args, options);
  if (end.signal !== null) {
    process.kill(process.pid, end.signal);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  process.exit(end.code ?? 1);
}

/**
 * Runs a program with our streams and hands our signals on to it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function attach(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: options.cwd, env: options.env });
    const forward = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    const release = () => SIGNALS.forEach((signal) => process.off(signal, forward));
    SIGNALS.forEach((signal) => process.on(signal, forward));
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve({ code, signal });
    });
  });
}

/**
 * Runs a step quietly. What it printed is shown only when it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<void>}
 */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: options.cwd, env: options.env });
    /** @type {Buffer[]} */
    const output = [];
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    SIGNALS.forEach((signal) => process.on(signal, forward));
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      SIGNALS.forEach((name) => process.off(name, forward));
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${signal ?? code}\n${Buffer.concat(output).toString()}`));
    });
  });
}
