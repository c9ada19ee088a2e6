package org.pushforward.engine.bridge;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Matrix;

/** What must hold of the Gaussian bridge. */
final class GaussianBridgeChecks {

    private static final String CLOSED_FORM = "closed form";
    /** Nine decimals are given. */
    private static final double GIVEN = 5e-10;
    private static final Gaussian STANDARD = isotropic(2, 0, 1);
    private static final Gaussian TILTED = new Gaussian(new double[] {3, -1}, Matrix.of(2, 2, 2, 0.8, 0.8, 0.5));

    private GaussianBridgeChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("covariance", "covariance error of the particles / allowed", "covariance-error-ratio", Criterion.atMost(1),
                        false, "closed form; allowed: 3 % and four times the expected error of n draws"),
                new Check.Live("mean", "mean error of the particles / allowed", "mean-error-ratio", Criterion.atMost(1), false,
                        "closed form; allowed: 3 % of a standard deviation and four times the expected error of n draws"),
                new Check.Live("optimality", "‖C² + εC − S₀S₁‖ / ‖S₀S₁‖", "optimality-residual", Criterion.atMost(1e-10), false,
                        "closed form: the condition that the plan is potentials times kernel"),
                new Check.Reference("line", "N(0, 1) → N(2, ¼), ε = 0.01 to 10: error of C, S_½ and cost", Criterion.atRounding(),
                        "closed form c = ½(√(ε² + 4ab) − ε)", _ -> lineError()),
                new Check.Reference("plane-cost", "N(0, I) → N((3,−1), [2 .8; .8 .5]), ε = 1: cost", Criterion.within(6.003458447, GIVEN),
                        "independent run of the closed form in NumPy", _ -> tilted(1).transportCost()),
                new Check.Reference("plane-value", "the same: cost + ε KL", Criterion.within(6.440514283, GIVEN),
                        "independent run of the closed form in NumPy", _ -> tilted(1).eotValue()),
                new Check.Reference("shift", "N(−0.1, I) → N(0.1, I) in five dimensions, ε = 1: error of C and S_½", Criterion.atRounding(),
                        "closed form: golden ratio, C = 0.618…, S_½ = 1.059…", _ -> shiftError()),
                new Check.Reference("drift", "drift against ε ∇log of the heat-kernel integral", Criterion.atMost(2e-11),
                        "Gauss-Legendre quadrature of h(x, t) = E h₁(x + √(ε(1−t)) Z)", _ -> driftError()),
                new Check.Reference("energy", "∫E|g|²/2ε dt over KL(bridge ‖ √ε W)", Criterion.within(1, 1e-12),
                        "closed form: Girsanov's theorem", _ -> energy(tilted(0.3)) / tilted(0.3).pathDivergence()),
                new Check.Reference("marginals", "worst covariance error of 20 000 particles, 200 steps, ε = 0.1, 1, 10",
                        Criterion.atMost(0.03), CLOSED_FORM, GaussianBridgeChecks::worstMarginal));
    }

    private static GaussianSchroedingerBridge tilted(double eps) {
        return new GaussianSchroedingerBridge(STANDARD, TILTED, eps);
    }

    private static Gaussian isotropic(int d, double mean, double variance) {
        double[] m = new double[d];
        Arrays.fill(m, mean);
        return new Gaussian(m, Matrix.identity(d).scaled(variance));
    }

    private static double lineError() {
        double worst = 0;
        for (double eps : new double[] {0.01, 0.1, 1, 10}) {
            GaussianSchroedingerBridge b = new GaussianSchroedingerBridge(isotropic(1, 0, 1), isotropic(1, 2, 0.25), eps);
            double c = 0.5 * (Math.sqrt(eps * eps + 4 * 0.25) - eps);
            worst = Math.max(worst, Math.abs(b.crossCovariance().get(0, 0) - c));
            worst = Math.max(worst, Math.abs(b.marginal(0.5).covariance().get(0, 0) - (0.25 * (1 + 0.25 + 2 * c) + 0.25 * eps)));
            worst = Math.max(worst, Math.abs(b.transportCost() - 0.5 * (4 + 1 + 0.25 - 2 * c)));
        }
        return worst;
    }

    private static double shiftError() {
        GaussianSchroedingerBridge b = new GaussianSchroedingerBridge(isotropic(5, -0.1, 1), isotropic(5, 0.1, 1), 1);
        double golden = 0.5 * (Math.sqrt(5) - 1);
        Matrix middle = b.marginal(0.5).covariance().plusIdentity(-(0.75 + 0.5 * golden));
        return Math.max(b.crossCovariance().plusIdentity(-golden).frobenius(), middle.frobenius());
    }

    /**
     * On the line, h₁(y) = exp(−½ q y²) with q = 1/(b − c²/a) − 1/ε, the target's block of the plan's precision without the kernel's;
     * both means are 0, so that there is no linear part.
     */
    private static double driftError() {
        double worst = 0;
        for (double eps : new double[] {0.1, 1, 10}) {
            double a = 1;
            double b = 0.25;
            GaussianSchroedingerBridge bridge = new GaussianSchroedingerBridge(isotropic(1, 0, a), isotropic(1, 0, b), eps);
            double c = 0.5 * (Math.sqrt(eps * eps + 4 * a * b) - eps);
            double q = 1 / (b - c * c / a) - 1 / eps;
            for (double t : new double[] {0, 0.3, 0.7, 0.95}) {
                DoubleUnaryOperator log = x -> Math.log(heat(x, q, eps * (1 - t)));
                double x = 0.8;
                double step = 1e-3;
                // Central difference of fourth order: its error is about step⁴, that of rounding 1e-16/step.
                double slope = (8 * (log.applyAsDouble(x + step) - log.applyAsDouble(x - step))
                        - (log.applyAsDouble(x + 2 * step) - log.applyAsDouble(x - 2 * step))) / (12 * step);
                worst = Math.max(worst, Math.abs(eps * slope - bridge.driftMatrix(t).get(0, 0) * x));
            }
        }
        return worst;
    }

    /** ∫ exp(−½ q y²) N(y; x, variance) dy by quadrature over twelve standard deviations of the integrand about its top. */
    private static double heat(double x, double q, double variance) {
        GaussLegendre rule = new GaussLegendre(64);
        double top = x / (1 + q * variance);
        double reach = 12 * Math.sqrt(variance / (1 + q * variance));
        double sum = 0;
        for (int k = 0; k < rule.size(); k++) {
            double y = top + reach * (2 * rule.node(k) - 1);
            sum += rule.weight(k) * Math.exp(-0.5 * q * y * y - 0.5 * (y - x) * (y - x) / variance);
        }
        return 2 * reach * sum / Math.sqrt(2 * Math.PI * variance);
    }

    /** ∫₀¹ (tr K S Kᵀ + |m₁ − m₀|²) dt / 2ε. */
    private static double energy(GaussianSchroedingerBridge b) {
        GaussLegendre rule = new GaussLegendre(64);
        double sum = Arrays.stream(b.meanVelocity()).map(v -> v * v).sum();
        for (int k = 0; k < rule.size(); k++) {
            Matrix gain = b.driftMatrix(rule.node(k));
            sum += rule.weight(k) * gain.times(b.marginal(rule.node(k)).covariance()).times(gain.transposed()).trace();
        }
        return sum / (2 * b.eps());
    }

    private static double worstMarginal(StepContext context) {
        double worst = 0;
        for (String eps : List.of("0.1", "1", "10")) {
            Solver solver = new GaussianBridgeSolver(GaussianBridgeParameters.with("eps=" + eps, "steps=200", "particles=20000"), 1);
            for (Status s = solver.status(); s instanceof Status.Running; s = solver.step(context)) {
                worst = Math.max(worst, error(solver));
            }
            worst = Math.max(worst, error(solver));
        }
        return worst;
    }

    private static double error(Solver solver) {
        return solver.diagnostics().value("covariance-error").orElseThrow();
    }
}
