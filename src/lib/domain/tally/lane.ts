/**
 * The lane of a response: channel × evidence class × status. It is in the key of responses and moments, so that the
 * score per class, by channel, with and without flagged answers are reads (DESIGN §4).
 */
export const CHANNELS = ['qr', 'link', 'kiosk', 'paper'] as const;
/** A1 code delivered without the unit, A2 slip handed over, B kiosk or rotating QR, C open poster or link. */
export const EVIDENCE_CLASSES = ['A1', 'A2', 'B', 'C'] as const;
export const LANE_STATUSES = ['counted', 'quarantined', 'test', 'late'] as const;

export type Channel = (typeof CHANNELS)[number];
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];
export type LaneStatus = (typeof LANE_STATUSES)[number];

export interface Lane {
  readonly channel: Channel;
  readonly evidence: EvidenceClass;
  readonly status: LaneStatus;
}

/** A lane as its key, e.g. `qr/C/counted`. */
export function laneKey(lane: Lane): string {
  return `${lane.channel}/${lane.evidence}/${lane.status}`;
}

/** A key as its lane; undefined when it is none. */
export function parseLane(key: string): Lane | undefined {
  const [channelName, evidenceName, statusName, ...rest] = key.split('/');
  const channel = CHANNELS.find((name) => name === channelName);
  const evidence = EVIDENCE_CLASSES.find((name) => name === evidenceName);
  const status = LANE_STATUSES.find((name) => name === statusName);
  return channel && evidence && status && rest.length === 0 ? { channel, evidence, status } : undefined;
}
