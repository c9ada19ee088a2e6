package org.pushforward.engine.bridge.fitting;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;

/** Both fittings of the bridge between two normal distributions on the line, where every iterate is normal. Immutable. */
record GaussianFitting(LineCoupling truth, double eps, int ipfHalf, LineCoupling ipfCoupling, LineCoupling imfCoupling)
        implements Fitting {

    private static final int CELLS = 96;
    private static final int POINTS = 181;
    private static final double REACH = 3.6;
    private static final int CORNERS = 96;
    private static final double OUTER = 2;

    static GaussianFitting of(double mean0, double a, double mean1, double b, double eps) {
        return new GaussianFitting(LineCoupling.plan(mean0, a, mean1, b, eps), eps, 0, LineCoupling.reference(mean0, a, eps),
                new LineCoupling(mean0, mean1, a, 0, b));
    }

    @Override
    public Fitting next(StepContext context) {
        LineCoupling ipf = ipfHalf % 2 == 0 ? ipfCoupling.withTarget(truth.mean1(), truth.b())
                : ipfCoupling.withSource(truth.mean0(), truth.a());
        return new GaussianFitting(truth, eps, ipfHalf + 1, ipf, imfCoupling.markovian(eps));
    }

    @Override
    public Fitting with(double other) {
        return new GaussianFitting(LineCoupling.plan(truth.mean0(), truth.a(), truth.mean1(), truth.b(), other), other, 0,
                LineCoupling.reference(truth.mean0(), truth.a(), other), imfCoupling);
    }

    @Override
    public Errors ipf() {
        return errors(ipfCoupling);
    }

    @Override
    public Errors imf() {
        return errors(imfCoupling);
    }

    private Errors errors(LineCoupling q) {
        double gap = q.mean0() - q.mean1();
        return new Errors(q.divergence(truth), distance(q.mean0(), q.a(), truth.mean0(), truth.a()),
                distance(q.mean1(), q.b(), truth.mean1(), truth.b()), 0.5 * (gap * gap + q.a() + q.b() - 2 * q.c()));
    }

    @Override
    public Diagnostics diagnostics() {
        return Fitting.super.diagnostics().and(new Entry("covariance-ipf", "Cov(X₀, X₁), IPF", "", ipfCoupling.c()),
                new Entry("covariance-imf", "Cov(X₀, X₁), IMF", "", imfCoupling.c()),
                new Entry("covariance", "Cov(X₀, X₁), bridge", "", truth.c()));
    }

    /** ∫|N(m, v) − N(n, w)| by the midpoint rule on a thousand cells over both; exactly 0 for equal laws. */
    private static double distance(double m, double v, double n, double w) {
        double low = Math.min(m - 8 * Math.sqrt(v), n - 8 * Math.sqrt(w));
        double high = Math.max(m + 8 * Math.sqrt(v), n + 8 * Math.sqrt(w));
        int cells = 1000;
        double h = (high - low) / cells;
        double sum = 0;
        for (int k = 0; k < cells; k++) {
            double x = low + (k + 0.5) * h;
            sum += Math.abs(density(x, m, v) - density(x, n, w));
        }
        return h * sum;
    }

    private static double density(double x, double mean, double variance) {
        return Math.exp(-0.5 * (x - mean) * (x - mean) / variance) / Math.sqrt(2 * Math.PI * variance);
    }

    @Override
    public List<Layer> layers() {
        double d0 = Math.sqrt(truth.a());
        double d1 = Math.sqrt(truth.b());
        double reference = 2 * Math.sqrt(truth.a() + eps);
        double low1 = Math.min(truth.mean1() - REACH * d1, truth.mean0() - reference);
        double high1 = Math.max(truth.mean1() + REACH * d1, truth.mean0() + reference);
        Rect domain = new Rect(truth.mean0() - REACH * d0, low1, truth.mean0() + REACH * d0, high1);
        List<Layer> all = new ArrayList<>(List.of(field("ipf-plan", "IPF", ipfCoupling, domain), field("imf-plan", "IMF", imfCoupling, domain),
                ellipse("truth-ellipse", "bridge, 2σ", truth), ellipse("ipf-ellipse", "IPF, 2σ", ipfCoupling),
                ellipse("imf-ellipse", "IMF, 2σ", imfCoupling)));
        all.addAll(marginals(domain.x0(), domain.x1(), "source", "p₀", truth.mean0(), truth.a(), ipfCoupling.mean0(), ipfCoupling.a(),
                imfCoupling.mean0(), imfCoupling.a()));
        all.addAll(marginals(low1, high1, "target", "p₁", truth.mean1(), truth.b(), ipfCoupling.mean1(), ipfCoupling.b(),
                imfCoupling.mean1(), imfCoupling.b()));
        return all;
    }

    private static Layer field(String id, String label, LineCoupling q, Rect domain) {
        double det = q.a() * q.b() - q.c() * q.c();
        double[] values = new double[CELLS * CELLS];
        for (int i = 0; i < CELLS; i++) {
            double x = domain.x0() + (i + 0.5) * domain.width() / CELLS - q.mean0();
            for (int j = 0; j < CELLS; j++) {
                double y = domain.y0() + (j + 0.5) * domain.height() / CELLS - q.mean1();
                values[i * CELLS + j] = Math.exp(-0.5 * (q.b() * x * x - 2 * q.c() * x * y + q.a() * y * y) / det)
                        / (2 * Math.PI * Math.sqrt(det));
            }
        }
        return new Layer.ScalarField(id, "density of " + label, "", CELLS, CELLS, domain, values);
    }

    private static Layer ellipse(String id, String label, LineCoupling q) {
        double s = Math.sqrt(q.a());
        double across = q.c() / s;
        double rest = Math.sqrt(Math.max(0, q.b() - across * across));
        double[] xy = new double[2 * (CORNERS + 1)];
        for (int k = 0; k <= CORNERS; k++) {
            double angle = 2 * Math.PI * (k % CORNERS) / CORNERS;
            xy[2 * k] = q.mean0() + OUTER * s * Math.cos(angle);
            xy[2 * k + 1] = q.mean1() + OUTER * (across * Math.cos(angle) + rest * Math.sin(angle));
        }
        return new Layer.Paths(id, label, "", 2, xy, new int[] {0, CORNERS + 1});
    }

    private static List<Layer> marginals(double low, double high, String end, String name, double... meansAndVariances) {
        double[] x = new double[POINTS];
        double[][] y = new double[3][POINTS];
        for (int k = 0; k < POINTS; k++) {
            x[k] = low + k * (high - low) / (POINTS - 1);
            for (int m = 0; m < 3; m++) {
                y[m][k] = density(x[k], meansAndVariances[2 * m], meansAndVariances[2 * m + 1]);
            }
        }
        return FittingLayers.curves(end, name, x, y[0], y[1], y[2]);
    }

    @Override
    public long bytes() {
        return 256;
    }
}
