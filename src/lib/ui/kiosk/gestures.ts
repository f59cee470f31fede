import type { Session } from './session.svelte.ts';
import type { Direction } from './voice.svelte.ts';

const HOLD_MS = 3_000;
const HOLD_DRIFT_PX = 24;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right'
};

/**
 * What fingers and keys do anywhere: they keep the idle clock from running, three seconds of holding or a key opens the
 * voice mode, arrow keys move. @returns what takes the listeners away
 */
export function listenEverywhere(session: Session): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  let isClickSwallowed = false;
  const isAnswering = () => ['attract', 'asking', 'thanks', 'unsaved'].includes(session.phase);
  const toggle = () => isAnswering() && session.toggleVoice();

  const down = (event: PointerEvent) => {
    session.presence.hear({ kind: 'touchStart' });
    session.linger();
    from = { x: event.clientX, y: event.clientY };
    isClickSwallowed = false;
    clearTimeout(timer);
    if (event.target instanceof Element && event.target.closest('[data-corner]')) return;
    timer = setTimeout(() => {
      isClickSwallowed = true;
      toggle();
    }, HOLD_MS);
  };
  const moved = (event: PointerEvent) => {
    if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > HOLD_DRIFT_PX) clearTimeout(timer);
  };
  const up = (event: PointerEvent) => {
    clearTimeout(timer);
    session.presence.hear({ kind: 'touchEnd' });
    // Letting go after holding is no tap: neither a click nor an OK of the voice mode.
    if (isClickSwallowed) event.stopPropagation();
  };
  const click = (event: MouseEvent) => {
    if (!isClickSwallowed || event.detail === 0) return;
    isClickSwallowed = false;
    event.preventDefault();
    event.stopPropagation();
  };
  const key = (event: KeyboardEvent) => {
    session.presence.hear({ kind: 'key' });
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'F9' || event.key === 'v') return void toggle();
    if (event.key === 'F8') return session.openPin();
    if (event.key === 'Escape') return session.back();
    const direction = DIRECTIONS[event.key];
    if (direction === undefined || !isAnswering()) return;
    event.preventDefault();
    if (session.voice.isOn || direction === 'up' || direction === 'down') session.voice.move(direction);
    else session.voice.move(direction === 'left' ? 'up' : 'down');
  };
  const menu = (event: Event) => event.preventDefault();

  const listeners = [
    ['pointerdown', down],
    ['pointermove', moved],
    ['pointerup', up],
    ['pointercancel', up]
  ] as const;
  for (const [name, listener] of listeners) window.addEventListener(name, listener, true);
  window.addEventListener('click', click, true);
  window.addEventListener('keydown', key);
  window.addEventListener('contextmenu', menu);
  return () => {
    clearTimeout(timer);
    for (const [name, listener] of listeners) window.removeEventListener(name, listener, true);
    window.removeEventListener('click', click, true);
    window.removeEventListener('keydown', key);
    window.removeEventListener('contextmenu', menu);
  };
}
