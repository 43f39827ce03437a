/** What the palette can do besides finding: each command says when it makes sense. */
import { notify } from '../../state/notices';
import { progress } from '../../state/progress';
import { copyText, printWithPictures } from '../client/page';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  run(): void;
}

export const COMMANDS: readonly Command[] = [
  {
    id: 'share',
    title: 'Copy a link to exactly this hop',
    words: 'share copy link address url hop position',
    run: () => void copyLink(),
  },
  {
    id: 'light',
    title: 'Light theme',
    words: 'theme bright day settings',
    run: () => progress.setState({ theme: 'light' }),
  },
  {
    id: 'dark',
    title: 'Dark theme',
    words: 'theme night settings',
    run: () => progress.setState({ theme: 'dark' }),
  },
  {
    id: 'still',
    title: 'No motion',
    words: 'animation reduced still settings',
    run: () => progress.setState({ motion: 'still' }),
  },
  {
    id: 'larger',
    title: 'Larger text',
    words: 'font size zoom settings',
    run: () =>
      progress.setState((state) => ({ text: state.text === 'normal' ? 'large' : 'larger' })),
  },
  {
    id: 'print',
    title: 'Print this page',
    words: 'paper handout pdf',
    run: () => void printWithPictures(),
  },
];

async function copyLink(): Promise<void> {
  if (await copyText(window.location.href)) notify('The link to this hop is copied.');
}
