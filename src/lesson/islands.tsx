/** What comes to life in a page: each island by name, loaded on its own. Props are the plain data of the page. */
import { type ComponentType, createElement, type ReactNode } from 'react';

type Data = Readonly<Record<string, unknown>>;

interface IslandKind {
  load(): Promise<ComponentType<never>>;
  /** props from the data of the page and from what stands in the place now */
  props?(data: Data, place: HTMLElement): object;
}

export const islands: Readonly<Record<string, IslandKind>> = {
  scene: { load: async () => (await import('./ScenePicture')).ScenePicture },
  quiz: { load: async () => (await import('./quiz/Quiz')).Quiz },
  predict: {
    load: async () => (await import('./prose/Predict')).Question,
    props: (data, place) => ({
      ...data,
      labels: [...place.querySelectorAll('.choices button')].map((button) =>
        readBack(button.childNodes),
      ),
    }),
  },
};

/** Text and plain elements of our own page as React nodes. */
function readBack(nodes: NodeListOf<ChildNode>): ReactNode {
  return [...nodes].map((node, index) =>
    node instanceof HTMLElement
      ? createElement(
          node.localName,
          { key: index, className: node.className || undefined },
          readBack(node.childNodes),
        )
      : node.textContent,
  );
}
