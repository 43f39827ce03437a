/**
 * `<podpath-widget piece="clusterip-trace" state="…" theme="dark">`: a piece in the page itself, for authors who control it.
 * Attributes go in, `podpath:…` events come out, `state` can be read, kept and given back.
 */
import '../../diagram/tokens.css';
import '../../lesson/prose/prose.css';
import '../embed/embed.css';
import { createStandaloneHost } from '../adapters/standalone';
import { adoptStyles, pageStyles, shadowStyles } from '../embed/css';
import { type RunningPiece, startPiece } from '../embed/start';
import { readLink } from '../link';
import { createLog } from '../log';
import { safeStorage } from '../storage';
import { createElementHost, type ElementHost } from './adapter';

/** Attributes that are parameters of the address as well. */
const PARAMETERS = ['lesson', 'step', 'scenario', 's', 'theme', 'lang', 'chrome', 'lock', 'pass'];

class PodpathWidget extends HTMLElement {
  static readonly observedAttributes = ['theme', 'step'];
  private running: RunningPiece | null = null;
  private host: ElementHost | null = null;
  private given: string | null = null;

  /** what to keep for this learner; set it before the element is in the page, or as an attribute */
  get state(): string | null {
    return this.host?.getState() ?? this.given ?? this.getAttribute('state');
  }

  set state(value: string | null) {
    this.given = value === null ? null : String(value);
  }

  connectedCallback(): void {
    if (this.running) return;
    this.upgrade();
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    if (shadow.adoptedStyleSheets.length === 0) adoptStyles(shadow, shadowStyles(pageStyles()));
    const root = document.createElement('div');
    shadow.replaceChildren(root);
    this.start(root);
  }

  /** Moving an element takes it out and puts it in again: only when it stays out is it over. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.given = this.state;
      this.running?.session.send({ type: 'HIDDEN' });
      this.running?.stop();
      this.running = null;
      this.host = null;
    });
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (name === 'theme') this.setTheme(value ?? 'auto');
    if (name === 'step' && value) this.host?.command({ type: 'goto', step: value });
  }

  private start(root: HTMLElement): void {
    const log = createLog();
    const query = new URLSearchParams();
    for (const name of PARAMETERS) {
      const value = this.getAttribute(name);
      if (value !== null) query.set(name, value);
    }
    const { link, notes } = readLink(this.getAttribute('piece') ?? '', query.toString());
    for (const note of notes) log.problem(note);
    const tell = (name: string, detail: unknown): void => {
      this.dispatchEvent(
        new CustomEvent(`podpath:${name}`, { bubbles: true, composed: true, detail }),
      );
    };
    this.host = createElementHost(tell, this.given ?? this.getAttribute('state'), log);
    const storage = safeStorage(() => window.localStorage);
    this.running = startPiece({
      root,
      link,
      host: this.host,
      fallback: createStandaloneHost(storage, `podpath.element.${link.piece}`, log),
      setTheme: (theme) => this.setTheme(theme),
      onLeave: null,
      site: new URL('.', import.meta.url).href,
    });
  }

  private setTheme(theme: string): void {
    if (theme === 'light' || theme === 'dark') this.dataset.theme = theme;
    else delete this.dataset.theme;
  }

  /** A property that was set before the element was defined hides the accessor: move it over. */
  private upgrade(): void {
    if (!Object.hasOwn(this, 'state')) return;
    const value = Reflect.get(this, 'state') as string | null;
    Reflect.deleteProperty(this, 'state');
    this.state = value;
  }
}

// A second definition throws; a page may load the file twice.
if (!customElements.get('podpath-widget')) customElements.define('podpath-widget', PodpathWidget);
