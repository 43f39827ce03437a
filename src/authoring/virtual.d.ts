declare module 'virtual:podpath/cluster/lesson' {
  const objects: readonly import('../sim').AnyObject[];
  export default objects;
}
declare module 'virtual:podpath/manifest/lesson' {
  const manifest: import('../sim/kube/manifest').ManifestFile;
  export default manifest;
}
declare module 'virtual:podpath/answers/lesson' {
  const answers: import('../sim').AnswerTable;
  export default answers;
}
declare module 'virtual:podpath/quiz' {
  const bank: import('../quiz').Bank;
  export default bank;
}
declare module 'virtual:podpath/quiz-clusters' {
  /** the manifests of each variant */
  const clusters: readonly { readonly id: string; readonly text: string }[];
  export default clusters;
}
declare module 'virtual:podpath/glossary' {
  const entries: readonly import('./glossary').GlossaryEntry[];
  export default entries;
}
declare module 'virtual:podpath/outlines' {
  const outlines: readonly import('./outline').LessonOutline[];
  export default outlines;
}
declare module 'virtual:podpath/search' {
  const findable: readonly import('./search').Findable[];
  export default findable;
}
declare module 'virtual:podpath/home' {
  const home: import('./home-trace').HomeTrace;
  export default home;
}
declare module '*.mdx' {
  const Content: (props: { components?: Record<string, unknown> }) => React.ReactElement;
  export default Content;
}
declare module '*.md' {
  const Content: (props: { components?: Record<string, unknown> }) => React.ReactElement;
  export default Content;
}
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
