package org.pushforward.engine.bridge.ratio;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussLegendre;

/** What must hold of time scores and the ratios they integrate to. */
final class RatioChecks {

    /** Ten digits are given. */
    private static final double EXACT = 1e-10;
    private static final String NUMPY = "independent run of the closed form in NumPy, ten digits";
    private static final String CLOSED_FORM = "closed form";

    private static final GaussLegendre RULE = new GaussLegendre(80);

    private RatioChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("ratio", "RMS error of log r over p₁ / RMS of log r", "log-ratio-relative-error", Criterion.atMost(0.25), true,
                        "closed form of normal distributions"),
                new Check.Reference("score", "N(0, 1) → N(2, ¼), γ² = 0.5, e = 0.001: time score at x = 1, t = ½",
                        Criterion.within(0.8561643836, EXACT), NUMPY, _ -> known(0.5, 1e-3).timeScore(new double[] {1}, 0, 0.5)),
                new Check.Reference("integral", "the same: its integral at x = 1", Criterion.within(-0.8008804529, EXACT), NUMPY,
                        _ -> RatioState.integral(known(0.5, 1e-3), new double[] {1})),
                new Check.Reference("difference", "time score against ∂_t log p_t by differences, three paths", Criterion.atMost(2e-10),
                        "central differences of the density", _ -> differenceError()),
                new Check.Reference("blow-up", "ends a hundred times narrower, γ = e = 0: growth of the peak of √E s²", Criterion.within(100, 1),
                        "as one over the width, without bound; E s² by quadrature of differences of log p_t", _ -> growth(0, 0)),
                new Check.Reference("bounded", "the same with γ² = 0.5, e = 0.01", Criterion.within(1, 0.01),
                        "the widened ends bound it; E s² by quadrature of differences of log p_t", _ -> growth(0.5, 0.01)),
                new Check.Reference("learned", "RMS error of the learned log ratio over p₁, N(0, 1) → N(2, ¼)", Criterion.atMost(0.25),
                        CLOSED_FORM, RatioChecks::learned),
                new Check.Reference("far", "N(0, 1) → N(6, 0.05), γ² = 8, 4000 iterations: RMS error of log r over p₁ / RMS of log r",
                        Criterion.atMost(0.8), "closed form; answering 0 has 1", true, c -> far(c, 8)),
                new Check.Reference("far-noiseless", "the same with γ² = e = 0, over that with noise", Criterion.atLeast(2),
                        "closed form; noise bridges ends far apart (Chen et al. 2025)", true, c -> far(c, 0) / far(c, 8)));
    }

    /** It still moves by a fifth from one picture to the next: 0.42 with noise, 2.3 without. */
    private static double far(StepContext context, double gamma2) {
        Solver solver = new RatioSolver(RatioParameters.with("target-mean=6", "target-variance=0.05", "learning-rate=0.002", "steps=4000",
                "iterations-per-step=800", "gamma2=" + gamma2, "e=" + (gamma2 > 0 ? 1e-3 : 0)), 1);
        solver.advance(5, context);
        return solver.diagnostics().value("log-ratio-relative-error").orElseThrow();
    }

    private static GaussianRatio known(double gamma2, double e) {
        return new GaussianRatio(1, 1, 2, 0.25, new DiffusedInterpolant(DiffusedInterpolant.Path.LINEAR, gamma2, e));
    }

    private static double differenceError() {
        double worst = 0;
        for (DiffusedInterpolant.Path path : DiffusedInterpolant.Path.values()) {
            GaussianRatio r = new GaussianRatio(1, 1, 2, 0.25, new DiffusedInterpolant(path, 0.5, 1e-3));
            for (double t : new double[] {0.1, 0.5, 0.9}) {
                double h = 1e-4;
                for (double x : new double[] {-1, 0.5, 2}) {
                    double slope = (Math.log(r.density(x, t + h)) - Math.log(r.density(x, t - h))) / (2 * h);
                    double finer = (Math.log(r.density(x, t + h / 2)) - Math.log(r.density(x, t - h / 2))) / h;
                    worst = Math.max(worst, Math.abs((4 * finer - slope) / 3 - r.timeScore(new double[] {x}, 0, t)));
                }
            }
        }
        return worst;
    }

    /** Peak of √E s² between N(0, s) and N(2, s) for s = 1e-8 over that for s = 1e-4. */
    private static double growth(double gamma2, double e) {
        double[] peak = new double[2];
        for (int k = 0; k < 2; k++) {
            double s = k == 0 ? 1e-4 : 1e-8;
            GaussianRatio r = new GaussianRatio(1, s, 2, s, new DiffusedInterpolant(DiffusedInterpolant.Path.LINEAR, gamma2, e));
            for (int i = 0; i <= 1000; i++) {
                peak[k] = Math.max(peak[k], meanSquare(r, i / 1000.0));
            }
        }
        return Math.sqrt(peak[1] / peak[0]);
    }

    /** E s² over twelve deviations; s by central differences, over which the density moves by 1e-4 of its deviation or so. */
    private static double meanSquare(GaussianRatio r, double t) {
        double h = 1e-4 * Math.sqrt(r.variance(t));
        double sum = 0;
        double reach = 12 * Math.sqrt(r.variance(t));
        for (int k = 0; k < RULE.size(); k++) {
            double x = r.meanAt(t) + reach * (2 * RULE.node(k) - 1);
            double s = (Math.log(r.density(x, t + h)) - Math.log(r.density(x, t - h))) / (2 * h);
            sum += 2 * reach * RULE.weight(k) * s * s * r.density(x, t);
        }
        return sum;
    }

    private static double learned(StepContext context) {
        Solver solver = new RatioSolver(RatioParameters.with("steps=1500", "iterations-per-step=250"), 1);
        solver.advance(6, context);
        return solver.diagnostics().value("log-ratio-error").orElseThrow();
    }
}
