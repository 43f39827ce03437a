/** What comes to life in a lesson's page: each island by name, loaded on its own. Its props are the plain data of the page. */
import type { ComponentType } from 'react';

/** Every island also gets the place that it starts in, with what stands there until then. */
export interface IslandProps {
  readonly place: HTMLElement;
}

export type IslandLoader = () => Promise<ComponentType<never>>;

export const islands: Readonly<Record<string, IslandLoader>> = {
  scene: async () => (await import('./ScenePicture')).ScenePicture,
  quiz: async () => (await import('./quiz/Quiz')).Quiz,
  predict: async () => (await import('./prose/Predict')).PredictIsland,
};
