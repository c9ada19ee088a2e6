package org.pushforward.engine.bridge.light;

import java.util.OptionalDouble;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.bridge.Gaussian;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

/**
 * How good a light bridge is, on points that stay the same.
 *
 * @param ends draws of X₁ for the points of p₀
 * @param loss on points that it was not trained on
 * @param cost E ½|X₀ − X₁|²; the inner mean is a closed form
 * @param energy energy distance of X₁ from the target, over what two samples of the target have on average
 * @param covarianceError ‖Cov X₁ − Cov p₁‖/‖Cov p₁‖
 * @param meanError |E X₁ − E p₁| over the standard deviation of p₁
 * @param planError cBW₂²-UVP in per cent, where the bridge is known
 */
record LightMeasures(double[] ends, double loss, double cost, double energy, double covarianceError, double meanError,
        OptionalDouble planError) {

    /** Points for the error of the plan: it costs O(d³) each. */
    private static final int PLANS = 200;
    private static final int FEWEST = 10;

    static LightMeasures of(LightBridge bridge, LightScene scene, double loss, Philox random, CancelToken cancel) {
        int d = scene.dimension();
        double[] ends = new PushedSource(scene.source(), bridge).push(scene.x(), random, 0, 0);
        int n = ends.length / d;
        double energy = EnergyDistance.between(ends, scene.y(), d, scene.spread()) / ((1.0 / n + (double) d / scene.y().length) * scene.spread());
        cancel.throwIfCancelled();
        Moments m = Moments.of(bridge, scene.x(), cancel);
        Matrix exact = scene.moments().covariance();
        double shift = 0;
        for (int i = 0; i < d; i++) {
            shift += (m.mean[i] - scene.moments().mean()[i]) * (m.mean[i] - scene.moments().mean()[i]);
        }
        OptionalDouble planError = scene.trained() && scene.exact().isPresent()
                ? OptionalDouble.of(PlanError.unexplained(bridge, scene.exact().get(), scene.x(), Math.clamp(PLANS / d, FEWEST, n), exact.trace(),
                        cancel))
                : OptionalDouble.empty();
        return new LightMeasures(ends, loss, m.cost, energy, m.covariance.minus(exact).frobenius() / exact.frobenius(),
                Math.sqrt(shift / exact.trace()), planError);
    }

    /** Moments of X₁ over given X₀: means of the conditional ones. */
    private record Moments(double[] mean, Matrix covariance, double cost) {

        static Moments of(LightBridge bridge, double[] x, CancelToken cancel) {
            int d = bridge.dimension();
            int n = x.length / d;
            double[] mean = new double[d];
            double[] second = new double[d * d];
            double cost = 0;
            for (int p = 0; p < n; p++) {
                cancel.throwIfCancelled();
                Gaussian law = bridge.conditional(x, p * d);
                cost += 0.5 * law.covariance().trace() / n;
                for (int i = 0; i < d; i++) {
                    double away = law.mean()[i] - x[p * d + i];
                    cost += 0.5 * away * away / n;
                    mean[i] += law.mean()[i] / n;
                    for (int j = 0; j < d; j++) {
                        second[i * d + j] += (law.covariance().get(i, j) + law.mean()[i] * law.mean()[j]) / n;
                    }
                }
            }
            Matrix m = Matrix.of(d, 1, mean);
            return new Moments(mean, Matrix.of(d, d, second).minus(m.times(m.transposed())), cost);
        }
    }
}
