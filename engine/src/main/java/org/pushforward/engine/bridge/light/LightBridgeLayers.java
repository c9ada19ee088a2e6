package org.pushforward.engine.bridge.light;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.PrincipalPlane;

/**
 * Draws a light bridge in the {@link PrincipalPlane}: particles, their ways, the drift, the pieces of p₁ that the components make, and
 * the marginal along the first axis.
 */
final class LightBridgeLayers {

    private static final int ARROWS = 26;
    private static final int CORNERS = 48;
    private static final int BARS = 45;
    /** Standard deviations of the ellipses. */
    private static final double REACH = 2;
    /** Components with less than this share of the mean weight are left out. */
    private static final double SMALL = 0.1;
    /** A term of the marginal that weighs less is not drawn, and none is drawn further out than this many deviations. */
    private static final double LIGHT = 1e-4;
    private static final double TAIL = 4;

    private final LightState state;
    private final LightFlow flow;
    private final double time;
    private final LightScene scene;
    private final LightBridge bridge;
    private final PrincipalPlane plane;
    private final int dimension;

    private LightBridgeLayers(LightState state, LightFlow flow, double time) {
        this.state = state;
        this.flow = flow;
        this.time = time;
        scene = state.scene();
        bridge = state.bridge();
        plane = scene.plane();
        dimension = scene.dimension();
    }

    static List<Layer> of(LightState state, LightFlow flow, double time) {
        LightBridgeLayers l = new LightBridgeLayers(state, flow, time);
        List<Layer> all = new ArrayList<>(List.of(l.particles(), l.components(), l.field(), l.trails()));
        all.addAll(l.fit());
        all.addAll(l.marginals());
        if (state.scene().query().length > 0) {
            int d = state.scene().dimension();
            double[] query = state.scene().query();
            all.add(new Layer.Matrix("drift", "g at the query points", "", query.length / d, d, state.bridge().drift(query, state.t())));
        }
        return all;
    }

    /** Colored by where they came from, so that mixing shows. */
    private Layer particles() {
        double[] origin = new double[flow.n()];
        Arrays.setAll(origin, p -> plane.coordinate(state.pass().start(), p * dimension, 0));
        return new Layer.Points("particles", "Particles by X₀", "", 2, plane.places(state.pass().x(), flow.n()), origin);
    }

    /** The law of X₁ for every component, by its moments over p₀: mean r + S E_k X₀ and variance εS + S² Var_k X₀. */
    private Layer components() {
        double[] sums = bridge.planMoments(scene.x());
        int n = scene.x().length / dimension;
        List<double[]> rings = new ArrayList<>();
        double[] mean = new double[dimension];
        double[] variance = new double[dimension];
        for (int k = 0; k < bridge.components(); k++) {
            double share = sums[bridge.moment(0, k)];
            if (share < SMALL * n / bridge.components()) {
                continue;
            }
            for (int i = 0; i < dimension; i++) {
                double x = sums[bridge.moment(1 + i, k)] / share;
                double s = bridge.scale(k, i);
                mean[i] = bridge.center(k, i) + s * x;
                variance[i] = bridge.eps() * s + s * s * Math.max(0, sums[bridge.moment(1 + dimension + i, k)] / share - x * x);
            }
            rings.add(ellipse(mean, variance));
        }
        int[] offsets = new int[rings.size() + 1];
        Arrays.setAll(offsets, r -> r * (CORNERS + 1));
        double[] xy = new double[2 * (CORNERS + 1) * rings.size()];
        for (int r = 0; r < rings.size(); r++) {
            System.arraycopy(rings.get(r), 0, xy, 2 * offsets[r], rings.get(r).length);
        }
        return new Layer.Paths("components", "Components of p₁, 2σ", "", 2, xy, offsets);
    }

    /** The first point again at the end; by the lower Cholesky factor of the projected covariance. */
    private double[] ellipse(double[] mean, double[] variance) {
        double a = Math.sqrt(plane.projected(variance, 0, 0));
        double b = plane.projected(variance, 0, 1) / a;
        double c = Math.sqrt(Math.max(0, plane.projected(variance, 1, 1) - b * b));
        double x = plane.coordinate(mean, 0, 0);
        double y = plane.coordinate(mean, 0, 1);
        double[] xy = new double[2 * (CORNERS + 1)];
        for (int k = 0; k <= CORNERS; k++) {
            double angle = 2 * Math.PI * (k % CORNERS) / CORNERS;
            xy[2 * k] = x + REACH * a * Math.cos(angle);
            xy[2 * k + 1] = y + REACH * (b * Math.cos(angle) + c * Math.sin(angle));
        }
        return xy;
    }

    /** The drift now on the plane, projected onto it, where there are particles: elsewhere nothing goes along it. */
    private Layer field() {
        Rect r = scene.domain();
        double[] x = new double[ARROWS * ARROWS * dimension];
        for (int k = 0; k < ARROWS * ARROWS; k++) {
            double[] at = plane.point(r.x0() + (k / ARROWS + 0.5) * r.width() / ARROWS, r.y0() + (k % ARROWS + 0.5) * r.height() / ARROWS);
            System.arraycopy(at, 0, x, k * dimension, dimension);
        }
        double[] g = bridge.drift(x, time);
        double[] u = new double[ARROWS * ARROWS];
        double[] v = new double[ARROWS * ARROWS];
        boolean[] near = occupied(r);
        for (int k = 0; k < u.length; k++) {
            for (int i = 0; i < dimension && near[k]; i++) {
                u[k] += plane.axes().get(0)[i] * g[k * dimension + i];
                v[k] += plane.axes().get(1)[i] * g[k * dimension + i];
            }
        }
        return new Layer.VectorField("drift-field", "Drift where particles are", "", ARROWS, ARROWS, r, u, v);
    }

    /** The cells of the arrows with a particle in them. */
    private boolean[] occupied(Rect r) {
        boolean[] near = new boolean[ARROWS * ARROWS];
        double[] xy = plane.places(state.pass().x(), flow.n());
        for (int k = 0; k < xy.length; k += 2) {
            int i = (int) Math.floor((xy[k] - r.x0()) / r.width() * ARROWS);
            int j = (int) Math.floor((xy[k + 1] - r.y0()) / r.height() * ARROWS);
            if (Math.min(i, j) >= 0 && Math.max(i, j) < ARROWS) {
                near[i * ARROWS + j] = true;
            }
        }
        return near;
    }

    /** The ways of the first particles up to now. */
    private Layer trails() {
        int tracked = flow.tracked();
        double[] ways = state.pass().ways();
        int points = ways.length / (tracked * dimension);
        double[] xy = new double[2 * tracked * points];
        int[] offsets = new int[tracked + 1];
        for (int p = 0; p < tracked; p++) {
            offsets[p + 1] = (p + 1) * points;
            for (int k = 0; k < points; k++) {
                int at = (k * tracked + p) * dimension;
                xy[2 * (p * points + k)] = plane.coordinate(ways, at, 0);
                xy[2 * (p * points + k) + 1] = plane.coordinate(ways, at, 1);
            }
        }
        return new Layer.Paths("trails", "Ways of " + tracked + " particles", "", 2, xy, offsets);
    }

    /** Draws of X₁ from the plan, and the density of the target. */
    private List<Layer> fit() {
        double[] ends = state.measures().ends();
        int n = ends.length / dimension;
        return List.of(new Layer.ScalarField("target", "p₁", "", LightScene.CELLS, LightScene.CELLS, scene.domain(), scene.target2()),
                new Layer.Points("model", "Bridge at t = 1", "", 2, plane.places(ends, n), new double[0]));
    }

    private List<Layer> marginals() {
        Rect r = scene.domain();
        double[] x = new double[LightScene.BINS];
        Arrays.setAll(x, k -> r.x0() + (k + 0.5) * r.width() / LightScene.BINS);
        double[] edges = new double[BARS + 1];
        Arrays.setAll(edges, k -> r.x0() + k * r.width() / BARS);
        return List.of(
                new Layer.Bars("histogram", "first coordinate of the particles", "", edges,
                        LightScene.density(plane.places(state.pass().x(), flow.n()), r, BARS)),
                series("source-density", "p₀", x, scene.source0()), series("target-density", "p₁", x, scene.target0()),
                series("marginal", "bridge at t", x, marginal(x)));
    }

    private static Layer series(String id, String label, double[] x, double[] y) {
        return new Layer.Series(id, label, "", "first coordinate", x, y);
    }

    /** Density of the first coordinate of X_t: given X₀ and the component it is normal; a deviation is at least a bin wide. */
    private double[] marginal(double[] at) {
        double bin = at[1] - at[0];
        double[] density = new double[at.length];
        double[] weights = bridge.scratch();
        double[] axis = plane.axes().getFirst();
        int n = scene.x().length / dimension;
        for (int p = 0; p < n; p++) {
            bridge.planWeights(scene.x(), p * dimension, weights);
            double start = plane.coordinate(scene.x(), p * dimension, 0);
            for (int k = 0; k < bridge.components(); k++) {
                if (weights[k] > LIGHT) {
                    double move = 0;
                    double variance = bin * bin;
                    for (int i = 0; i < dimension; i++) {
                        double s = bridge.scale(k, i);
                        move += axis[i] * (bridge.center(k, i) + (s - 1) * scene.x()[p * dimension + i]);
                        variance += axis[i] * axis[i] * bridge.eps() * time * (time * s + 1 - time);
                    }
                    add(density, at, start + time * move, Math.sqrt(variance), weights[k] / n);
                }
            }
        }
        return density;
    }

    private static void add(double[] density, double[] at, double mean, double deviation, double weight) {
        double bin = at[1] - at[0];
        int first = Math.max(0, (int) Math.ceil((mean - TAIL * deviation - at[0]) / bin));
        int last = Math.min(at.length - 1, (int) Math.floor((mean + TAIL * deviation - at[0]) / bin));
        double height = weight / (deviation * Math.sqrt(2 * Math.PI));
        for (int k = first; k <= last; k++) {
            double z = (at[k] - mean) / deviation;
            density[k] += height * Math.exp(-0.5 * z * z);
        }
    }
}
