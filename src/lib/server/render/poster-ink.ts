/**
 * How much ink a poster takes: `full` has the indigo ground of the design; `save` draws the same
 * lines in black on the paper, black without a screen, so that thin letters print whole at 1 bit.
 */
export type PosterInk = 'full' | 'save';

export interface InkSet {
  /** The colour under the header; null leaves the paper. */
  readonly ground: string | null;
  readonly onGround: string;
  readonly onGroundQuiet: string;
  readonly thread: string;
  readonly gold: string | null;
  readonly frame: string;
  readonly text: string;
  readonly textQuiet: string;
  /** Ring and skin of the five faces; null leaves the paper. */
  readonly faces: readonly { readonly ring: string; readonly skin: string | null }[];
}

/**
 * Values of ux/tokens.css, except the rings of faces 2, 3 and 4: the tokens there have a luminance near one half, so that
 * a printer of 1 bit leaves them out or breaks them. They are darkened in the same hue until they print whole.
 */
export const INKS: Readonly<Record<PosterInk, InkSet>> = {
  full: {
    ground: '#1B2458',
    onGround: '#FFFFFF',
    onGroundQuiet: '#D9DFF5',
    thread: '#8E9FE0',
    gold: '#F5C451',
    frame: '#1B2458',
    text: '#151A2B',
    textQuiet: '#434B5E',
    faces: [
      { ring: '#8F3A0B', skin: '#F7DFD2' },
      { ring: '#A8500F', skin: '#FCEBDA' },
      { ring: '#4F5768', skin: '#ECEEF2' },
      { ring: '#2C62A8', skin: '#DFEBF9' },
      { ring: '#1F4C9A', skin: '#D5E1F6' }
    ]
  },
  save: {
    ground: null,
    onGround: '#000000',
    onGroundQuiet: '#000000',
    thread: '#000000',
    gold: null,
    frame: '#000000',
    text: '#000000',
    textQuiet: '#000000',
    faces: Array.from({ length: 5 }, () => ({ ring: '#000000', skin: null }))
  }
};
