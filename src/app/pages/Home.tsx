import outlines from 'virtual:podpath/outlines';
import { Island } from '../../lesson/Island';
import { StillHomePicture } from '../home/StillHomePicture';
import { SectionList } from '../Shell';

/** One screen that shows what this is: a packet on its way, to be stepped through at once. */
export function Home() {
  const [lesson] = outlines;
  if (!lesson) throw new Error('there is no lesson');
  const page = `./${lesson.id}.html`;
  const lead = (
    <p className="lead">
      A small cluster is simulated here, down to the bytes of each header. Send a request, follow it
      hop by hop, open the rule that turned it and see who wrote that rule. Then break something and
      find it.
    </p>
  );
  return (
    <div className="home">
      <section className="hero" aria-labelledby="hero-title">
        <div className="pitch">
          <h1 id="hero-title">Kubernetes networking, running in this tab</h1>
          {lead}
          <p className="calls">
            <a className="call" href={page} data-continue={lesson.id}>
              Start the lesson
            </a>{' '}
            <span className="others">
              <a href={`${page}#troubleshooting`}>Find a fault</a>{' '}
              <a href={`${page}#quiz`}>Take the quiz</a>
            </span>
          </p>
        </div>
        <Island name="home" start="load" className="live">
          <StillHomePicture />
        </Island>
        {/* A page that is still arriving is painted: what the picture pushes down has to come after it. */}
        <div className="only-stacked">{lead}</div>
      </section>
      <div className="below">
        <section className="contents" id="contents" aria-labelledby="contents-title">
          <h2 id="contents-title">{lesson.title}</h2>
          <p>{lesson.description}</p>
          <SectionList lesson={lesson} page={page} />
        </section>
        <div className="doors">
          <section>
            <h2>Bring a cluster of your own</h2>
            <p>Paste its manifests into the lab, type in any terminal, and follow the packet.</p>
            <p>
              <a href={`${page}#scene-lab`}>Open the lab</a>
            </p>
          </section>
          <section>
            <h2>Teach with it</h2>
            <p>
              One picture or the whole lesson, in a web page, in slides or in an LMS that gets the
              score.
            </p>
            <p>
              <a href="./embed/index.html">Put it into a course</a>{' '}
              <a href="./teacher.html">Every question with its key</a>
            </p>
          </section>
          <section>
            <h2>Doubt it</h2>
            <p>
              Frames, rules and tables are compared with those of a Linux kernel. What is simpler
              here than there is listed.
            </p>
            <p>
              <a href="./how-do-you-know.html">How do you know?</a>
            </p>
          </section>
        </div>
      </div>
    </div>
  );
}
