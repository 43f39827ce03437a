import { createRoot, type Root } from 'react-dom/client';
import type { DialogName } from '../client/dialogs';
import { Palette } from './Palette';
import { Shortcuts } from './Shortcuts';
import './palette.css';

let root: Root | null = null;
let opened = 0;

/** Shows one dialog at a time in a place of its own at the end of the page. */
export function openDialog(name: DialogName): void {
  if (!root) {
    const place = document.createElement('div');
    document.body.append(place);
    root = createRoot(place);
  }
  opened += 1;
  const close = () => root?.render(null);
  root.render(
    name === 'palette' ? (
      <Palette key={opened} onClose={close} />
    ) : (
      <Shortcuts key={opened} onClose={close} />
    ),
  );
}
