package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.Effect;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.DivergedException;
import org.pushforward.engine.numerics.Philox;

/**
 * Runs a study: holds one immutable snapshot, which a step replaces as a whole or, cancelled, not at all. Gauges are read once a step.
 * Not thread-safe.
 */
public final class StudySolver<S> implements Solver {

    private final Study<S> study;
    private final Philox random;
    private Snapshot<S> at;

    /** All that the next step depends on, and what was measured. */
    private record Snapshot<S>(S state, ParameterSet now, List<Stroke> strokes, long step, double least, int idle, Status status,
            Diagnostics numbers) implements State {
        @Override
        public long bytes() {
            return Footprint.of(state);
        }

        Knobs knobs() {
            return new Knobs(now);
        }
    }

    StudySolver(Study<S> study, ParameterSet p, Philox random) {
        this.study = study;
        this.random = random;
        at = judged(study.start(new Knobs(p), random), p, List.of(), 0, Double.POSITIVE_INFINITY, 0);
    }

    private Snapshot<S> judged(S s, ParameterSet now, List<Stroke> strokes, long step, double least, int idle) {
        Knobs p = new Knobs(now);
        double r = study.ending().residual(s);
        int waited = r < least ? 0 : idle + 1;
        return new Snapshot<>(s, now, strokes, step, Math.min(r, least), waited, study.ending().status(s, p, step, waited), new Diagnostics(read(study.gauges(), s, p)));
    }

    private List<Entry> read(List<Gauge<S>> gauges, S s, Knobs p) {
        return gauges.stream().filter(g -> g.isThere(s)).map(g -> g.read(s, p)).toList();
    }

    S state() {
        return at.state;
    }

    Knobs knobs() {
        return at.knobs();
    }

    @Override
    public Status status() {
        return at.status;
    }

    @Override
    public Status step(StepContext c) {
        if (at.status instanceof Status.Running) {
            try {
                S after = study.next(at.state, new Turn(at.knobs(), Math.toIntExact(at.step), random, c));
                Optional<Status.Failure> failure = study.failure(after, at.step + 1, at.knobs());
                at = failure.map(f -> failed(new Status.Failed(f))).orElseGet(() -> judged(after, at.now, at.strokes, at.step + 1, at.least, at.idle));
            } catch (DivergedException e) {
                at = diverged(e);
            }
        }
        return at.status;
    }

    /** What cannot go on rests on its last good state. */
    private Snapshot<S> failed(Status.Failed why) {
        return new Snapshot<>(at.state, at.now, at.strokes, at.step, at.least, at.idle, why, at.numbers);
    }

    private Snapshot<S> diverged(DivergedException e) {
        Knob<Double> rate = study.rate().orElseThrow(() -> e);
        return failed(e.failed(rate.id(), at.knobs().get(rate)));
    }

    @Override
    public Frame frame(long step) {
        return frame(step, StepContext.serial());
    }

    @Override
    public Frame frame(long step, StepContext context) {
        Look to = study.looking(random, context);
        study.look(at.state, at.knobs(), to);
        return new Frame(step, study.timeOf(at.state, at.step), to.layers(),
                at.numbers.and(new Diagnostics(read(study.costly(), at.state, at.knobs()))));
    }

    @Override
    public Diagnostics diagnostics() {
        return at.numbers;
    }

    @Override
    public void apply(Change change) {
        at = switch (change) {
            case Change.Set set -> set(set);
            case Stroke stroke -> {
                List<Stroke> more = new ArrayList<>(at.strokes);
                more.add(stroke);
                yield painted(more);
            }
            case Change.Unstroke(long id) -> painted(at.strokes.stream().filter(s -> s.id() != id).toList());
        };
    }

    private Snapshot<S> set(Change.Set set) {
        if (at.now.parameter(set.parameter()).info().effect() != Effect.LIVE) {
            throw new InputException(set.parameter() + " cannot change while the run goes on", "reset the run with the new value");
        }
        ParameterSet now = at.now.with(set.parameter(), set.value());
        return judged(study.changed(at.state, at.knobs(), new Knobs(now)), now, at.strokes, at.step, Double.POSITIVE_INFINITY, 0);
    }

    private Snapshot<S> painted(List<Stroke> strokes) {
        if (!study.paintable()) {
            throw new InputException(study.id() + " has nothing that could be painted");
        }
        return judged(study.painted(at.state, at.knobs(), strokes), at.now, strokes, at.step, Double.POSITIVE_INFINITY, 0);
    }

    @Override
    public State save() {
        return at;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void restore(State saved) {
        at = (Snapshot<S>) saved;
    }

    @Override
    public double progress() {
        return study.ending().progress(at.state, at.knobs(), at.step);
    }
}
