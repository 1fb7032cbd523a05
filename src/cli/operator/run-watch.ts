/** `autopack run watch`: a run while it is at work. A terminal shows one picture, drawn over in place; everything else gets a line for each event. */
import { Subscriber } from '../graphql/subscriber.js';
import { EXIT } from '../shared/exit-codes.js';
import { LivePicture } from '../shared/live-picture.js';
import { type Output, printable } from '../shared/output.js';
import { type Event, eventLine } from './events.js';
import { LiveOutput } from './live-output.js';
import { clientOf, found, nextSteps } from './present.js';
import { RunNews } from './run-news.js';
import { nextOf, type OfRun, paintOf } from './run-show.js';
import { Stay, SteadyClient } from './steady.js';
import { atWork, WATCH, type Watched, watchPicture } from './watch-picture.js';

const PAGE = 100;
/** No terminal is higher. */
const KEPT_EVENTS = 200;

/** Ends with the run: 0 for DONE_SUCCESS, else 1; Ctrl-C ends it with 130. With --json a document for each event, and the run as the last. */
export async function runWatch(output: Output, options: OfRun): Promise<number> {
  const { runId } = options;
  const picture = output.isTerminal && !output.json ? new LivePicture(output) : null;
  const stay = new Stay();
  const say = (text: string): void => (picture ? picture.aside(text) : output.complain(text));
  const direct = clientOf(options);
  const client = new SteadyClient(direct, stay, say);
  const subscriber = new Subscriber(direct.server);
  const news = new RunNews(subscriber, stay, runId);
  const live = new LiveOutput(subscriber, runId, () => news.wake());
  const happened: Event[] = [];
  let seq = 0;
  try {
    for (;;) {
      const answer = await client.ask(WATCH, { runId, after: seq, first: PAGE, isDrawn: picture !== null });
      if (answer === null) return leftOff(output, stay, runId);
      const run = found(answer.run, `run "${runId}"`);
      seq = run.events.at(-1)?.seq ?? seq;
      happened.push(...run.events);
      happened.splice(0, happened.length - KEPT_EVENTS);
      if (picture === null) for (const event of run.events) report(output, event);
      if (run.events.length === PAGE) continue;
      live.follow(picture && atWork(run));
      const draw = (): void =>
        picture?.draw(watchPicture(run, { happened, output: live.lines }, Date.now(), picture.size));
      draw();
      if (run.isTerminal && seq >= run.version) {
        picture?.end();
        return ended(output, run);
      }
      const isToAsk = await news.wait({ version: seq, changesAt: run.nextDeadline?.at ?? null, onTick: draw });
      if (!isToAsk) return leftOff(output, stay, runId);
    }
  } finally {
    picture?.end();
    subscriber.close();
    stay.end();
  }
}

function report(output: Output, event: Event): void {
  if (output.json) output.document(event);
  else output.line(eventLine(event));
}

function ended(output: Output, run: Watched): number {
  const { events: _, ...last } = run;
  const ok = run.state === 'DONE_SUCCESS';
  output.document({ ok, run: last });
  const why = run.failure === null ? '' : `: ${printable(run.failure.message)}`;
  if (!output.json) output.line(output.paint(paintOf(run.state), `${printable(run.runId)}  ${run.state}${why}`));
  nextSteps(output, nextOf(run));
  return ok ? EXIT.ok : EXIT.wrong;
}

function leftOff(output: Output, stay: Stay, runId: string): number {
  if (!stay.isInterrupted) return EXIT.ok;
  nextSteps(output, [`autopack run watch ${runId}`]);
  return EXIT.interrupted;
}
