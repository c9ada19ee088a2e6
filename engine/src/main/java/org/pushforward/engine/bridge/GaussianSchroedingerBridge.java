package org.pushforward.engine.bridge;

import java.util.Arrays;
import org.pushforward.engine.numerics.Matrix;

/**
 * The Schrödinger bridge from N(m₀, S₀) to N(m₁, S₁) for the reference dX = √ε dW on [0, 1], in closed form (Mallasto, Gerolin & Minh
 * 2022; Bunne, Hsieh, Cuturi & Krause 2023, theorem 3).
 *
 * <p>D = (4 S₀^½ S₁ S₀^½ + ε²)^½ and C = Cov(X₀, X₁) = S₀^½ (D − ε) S₀^−½ / 2, which is 2 S₀^½ (D + ε)⁻¹ S₀^½ S₁: a form that neither
 * inverts S₀ nor cancels when ε is large. Everything else follows from C. The static problem has cost ½|x − y|² and entropy weight ε;
 * libraries with cost |x − y|² call 2ε "reg". O(d³) for each matrix. Immutable and thread-safe.
 */
public final class GaussianSchroedingerBridge {

    private final Gaussian source;
    private final Gaussian target;
    private final double eps;
    private final double[] velocity;
    private final Matrix c;
    private final double[] lambda;

    /** @param eps &gt; 0 */
    public GaussianSchroedingerBridge(Gaussian source, Gaussian target, double eps) {
        this.source = source;
        this.target = target;
        this.eps = eps;
        velocity = new double[source.dimension()];
        Arrays.setAll(velocity, i -> target.mean()[i] - source.mean()[i]);
        Matrix root = source.covariance().squareRoot();
        Matrix product = root.times(target.covariance()).times(root).symmetrised();
        lambda = product.eigenvalues();
        c = root.times(product.withEigenvalues(v -> 2 / (spread(v) + eps))).times(root).times(target.covariance());
    }

    /** An eigenvalue of D for one of S₀^½ S₁ S₀^½. */
    private double spread(double value) {
        return Math.sqrt(4 * Math.max(0, value) + eps * eps);
    }

    public int dimension() {
        return source.dimension();
    }

    public double eps() {
        return eps;
    }

    public Gaussian source() {
        return source;
    }

    /** C = Cov(X₀, X₁). */
    public Matrix crossCovariance() {
        return c;
    }

    /** E ½|X₀ − X₁|². */
    public double transportCost() {
        return 0.5 * (squaredDisplacement() + source.covariance().trace() + target.covariance().trace() - 2 * c.trace());
    }

    /** ½W₂², the transport cost as ε goes to 0 (Bures & Wasserstein). */
    public double wassersteinCost() {
        double common = Arrays.stream(lambda).map(v -> Math.sqrt(Math.max(0, v))).sum();
        return 0.5 * (squaredDisplacement() + source.covariance().trace() + target.covariance().trace() - 2 * common);
    }

    /** KL(π ‖ p₀ × p₁) = −½ log det(I − S₀⁻¹ C S₁⁻¹ Cᵀ), the information X₀ and X₁ have of each other. */
    public double mutualInformation() {
        return 0.5 * Arrays.stream(lambda).map(v -> Math.log1p(2 * Math.max(0, v) / (eps * (spread(v) + eps)))).sum();
    }

    /** Transport cost + ε KL(π ‖ p₀ × p₁). */
    public double eotValue() {
        return transportCost() + eps * mutualInformation();
    }

    /** KL of the bridge from the Brownian motion √ε W that starts from p₀: mutual information − H(p₁) + ½d log 2πε + cost/ε. */
    public double pathDivergence() {
        double logDet = Arrays.stream(target.covariance().eigenvalues()).map(Math::log).sum();
        double entropy = 0.5 * (logDet + dimension() * Math.log(2 * Math.PI * Math.E));
        return mutualInformation() - entropy + 0.5 * dimension() * Math.log(2 * Math.PI * eps) + transportCost() / eps;
    }

    /** ‖C² + εC − S₀S₁‖ / ‖S₀S₁‖: zero exactly when the plan is the product of potentials and the kernel exp(−|x−y|²/2ε). */
    public double optimalityResidual() {
        Matrix product = source.covariance().times(target.covariance());
        return c.times(c).plus(c.scaled(eps)).minus(product).frobenius() / product.frobenius();
    }

    /** m_t = (1 − t) m₀ + t m₁. */
    public double[] mean(double t) {
        double[] m = new double[dimension()];
        Arrays.setAll(m, i -> source.mean()[i] + t * velocity[i]);
        return m;
    }

    /** dm_t/dt. */
    public double[] meanVelocity() {
        return velocity;
    }

    /** Cov(X_s, X_t) = (1−s)(1−t)S₀ + stS₁ + (1−s)tC + s(1−t)Cᵀ + ε min(s,t)(1 − max(s,t)) I. */
    public Matrix covariance(double s, double t) {
        return source.covariance().scaled((1 - s) * (1 - t)).plus(target.covariance().scaled(s * t)).plus(c.scaled((1 - s) * t))
                .plus(c.transposed().scaled(s * (1 - t))).plusIdentity(eps * Math.min(s, t) * (1 - Math.max(s, t)));
    }

    /** The law of X_t. */
    public Gaussian marginal(double t) {
        return new Gaussian(mean(t), covariance(t, t).symmetrised());
    }

    /**
     * K_t of the drift K_t (x − m_t) + m₁ − m₀. It is ([(1−t)Cᵀ + tS₁] S_t⁻¹ − I)/(1−t), multiplied out so that t = 1 is no exception:
     * [(1−t)(Cᵀ − S₀) + t(S₁ − C − εI)] S_t⁻¹. Symmetric.
     */
    public Matrix driftMatrix(double t) {
        Matrix start = c.transposed().minus(source.covariance()).scaled(1 - t);
        Matrix end = target.covariance().minus(c).plusIdentity(-eps).scaled(t);
        return start.plus(end).over(covariance(t, t).symmetrised()).symmetrised();
    }

    private double squaredDisplacement() {
        return Arrays.stream(velocity).map(v -> v * v).sum();
    }
}
