/** Wires the prerendered page. Nothing here draws: pictures and dialogs bring their own code when they are needed. */
import '../diagram/tokens.css';
import './app.css';
import './shell.css';
import './home/home.css';
import '../lesson/prose/prose.css';
import { connectSpotlight } from '../lesson/spotlight';
import { connectStorage } from '../state/progress';
import { wireDialogs } from './client/dialogs';
import { wireIslands } from './client/islands';
import { wireOffline } from './client/offline';
import { wireCopying, wireFocus, wireNotices, wirePrinting } from './client/page';
import { wireSettings } from './client/settings';
import { nextTask } from './client/next-task';
import { wireTerms } from './client/terms';
import { wireVisits } from './client/visits';

const WIRES = [
  wireNotices,
  () => connectStorage(window.localStorage),
  wireSettings,
  wireDialogs,
  wireIslands,
  wireCopying,
  () => connectSpotlight(document),
  wirePrinting,
  wireFocus,
  wireVisits,
  wireTerms,
  wireOffline,
];

/** A slow phone draws and answers between two of them. */
async function wireAll(): Promise<void> {
  for (const wire of WIRES) {
    wire();
    await nextTask();
  }
}

void wireAll();
