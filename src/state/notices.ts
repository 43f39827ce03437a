/** One calm line for what was set aside. */
import { createStore } from 'zustand/vanilla';

export const notices = createStore<{ readonly text: string | null }>(() => ({ text: null }));
export const notify = (text: string): void => notices.setState({ text });
export const dismiss = (): void => notices.setState({ text: null });
