package org.pushforward.engine.bridge;

import java.util.Arrays;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.numerics.Matrix;

/**
 * The normal distribution N(m, S) on ℝᵈ.
 *
 * @param mean d numbers, shared and never written
 * @param covariance d × d, symmetric positive definite
 */
public record Gaussian(double[] mean, Matrix covariance) {

    /** How far, relative to the largest entry, a typed covariance may be from symmetric: round-off of printed digits. */
    private static final double SYMMETRY = 1e-9;

    public int dimension() {
        return mean.length;
    }

    /** The distribution that two parameters describe. */
    public static Gaussian of(ParameterSet parameters, String meanId, String covarianceId) {
        VectorValue m = parameters.vector(meanId);
        VectorValue s = parameters.vector(covarianceId);
        int d = m.columns();
        if (s.rows() != d || s.columns() != d) {
            throw new InputException(covarianceId + ": \"" + s + "\" is " + s.rows() + " × " + s.columns() + ", but " + meanId + " has "
                    + d + (d == 1 ? " number" : " numbers") + "; give a " + d + " × " + d + " matrix",
                    "rows are split by ; and numbers by , for example " + example(d));
        }
        Matrix raw = matrix(s);
        double largest = s.values().stream().mapToDouble(Math::abs).max().orElse(0);
        if (raw.minus(raw.transposed()).frobenius() > SYMMETRY * largest) {
            throw new InputException(covarianceId + ": \"" + s + "\" is not symmetric; give a symmetric positive definite matrix");
        }
        Matrix covariance = raw.symmetrised();
        if (covariance.cholesky().isEmpty()) {
            throw new InputException(covarianceId + ": \"" + s + "\" is not positive definite; its smallest eigenvalue is "
                    + (float) Arrays.stream(covariance.eigenvalues()).min().orElse(0) + ", give a matrix with positive ones");
        }
        return new Gaussian(m.values().stream().mapToDouble(v -> v).toArray(), covariance);
    }

    private static Matrix matrix(VectorValue v) {
        return Matrix.of(v.rows(), v.columns(), v.values().stream().mapToDouble(x -> x).toArray());
    }

    /** The identity, as one would type it. */
    private static String example(int d) {
        StringBuilder text = new StringBuilder("\"");
        for (int k = 0; k < d * d && k < 16; k++) {
            text.append(k == 0 ? "" : k % d == 0 ? ";" : ",").append(k % (d + 1) == 0 ? 1 : 0);
        }
        return text.append(d > 4 ? "…\"" : "\"").toString();
    }
}
