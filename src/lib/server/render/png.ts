import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const { resolve } = createRequire(import.meta.url);
const FONTS = [
  '400Regular/BeVietnamPro_400Regular',
  '600SemiBold/BeVietnamPro_600SemiBold',
  '700Bold/BeVietnamPro_700Bold'
];

/** An SVG drawing as PNG, `scale` pixels a unit; text is set in Be Vietnam Pro, and in no font of the machine. */
export function pngOf(svg: string, scale = 1): Buffer {
  const fontFiles = FONTS.map((file) => resolve(`@expo-google-fonts/be-vietnam-pro/${file}.ttf`));
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Be Vietnam Pro' }
  });
  return drawing.render().asPng();
}
