declare module 'virtual:podpath/cluster/lesson' {
  const objects: readonly import('../sim').AnyObject[];
  export default objects;
}
declare module 'virtual:podpath/quiz' {
  const questions: readonly import('../lesson/quiz/types').Question[];
  export default questions;
}
declare module '*.mdx' {
  const Content: (props: { components?: Record<string, unknown> }) => React.ReactElement;
  export default Content;
}
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
