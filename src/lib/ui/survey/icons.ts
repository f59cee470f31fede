/** Line drawings in a box of 24 × 24, drawn with a round stroke and no fill. */
export const ICONS = {
  person: 'M8 8a4 4 0 108 0 4 4 0 10-8 0M4 21c0-5 4-7 8-7s8 2 8 7',
  clock: 'M3 12a9 9 0 1018 0 9 9 0 10-18 0M12 7v5l3.5 2',
  chair: 'M6 3v18M6 12.5h12V21M10 12.5V9H6',
  road: 'M12 3v18M12 5h7l2 2.5-2 2.5h-7M12 12H6l-2 2 2 2h6',
  phone: 'M7 2.5h10v19H7zM11 18.5h2',
  coin: 'M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6',
  paper: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7',
  ask: 'M4 4h16v12h-8l-5 4v-4H4zM9.5 8.5c0-3 5-3 5 0 0 1.5-2.5 1.5-2.5 3M12 13.8v.1',
  cross: 'M4 4h16v12H4zM9 7.5l6 5M15 7.5l-6 5M8 20h8',
  dots: 'M5 12h.1M12 12h.1M19 12h.1',
  star: 'M12 3l2.7 6 6.3.6-4.8 4.2 1.5 6.2-5.7-3.3L6.3 20l1.5-6.2L3 9.6 9.3 9z',
  lock: 'M5 10.5h14v10H5zM8 10.5V7a4 4 0 018 0v3.5',
  home: 'M3 11l9-8 9 8M6 9v12h12V9',
  shop: 'M4 9l1-6h14l1 6M4 9h16M5 9v12h14V9M9 21v-6h6v6',
  check: 'M5 12.5l5 5L19.5 7'
} as const;

export type IconName = keyof typeof ICONS;

const BY_REASON: ReadonlyMap<string, IconName> = new Map([
  ['slow', 'clock'],
  ['extra_docs', 'paper'],
  ['attitude', 'person'],
  ['unclear', 'ask'],
  ['many_trips', 'road'],
  ['online_hard', 'phone'],
  ['extra_cost', 'coin'],
  ['system_down', 'cross'],
  ['nobody', 'chair'],
  ['wrong_result', 'paper'],
  ['fast', 'clock'],
  ['kind', 'person'],
  ['clear', 'ask'],
  ['place', 'chair'],
  ['online', 'phone'],
  ['self', 'home'],
  ['firm', 'shop'],
  ['agent', 'paper']
]);

const BY_AREA: ReadonlyMap<string, IconName> = new Map([
  ['A1', 'paper'],
  ['A2', 'clock'],
  ['A3', 'road'],
  ['A4', 'person'],
  ['A5', 'coin'],
  ['A6', 'phone'],
  ['A7', 'chair']
]);

/** The picture beside a choice; dots for one that has none. It only helps: the word always stands beside it. */
export const choiceIcon = (id: string): IconName => BY_REASON.get(id) ?? 'dots';

/** The picture of an area; the star is the key item's. */
export const areaIcon = (area: string | null): IconName => (area === null ? 'star' : (BY_AREA.get(area) ?? 'dots'));
