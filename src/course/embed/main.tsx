/** The page of an embedded piece, in a frame, in a package or alone. */
import '../../diagram/tokens.css';
import '../../lesson/prose/prose.css';
import './embed.css';
import { readLink } from '../link';
import { adoptStyles, pageStyles } from './css';
import { hostsOf } from './hosts';
import { passKeys } from './keys';
import { startPiece } from './start';

const root = document.getElementById('root');
if (root) begin(root);

function begin(root: HTMLElement): void {
  adoptStyles(document, pageStyles());
  // A package says what it is in its own page; its parameters are the default, an address may not change the kind of host.
  const { piece = pieceOf(window.location.pathname), options = '' } =
    document.documentElement.dataset;
  const query = options === '' ? window.location.search : `?${options}`;
  const { link, notes } = readLink(piece, query);
  for (const note of notes) console.info(`Podpath: ${note}`);
  const hosts = hostsOf(window, link, notes);
  const running = startPiece({
    root,
    link,
    ...hosts,
    // Packages hold one piece and no other page; a sandbox without an origin opens no tabs.
    site: options === '' && window.origin !== 'null' ? siteOf(window.location.href) : null,
    setTheme: (theme) => {
      document.documentElement.dataset.theme = theme === 'auto' ? 'system' : theme;
    },
    onLeave: () => {
      running.session.send({ type: 'LEFT' });
      const back =
        'returnUrl' in hosts.host ? (hosts.host.returnUrl as () => string | null)() : null;
      if (back) setTimeout(() => window.location.assign(back), 300);
    },
  });
  if (link.passesKeys && 'passKey' in hosts.host)
    passKeys(document, hosts.host.passKey as (key: string) => void);
  watchPage(hosts.host.kind, running.session);
}

/** Pieces stand at `embed/` of their site. */
function siteOf(address: string): string {
  return new URL('..', address).href;
}

function pieceOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  return name.replace(/\.html$/, '');
}

type Session = ReturnType<typeof startPiece>['session'];

/**
 * Closing is a bonus: what was answered is saved already. A cmi5 session that is not over stays open, because a reload looks
 * the same as leaving, and a key can be had only once.
 */
function watchPage(kind: string, session: Session): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') session.send({ type: 'HIDDEN' });
  });
  window.addEventListener('pagehide', () => {
    const isOver = kind !== 'cmi5' || session.getSnapshot().context.isFinished;
    session.send({
      type: kind.startsWith('scorm') || (kind === 'cmi5' && isOver) ? 'LEFT' : 'HIDDEN',
    });
  });
  // A page that comes back from the back-forward cache after its session has ended begins anew.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && session.getSnapshot().status === 'done') window.location.reload();
  });
}
