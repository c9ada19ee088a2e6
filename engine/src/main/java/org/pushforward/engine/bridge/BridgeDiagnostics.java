package org.pushforward.engine.bridge;

import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.numerics.Matrix;

/**
 * What is measured of particles on a Gaussian bridge. The error of their covariance is relative, in the Frobenius norm; that of n
 * exact draws has the root mean square √(((tr S)² + ‖S‖²)/n)/‖S‖ (Wishart distribution).
 */
final class BridgeDiagnostics {

    /** What a time step may add to the error of sampling. */
    private static final double DISCRETISATION = 0.03;
    /** Sampling errors stay below four times their root mean square, but for one run in thousands. */
    private static final double SAMPLING = 4;

    private BridgeDiagnostics() { }

    static Diagnostics of(BridgeState s) {
        GaussianSchroedingerBridge b = s.bridge();
        double covarianceError = covarianceError(s);
        return Diagnostics.of(new Entry("time", "t", "", s.time()),
                new Entry("transport-cost", "E ½|x−y|²", "", b.transportCost()),
                new Entry("eot-value", "Cost + ε KL", "", b.eotValue()),
                new Entry("mutual-information", "KL(π ‖ p₀×p₁)", "nat", b.mutualInformation()),
                new Entry("path-divergence", "KL(bridge ‖ √ε W)", "nat", b.pathDivergence()),
                new Entry("wasserstein-cost", "½W₂², ε → 0", "", b.wassersteinCost()),
                new Entry("eps", "ε", "", b.eps()),
                new Entry("sigma", "σ = √ε", "", Math.sqrt(b.eps())),
                new Entry("reg", "reg = 2ε for |x−y|²", "", 2 * b.eps()),
                new Entry("covariance-error", "Covariance error", "", covarianceError),
                new Entry("sampling-error", "Expected of n draws", "", samplingError(s)),
                new Entry("covariance-error-ratio", "Covariance error / allowed", "",
                        covarianceError / (DISCRETISATION + SAMPLING * samplingError(s))),
                new Entry("mean-error-ratio", "Mean error / allowed", "", meanErrorRatio(s)),
                new Entry("optimality-residual", "‖C² + εC − S₀S₁‖", "", b.optimalityResidual()));
    }

    static double covarianceError(BridgeState s) {
        Matrix exact = s.bridge().marginal(s.time()).covariance();
        return s.moments().covariance().minus(exact).frobenius() / exact.frobenius();
    }

    private static double samplingError(BridgeState s) {
        Matrix exact = s.bridge().marginal(s.time()).covariance();
        return Math.sqrt((square(exact.trace()) + square(exact.frobenius())) / s.particles()) / exact.frobenius();
    }

    /** |x̄ − m_t| against the root mean square √(tr S/n) of n draws. */
    private static double meanErrorRatio(BridgeState s) {
        Gaussian exact = s.bridge().marginal(s.time());
        double sum = 0;
        for (int i = 0; i < exact.dimension(); i++) {
            sum += square(s.moments().mean()[i] - exact.mean()[i]);
        }
        double spread = Math.sqrt(exact.covariance().trace());
        return Math.sqrt(sum) / (spread * (DISCRETISATION + SAMPLING / Math.sqrt(s.particles())));
    }

    private static double square(double v) {
        return v * v;
    }
}
