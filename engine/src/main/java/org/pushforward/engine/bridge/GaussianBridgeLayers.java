package org.pushforward.engine.bridge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.bridge.GaussianBridge.Following;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.study.Look;

/**
 * Draws particles on a Gaussian bridge in a plane: the first two coordinates of X_t; in one dimension X_t over X₀, where the ellipse of
 * their joint law opens from the diagonal to the plan.
 */
final class GaussianBridgeLayers {

    private static final int TRAILS = 16;
    private static final int ARROWS = 22;
    private static final int CORNERS = 96;
    private static final int CURVE_POINTS = 65;
    private static final int STATIONS = 9;
    /** Standard deviations of the ellipses, and of the margin of the picture. */
    private static final double INNER = 1;
    private static final double OUTER = 2;
    private static final double MARGIN = 3.3;

    private final Following state;
    private final GaussianSchroedingerBridge bridge;
    private final Look to;
    private final boolean line;

    private GaussianBridgeLayers(Following state, Look to) {
        this.state = state;
        this.to = to;
        bridge = state.bridge();
        line = bridge.dimension() == 1;
    }

    static void of(Following state, Look to) {
        GaussianBridgeLayers l = new GaussianBridgeLayers(state, to);
        l.particles();
        l.ellipses();
        l.drift();
        int d = l.bridge.dimension();
        to.matrix("cross-covariance", d, d, l.bridge.crossCovariance().toArray());
        l.trails();
        l.band();
    }

    /** Colored by where they came from, so that mixing shows. */
    private void particles() {
        int n = state.particles();
        to.points("particles", 2, places(state.x(), n), firsts(state.flow().start(n, to.context()), n));
    }

    /** The ways of the first few particles up to now: in the plane, and their first coordinate against time. */
    private void trails() {
        int n = Math.min(TRAILS, state.particles());
        int points = state.step() + 1;
        double[] xy = new double[2 * n * points];
        double[] history = new double[2 * n * points];
        double[] x = state.flow().start(n, to.context());
        double[] origin = firsts(x, n);
        List<double[]> frames = new ArrayList<>();
        for (int k = 0; k < points; k++) {
            double[] here = places(x, n);
            frames.add(here);
            for (int p = 0; p < n; p++) {
                System.arraycopy(here, 2 * p, xy, 2 * (p * points + k), 2);
                history[2 * (p * points + k)] = state.flow().time(k);
                history[2 * (p * points + k) + 1] = x[p * bridge.dimension()];
            }
            x = k + 1 < points ? state.flow().advance(x, k, to.context()) : x;
        }
        int[] offsets = new int[n + 1];
        Arrays.setAll(offsets, p -> p * points);
        to.as("Ways of " + n + " particles").paths("trails", 2, xy, offsets);
        to.as(n + " particles").points("ways", 2, history);
        to.inTime("ways-in-time", IntStream.range(0, points).mapToDouble(state.flow()::time).toArray(), frames, 2, origin);
    }

    /** The first coordinates of the first n particles. */
    private double[] firsts(double[] x, int n) {
        double[] first = new double[n];
        Arrays.setAll(first, p -> x[p * bridge.dimension()]);
        return first;
    }

    /** Where the first n particles are drawn. */
    private double[] places(double[] x, int n) {
        int d = bridge.dimension();
        double[] first = line ? state.flow().start(n, to.context()) : x;
        double[] xy = new double[2 * n];
        for (int p = 0; p < n; p++) {
            xy[2 * p] = first[p * d];
            xy[2 * p + 1] = x[p * d + (line ? 0 : 1)];
        }
        return xy;
    }

    /** The law of what is drawn at time t. */
    private Gaussian shown(double t) {
        Gaussian law = bridge.marginal(t);
        Matrix s = law.covariance();
        if (line) {
            double across = bridge.covariance(0, t).get(0, 0);
            return new Gaussian(new double[] {bridge.mean(0)[0], law.mean()[0]},
                    Matrix.of(2, 2, bridge.source().covariance().get(0, 0), across, across, s.get(0, 0)));
        }
        return new Gaussian(new double[] {law.mean()[0], law.mean()[1]}, Matrix.of(2, 2, s.get(0, 0), s.get(0, 1), s.get(1, 0), s.get(1, 1)));
    }

    /** Now, and 2σ at equal distances of time. */
    private void ellipses() {
        closed("ellipse", List.of(ellipse(shown(state.time()), INNER), ellipse(shown(state.time()), OUTER)));
        List<double[]> all = new ArrayList<>();
        for (int k = 0; k < STATIONS; k++) {
            all.add(ellipse(shown((double) k / (STATIONS - 1)), OUTER));
        }
        closed("path-ellipses", all);
        int corners = CORNERS + 1;
        double[] xyz = new double[3 * STATIONS * corners];
        for (int k = 0; k < STATIONS * corners; k++) {
            System.arraycopy(all.get(k / corners), 2 * (k % corners), xyz, 3 * k, 2);
            xyz[3 * k + 2] = (double) (k / corners) / (STATIONS - 1);
        }
        to.paths("ellipses-in-time", 3, xyz, IntStream.rangeClosed(0, STATIONS).map(k -> k * corners).toArray());
    }

    /** The points at a distance of r standard deviations, the first again at the end. */
    private static double[] ellipse(Gaussian law, double r) {
        Matrix root = law.covariance().squareRoot();
        double[] xy = new double[2 * (CORNERS + 1)];
        for (int k = 0; k <= CORNERS; k++) {
            double a = 2 * Math.PI * (k % CORNERS) / CORNERS;
            double[] p = root.times(new double[] {r * Math.cos(a), r * Math.sin(a)});
            xy[2 * k] = law.mean()[0] + p[0];
            xy[2 * k + 1] = law.mean()[1] + p[1];
        }
        return xy;
    }

    private void closed(String id, List<double[]> rings) {
        int[] offsets = new int[rings.size() + 1];
        double[] xy = new double[rings.stream().mapToInt(r -> r.length).sum()];
        for (int k = 0; k < rings.size(); k++) {
            double[] ring = rings.get(k);
            System.arraycopy(ring, 0, xy, 2 * offsets[k], ring.length);
            offsets[k + 1] = offsets[k] + ring.length / 2;
        }
        to.paths(id, 2, xy, offsets);
    }

    /** The drift where it is drawn; beyond two dimensions its mean over the other coordinates. */
    private void drift() {
        Rect domain = domain();
        Gaussian law = shown(state.time());
        Matrix gain = line ? bridge.driftMatrix(state.time()) : visibleDrift(law);
        double[] u = new double[ARROWS * ARROWS];
        double[] v = new double[ARROWS * ARROWS];
        for (int i = 0; i < ARROWS; i++) {
            double x = domain.x0() + (i + 0.5) * domain.width() / ARROWS - law.mean()[0];
            for (int j = 0; j < ARROWS; j++) {
                double y = domain.y0() + (j + 0.5) * domain.height() / ARROWS - law.mean()[1];
                int at = i * ARROWS + j;
                u[at] = line ? 0 : gain.get(0, 0) * x + gain.get(0, 1) * y + bridge.meanVelocity()[0];
                v[at] = line ? gain.get(0, 0) * y + bridge.meanVelocity()[0] : gain.get(1, 0) * x + gain.get(1, 1) * y + bridge.meanVelocity()[1];
            }
        }
        to.vectors("drift", ARROWS, ARROWS, domain, u, v);
    }

    /** E[K(x − m) | x₁, x₂] = (K S)₁₂ S₁₂⁻¹ (x₁₂ − m₁₂), subscript 12 for the first two rows and columns. */
    private Matrix visibleDrift(Gaussian law) {
        Matrix ks = bridge.driftMatrix(state.time()).times(state.exact().covariance());
        return Matrix.of(2, 2, ks.get(0, 0), ks.get(0, 1), ks.get(1, 0), ks.get(1, 1)).over(law.covariance());
    }

    /** Holds all of the way, so that the picture stays where it is. */
    private Rect domain() {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int k = 0; k < STATIONS; k++) {
            Gaussian law = shown((double) k / (STATIONS - 1));
            for (int i = 0; i < 2; i++) {
                double reach = MARGIN * Math.sqrt(law.covariance().get(i, i));
                low[i] = Math.min(low[i], law.mean()[i] - reach);
                high[i] = Math.max(high[i], law.mean()[i] + reach);
            }
        }
        return new Rect(low[0], low[1], high[0], high[1]);
    }

    /** Mean and 2σ-band of the first coordinate against time. */
    private void band() {
        double[] t = new double[CURVE_POINTS];
        double[][] y = new double[3][CURVE_POINTS];
        for (int k = 0; k < CURVE_POINTS; k++) {
            t[k] = (double) k / (CURVE_POINTS - 1);
            Gaussian law = bridge.marginal(t[k]);
            double reach = OUTER * Math.sqrt(law.covariance().get(0, 0));
            y[0][k] = law.mean()[0];
            y[1][k] = law.mean()[0] + reach;
            y[2][k] = law.mean()[0] - reach;
        }
        to.series("mean", t, y[0]);
        to.series("upper", t, y[1]);
        to.series("lower", t, y[2]);
    }
}
