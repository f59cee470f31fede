// `npm run build`: the web application into build/. Plain JavaScript for any Node from 18 on.
import { rebuild, runScript } from './bootstrap.mjs';

await runScript(rebuild);
