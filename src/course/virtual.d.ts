declare module 'virtual:course/scenes' {
  const scenes: import('./build/scenes').LessonScenes;
  export default scenes;
}
