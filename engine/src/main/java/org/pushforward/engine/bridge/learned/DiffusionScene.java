package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import java.util.Optional;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.bridge.fitting.LineCoupling;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.data.StandardGaussian;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.PlaneHistogram;
import org.pushforward.engine.numerics.PrincipalPlane;
import org.pushforward.engine.numerics.SampleMoments;

/**
 * Two distributions, what is known of the bridge between them, and the points on which it is judged. Immutable; arrays are shared and
 * never written.
 *
 * @param exact law of (X₀, X₁) of every coordinate, where it is known
 * @param cost ½E|X₀ − X₁|² of the entropic plan: exact, or of a sample
 * @param size root mean square of a coordinate, with the noise on the way
 * @param from draws of p₀ whose particles are shown, n × d
 * @param back draws of p₁
 * @param judge0 other draws of p₀, against which ends are judged
 * @param judge1 other draws of p₁
 */
record DiffusionScene(PointSource source, PointSource target, double eps, Optional<LineCoupling> exact, double cost, double size,
        double[] from, double[] back, Judge judge0, Judge judge1, PrincipalPlane plane, Rect domain) {

    private static final int JUDGED = 500;
    /** Points of the sample whose plan gives the cost. */
    private static final int PLANNED = 600;
    private static final int MANY = 20_000;
    static final int CELLS = 96;
    private static final double BLUR = 2;
    private static final double MARGIN = 0.06;

    /**
     * A sample that others are compared with.
     *
     * @param spread mean distance of its pairs
     * @param density of the distribution, on {@value #CELLS}² cells
     */
    record Judge(double[] points, double spread, double[] density) {

        /** Energy distance of the first points of x, over its mean when x has the same law. */
        double ratio(double[] x, int d) {
            int n = Math.min(x.length, points.length);
            double[] first = Arrays.copyOf(x, n);
            return EnergyDistance.between(first, points, d, spread) / ((d / (double) n + d / (double) points.length) * spread);
        }
    }

    /** The same draws for every ε. */
    static DiffusionScene of(ParameterSet p, double eps, Philox random, CancelToken cancel) {
        PointSources.Pair ends;
        Optional<LineCoupling> exact = Optional.empty();
        if (p.choice(DiffusionBridgeParameters.PROBLEM).equals(DiffusionBridgeParameters.GAUSSIAN)) {
            int d = p.whole(DiffusionBridgeParameters.DIMENSION);
            double a = p.real(DiffusionBridgeParameters.OFFSET);
            ends = new PointSources.Pair(new Shifted(d, -a), new Shifted(d, a));
            exact = Optional.of(LineCoupling.plan(-a, 1, a, 1, eps));
        } else {
            ends = PointSources.pair(p.source(DiffusionBridgeParameters.SOURCE), p.source(DiffusionBridgeParameters.TARGET));
        }
        return of(ends, eps, exact, p.whole(DiffusionBridgeParameters.PARTICLES), random, cancel);
    }

    private static DiffusionScene of(PointSources.Pair ends, double eps, Optional<LineCoupling> exact, int particles, Philox random,
            CancelToken cancel) {
        int d = ends.source().dimension();
        double[] many0 = ends.source().points(MANY, random.stream(1));
        double[] many1 = ends.target().points(MANY, random.stream(2));
        double[] from = ends.source().points(particles, random.stream(3));
        double[] back = ends.target().points(particles, random.stream(4));
        SampleMoments moments = SampleMoments.of(many1, d, Workers.serial());
        PrincipalPlane plane = PrincipalPlane.of(moments);
        Rect domain = Rect.around(plane.places(from, particles), MARGIN).union(Rect.around(plane.places(back, particles), MARGIN));
        double square = 0;
        for (int k = 0; k < many0.length; k++) {
            square += (many0[k] * many0[k] + many1[k] * many1[k]) / (2 * many0.length);
        }
        double cost = exact.map(e -> d * e.cost()).orElseGet(() -> EntropicPlan.between(Arrays.copyOf(many0, PLANNED * d),
                Arrays.copyOf(many1, PLANNED * d), d, eps, cancel).cost());
        return new DiffusionScene(ends.source(), ends.target(), eps, exact, cost, Math.sqrt(square + eps), from, back,
                judge(ends.source(), random.stream(5), plane.places(many0, MANY), domain),
                judge(ends.target(), random.stream(6), plane.places(many1, MANY), domain), plane, domain);
    }

    private static Judge judge(PointSource source, Philox random, double[] places, Rect domain) {
        double[] x = source.points(JUDGED, random);
        return new Judge(x, EnergyDistance.meanDistance(x, x, source.dimension()), PlaneHistogram.density(places, domain, CELLS, BLUR));
    }

    /** N(mean (1, …, 1), I). */
    private record Shifted(int dimension, double mean) implements PointSource {
        @Override
        public void draw(Philox random, int step, long first, int count, double[] out, int from) {
            new StandardGaussian(dimension).draw(random, step, first, count, out, from);
            for (int k = from; k < from + count * dimension; k++) {
                out[k] += mean;
            }
        }
    }

    int dimension() {
        return source.dimension();
    }

    /** Where a direction starts. */
    PointSource start(Direction direction) {
        return direction == Direction.FORWARD ? source : target;
    }

    /** The particles that are shown along a direction. */
    double[] particles(Direction direction) {
        return direction == Direction.FORWARD ? from : back;
    }
}
