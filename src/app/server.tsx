/** Renders pages to text, at build and on each request while developing. */
import { renderToStaticMarkup } from 'react-dom/server';
import { pages } from './pages';

export const files = [...pages.keys()];

export function render(file: string) {
  const page = pages.get(file);
  if (!page) return null;
  const { title, description, body, styledBy = [] } = page;
  return { file, title, description, styledBy, body: renderToStaticMarkup(body) };
}
