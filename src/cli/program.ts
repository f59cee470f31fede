import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that the program lies in, wherever it was started. */
export const PROGRAM = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
