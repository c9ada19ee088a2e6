package org.pushforward.engine.bridge;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.atRounding;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.*;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SampleMoments;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code bridge.gaussian}: the Schrödinger bridge between two normal distributions on ℝᵈ in closed form, and particles that follow its
 * drift from t = 0 to 1. One step is one time step of length 1/N. When ε changes, the particles are followed again from t = 0 under the
 * new bridge and the same noise, so that the picture is that of a run which had this ε from the start.
 *
 * @see GaussianSchroedingerBridge
 */
public final class GaussianBridge extends Study<GaussianBridge.Following> {

    /** What a time step may add to the error of sampling, and how far that stays below its root mean square, but for one run in thousands. */
    private static final double DISCRETISATION = 0.03;
    private static final double SAMPLING = 4;

    /**
     * Particles after some steps.
     *
     * @param x positions, n × d row-major
     * @param exact the law of X_t
     */
    record Following(ParticleFlow flow, int step, double[] x, SampleMoments moments, Gaussian exact) {

        static Following of(ParticleFlow flow, int step, double[] x, StepContext context) {
            return new Following(flow, step, x, SampleMoments.of(x, flow.bridge().dimension(), context.workers()), flow.bridge().marginal(flow.time(step)));
        }

        GaussianSchroedingerBridge bridge() {
            return flow.bridge();
        }

        double time() {
            return flow.time(step);
        }

        int particles() {
            return x.length / bridge().dimension();
        }

        /** Relative, in the Frobenius norm. */
        double covarianceError() {
            return moments.covariance().minus(exact.covariance()).frobenius() / exact.covariance().frobenius();
        }

        /** The root mean square of that for n exact draws, √(((tr S)² + ‖S‖²)/n)/‖S‖ (Wishart distribution). */
        double samplingError() {
            Matrix s = exact.covariance();
            return Math.sqrt((square(s.trace()) + square(s.frobenius())) / particles()) / s.frobenius();
        }

        /** |x̄ − m_t| against the root mean square √(tr S/n) of n draws. */
        double meanErrorRatio() {
            double sum = 0;
            for (int i = 0; i < exact.dimension(); i++) {
                sum += square(moments.mean()[i] - exact.mean()[i]);
            }
            double spread = Math.sqrt(exact.covariance().trace());
            return Math.sqrt(sum) / (spread * (DISCRETISATION + SAMPLING / Math.sqrt(particles())));
        }

        private static double square(double v) {
            return v * v;
        }
    }

    private final Knob<VectorValue> m0;
    private final Knob<VectorValue> s0;
    private final Knob<VectorValue> m1;
    private final Knob<VectorValue> s1;
    private final Knob<Double> eps;
    private final Knob<String> integrator;
    private final Knob<Integer> steps;
    private final Knob<Integer> particles;

    public GaussianBridge() {
        super("bridge.gaussian", "Gaussian Schrödinger bridge",
                "Particles that would diffuse as √ε W are seen as one normal distribution at t = 0 and as another at t = 1. The "
                        + "Schrödinger bridge is the most likely way between the two: every marginal stays normal, and the drift that "
                        + "steers the particles is linear and known in closed form. Its end points solve entropic optimal transport with "
                        + "cost ½|x − y|² and weight ε: a small ε gives the straight lines of optimal transport, a large one makes the end "
                        + "points independent. Move ε while it runs: the noise stays the same. In one dimension the plane shows X_t over X₀.",
                List.of("dX = [K_t (X − m_t) + m₁ − m₀] dt + √ε dW", "C = ½ S₀^½ (D − ε) S₀^−½,  D = (4 S₀^½ S₁ S₀^½ + ε²)^½",
                        "S_t = (1−t)²S₀ + t²S₁ + t(1−t)(C + Cᵀ + εI)", "K_t = [(1−t)(Cᵀ − S₀) + t(S₁ − C − εI)] S_t⁻¹"),
                new Citation("A. Mallasto, A. Gerolin, H. Q. Minh", 2022, "Entropy-regularized 2-Wasserstein distance between Gaussian measures", "2006.03416"),
                new Citation("C. Bunne, Y.-P. Hsieh, M. Cuturi, A. Krause", 2023, "The Schrödinger bridge between Gaussian measures has a closed form", "2202.05722"));
        String mean = "Mean, one number per dimension, for example 3,-1.";
        String covariance = "Covariance, symmetric positive definite, rows split by semicolons, for example 2,.8;.8,.5.";
        group("Source");
        m0 = vector("source-mean", "m₀", "Mean", 1, 0, "0,0", mean);
        s0 = vector("source-cov", "S₀", "Covariance", 0, 0, "1,0;0,1", covariance);
        group("Target");
        m1 = vector("target-mean", "m₁", "Mean", 1, 0, "3,-1", mean);
        s1 = vector("target-cov", "S₁", "Covariance", 0, 0, "2,.8;.8,.5", covariance);
        group("Bridge");
        eps = real("eps", "ε", "Noise", 0.3, 0.01, 10, "Variance per unit of time of the reference √ε dW; weight of the entropy beside the cost ½|x − y|².")
                .within(1e-8, 1e8).log().live();
        group("Particles");
        integrator = choice("integrator", "Φ", "Integrator", List.of("euler-maruyama", "exact"), "euler-maruyama",
                "Euler–Maruyama steps along the drift, or the exact law of the next position given this one.");
        steps = whole("steps", "N", "Time steps", 200, 10, 400, "Steps from t = 0 to 1.").within(1, 2000);
        particles = whole("particles", "n", "Particles", 2000, 100, 20_000, "Independent particles that follow the bridge.").within(2, 100_000).log();
        lasts(p -> p.get(steps));

        gauge("time", "t", "", Following::time);
        time(Following::time);
        var cost = gauge("transport-cost", "E ½|x−y|²", "", s -> s.bridge().transportCost());
        gauge("eot-value", "Cost + ε KL", "", s -> s.bridge().eotValue());
        gauge("mutual-information", "KL(π ‖ p₀×p₁)", "nat", s -> s.bridge().mutualInformation());
        gauge("path-divergence", "KL(bridge ‖ √ε W)", "nat", s -> s.bridge().pathDivergence());
        gauge("wasserstein-cost", "½W₂², ε → 0", "", s -> s.bridge().wassersteinCost());
        gauge("eps", "ε", "", s -> s.bridge().eps());
        gauge("sigma", "σ = √ε", "", s -> Math.sqrt(s.bridge().eps()));
        gauge("reg", "reg = 2ε for |x−y|²", "", s -> 2 * s.bridge().eps());
        var error = gauge("covariance-error", "Covariance error", "", Following::covarianceError);
        var sampling = gauge("sampling-error", "Expected of n draws", "", Following::samplingError);
        var ratio = gauge("covariance-error-ratio", "Covariance error / allowed", "", s -> s.covarianceError() / (DISCRETISATION + SAMPLING * s.samplingError()));
        var meanRatio = gauge("mean-error-ratio", "Mean error / allowed", "", Following::meanErrorRatio);
        var optimality = gauge("optimality-residual", "‖C² + εC − S₀S₁‖", "", s -> s.bridge().optimalityResidual());

        plane("bridge", "Bridge", "particles colored by where they started, ellipses exact").draw(ARROWS, "drift", "Drift")
                .draw(LINES, "path-ellipses", "p_t at t = 0, ⅛, … 1, 2σ").draw(POINTS, "particles", "Particles by X₀").draw(LINES, "ellipse", "p_t, 1σ and 2σ");
        plane("ways", "Ways", "of a few particles, and the drift now").draw(ARROWS, "drift").draw(LINES, "trails", "Ways");
        plot("time", "First coordinate", "against time, with mean ± 2σ").draw(CURVE, "mean", "mean", "", "t").draw(CURVE, "upper", "+2σ", "", "t")
                .draw(CURVE, "lower", "−2σ", "", "t").draw(POINTS, "ways", "particles");
        space("space-time", "Ways in time", "upwards, colored by where they started; the ellipses are exact").draw(TUBES, "ways-in-time", "X₀").draw(LINES, "ellipses-in-time", "p_t, 2σ")
                .stretched().axes("", "", "t");
        history("error", "Covariance of the particles", "relative error, beside that of exact draws", error, sampling);
        plane("plan", "Cross-covariance", "C = Cov(X₀, X₁)").draw(CELLS, "cross-covariance", "C = Cov(X₀, X₁)");

        always("covariance", "covariance error of the particles / allowed", ratio, atMost(1), "closed form; allowed: 3 % and four times the expected error of n draws");
        always("mean", "mean error of the particles / allowed", meanRatio, atMost(1),
                "closed form; allowed: 3 % of a standard deviation and four times the expected error of n draws");
        always("optimality", "‖C² + εC − S₀S₁‖ / ‖S₀S₁‖", optimality, atMost(1e-10), "closed form: the condition that the plan is potentials times kernel");
        formula("line", "N(0, 1) → N(2, ¼), ε = 0.01 to 10: error of C, S_½ and cost", atRounding(), "closed form c = ½(√(ε² + 4ab) − ε)", GaussianBridge::lineError);
        // Nine decimals are given.
        reference("plane-cost", "N(0, I) → N((3,−1), [2 .8; .8 .5]), ε = 1: cost", within(6.003458447, 5e-10), "independent run of the closed form in NumPy",
                t -> t.value(cost), "eps=1");
        reference("plane-value", "the same: cost + ε KL", within(6.440514283, 5e-10), "independent run of the closed form in NumPy", t -> t.value(gaugeNamed("eot-value")), "eps=1");
        formula("shift", "N(−0.1, I) → N(0.1, I) in five dimensions, ε = 1: error of C and S_½", atRounding(), "closed form: golden ratio, C = 0.618…, S_½ = 1.059…",
                GaussianBridge::shiftError);
        formula("drift", "drift against ε ∇log of the heat-kernel integral", atMost(2e-11), "Gauss-Legendre quadrature of h(x, t) = E h₁(x + √(ε(1−t)) Z)",
                GaussianBridge::driftError);
        reference("energy", "∫E|g|²/2ε dt over KL(bridge ‖ √ε W)", within(1, 1e-12), "closed form: Girsanov's theorem",
                t -> GaussianBridge.energy(t.state().bridge()) / t.state().bridge().pathDivergence(), "eps=0.3");
        reference("marginals", "worst covariance error of 20 000 particles, 200 steps, ε = 0.1, 1, 10", atMost(0.03), "closed form",
                t -> Math.max(worst(t), Math.max(worst(t.anew(1, "eps=1")), worst(t.anew(1, "eps=10")))), "eps=0.1", "steps=200", "particles=20000");
        timed("particles-20000", "one time step of 20 000 particles in the plane", 1.0 / 30, 100, "particles=20000", "steps=100");
        tiny("particles=5000 steps=6");
        opens("Gaussian bridge", "A round cloud becomes a tilted one and drifts away; the ellipses are exact.").named("gaussian-bridge");
        preset("line", "Gaussian bridge on the line", "X_t over X₀: the diagonal opens to the entropic plan of two normal distributions.")
                .named("gaussian-bridge-line").set("source-mean=0", "source-cov=1", "target-mean=2", "target-cov=0.25", "eps=0.1");
    }

    private static double worst(Trial<Following> t) {
        double worst = t.state().covarianceError();
        for (int k = 0; k < 200; k++) {
            worst = Math.max(worst, t.step().state().covarianceError());
        }
        return worst;
    }

    @Override
    protected Following start(Knobs p, Philox random) {
        return followed(p, 0, random);
    }

    /** The particles at a step, from the start. */
    private Following followed(Knobs p, int step, Philox random) {
        Gaussian source = Gaussian.of(p.values(), m0.id(), s0.id());
        Gaussian target = Gaussian.of(p.values(), m1.id(), s1.id());
        if (source.dimension() != target.dimension()) {
            throw new InputException("target-mean: it has " + target.dimension() + " numbers and source-mean has " + source.dimension()
                    + "; give both distributions the same dimension");
        }
        ParticleFlow.Integrator by = p.is(integrator, "exact") ? ParticleFlow.Integrator.EXACT : ParticleFlow.Integrator.EULER_MARUYAMA;
        ParticleFlow flow = new ParticleFlow(new GaussianSchroedingerBridge(source, target, p.get(eps)), by, p.get(steps), random);
        return Following.of(flow, step, flow.at(step, p.get(particles), StepContext.serial()), StepContext.serial());
    }

    @Override
    protected Following next(Following s, Turn t) {
        return Following.of(s.flow, s.step + 1, s.flow.advance(s.x, s.step, t.context()), t.context());
    }

    @Override
    protected Following changed(Following s, Knobs before, Knobs now) {
        return followed(now, s.step, s.flow.noise());
    }

    @Override
    protected void look(Following s, Knobs p, Look to) {
        GaussianBridgeLayers.of(s, to);
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
}
