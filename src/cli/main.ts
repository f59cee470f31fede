import { parseArgs } from 'node:util';
import { Problem } from '../lib/domain/shared/problem.ts';
import { ANALYSIS_COMMANDS } from './analysis-commands.ts';

/** A command: its usage line, its options, and the module that runs it (loaded only when asked for). */
export interface Command {
  readonly usage: string;
  /** What it does, with an example: `hailong <command> --help`. */
  readonly help?: string | undefined;
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
  readonly load: () => Promise<{ run: (args: Arguments) => Promise<number> }>;
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
}

const data = { data: { type: 'string' } } as const;
const listen = { port: { type: 'string' }, host: { type: 'string' }, origin: { type: 'string' } } as const;

const USER_HELP = `hailong user second-factor required makes the second factor a duty of everybody who manages, where the first
administrator was not made by the set-up link.

When nobody who administers can sign in any more, two persons open the door:
  hailong user recover an.nguyen                                      prints a code, good for an hour
  hailong user recover an.nguyen --confirm CODE --by thanh.tra        asks for thanh.tra's password, prints a link
The second person has another account, with a role at the province. The link works once within a day; it sets a new
password and removes the second factors. Both acts are in the audit.`;

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    usage: 'serve [--data DIR] [--port N] [--host H] [--origin URL]',
    options: { ...data, ...listen },
    load: () => import('./serve.ts')
  },
  demo: {
    usage: 'demo [--data DIR] [--port N] [--lan]',
    options: { ...data, port: { type: 'string' }, lan: { type: 'boolean' } },
    load: () => import('./demo.ts')
  },
  migrate: { usage: 'migrate [--data DIR]', options: data, load: () => import('./migrate.ts') },
  'migrate-data': {
    usage: 'migrate-data --from sqlite:/path|postgres://… --to postgres://…|sqlite:/path',
    help: `Copies everything into an empty database and compares both sides. Stop the servers first. PostgreSQL must have
been migrated. An interrupted copy goes on when it is started again.

  DATABASE_URL=postgres://hailong@db/hailong hailong migrate
  hailong migrate-data --from sqlite:data/production --to postgres://hailong@db/hailong`,
    options: { from: { type: 'string' }, to: { type: 'string' } },
    load: () => import('./migrate-data.ts')
  },
  verify: {
    usage: 'verify [--data DIR] [--head ENTRIES:HASH]',
    options: { ...data, head: { type: 'string' } },
    load: () => import('./verify.ts')
  },
  doctor: {
    usage: 'doctor [--data DIR] [--port N]',
    help: `Looks at the machine, the data folder, the database and the backups, and says in Vietnamese and English what is not in
order and what to do. Changes nothing; works beside the running server. Exit code 1 where something is bad.`,
    options: { ...data, port: { type: 'string' } },
    load: () => import('./doctor.ts')
  },
  simulate: {
    usage: 'simulate [--data DIR] [--responses N] [--seed N]',
    options: { ...data, responses: { type: 'string' }, seed: { type: 'string' } },
    load: () => import('./simulate.ts')
  },
  backup: {
    usage: 'backup [make|list|key|drill|secret] [--from FILE] [--identity FILE] [--data DIR]',
    help: `make    a checked copy of the database, sealed for the two keys of HAILONG_BACKUP_RECIPIENTS, into HAILONG_BACKUP_DIR
list    the backups that are kept
key     a new pair of keys; the secret half belongs on paper, away from this machine
drill   opens --from as a restore would, checks it, and notes the drill on the health page
secret  the installation's key of --from, for HAILONG_SECRET

The secret key comes from --identity FILE or from standard input.`,
    options: { ...data, from: { type: 'string' }, identity: { type: 'string' } },
    load: () => import('./backup.ts')
  },
  restore: {
    usage: 'restore --from FILE [--identity FILE] [--data DIR]',
    help: `A backup into an empty folder, or into the empty, migrated PostgreSQL of DATABASE_URL. Nothing is overwritten, and nothing
is there before the backup was opened and checked. Exit code 2: the backup cannot be used; the message says why.`,
    options: { ...data, from: { type: 'string' }, identity: { type: 'string' } },
    load: () => import('./restore.ts')
  },
  'rollback-data': {
    usage: 'rollback-data --release FOLDER [--give-up-newer] [--data DIR]',
    help: `What rollback.sh of an installed bundle calls; the server is stopped. Where the release cannot read the data, the
copy that was made before the upgrade is put back, and the newer data are kept beside it under another name. Exit code 3:
answers came in since, and --give-up-newer was not given; nothing was changed.`,
    options: { ...data, release: { type: 'string' }, 'give-up-newer': { type: 'boolean' } },
    load: () => import('./rollback-data.ts')
  },
  thin: {
    usage: 'thin --every K --in FILE --keep COLUMN[,COLUMN] --out FILE [--seed N]',
    help: `Takes every K-th dossier of a CSV (UTF-8, commas) from a random start and writes the columns of --keep, and no others, so
that only what a message needs leaves the case system. Prints the seed; the same seed takes the same dossiers. An
existing file is not overwritten.

  hailong thin --every 5 --in dossiers.csv --keep phone --out invite.csv`,
    options: {
      ...{ every: { type: 'string' }, in: { type: 'string' }, out: { type: 'string' } },
      ...{ keep: { type: 'string' }, seed: { type: 'string' } }
    },
    load: () => import('./thin.ts')
  },
  ...ANALYSIS_COMMANDS,
  export: {
    usage: 'export responses --round ID --out FOLDER [--data DIR]',
    help: `The counted responses of a round as the files that "hailong analyze" reads: responses.csv, population.csv,
questionnaire.json, plan.json, and the round before where both are full forms. No times, no comments, no devices.
The export is entered in the audit log.`,
    options: { ...data, round: { type: 'string' }, out: { type: 'string' } },
    load: () => import('./export.ts')
  },
  import: {
    usage: 'import margins --round ID --file FILE [--data DIR]',
    help: `Shares known of the people served, which a round's weights are raked to: variable,category,share (METHODS §0).
A variable is gender, age_group or the id of a profile question; a category is the id of one of its options.`,
    options: { ...data, round: { type: 'string' }, file: { type: 'string' } },
    load: () => import('./import.ts')
  },
  user: {
    usage:
      'user add|password|disable|enable|list|token|recover|second-factor [ACCOUNT] [--name NAME] [--role ROLE] [--unit CODE] [--data DIR]   (password on standard input)',
    help: USER_HELP,
    options: {
      ...{ ...data, name: { type: 'string' }, role: { type: 'string' }, unit: { type: 'string' } },
      ...{ confirm: { type: 'string' }, by: { type: 'string' } }
    },
    load: () => import('./user.ts')
  }
};

function usage(): string {
  return ['hailong <command>', ...Object.values(COMMANDS).map((command) => `  ${command.usage}`)].join('\n');
}

async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    console.error(name && name !== '--help' ? `hailong: unknown command ${name}\n${usage()}` : usage());
    return name === '--help' ? 0 : 2;
  }
  let parsed;
  try {
    const options = { ...command.options, help: { type: 'boolean' } } as const;
    parsed = parseArgs({ args: rest, options, allowPositionals: true });
  } catch (error) {
    console.error(`hailong: ${error instanceof Error ? error.message : String(error)}\n  ${command.usage}`);
    return 2;
  }
  if (parsed.values['help'] === true) {
    console.log([`hailong ${command.usage}`, ...(command.help === undefined ? [] : [command.help])].join('\n\n'));
    return 0;
  }
  const { run } = await command.load();
  return run({ values: parsed.values, words: parsed.positionals });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Problem) console.error(`hailong: ${error.code} ${JSON.stringify(error.details)}`);
  else console.error(`hailong: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
