package org.pushforward.engine.bridge.ratio;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.Philox;

/** Draws the path between two distributions, the time score at a point along it, and the ratio it integrates to. */
final class RatioLayers {

    private static final int POINTS = 600;
    private static final int CURVE = 161;
    private static final int CELLS = 48;

    private final RatioState state;
    private final int d;
    private final Philox random;
    private final CancelToken cancel;

    private RatioLayers(RatioState state, Philox random, CancelToken cancel) {
        this.state = state;
        this.random = random;
        this.cancel = cancel;
        d = state.scene().dimension();
    }

    static List<Layer> of(RatioState state, Philox random, CancelToken cancel) {
        RatioLayers l = new RatioLayers(state, random, cancel);
        List<Layer> all = new ArrayList<>(l.path());
        all.addAll(l.scoreAtQuery());
        all.addAll(l.ratioAlongAxis());
        if (l.d == 2) {
            all.addAll(l.ratioInPlane());
        }
        return all;
    }

    /** Draws of X_t at their times, first coordinate, with mean and spread where they are known. */
    private List<Layer> path() {
        double[][] pairs = state.scene().pairs(random.stream(21), 0, POINTS, cancel);
        double[] z = new double[POINTS * d];
        random.stream(22).normals(0, POINTS, 0, d, z, 0);
        double[] t = new double[POINTS];
        random.stream(23).uniforms(0, POINTS, 0, 1, t, 0);
        double[] xt = new double[d];
        double[] xy = new double[2 * POINTS];
        for (int p = 0; p < POINTS; p++) {
            state.scene().interpolate(pairs[0], pairs[1], z, p * d, t[p], xt, 0);
            xy[2 * p] = t[p];
            xy[2 * p + 1] = xt[0];
        }
        List<Layer> all = new ArrayList<>(List.of(new Layer.Points("path", "draws of X_t", "", 2, xy, new double[0])));
        state.scene().exactPath().ifPresent(e -> {
            double[] times = times();
            double[][] y = new double[3][CURVE];
            for (int k = 0; k < CURVE; k++) {
                double reach = 2 * Math.sqrt(e.variance(times[k]));
                y[0][k] = e.meanAt(times[k]);
                y[1][k] = y[0][k] + reach;
                y[2][k] = y[0][k] - reach;
            }
            all.add(new Layer.Series("mean", "mean", "", "t", times, y[0]));
            all.add(new Layer.Series("upper", "+2σ", "", "t", times, y[1]));
            all.add(new Layer.Series("lower", "−2σ", "", "t", times, y[2]));
        });
        return all;
    }

    private static double[] times() {
        double[] t = new double[CURVE];
        for (int k = 0; k < CURVE; k++) {
            t[k] = (double) k / (CURVE - 1);
        }
        return t;
    }

    private List<Layer> scoreAtQuery() {
        double[] t = times();
        double[] rows = new double[CURVE * (d + 1)];
        double[] x = state.point();
        for (int k = 0; k < CURVE; k++) {
            System.arraycopy(x, 0, rows, k * (d + 1), d);
            rows[k * (d + 1) + d] = t[k];
        }
        List<Layer> all = new ArrayList<>(List.of(new Layer.Series("score", "network", "", "t", t, state.training().timeScore(rows, cancel))));
        state.scene().exactPath().ifPresent(e -> {
            double[] exact = new double[CURVE];
            double[] size = new double[CURVE];
            for (int k = 0; k < CURVE; k++) {
                exact[k] = e.timeScore(x, 0, t[k]);
                size[k] = Math.sqrt(e.meanSquare(t[k]));
            }
            all.add(new Layer.Series("score-exact", "exact", "", "t", t, exact));
            all.add(new Layer.Series("score-size", "√E s²", "", "t", t, size));
        });
        return all;
    }

    private List<Layer> ratioAlongAxis() {
        double[] bounds = state.scene().bounds(random.stream(24), 0);
        double[] x = new double[CURVE];
        double[] points = new double[CURVE * d];
        for (int k = 0; k < CURVE; k++) {
            x[k] = bounds[0] + k * (bounds[1] - bounds[0]) / (CURVE - 1);
            points[k * d] = x[k];
        }
        List<Layer> all = new ArrayList<>(List.of(new Layer.Series("ratio", "network", "nat", "x", x, state.training().logRatio(points, d, cancel))));
        state.scene().exact().ifPresent(e -> {
            double[] exact = new double[CURVE];
            for (int k = 0; k < CURVE; k++) {
                exact[k] = e.logRatio(points, k * d);
            }
            all.add(new Layer.Series("ratio-exact", "exact", "nat", "x", x, exact));
        });
        return all;
    }

    private List<Layer> ratioInPlane() {
        double[] bx = state.scene().bounds(random.stream(24), 0);
        double[] by = state.scene().bounds(random.stream(24), 1);
        Rect domain = new Rect(bx[0], by[0], bx[1], by[1]);
        double[] points = new double[2 * CELLS * CELLS];
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < CELLS; j++) {
                points[2 * (i * CELLS + j)] = domain.x0() + (i + 0.5) * domain.width() / CELLS;
                points[2 * (i * CELLS + j) + 1] = domain.y0() + (j + 0.5) * domain.height() / CELLS;
            }
        }
        double[][] ends = state.scene().pairs(random.stream(21), 0, POINTS, cancel);
        return List.of(new Layer.ScalarField("ratio-plane", "log p₁/p₀", "nat", CELLS, CELLS, domain, state.training().logRatio(points, 2, cancel)),
                new Layer.Points("source", "p₀", "", 2, ends[0], new double[0]),
                new Layer.Points("target", "p₁", "", 2, ends[1], new double[0]));
    }
}
