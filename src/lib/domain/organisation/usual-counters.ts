/** The counters of a commune's one-stop shop to begin with: of the demo, and of the shipped list of units. */
export const USUAL_COUNTERS = [
  'Quầy 1: Hộ tịch, chứng thực',
  'Quầy 2: Đất đai, xây dựng',
  'Quầy 3: Bảo trợ xã hội, người có công'
] as const;
