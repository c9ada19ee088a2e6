package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.LogSplineDensity;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.NewtonKrylov;
import org.pushforward.engine.numerics.CubicSplineField;

/**
 * Transport between positive densities, ν(x + ∇u) det(I + D²u) = μ with ∂u/∂n = 0, by {@link NewtonKrylov}; log ν by cubic splines. Immutable.
 *
 * @param phi u on the cells
 * @param residual root mean square of ν det/μ − 1, ν scaled to the mean
 */
record PositiveTransport(int n, double[] mu, LogSplineDensity nu, double[] phi, double residual, int iterations, String stalled) {

    static PositiveTransport start(int n, double[] mu, double[] nu) {
        requirePositive("source", n, mu);
        requirePositive("target", n, nu);
        LogSplineDensity spline = new LogSplineDensity(new CubicSplineField(Rect.UNIT, n, n, Arrays.stream(nu).map(m -> Math.log(m * n * n)).toArray()));
        return new PositiveTransport(n, Arrays.stream(mu).map(m -> m * n * n).toArray(), spline, new double[n * n], 1, 0, "");
    }

    private static void requirePositive(String name, int n, double[] masses) {
        for (int k = 0; k < masses.length; k++) {
            if (!(masses[k] > 0)) {
                throw new InputException(String.format(Locale.ROOT, "%s: the density is 0 at (%.3f, %.3f), and method=newton takes its logarithm", name, (k / n + 0.5) / n, (k % n + 0.5) / n),
                        "take method=back-and-forth, or a density that is positive everywhere");
            }
        }
    }

    PositiveTransport next(StepContext context) {
        NewtonKrylov newton = new NewtonKrylov(new MeshGrid(Rect.UNIT, n, n, 1), mu);
        return switch (newton.iterate(phi, nu, 1, context)) {
            case NewtonKrylov.Advanced a -> new PositiveTransport(n, mu, nu, a.phi(), a.evaluation().residual(), iterations + 1, "");
            case NewtonKrylov.Stalled s -> new PositiveTransport(n, mu, nu, phi, residual, iterations + 1, s.reason());
        };
    }

    /** ψ = −u: T = x − ∇ψ. */
    double[] potential() {
        return Arrays.stream(phi).map(v -> -v).toArray();
    }

    /** ½∫|∇u|² dμ by two-point differences, each with the mean of μ on its sides. */
    double cost() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int k = i * n + j;
                double east = i + 1 < n ? phi[k + n] - phi[k] : 0;
                double north = j + 1 < n ? phi[k + 1] - phi[k] : 0;
                sum += i + 1 < n ? 0.5 * (mu[k] + mu[k + n]) * east * east : 0;
                sum += j + 1 < n ? 0.5 * (mu[k] + mu[k + 1]) * north * north : 0;
            }
        }
        return 0.5 * sum;
    }
}
