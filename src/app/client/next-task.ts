/** Lets the browser do what waits: paint, scroll, answer a tap. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
