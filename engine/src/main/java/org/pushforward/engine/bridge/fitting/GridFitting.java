package org.pushforward.engine.bridge.fitting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.Divergence;
import org.pushforward.engine.bridge.discrete.MarkovianProjection;
import org.pushforward.engine.bridge.discrete.StaticPlan;
import org.pushforward.engine.numerics.Matrix;

/**
 * Both fittings on S cells of [0, 1] under √ε W reflected at the ends: IPF by scalings u_i K_ij v_j (Sinkhorn 1964), IMF by exact
 * projections on N + 1 steps. Immutable.
 */
record GridFitting(CategoricalReference reference, double eps, double[] p0, double[] p1, Matrix truth, int ipfHalf, double[] u, double[] v,
        int imfHalf, Matrix imfCoupling) implements Fitting {

    static GridFitting of(double[] p0, double[] p1, double eps, int between) {
        CategoricalReference r = walk(p0.length, eps, between);
        double[] product = new double[p0.length * p1.length];
        Arrays.setAll(product, k -> p0[k / p1.length] * p1[k % p1.length]);
        return started(r, eps, p0, p1, 0, Matrix.of(p0.length, p1.length, product));
    }

    private static CategoricalReference walk(int cells, double eps, int between) {
        return CategoricalReference.walk(cells, eps * cells * cells / (between + 1), between);
    }

    private static GridFitting started(CategoricalReference r, double eps, double[] p0, double[] p1, int imfHalf, Matrix imf) {
        double[] ones = new double[p1.length];
        Arrays.fill(ones, 1);
        return new GridFitting(r, eps, p0, p1, StaticPlan.of(r.kernel(), p0, p1, FittingParameters.EPS), 0, p0, ones, imfHalf, imf);
    }

    @Override
    public Fitting next(StepContext context) {
        boolean toTarget = ipfHalf % 2 == 0;
        // The kernel is symmetric: one product serves both halves.
        double[] other = reference.kernel().times(toTarget ? u : v);
        double[] scaled = new double[other.length];
        Arrays.setAll(scaled, k -> (toTarget ? p1 : p0)[k] == 0 ? 0 : (toTarget ? p1 : p0)[k] / other[k]);
        MarkovianProjection imf = imfHalf % 2 == 0 ? MarkovianProjection.forward(imfCoupling, reference, context)
                : MarkovianProjection.backward(imfCoupling, reference, context);
        return new GridFitting(reference, eps, p0, p1, truth, ipfHalf + 1, toTarget ? u : scaled, toTarget ? scaled : v, imfHalf + 1,
                imf.coupling());
    }

    @Override
    public Fitting with(double other) {
        return started(walk(p0.length, other, reference.transitions() - 1), other, p0, p1, imfHalf, imfCoupling);
    }

    private Matrix ipfCoupling() {
        double[] q = reference.kernel().toArray();
        int s = p0.length;
        Arrays.setAll(q, k -> u[k / s] * q[k] * v[k % s]);
        return Matrix.of(s, s, q);
    }

    /** Marginals of the projection are sums over its plan, while on the line they are copied. */
    @Override
    public Diagnostics diagnostics() {
        return Fitting.super.diagnostics().and(new Entry("source-error-imf", "error of p₀, IMF", "", imf().source()),
                new Entry("target-error-imf", "error of p₁, IMF", "", imf().target()));
    }

    @Override
    public Errors ipf() {
        return errors(ipfCoupling());
    }

    @Override
    public Errors imf() {
        return errors(imfCoupling);
    }

    private Errors errors(Matrix q) {
        int s = p0.length;
        double cost = 0;
        for (int i = 0; i < s; i++) {
            for (int j = 0; j < s; j++) {
                cost += q.get(i, j) * 0.5 * (i - j) * (i - j) / ((double) s * s);
            }
        }
        return new Errors(Divergence.kl(q.toArray(), truth.toArray()), distance(MarkovianProjection.rowSums(q), p0),
                distance(MarkovianProjection.rowSums(q.transposed()), p1), cost);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += Math.abs(a[k] - b[k]);
        }
        return sum;
    }

    @Override
    public List<Layer> layers() {
        Matrix ipf = ipfCoupling();
        List<Layer> all = new ArrayList<>(List.of(field("ipf-plan", "IPF", ipf), field("imf-plan", "IMF", imfCoupling)));
        all.addAll(marginals("source", "p₀", p0, MarkovianProjection.rowSums(ipf), MarkovianProjection.rowSums(imfCoupling)));
        all.addAll(marginals("target", "p₁", p1, MarkovianProjection.rowSums(ipf.transposed()),
                MarkovianProjection.rowSums(imfCoupling.transposed())));
        return all;
    }

    /** Densities: masses of cells over their area. */
    private Layer field(String id, String label, Matrix q) {
        int s = p0.length;
        return new Layer.ScalarField(id, "density of " + label, "", s, s, Rect.UNIT, q.scaled((double) s * s).toArray());
    }

    private List<Layer> marginals(String end, String name, double[]... masses) {
        int s = p0.length;
        double[] x = new double[s];
        Arrays.setAll(x, k -> (k + 0.5) / s);
        double[][] y = Arrays.stream(masses).map(m -> Arrays.stream(m).map(p -> p * s).toArray()).toArray(double[][]::new);
        return FittingLayers.curves(end, name, x, y[0], y[1], y[2]);
    }

    @Override
    public long bytes() {
        return 3L * Double.BYTES * p0.length * p0.length;
    }
}
