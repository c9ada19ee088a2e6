package org.pushforward.engine.bridge.light;

import java.util.Optional;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.data.StandardGaussian;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.PlaneHistogram;
import org.pushforward.engine.numerics.PrincipalPlane;
import org.pushforward.engine.numerics.SampleMoments;

/**
 * Two distributions for one ε, what is known of their bridge, and points of both on which a bridge is judged. Immutable; arrays are
 * shared and never written.
 *
 * @param exact the bridge itself: of the benchmark, or given by the user
 * @param trained whether the bridge is to be found by training
 * @param x points of p₀, n × d
 * @param y points of p₁, n × d
 * @param spread E|Y − Y'| over the pairs of y
 * @param moments of p₁, from many draws
 * @param query where the drift is asked for; empty when the dimension is another
 * @param domain what is shown
 * @param source0 density of p₀ along the first axis, on {@value #BINS} bins of the domain
 * @param target0 that of p₁
 * @param target2 density of p₁ in the plane, {@value #CELLS}² cells of the domain
 */
record LightScene(double eps, PointSource source, PointSource target, Optional<LightBridge> exact, boolean trained, double[] x, double[] y,
        double spread, SampleMoments moments, double[] query, PrincipalPlane plane, Rect domain,
        double[] source0, double[] target0, double[] target2) {

    /** Points on which a bridge is judged after every step, and for the moments of the target. */
    private static final int JUDGED = 400;
    private static final int MANY = 20_000;
    private static final double MARGIN = 0.08;
    static final int BINS = 90;
    static final int CELLS = 128;
    /** Cells by which the histogram in the plane is blurred: draws are few in each. */
    private static final double BLUR = 1.5;

    static LightScene of(ParameterSet p, double eps, Philox random) {
        Optional<LightBridge> exact = Optional.empty();
        PointSources.Pair ends;
        boolean trained = !GivenPotentials.in(p);
        if (!trained) {
            LightBridge given = GivenPotentials.bridge(p, eps);
            exact = Optional.of(given);
            PointSource source = given.dimension() != 2 && !p.isAssigned(LightBridgeParameters.SOURCE)
                    ? new StandardGaussian(given.dimension()) : PointSources.of(p.source(LightBridgeParameters.SOURCE));
            if (source.dimension() != given.dimension()) {
                throw new InputException("centers: they have " + given.dimension() + " coordinates, but the source has "
                        + source.dimension() + "; give centers of the same dimension");
            }
            ends = new PointSources.Pair(source, new PushedSource(source, given));
        } else if (p.choice(LightBridgeParameters.PROBLEM).equals(LightBridgeParameters.BENCHMARK)) {
            LightBridge known = ContinuousBenchmark.exact(p.whole(LightBridgeParameters.DIMENSION), eps, random.stream(1));
            exact = Optional.of(known);
            PointSource source = new StandardGaussian(known.dimension());
            ends = new PointSources.Pair(source, new PushedSource(source, known));
        } else {
            ends = PointSources.pair(p.source(LightBridgeParameters.SOURCE), p.source(LightBridgeParameters.TARGET));
        }
        if (trained) {
            GivenPotentials.requireNone(p);
        }
        return of(ends, exact, trained, p, eps, random);
    }

    private static LightScene of(PointSources.Pair ends, Optional<LightBridge> exact, boolean trained, ParameterSet p, double eps,
            Philox random) {
        int d = ends.source().dimension();
        double[] x = ends.source().points(JUDGED, random.stream(2));
        double[] y = ends.target().points(JUDGED, random.stream(3));
        double spread = EnergyDistance.meanDistance(y, y, d);
        if (spread == 0) {
            throw new InputException("target: all of its points are the same", "give a target with at least two different points");
        }
        double[] many = ends.target().points(MANY, random.stream(4));
        SampleMoments moments = SampleMoments.of(many, d, Workers.serial());
        PrincipalPlane plane = PrincipalPlane.of(moments);
        Rect domain = Rect.around(plane.places(x, JUDGED), MARGIN).union(Rect.around(plane.places(y, JUDGED), MARGIN));
        return new LightScene(eps, ends.source(), ends.target(), exact, trained, x, y, spread, moments,
                query(p, d), plane, domain, density(plane.places(ends.source().points(MANY, random.stream(5)), MANY), domain, BINS),
                density(plane.places(many, MANY), domain, BINS), PlaneHistogram.density(plane.places(many, MANY), domain, CELLS, BLUR));
    }

    /** Histogram of the abscissae of points, as a density on the bins of the domain. */
    static double[] density(double[] xy, Rect domain, int bins) {
        double[] counts = new double[bins];
        double width = domain.width() / bins;
        for (int k = 0; k < xy.length; k += 2) {
            int bin = (int) Math.floor((xy[k] - domain.x0()) / width);
            if (bin >= 0 && bin < bins) {
                counts[bin] += 2 / (xy.length * width);
            }
        }
        return counts;
    }

    private static double[] query(ParameterSet p, int d) {
        VectorValue q = p.vector(LightBridgeParameters.QUERY);
        if (q.rows() > 0 && q.columns() != d) {
            throw new InputException("query: \"" + q + "\" has " + q.columns() + " numbers a point, but the dimension is " + d
                    + "; give " + d + " for each point", "points are split by ; and numbers by ,");
        }
        return q.values().stream().mapToDouble(v -> v).toArray();
    }

    int dimension() {
        return source.dimension();
    }
}
