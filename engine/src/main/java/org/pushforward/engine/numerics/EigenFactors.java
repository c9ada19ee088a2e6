package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.List;

/**
 * A symmetric matrix as V diag(λ) Vᵀ, V n × n with an eigenvector a column, or what is left of them after {@linkplain Quantizer rounding}. Immutable and
 * thread-safe; O(n³).
 *
 * @param lambda falling
 */
public record EigenFactors(Matrix v, double[] lambda) {

    /** Of a symmetric matrix. */
    public static EigenFactors of(Matrix a) {
        int n = a.rows();
        List<double[]> axes = a.principalAxes(n);
        double[] v = new double[n * n];
        Arrays.setAll(v, k -> axes.get(k % n)[k / n]);
        Matrix u = Matrix.of(n, n, v);
        Matrix image = a.times(u);
        double[] lambda = new double[n];
        for (int k = 0; k < n * n; k++) {
            lambda[k % n] += u.get(k / n, k % n) * image.get(k / n, k % n);
        }
        return new EigenFactors(u, lambda);
    }

    /** With V rounded, block by block along every eigenvector. */
    public EigenFactors rounded(Quantizer q) {
        int n = lambda.length;
        return new EigenFactors(Matrix.of(n, n, q.rounded(v.transposed().toArray())).transposed(), lambda);
    }

    /** V ← 1.5V − ½VVᵀV some times (Björck & Bowie 1971): towards the nearest orthogonal matrix. */
    public EigenFactors rectified(int times) {
        Matrix x = v;
        for (int k = 0; k < times; k++) {
            x = PolarFactor.newtonSchulz(3).apply(x);
        }
        return new EigenFactors(x, lambda);
    }

    public Matrix product() {
        return times(lambda);
    }

    /** V (λ + ε max λ)^−¼ Vᵀ, negative λ counted as zero. */
    public Matrix inverseFourthRoot(double epsilon) {
        double ridge = epsilon * Math.max(1e-300, Arrays.stream(lambda).max().orElse(0));
        return times(Arrays.stream(lambda).map(x -> Math.pow(Math.max(0, x) + ridge, -0.25)).toArray());
    }

    private Matrix times(double[] f) {
        int n = f.length;
        double[] scaled = v.toArray();
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] *= f[k % n];
        }
        return Matrix.of(n, n, scaled).times(v.transposed());
    }

    /** ‖VᵀV − I‖_F. */
    public double orthogonalityError() {
        return v.transposed().times(v).plusIdentity(-1).frobenius();
    }
}
