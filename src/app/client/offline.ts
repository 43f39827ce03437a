import { offer } from '../../state/notices';
import { trustedScript } from '../../state/trusted';

/** Stores the site for reading without a network, once the page has come to rest, unless the learner saves data. */
export function wireOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } };
  if (connection?.saveData) return;
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 2000));
  idle(() => void register());
}

async function register(): Promise<void> {
  const url = trustedScript(new URL('./sw.js', document.baseURI));
  // A browser that forbids it (private windows do) reads with a network only.
  const registration = await navigator.serviceWorker.register(url as string).catch(() => null);
  if (!registration) return;
  if (registration.waiting) offerUpdate(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing;
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && navigator.serviceWorker.controller) offerUpdate(coming);
    });
  });
}

/** A new version is offered; the page changes only when the learner says so. */
function offerUpdate(waiting: ServiceWorker): void {
  offer('A new version of these pages is ready.', 'Load it', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), {
      once: true,
    });
    waiting.postMessage('update');
  });
}
