package org.pushforward.engine.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/** A run that a check plays and measures. Used by one thread. */
public final class Trial<S> {

    private final Study<S> study;
    private final StudySolver<S> solver;
    private final StepContext context;
    private final List<String> set;
    private long steps;

    Trial(Study<S> study, StepContext context, long seed, List<String> set) {
        this.study = study;
        this.context = context;
        this.set = set;
        solver = study.create(ParameterSet.of(study.parameters(), set.toArray(String[]::new)), seed);
    }

    /** A new run with another seed and, besides, other values. */
    public Trial<S> anew(long seed, String... more) {
        return new Trial<>(study, context, seed, Stream.concat(set.stream(), Arrays.stream(more)).toList());
    }

    public Trial<S> step() {
        return steps(1);
    }

    public Trial<S> steps(int n) {
        for (int k = 0; k < n && solver.status() instanceof Status.Running; k++) {
            solver.step(context);
            steps++;
        }
        return this;
    }

    /** To the end; a run that fails on the way makes the check fail. */
    public Trial<S> rest() {
        while (solver.status() instanceof Status.Running) {
            step();
        }
        if (solver.status() instanceof Status.Failed f) {
            throw new IllegalStateException(f.failure().message());
        }
        return this;
    }

    /** Each gauge at the end of runs with the seeds 1 to {@code seeds}, in the mean. */
    @SafeVarargs
    public final double[] means(int seeds, Gauge<S>... gauges) {
        double[] mean = new double[gauges.length];
        for (int seed = 1; seed <= seeds; seed++) {
            Trial<S> run = anew(seed).rest();
            for (int k = 0; k < mean.length; k++) {
                mean[k] += run.value(gauges[k]) / seeds;
            }
        }
        return mean;
    }

    /** A live change. */
    public <T> Trial<S> change(Knob<T> knob, T value) {
        solver.apply(new Change.Set(knob.id(), value));
        return this;
    }

    public double value(Gauge<S> gauge) {
        return solver.diagnostics().value(gauge.id()).orElseThrow();
    }

    public S state() {
        return solver.state();
    }

    /** The values in force. */
    public Knobs knobs() {
        return solver.knobs();
    }

    public StepContext context() {
        return context;
    }

    /** The main array of a layer as it would be seen now. */
    public double[] layer(String id) {
        return frame().layer(id).map(l -> l.arrays().stream().filter(a -> a.part().isEmpty()).findFirst().orElseThrow())
                .map(Layer.Array::values).orElseThrow();
    }

    public Frame frame() {
        return solver.frame(steps, context);
    }
}
