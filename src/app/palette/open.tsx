import { createRoot, type Root } from 'react-dom/client';
import type { DialogName } from '../client/dialogs';
import { LessonMap } from './LessonMap';
import { Palette } from './Palette';
import { Shortcuts } from './Shortcuts';
import './palette.css';

const DIALOGS = { palette: Palette, shortcuts: Shortcuts, map: LessonMap };

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
  const Content = DIALOGS[name];
  root.render(<Content key={opened} onClose={() => root?.render(null)} />);
}
