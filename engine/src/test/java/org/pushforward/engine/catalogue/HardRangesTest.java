package org.pushforward.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

/**
 * Every experiment with random parameters anywhere in their hard ranges: it is refused by an {@link InputException}, or its first frame is
 * finite, it steps until it has converged or says why not, and a restored state goes on with the same bits. Nothing else is ever thrown.
 */
class HardRangesTest {

    private static final int TRIALS = Integer.getInteger("pushforward.trials", 4);
    private static final int STEPS = 3;
    /** A step that asks more often than this would take long, and is given up as a user would. */
    private static final int PATIENCE = 60;
    /** Sizes beyond it only take longer. */
    private static final double LARGE = 24;

    /** Gives up after so many questions. */
    private static final class Impatient extends CancelToken {
        private int asked;

        @Override
        public boolean isCancelled() {
            return ++asked > PATIENCE;
        }
    }

    @TestFactory
    Stream<DynamicTest> nothingButInputExceptions() {
        return Catalogue.all().stream().flatMap(e -> IntStream.range(0, TRIALS).mapToObj(trial -> {
            ParameterSet p = random(e, new SplittableRandom(e.id().hashCode() * 1000L + trial));
            return DynamicTest.dynamicTest(e.id() + told(p), () -> explore(e, p));
        }));
    }

    /** What was found by chance, kept. */
    @ParameterizedTest
    @ValueSource(strings = {"bridge.light target=8-gaussians centers=1e150,1.53", "bridge.light initial-scale=4.9e-324",
        "bridge.light problem=sets source=moons components=15 initial-scale=1e-6 batch=6", "ot.sinkhorn eps=1e100", "bridge.light centers=1,2 scales=1e-300,1",
        "bridge.ipf-imf problem=grid target=comb cells=4 steps=0", "bridge.ipf-imf problem=grid target=comb cells=7 steps=3 eps=1e-6",
        "algebra.cans matrix=0,0;0,0", "algebra.brauer-layers n=1 inputs=5 outputs=5", "optimise.thermo-ngd fisher=1e-300,0;0,1e-300", "analysis.nuft-simplex mesh=polygon vertices=0,0;0,0;0,0",
        "analysis.nuft-simplex mesh=polygon vertices=0,0;1,1;1,0;0,1", "algebra.odl-fw size=2 batch=1 sparsity=0.01",
        "mesh.menu n=12 monitor=hessian exponent=1e100", "mesh.menu n=6 monitor=hessian exponent=2 scale=1e-200", "sequence.ncdssm drift=0,1;-1,-1.57e8 hidden=7 batch=1",
        "sequence.ncdssm drift=-100,100;100,100 hidden=2 batch=1 iterations=2 dynamics=lti", "sequence.ncdssm drift=0,1;-1,-10 hidden=2 batch=1 iterations=2", "diffusion.sampler particles=2 steps=4 query=0.3,5.8e14"})
    void whatWasFoundStaysMended(String run) {
        String[] words = run.split(" ");
        Experiment e = Catalogue.find(words[0]);
        ParameterSet p;
        try {
            p = ParameterSet.of(e.parameters(), Arrays.copyOfRange(words, 1, words.length));
        } catch (InputException refused) {
            return;
        }
        explore(e, p);
    }

    private static String told(ParameterSet p) {
        StringBuilder s = new StringBuilder();
        p.parameters().forEach(q -> s.append(p.isAssigned(q.id()) ? " " + q.id() + "=" + text(q, p.value(q.id())) : ""));
        return s.toString();
    }

    private static <T> String text(Parameter<T> p, Object value) {
        return p.format(p.validate(value));
    }

    // ---- parameters

    /** Sizes are small; of the rest some are anywhere. */
    private static ParameterSet random(Experiment e, SplittableRandom random) {
        ParameterSet p = e.defaults();
        List<Parameter<?>> all = new ArrayList<>(e.parameters());
        for (Parameter<?> q : all) {
            if (q instanceof Parameter.Choice c && random.nextInt(3) == 0) {
                p = p.with(q.id(), c.choices().get(random.nextInt(c.choices().size())));
            }
        }
        for (Parameter<?> q : all) {
            if (!p.isShown(q.id())) {
                continue;
            }
            p = switch (q) {
                case Parameter.Whole w -> p.with(q.id(), (int) Math.round(within(random, w.accepted().min(), Math.max(w.accepted().min(),
                        Math.min(Math.min(w.accepted().max(), p.whole(q.id())), LARGE)))));
                case Parameter.Real r when random.nextInt(4) == 0 -> p.with(q.id(), real(r, random));
                case Parameter.Flag _ when random.nextInt(3) == 0 -> p.with(q.id(), random.nextBoolean());
                case Parameter.Vector _ when random.nextInt(3) == 0 -> p.with(q.id(), matrix(p.vector(q.id()), random));
                case Parameter.Source s when !s.builtIn().isEmpty() && random.nextInt(3) == 0 ->
                        p.withText(q.id(), s.builtIn().get(random.nextInt(s.builtIn().size())));
                default -> p;
            };
        }
        return p;
    }

    private static double real(Parameter.Real r, SplittableRandom random) {
        Parameter.Range a = r.accepted();
        double least = a.openMin() ? Math.nextUp(a.min()) : a.min();
        return switch (random.nextInt(6)) {
            case 0 -> least;
            case 1 -> a.max();
            case 2 -> within(random, least, a.max());
            default -> within(random, Math.max(least, r.slider().min()), Math.min(a.max(), r.slider().max()));
        };
    }

    /** Evenly by size where the sign is the same. */
    private static double within(SplittableRandom random, double min, double max) {
        if (min > 0 && max > 2 * min) {
            return Math.clamp(Math.exp(Math.log(min) + random.nextDouble() * (Math.log(max) - Math.log(min))), min, max);
        }
        double t = random.nextDouble();
        return Math.clamp(min * (1 - t) + max * t, min, max);
    }

    private static Parameter.VectorValue matrix(Parameter.VectorValue like, SplittableRandom random) {
        int rows = Math.max(1, like.rows());
        int columns = like.columns() == 0 ? 2 : like.columns();
        double scale = List.of(1e-300, 1e-9, 1.0, 3.0, 1e9, 1e15).get(random.nextInt(6));
        List<Double> values = new ArrayList<>(like.values());
        while (values.size() < rows * columns) {
            values.add(random.nextDouble(-1, 1));
        }
        values.set(random.nextInt(values.size()), scale * random.nextDouble(-1, 1));
        return new Parameter.VectorValue(rows, columns, values);
    }

    // ---- what must hold

    private static void explore(Experiment experiment, ParameterSet p) {
        try {
            tried(experiment, p);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(experiment.id() + told(p) + ": " + e, e);
        }
    }

    private static void tried(Experiment experiment, ParameterSet p) {
        Solver s;
        try {
            s = experiment.create(p, 3);
        } catch (InputException e) {
            return;
        }
        assertFinite(s.frame(0), "the first frame");
        Solver.State start = s.save();
        List<double[]> first = List.of();
        for (int k = 1; k <= STEPS && s.status() instanceof Status.Running; k++) {
            if (!step(s)) {
                return;
            }
            if (k == 1 && !(s.status() instanceof Status.Failed)) {
                first = arrays(s.frame(1));
            }
            if (s.status() instanceof Status.Converged || s.status() instanceof Status.Finished) {
                assertFinite(s.frame(k), "the frame of step " + k);
            }
        }
        s.restore(start);
        if (!first.isEmpty() && step(s)) {
            List<double[]> again = arrays(s.frame(1));
            for (int k = 0; k < first.size(); k++) {
                assertThat(again.get(k)).isEqualTo(first.get(k));
            }
        }
    }

    private static boolean step(Solver s) {
        try {
            s.step(new StepContext(Workers.serial(), new Impatient()));
            return true;
        } catch (CancelToken.Cancelled e) {
            return false;
        }
    }

    private static List<double[]> arrays(Frame frame) {
        return frame.layers().stream().flatMap(l -> l.arrays().stream()).map(Layer.Array::values).toList();
    }

    private static void assertFinite(Frame frame, String what) {
        for (Layer l : frame.layers()) {
            for (Layer.Array a : l.arrays()) {
                for (double v : a.values()) {
                    if (!Double.isFinite(v)) {
                        throw new AssertionError(what + ": " + l.id() + " " + a.part() + " is " + v);
                    }
                }
            }
        }
        for (Diagnostics.Entry d : frame.diagnostics().entries()) {
            assertThat(d.value()).as("%s, %s", what, d.id()).isFinite();
        }
    }
}
