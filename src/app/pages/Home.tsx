import outlines from 'virtual:podpath/outlines';
import { Island } from '../../lesson/Island';
import { StillHomePicture } from '../home/HomePicture';
import { SectionList } from '../Shell';

/** One screen that shows what this is: a packet on its way, to be stepped through at once. */
export function Home() {
  const [lesson] = outlines;
  if (!lesson) throw new Error('there is no lesson');
  const page = `./${lesson.id}.html`;
  return (
    <div className="home">
      <section className="hero" aria-labelledby="hero-title">
        <div className="pitch">
          <h1 id="hero-title">Kubernetes networking, running in this tab</h1>
          <p className="lead">
            A small cluster is simulated here, down to the bytes of each header. Send a request,
            follow it hop by hop, open the rule that turned it and see who wrote that rule. Then
            break something and find it.
          </p>
          <p className="calls">
            <a className="call" href={page} data-continue={lesson.id}>
              Start the lesson
            </a>{' '}
            <a href={`${page}#troubleshooting`}>Find a fault</a>{' '}
            <a href={`${page}#quiz`}>Take the quiz</a>
          </p>
        </div>
        <Island name="home" start="load" className="live">
          <StillHomePicture />
        </Island>
      </section>
      <section className="contents" id="contents" aria-labelledby="contents-title">
        <h2 id="contents-title">{lesson.title}</h2>
        <p>{lesson.description}</p>
        <SectionList lesson={lesson} page={page} />
      </section>
    </div>
  );
}
