/** What a link may fix of the answers before they are given. */
export interface LinkPresets {
  readonly filingModes: readonly string[];
  readonly stages: readonly string[];
}

/** The presets of a unit that has had no round yet: the words of the published question banks. */
export const USUAL_PRESETS: LinkPresets = {
  filingModes: ['in_person', 'online', 'postal'],
  stages: ['submitted', 'received']
};
