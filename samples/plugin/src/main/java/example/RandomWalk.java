package example;

import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;

import java.util.List;
import org.pushforward.engine.api.Experiment.Citation;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** {@code ot.random-walk}: many walkers with independent steps of ±1; the variance of where they are is the number of steps. */
public final class RandomWalk extends Study<RandomWalk.Walkers> {

    /** Where everybody is after some steps. */
    public record Walkers(double[] at, int steps) { }

    private final Knob<Integer> walkers;
    private final Knob<Integer> steps;
    private final Gauge<Walkers> variance;

    public RandomWalk() {
        super("ot.random-walk", "A random walk", "Everybody tosses a coin and takes a step to the left or to the right. The variance of the places grows by one a step.",
                List.of("Var x_t = t"), new Citation("K. Pearson", 1905, "The Problem of the Random Walk", "10.1038/072294b0"));
        walkers = whole("walkers", "N", "Walkers", 20_000, 100, 100_000, "How many walk.").within(10, 1_000_000);
        steps = whole("steps", "T", "Steps", 100, 10, 400, "How long they walk.").within(1, 10_000);
        lasts(p -> p.get(steps));
        variance = gauge("variance", "Variance over steps", "", s -> s.steps == 0 ? 1 : square(s.at) / s.steps);
        plot("places", "Where they are", "walkers").draw(BARS, "histogram", "walkers");
        history("spread", "Variance over steps", "1 in the mean", variance);
        atEnd("variance", "variance over steps", variance, within(1, 0.1), "closed form: steps are independent");
        opens("A cloud widens", "Where twenty thousand walkers are.");
        tiny("walkers=2000 steps=5");
    }

    private static double square(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return sum / x.length;
    }

    @Override
    protected Walkers start(Knobs p, Philox random) {
        return new Walkers(new double[p.get(walkers)], 0);
    }

    @Override
    protected Walkers next(Walkers s, Turn t) {
        double[] coin = t.uniforms(1, s.at.length, 1);
        double[] x = s.at.clone();
        for (int k = 0; k < x.length; k++) {
            x[k] += coin[k] < 0.5 ? -1 : 1;
        }
        return new Walkers(x, s.steps + 1);
    }

    @Override
    protected void look(Walkers s, Knobs p, Look to) {
        to.histogram("histogram", s.at, 60);
    }
}
