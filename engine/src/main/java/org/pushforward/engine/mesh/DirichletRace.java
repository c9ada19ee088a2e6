package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.study.Race;

/**
 * All methods on one problem, an iteration each a step. Work is counted in Poisson problems; a factorization of the sparse Newton matrix counts as
 * {@value #SPARSE} of them, a ratio once measured, and one of the wide stencil, which has about twice as many nonzeros, as {@value #WIDE}. A step of Oliker & Prussner's scheme, most of which goes
 * into cells, counts as {@value #CELLS}: fixed numbers, so that the picture does not depend on the machine's mood. Immutable.
 */
record DirichletRace(Race<Lane> race) {

    private static final double SPARSE = 20;
    private static final double WIDE = 40;
    private static final double CELLS = 70;
    /** A method whose residual has not fallen for so many iterations is out. */
    private static final int PATIENCE = 25;

    /** @param work and {@code errors}: after each iteration */
    record Lane(DirichletIteration iteration, DirichletIteration.Place place, double residual, double least, int idle, double[] work, double[] errors) {
        boolean isOut() {
            return idle >= PATIENCE || !Double.isFinite(residual);
        }
    }

    /** @param of the problem as a method sees it */
    static DirichletRace start(Function<String, DirichletIteration> of) {
        return new DirichletRace(Race.of(DirichletIteration.METHODS, m -> {
            DirichletIteration i = of.apply(m);
            return new Lane(i, new DirichletIteration.Place(i.problem().start(), 0), 1, Double.POSITIVE_INFINITY, 0, new double[0], new double[0]);
        }));
    }

    DirichletRace next(boolean isFirst, int memory, double tolerance, StepContext context) {
        return new DirichletRace(race.then((name, l) -> l.isOut() || l.residual <= tolerance ? l : moved(name, l, isFirst, memory, context)));
    }

    private static Lane moved(String name, Lane l, boolean isFirst, int memory, StepContext context) {
        DirichletIteration.Place place = isFirst ? l.iteration.start(context) : l.iteration.next(l.place, memory, context);
        double residual = l.iteration.residual(place);
        double price = isFirst && !name.equals("oliker-prussner") ? 1 : switch (name) {
            case "newton-sparse" -> SPARSE;
            case "wide-stencil" -> WIDE;
            case "oliker-prussner" -> CELLS;
            default -> Math.max(1, place.inner() - l.place.inner());
        };
        return new Lane(l.iteration, place, residual, Math.min(l.least, residual), residual < l.least ? 0 : l.idle + 1, with(l.work, price + (l.work.length == 0 ? 0 : l.work[l.work.length - 1])),
                with(l.errors, l.iteration.problem().exact().length > 0 ? l.iteration.problem().errors(place.u())[0] : residual));
    }

    private static double[] with(double[] a, double v) {
        double[] b = Arrays.copyOf(a, a.length + 1);
        b[a.length] = v;
        return b;
    }

    /** The largest of those that are still in the race; 0 when none is. */
    double residual() {
        List<Double> in = new ArrayList<>();
        race.states().stream().filter(l -> !l.isOut()).forEach(l -> in.add(l.residual));
        return in.stream().mapToDouble(r -> r).max().orElse(0);
    }
}
