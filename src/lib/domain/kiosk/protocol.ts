import * as v from 'valibot';

/**
 * What a kiosk and the server say to each other (docs/KIOSK.md). Every message is the exact text of a JSON body, signed
 * with the key that the tablet made when it was paired; every answer in it is the exact text that the tablet saved.
 */

/** Answers in one contact: small, so that a hundred tablets that come back at once leave room for people with phones. */
export const ITEMS_MAX = 16;
/** Answers a tablet keeps unsent, and from when on it says so. */
export const OUTBOX_MAX = 10_000;
export const OUTBOX_WARNING = 8_000;
/** Unsent for so long: somebody has to go there. */
export const UNSENT_ALARM_MS = 48 * 3_600_000;
/** The chain before the first answer. */
export const CHAIN_START = '0'.repeat(64);
export const SIGNATURE_HEADER = 'x-kiosk-signature';

/** What is signed, so that no message can be taken for another: `purpose`, a line break, the body. */
export type Purpose = 'pairing' | 'contact' | 'package';
export const signedText = (purpose: Purpose, body: string): string => `hailong kiosk ${purpose}\n${body}`;

/** What the next link of the chain is the SHA-256 of, in hexadecimal. */
export const chainText = (previous: string, payload: string): string => `${previous}${payload}`;

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const short = v.pipe(v.string(), v.maxLength(80));
const kioskId = v.pipe(v.string(), v.uuid());

/** An answer in the outbox: `payload` is the text of a response as `POST /api/v1/responses` takes it. */
const item = v.strictObject({
  seq: v.pipe(count, v.minValue(1)),
  payload: v.pipe(v.string(), v.maxLength(16_000)),
  hash: hex
});

/** How the tablet is. What a browser cannot tell is null. */
const state = v.strictObject({
  /** The tablet's clock, milliseconds since 1970; it may be wrong by years. */
  clock: v.pipe(v.number(), v.integer()),
  uptimeS: count,
  unsent: count,
  oldestUnsentS: v.nullable(count),
  parked: count,
  version: short,
  /** Hash of the package it shows; null before it has one. */
  package: v.nullable(short),
  /** Whether the browser promised to keep what is stored. */
  persisted: v.nullable(v.boolean()),
  storageUsed: v.nullable(count),
  storageQuota: v.nullable(count),
  /** 0 to 1. */
  battery: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  charging: v.nullable(v.boolean()),
  /** The last command that it has carried out. */
  commandDone: v.nullable(short)
});

const contact = v.strictObject({
  kiosk: kioskId,
  /** Grows with every message of this tablet: none can be sent again by another. */
  count,
  /** The chain before the first item. */
  previous: hex,
  items: v.pipe(v.array(item), v.maxLength(ITEMS_MAX)),
  state
});

const packageAsk = v.strictObject({ kiosk: kioskId, count });

/** The first message: `key` is the public key as a JWK of curve P-256. */
const pairing = v.strictObject({
  key: v.strictObject({
    kty: v.literal('EC'),
    crv: v.literal('P-256'),
    x: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
    y: v.pipe(v.string(), v.regex(/^[\w-]{43}$/))
  }),
  version: short
});

export type KioskItem = v.InferOutput<typeof item>;
export type KioskState = v.InferOutput<typeof state>;
export type KioskContact = v.InferOutput<typeof contact>;
export type PackageAsk = v.InferOutput<typeof packageAsk>;
export type PairingAsk = v.InferOutput<typeof pairing>;

const parser =
  <S extends v.GenericSchema>(schema: S) =>
  (value: unknown): v.InferOutput<S> | null => {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : null;
  };

export const parseContact = parser(contact);
export const parsePackageAsk = parser(packageAsk);
export const parsePairingAsk = parser(pairing);

export const COMMANDS = ['reload', 'reset', 'message'] as const;
/** `reload`: fetch package and application anew. `reset`: back to the first screen. `message`: show `text` in the corner. */
export interface KioskCommand {
  readonly id: string;
  readonly kind: (typeof COMMANDS)[number];
  readonly text: string;
}

const reply = v.object({
  /** The server's clock, milliseconds since 1970. */
  now: v.number(),
  /** Hash of the package that the tablet should show. */
  package: v.string(),
  results: v.array(
    v.object({
      seq: v.number(),
      status: v.picklist(['stored', 'duplicate', 'conflict', 'refused']),
      /** Of what the server holds: equal to the tablet's own receipt of the payload, or it is no acknowledgement. */
      receipt: v.nullable(v.string()),
      problem: v.nullable(v.object({ code: v.string(), text: v.string() }))
    })
  ),
  command: v.nullable(v.object({ id: v.string(), kind: v.picklist(COMMANDS), text: v.string() }))
});

export type KioskReply = v.InferOutput<typeof reply>;
/** Null for whatever is no reply of ours, such as the sign-in page of a network. */
export const parseReply = parser(reply);

const pairingReply = v.object({
  kiosk: kioskId,
  /** What the administrator types, e.g. `482 913`. */
  code: v.string(),
  status: v.picklist(['waiting', 'approved', 'expired']),
  expiresInS: v.number()
});
export type PairingReply = v.InferOutput<typeof pairingReply>;
export const parsePairingReply = parser(pairingReply);
