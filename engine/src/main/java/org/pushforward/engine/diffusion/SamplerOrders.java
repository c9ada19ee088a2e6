package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;

/** How fast errors of samplers fall, and the law that random ones end with; noise from 80 to .002 where the schedule is edm. Stateless. */
final class SamplerOrders {

    private static final StepContext SERIAL = StepContext.serial();
    private static final int PARTICLES = 64;
    private static final int ON_PATHS = 128;
    private static final int DRAWN = 10_000;

    private SamplerOrders() { }

    /** Order of the median error on the ring of eight between 400 and 800 intervals. */
    static double slope(Sampler sampler, String schedule, String kind) {
        double coarse = median(sampler, grid(sampler, schedule, kind, 400));
        double fine = median(sampler, grid(sampler, schedule, kind, 800));
        return Math.log(coarse / fine) / Math.log(2);
    }

    private static double median(Sampler sampler, Grid g) {
        GaussianMixture p = Problems.ring8();
        Walk start = Walk.start(g, Noise.lattice(PARTICLES, 2));
        double[] exact = ExactFlow.across(p, start.x(), g.sigma()[0], g.sigma()[g.steps()], SERIAL);
        return median(walked(sampler, start, p, Interval.Tuning.USUAL), exact);
    }

    private static double median(Walk w, double[] exact) {
        double[] e = DiffusionStudy.distances(w.x(), exact, 2);
        Arrays.sort(e);
        return DiffusionStudy.quantile(e, 0.5);
    }

    /** Order of an adaptive sampler in its evaluations, as the tolerance falls from 10⁻⁴ to 10⁻⁶; one interval. */
    static double adaptiveSlope(Sampler sampler) {
        GaussianMixture p = Problems.ring8();
        Walk start = Walk.start(grid(sampler, "edm", "karras", 1), Noise.lattice(PARTICLES, 2));
        double[] exact = ExactFlow.across(p, start.x(), 80, 2e-3, SERIAL);
        Walk rough = walked(sampler, start, p, tolerance(1e-4));
        Walk careful = walked(sampler, start, p, tolerance(1e-6));
        return Math.log(median(rough, exact) / median(careful, exact)) / Math.log((double) careful.evaluations() / rough.evaluations());
    }

    private static Interval.Tuning tolerance(double tolerance) {
        Interval.Tuning u = Interval.Tuning.USUAL;
        return new Interval.Tuning(u.eta(), u.churn(), u.churnFrom(), u.churnTo(), u.churnNoise(), u.snr(), tolerance, false);
    }

    /** Where DPM++2M SDE ends with 3200 intervals, one long Gaussian. */
    static double[] onPaths() {
        return onPaths(Sampler.DPMPP_2M_SDE, 3200);
    }

    /** Strong order between 100 and 200 intervals: of the root mean square distance from those ends on the same Brownian paths. */
    static double strongSlope(Sampler sampler, double[] ends) {
        return Math.log(strongError(sampler, 100, ends) / strongError(sampler, 200, ends)) / Math.log(2);
    }

    static double strongError(Sampler sampler, int steps, double[] ends) {
        return DiffusionStudy.rms(DiffusionStudy.distances(onPaths(sampler, steps), ends, 2));
    }

    private static double[] onPaths(Sampler sampler, int steps) {
        return walked(sampler, Walk.start(grid(sampler, "edm", "karras", steps), Noise.lattice(ON_PATHS, 2)), Problems.aniso(), Interval.Tuning.USUAL).x();
    }

    /** Largest deviation of the variances along and across one long Gaussian from λ + σ̂², relative to them. */
    static double varianceOff(Sampler sampler, int steps) {
        double[] z = Noise.gaussian(DRAWN, 2, new Philox(1));
        double[] x = walked(sampler, Walk.start(grid(sampler, "edm", "karras", steps), z), Problems.aniso(), Interval.Tuning.USUAL).x();
        double c = Math.cos(Math.PI / 6);
        double s = Math.sin(Math.PI / 6);
        double along = 0;
        double across = 0;
        for (int k = 0; k < x.length; k += 2) {
            along += Math.pow(c * (x[k] - 0.5) + s * (x[k + 1] + 0.3), 2) / DRAWN;
            across += Math.pow(-s * (x[k] - 0.5) + c * (x[k + 1] + 0.3), 2) / DRAWN;
        }
        return Math.max(Math.abs(along / (2.25 + 4e-6) - 1), Math.abs(across / (0.04 + 4e-6) - 1));
    }

    private static Grid grid(Sampler sampler, String schedule, String kind, int n) {
        return sampler.grid(new Grid.Settings(Schedule.named(schedule), kind, n, 2e-3, 80, 7, List.of(), false));
    }

    private static Walk walked(Sampler sampler, Walk start, GaussianMixture p, Interval.Tuning tuning) {
        Walk w = start;
        while (!w.isDone()) {
            w = w.next(sampler, tuning, Score.of(p), 2, new Philox(1), SERIAL);
        }
        return w;
    }
}
