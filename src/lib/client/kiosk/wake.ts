/** Keeps the screen on where the browser can, and asks again whenever the page comes back to the front. */
export function keepAwake(): void {
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    try {
      await navigator.wakeLock?.request('screen');
    } catch {
      // Refused, as with an empty battery: the tablet's own setting holds.
    }
  };
  document.addEventListener('visibilitychange', () => void ask());
  void ask();
}
