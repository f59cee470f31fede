/**
 * The five faces, worst to best, as path data in a box of 48 × 48: one drawing for form, kiosk and poster. Each has a
 * ring (circle at the centre, FACE_RING_RADIUS), `lines` without fill, `dots` (lines of no length, drawn with a round
 * cap FACE_DOT_WIDTH wide) and `mouth`, filled with the ink. Draw them in this order. Brows, eyes and mouth differ in every
 * face, so that each is told apart without colour, at 1 bit and at 20 px.
 */
export interface Face {
  readonly value: 1 | 2 | 3 | 4 | 5;
  readonly lines: string;
  readonly dots: string | null;
  readonly mouth: string | null;
}

export const FACE_BOX = 48;
export const FACE_RING_RADIUS = 21.5;
export const FACE_LINE_WIDTH = 2.2;
export const FACE_DOT_WIDTH = 5;

const EYES = 'M17 19.5v.1M31 19.5v.1';

export const FACES: readonly Face[] = [
  {
    value: 1,
    lines: 'M12.5 15.5l7 3.5M35.5 15.5l-7 3.5M15 35.5q9-9.5 18 0',
    dots: 'M17 22v.1M31 22v.1',
    mouth: null
  },
  { value: 2, lines: 'M16 33.5q8-5.5 16 0', dots: EYES, mouth: null },
  { value: 3, lines: 'M16 31.5h16', dots: EYES, mouth: null },
  { value: 4, lines: 'M15.5 29q8.5 7.5 17 0', dots: EYES, mouth: null },
  {
    value: 5,
    lines: 'M13.5 19.5q3.5-5 7 0M27.5 19.5q3.5-5 7 0',
    dots: null,
    mouth: 'M13.5 26.5h21c-.6 7-5 11-10.5 11s-9.9-4-10.5-11z'
  }
];
