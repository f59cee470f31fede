/**
 * Makes of a chart a PNG that stands alone: its title above it, what it counts and how below, on the page's own ground.
 * The words come from the figure's attributes (`data-title`, `data-note`, `data-file`), so that they are those of the page;
 * the chart is drawn by the script that drew it on the page, which is asked by the event `drawpicture`.
 */
const [WIDTH, HEIGHT, SCALE, EDGE] = [960, 420, 2, 32];

for (const button of document.querySelectorAll('[data-picture]')) {
  const figure = button.closest('figure');
  if (figure) button.addEventListener('click', () => void save(figure));
}

/** @param {Element} figure */
async function save(figure) {
  const plot = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  plot.style.width = `${WIDTH}px`;
  plot.style.height = `${HEIGHT}px`;
  /** @type {{ canvas: HTMLCanvasElement, chart: { destroy: () => void } | null }} */
  const detail = { canvas: plot, chart: null };
  figure.dispatchEvent(new CustomEvent('drawpicture', { detail }));
  const picture = document.createElement('canvas');
  const ctx = picture.getContext('2d');
  if (!ctx) return;
  const style = getComputedStyle(document.documentElement);
  const family = getComputedStyle(document.body).fontFamily;
  /** @param {string} name */
  const color = (name) => style.getPropertyValue(name).trim();
  const title = { font: `700 22px ${family}`, color: color('--ink'), leading: 30 };
  const note = { font: `400 14px ${family}`, color: color('--ink-2'), leading: 20 };
  const titles = wrapped(ctx, title.font, figure.getAttribute('data-title') ?? '');
  const notes = wrapped(ctx, note.font, figure.getAttribute('data-note') ?? '');
  const above = EDGE + titles.length * title.leading + 8;
  picture.width = (WIDTH + 2 * EDGE) * SCALE;
  picture.height = (above + HEIGHT + 12 + notes.length * note.leading + EDGE) * SCALE;
  ctx.scale(SCALE, SCALE);
  ctx.fillStyle = color('--surface');
  ctx.fillRect(0, 0, picture.width, picture.height);
  write(ctx, titles, { ...title, top: EDGE });
  ctx.drawImage(plot, EDGE, above, WIDTH, HEIGHT);
  write(ctx, notes, { ...note, top: above + HEIGHT + 12 });
  detail.chart?.destroy();
  const blob = await new Promise((done) => picture.toBlob(done, 'image/png'));
  if (!(blob instanceof Blob)) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = figure.getAttribute('data-file') ?? 'chart.png';
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * The lines of a text that fit the width.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} font
 * @param {string} text
 */
function wrapped(ctx, font, text) {
  ctx.font = font;
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && ctx.measureText(longer).width <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly string[]} lines
 * @param {{ font: string, color: string, leading: number, top: number }} as
 */
function write(ctx, lines, { font, color, leading, top }) {
  ctx.font = font;
  ctx.fillStyle = color;
  ctx.textBaseline = 'top';
  for (const [i, line] of lines.entries()) ctx.fillText(line, EDGE, top + i * leading);
}

export {}; // a module, whose names are its own
