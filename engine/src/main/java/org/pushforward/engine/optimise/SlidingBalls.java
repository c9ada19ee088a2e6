package org.pushforward.engine.optimise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.NormBall;
import org.pushforward.engine.study.Look;

/** The picture of {@link TrustRegionDescent}: three balls on their way among the matrices a b; b a, where the three norms differ. Stateless. */
final class SlidingBalls {

    /** Of one descent in the picture with the balls. */
    private static final int SLIDES = 14;
    private static final double REACH = 0.45;
    private static final int CELLS = 96;

    private SlidingBalls() { }

    /** Three descents side by side, each with the ball about it; a new target now and then. */
    static void show(int done, NormBall chosen, Look to) {
        double angle = 0.5 + 2.4 * (done / SLIDES);
        double[] aim = {2 * Math.cos(angle), 2 * Math.sin(angle)};
        Rect domain = new Rect(-2.5, -2.5, 2.5, 2.5);
        double[] f = new double[CELLS * CELLS];
        for (int k = 0; k < f.length; k++) {
            double a = -2.5 + 5 * (k / CELLS + 0.5) / CELLS;
            double b = -2.5 + 5 * (k % CELLS + 0.5) / CELLS;
            f[k] = (a - aim[0]) * (a - aim[0]) + (b - aim[1]) * (b - aim[1]);
        }
        to.field("landscape", CELLS, CELLS, domain, f);
        to.points("aim", 2, aim);
        double[] ends = new double[6];
        for (NormBall ball : NormBall.values()) {
            List<double[]> way = new ArrayList<>(List.of(new double[2]));
            int slides = done % SLIDES;
            for (int k = 0; k < slides; k++) {
                way.add(slid(way.getLast(), aim, ball, radius(k)));
            }
            double[] at = way.getLast();
            double radius = radius(slides);
            to.paths("path-" + ball.name().toLowerCase(Locale.ROOT), 2, joined(way, outline(at, ball, radius)), new int[] {0, way.size(), way.size() + 65});
            System.arraycopy(at, 0, ends, 2 * ball.ordinal(), 2);
            if (ball == chosen) {
                double[] touch = slid(at, aim, ball, radius);
                double[] g = {at[0] - aim[0], at[1] - aim[1]};
                double length = Math.max(1e-9, Math.hypot(g[0], g[1]));
                to.path("level", new double[] {touch[0] - g[1] / length, touch[1] + g[0] / length, touch[0] + g[1] / length, touch[1] - g[0] / length});
            }
        }
        to.points("weights", 2, ends);
    }

    private static double radius(int slide) {
        return REACH * (1 - (double) slide / SLIDES);
    }

    private static double[] slid(double[] at, double[] aim, NormBall ball, double radius) {
        double x = at[0] - aim[0];
        double y = at[1] - aim[1];
        double[] d = ball.farthest(new double[] {x, y, y, x}, 2);
        return new double[] {at[0] - radius * d[0], at[1] - radius * d[1]};
    }

    /** The ball among the matrices a b; b a: |a| + |b| ≤ 1, 2(a² + b²) ≤ 1, |a|, |b| ≤ 1. */
    private static List<double[]> outline(double[] at, NormBall ball, double radius) {
        List<double[]> ring = new ArrayList<>();
        for (int k = 0; k <= 64; k++) {
            double u = Math.cos(2 * Math.PI * k / 64);
            double v = Math.sin(2 * Math.PI * k / 64);
            double r = radius / ball.norm(new double[] {u, v, v, u}, 2);
            ring.add(new double[] {at[0] + r * u, at[1] + r * v});
        }
        return ring;
    }

    private static double[] joined(List<double[]> a, List<double[]> b) {
        List<double[]> all = new ArrayList<>(a);
        all.addAll(b);
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
