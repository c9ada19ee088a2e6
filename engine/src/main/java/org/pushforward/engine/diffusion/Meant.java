package org.pushforward.engine.diffusion;

import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.PlaneLaw;
import org.pushforward.engine.study.Look;

/**
 * The law that a guided diffusion is meant to have at a noise, in the coordinates of the picture, which are scaled so that at every noise the cloud has
 * the spread of the data. Immutable.
 *
 * @param draws of it
 * @param plain draws of the label's own law
 */
record Meant(PlaneLaw law, double[] draws, double[] plain) {

    /** Points that distances are measured with, and cells a side of a law. */
    static final int MEASURED = 800;
    private static final int CELLS = 180;
    /** Half of the frame of a law in deviations of the data, and the part of it that is seen: at the noise a law must reach further than the data. */
    private static final double REACH = 3.7;
    private static final double SHOWN = 0.72;
    private static final int CORNERS = 49;
    /** Noise, from which on a law is smooth enough for cells twice as large. */
    private static final double MUCH = 0.5;

    /**
     * What is sampled.
     *
     * @param wanted the law of the label
     * @param posterior that of all data when the measurement is known
     */
    record Problem(Problems.Labelled labels, GaussianMixture wanted, Guides.Measurement measured, GaussianMixture posterior) {

        static Problem of(String data, int label, Guides.Measurement m) {
            Problems.Labelled labels = Problems.labelled(data);
            return new Problem(labels, labels.classes().get(Math.min(label, labels.classes().size()) - 1), m, labels.all().conditioned(m.a(), m.y(), m.tau()));
        }

        /** What places are multiplied with to be drawn. */
        double scale(double sigma) {
            return Launch.scale(labels.all(), sigma);
        }

        /** p^w p_u^{1−w} at a noise. */
        PlaneLaw law(GaussianMixture p, double w, double sigma, StepContext context) {
            double c = scale(sigma);
            double half = REACH * labels.all().deviation();
            double[] m = labels.all().mean();
            int n = sigma > MUCH ? CELLS / 2 : CELLS;
            // A level where no law is lost between two cells.
            double seen = Math.max(sigma, half / (4 * CELLS));
            return PlaneLaw.of(new Rect(m[0] - half, m[1] - half, m[0] + half, m[1] + half), n, (x, y) -> {
                double[] at = {x / c, y / c};
                double own = p.logDensity(at, 0, seen);
                return w == 1 ? own : w * own + (1 - w) * labels.all().logDensity(at, 0, seen);
            }, context);
        }

        /** Draws of p at a noise; the same numbers at every noise. */
        private double[] draws(GaussianMixture p, double sigma, Philox random) {
            double[] z = new double[2 * MEASURED];
            random.stream(DiffusionStudy.NOISE).normals(0, MEASURED, 0, 2, z, 0);
            return Interval.sum(scale(sigma), p.draws(MEASURED, random, 0), scale(sigma) * sigma, z);
        }

        /** p itself is meant. */
        Meant meaning(GaussianMixture p, double sigma, Philox random, StepContext context) {
            return new Meant(law(p, 1, sigma, context), draws(p, sigma, random.stream(DiffusionStudy.DRAWS)), draws(wanted, sigma, random.stream(DiffusionStudy.DRAWS)));
        }

        /** p_c^w p_u^{1−w} is meant. */
        Meant meaningPower(double w, double sigma, Philox random, StepContext context) {
            PlaneLaw law = law(wanted, w, sigma, context);
            return new Meant(law, law.draws(MEASURED, random.stream(DiffusionStudy.DRAWS), 0), draws(wanted, sigma, random.stream(DiffusionStudy.DRAWS)));
        }

        /** Ellipses at two deviations of all components, a path each. */
        void outline(String id, double sigma, Look to) {
            GaussianMixture p = labels.all();
            double c = scale(sigma);
            double[] xy = new double[2 * CORNERS * p.components()];
            for (int k = 0; k < p.components(); k++) {
                Matrix root = p.covariance(k).plusIdentity(sigma * sigma).squareRoot();
                for (int q = 0; q < CORNERS; q++) {
                    double t = 2 * Math.PI * q / (CORNERS - 1);
                    double[] way = root.times(new double[] {2 * Math.cos(t), 2 * Math.sin(t)});
                    xy[2 * (k * CORNERS + q)] = c * (p.mean(k, 0) + way[0]);
                    xy[2 * (k * CORNERS + q) + 1] = c * (p.mean(k, 1) + way[1]);
                }
            }
            to.paths(id, 2, xy, IntStream.rangeClosed(0, p.components()).map(k -> k * CORNERS).toArray());
        }

        /** aᵀx = y as it is drawn. */
        double[] reading(double sigma) {
            double[] a = measured.a();
            double c = scale(sigma) * measured.y();
            double far = SHOWN * REACH * labels.all().deviation();
            return new double[] {c * a[0] - far * a[1], c * a[1] + far * a[0], c * a[0] + far * a[1], c * a[1] - far * a[0]};
        }
    }

    /** The middle of the cells. */
    static void show(String id, PlaneLaw law, Look to) {
        int n = law.n();
        int edge = (int) Math.round(0.5 * n * (1 - SHOWN));
        int m = n - 2 * edge;
        double[] inner = new double[m * m];
        for (int i = 0; i < m; i++) {
            System.arraycopy(law.density(), (i + edge) * n + edge, inner, i * m, m);
        }
        Rect f = law.frame();
        double cut = edge * f.width() / n;
        to.field(id, m, m, new Rect(f.x0() + cut, f.y0() + cut, f.x1() - cut, f.y1() - cut), inner);
    }
}
