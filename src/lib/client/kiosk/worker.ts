/**
 * The service worker of the kiosk, registered by its page and for its address only. A new version waits with its cache
 * filled; the page lets it take over on the first screen, and then loads itself anew.
 */
export class KioskWorker {
  #registration: ServiceWorkerRegistration | null = null;

  async register(): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    let isControlled = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (isControlled) location.reload();
      isControlled = true;
    });
    this.#registration = await navigator.serviceWorker.register('/service-worker.js', {
      scope: '/kiosk',
      updateViaCache: 'none'
    });
  }

  /** Looks for a new version; without a network the old one stays. */
  async look(): Promise<void> {
    try {
      await this.#registration?.update();
    } catch {
      // No network, or half an update: the running version is whole.
    }
  }

  get isWaiting(): boolean {
    return this.#registration?.waiting != null;
  }

  /** Only on the first screen, where nobody's answers are open. */
  takeOver(): void {
    this.#registration?.waiting?.postMessage('take over');
  }
}
