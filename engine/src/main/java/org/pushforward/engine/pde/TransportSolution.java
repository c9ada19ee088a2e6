package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.BurgersEquation;
import org.pushforward.engine.numerics.Vectors;

/**
 * The exact solution of a {@link TransportNetworks} problem on a grid of {@value #NX} places by {@value #NT} times, its singular values in the fixed frame
 * and along characteristics, and how far a network is off. For Burgers u means u − c. Nobody writes to the arrays.
 *
 * @param field of the grid, times one behind the other
 * @param truth the true characteristics
 * @param fixed singular values over the largest
 */
record TransportSolution(boolean isBurgers, double c, double nu, double[] field, Learned truth, double[] fixed, double[] riding) {

    static final int NX = 64;
    static final int NT = 41;
    static final int MODES = 16;
    private static final int LABELS = 192;
    private static final int SUBSTEPS = 2;
    /** Smaller singular values are rounding. */
    private static final double FLOOR = 1e-16;

    /**
     * What a network says.
     *
     * @param x of labels by times
     * @param u of the same
     * @param error relative L² on the grid
     */
    record Learned(double[] field, double[] x, double[] u, double error) { }

    static TransportSolution of(boolean isBurgers, double c, double nu) {
        double[] field = new double[NX * NT];
        Arrays.setAll(field, k -> exact(isBurgers, c, nu, place(k % NX), time(k / NX)));
        int labels = 48;
        double[] x = new double[labels * NT];
        double[] u = new double[labels * NT];
        for (int k = 0; k < labels; k++) {
            double at = 2 * Math.PI * k / labels;
            for (int j = 0; j < NT; j++) {
                x[j * labels + k] = at;
                u[j * labels + k] = exact(isBurgers, c, nu, at, time(j));
                at = j + 1 < NT ? carried(isBurgers, c, nu, at, time(j), time(j + 1)) : at;
            }
        }
        return new TransportSolution(isBurgers, c, nu, field, new Learned(field, x, u, 0), singular(field, NX), singular(u, labels));
    }

    static double place(int i) {
        return 2 * Math.PI * i / NX;
    }

    private static double time(int j) {
        return (double) j / (NT - 1);
    }

    private static double exact(boolean isBurgers, double c, double nu, double x, double t) {
        return isBurgers ? BurgersEquation.fromSine(x - c * t, t, nu) : Math.exp(-nu * t) * Math.sin(x - c * t);
    }

    /** Along a characteristic, by the midpoint rule. */
    private static double carried(boolean isBurgers, double c, double nu, double x, double t0, double t1) {
        if (!isBurgers) {
            return x + c * (t1 - t0);
        }
        double at = x;
        double dt = (t1 - t0) / SUBSTEPS;
        for (int k = 0; k < SUBSTEPS; k++) {
            double t = t0 + k * dt;
            double half = at + 0.5 * dt * (c + exact(true, c, nu, at, t));
            at += dt * (c + exact(true, c, nu, half, t + 0.5 * dt));
        }
        return at;
    }

    private static double[] singular(double[] values, int columns) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(values.length / columns, columns, false, false, false);
        svd.decompose(new DMatrixRMaj(values.length / columns, columns, true, values.clone()));
        double[] s = svd.getSingularValues();
        double[] sorted = Arrays.stream(s, 0, svd.numberOfSingularValues()).map(v -> -v).sorted().map(v -> -v).toArray();
        return IntStream.range(0, MODES).mapToDouble(k -> Math.max(FLOOR, sorted[k] / sorted[0])).toArray();
    }

    Learned judge(TransportNetworks net, Fit fit, CancelToken cancel) {
        int labels = net.kind() == TransportNetworks.Kind.PINN ? NX : LABELS;
        double[] label = new double[labels * NT];
        double[] times = new double[labels * NT];
        Arrays.setAll(label, k -> 2 * Math.PI * (k % labels) / labels);
        Arrays.setAll(times, k -> time(k / labels));
        double[] both = fit.evaluate(cancel, w -> net.solution(w, label, times));
        double[] x = Arrays.copyOf(both, labels * NT);
        double[] u = Arrays.copyOfRange(both, labels * NT, 2 * labels * NT);
        double[] learned = new double[NX * NT];
        for (int j = 0; j < NT; j++) {
            interpolate(x, u, j * labels, labels, learned, j * NX);
        }
        return new Learned(learned, x, u, Vectors.relativeError(learned, field));
    }

    /** Values at scattered places around the circle, at those of the grid: straight lines between neighbors. */
    private static void interpolate(double[] x, double[] u, int from, int n, double[] to, int at) {
        double turn = 2 * Math.PI;
        double[][] sorted = IntStream.range(from, from + n).mapToObj(k -> new double[] {x[k] - turn * Math.floor(x[k] / turn), u[k]})
                .sorted((a, b) -> Double.compare(a[0], b[0])).toArray(double[][]::new);
        int right = 0;
        for (int i = 0; i < NX; i++) {
            double p = place(i);
            while (right < n && sorted[right][0] < p) {
                right++;
            }
            double[] r = sorted[right % n];
            double[] l = sorted[(right + n - 1) % n];
            double xr = right == n ? r[0] + turn : r[0];
            double xl = right == 0 ? l[0] - turn : l[0];
            to[at + i] = xr > xl ? l[1] + (r[1] - l[1]) * (p - xl) / (xr - xl) : r[1];
        }
    }
}
