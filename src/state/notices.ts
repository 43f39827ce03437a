/** One calm line for what was set aside, and at most one thing that the learner may do about it. */
import { createStore } from 'zustand/vanilla';

interface Notice {
  readonly text: string | null;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export const notices = createStore<Notice>(() => ({ text: null }));
export const notify = (text: string): void => notices.setState({ text }, true);
export const offer = (text: string, label: string, run: () => void): void =>
  notices.setState({ text, action: { label, run } }, true);
export const dismiss = (): void => notices.setState({ text: null }, true);
