/** Islands of the shell, beside those of the lessons. */
export const shellIslands: typeof import('../lesson/islands').islands = {
  home: { load: async () => (await import('./home/HomePicture')).HomePicture },
};
