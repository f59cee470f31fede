// While something on the page is at work ([data-working]), its part #live is fetched anew every two seconds, unless it is
// not looked at or somebody's keyboard is in it. Without this script the page is right when it is loaded again.
const EVERY_MS = 2000;

async function renew() {
  const live = document.getElementById('live');
  if (!live?.querySelector('[data-working]')) return;
  if (document.visibilityState === 'visible' && !live.contains(document.activeElement)) {
    const reply = await fetch(location.href).catch(() => null);
    const next = reply?.ok
      ? new DOMParser().parseFromString(await reply.text(), 'text/html').getElementById('live')
      : null;
    if (next) live.replaceWith(next);
  }
  setTimeout(renew, EVERY_MS);
}

setTimeout(renew, EVERY_MS);
