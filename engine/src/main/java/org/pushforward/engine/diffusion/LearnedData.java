package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;

/**
 * What a score network learns from: fresh draws of a set, or a mixture whose denoiser is known. Immutable.
 *
 * @param name of a built-in set, else of the file
 */
record LearnedData(String name, int dimension, Optional<GaussianMixture> truth, Optional<PointSource> source, double deviation) {

    static final int JUDGED = 2000;
    private static final int NOISE_DRAWS = 20_000;

    static Parameter.Source parameter(String group, String initial) {
        List<String> names = new ArrayList<>(List.of("ring8", "aniso"));
        names.addAll(PointSources.names());
        return new Parameter.Source(Parameter.Info.of("data", "p₀", "Data", group, "A mixture whose denoiser is known, a built-in set, a file of points, or a picture."),
                "a point set", List.of("csv", "tsv", "txt", "npy", "png", "jpg", "jpeg"), names, Parameter.Default.of(SourceFile.builtIn(initial)));
    }

    static LearnedData of(SourceFile file) {
        boolean isMixture = file.origin() == SourceFile.Origin.BUILT_IN && (file.name().equals("ring8") || file.name().equals("aniso"));
        if (isMixture) {
            GaussianMixture p = Problems.named(file.name());
            return new LearnedData(file.name(), 2, Optional.of(p), Optional.empty(), p.deviation());
        }
        PointSource s = PointSources.of(file);
        double[] some = s.points(4000, new Philox(7));
        double mean = 0;
        for (int i = 0; i < s.dimension(); i++) {
            double m = 0;
            double square = 0;
            for (int q = 0; q < some.length / s.dimension(); q++) {
                double v = some[q * s.dimension() + i];
                m += v;
                square += v * v;
            }
            int n = some.length / s.dimension();
            mean += (square / n - m / n * m / n) / s.dimension();
        }
        return new LearnedData(file.name(), s.dimension(), Optional.empty(), Optional.of(s), Math.sqrt(mean));
    }

    /** n fresh rows of a step. */
    double[] draws(int n, Philox random, int step) {
        if (truth.isPresent()) {
            return truth.get().draws(n, random, step);
        }
        double[] x = new double[n * dimension];
        source.orElseThrow().draw(random, step, 0, n, x, 0);
        return x;
    }

    /** Samples by Heun over 18 intervals of Karras' grid from 20σ_d to .005. */
    double[] samples(Score score, Philox random, StepContext context) {
        double[] level = new double[19];
        double a = Math.pow(20 * deviation, 1 / 7.0);
        double b = Math.pow(0.005, 1 / 7.0);
        Arrays.setAll(level, i -> Math.pow(a + i / 18.0 * (b - a), 7));
        double[] none = new double[19];
        Arrays.fill(none, Double.NaN);
        Grid g = new Grid(Schedule.EDM, level, Arrays.copyOf(none, 18), none);
        Walk w = Walk.start(g, Noise.gaussian(JUDGED, dimension, random));
        while (!w.isDone()) {
            w = w.next(Sampler.HEUN, Interval.Tuning.USUAL, score, dimension, random, context);
        }
        return w.x();
    }

    /** Energy distance of samples from fresh draws, and that over what two sets of true draws have on average: (1/n + 1/m) E|X − X′|. */
    double[] energy(double[] samples, Philox random, StepContext context) {
        double[] fresh = draws(JUDGED, random, 0);
        double spread = EnergyDistance.meanDistance(fresh, fresh, dimension);
        context.cancel().throwIfCancelled();
        double e = EnergyDistance.between(samples, fresh, dimension, spread);
        return new double[] {e, e / (2.0 / JUDGED * spread)};
    }

    /** √E w |D_θ − D|² over 20 000 fixed draws of the training's noise, where D is known. */
    double denoiserError(ScoreNetwork net, Fit fit, double[] theta, StepContext context) {
        GaussianMixture p = truth.orElseThrow();
        Philox random = new Philox(2024);
        double[] clean = p.draws(NOISE_DRAWS, random, 0);
        double[] sigma = new double[NOISE_DRAWS];
        random.normals(0, NOISE_DRAWS, 1, 1, sigma, 0);
        Arrays.setAll(sigma, q -> ScoreNetwork.sigma(sigma[q]));
        double[] z = new double[clean.length];
        random.normals(0, NOISE_DRAWS, 2, dimension, z, 0);
        double[] x = new double[clean.length];
        Arrays.setAll(x, k -> clean[k] + sigma[k / dimension] * z[k]);
        double[] learned = net.denoised(fit, theta, x, sigma, context.cancel());
        double[] score = new double[dimension];
        double sum = 0;
        for (int q = 0; q < NOISE_DRAWS; q++) {
            p.look(x, q * dimension, sigma[q], score, new double[0]);
            for (int i = 0; i < dimension; i++) {
                double exact = x[q * dimension + i] + sigma[q] * sigma[q] * score[i];
                double gap = learned[q * dimension + i] - exact;
                sum += net.weight(sigma[q]) * gap * gap / NOISE_DRAWS;
            }
        }
        return Math.sqrt(sum);
    }

    /** Share of samples outside the dark squares of the checkerboard. */
    static double leak(double[] x) {
        int outside = 0;
        for (int q = 0; q < x.length; q += 2) {
            boolean isOn = Math.abs(x[q]) <= 4 && Math.abs(x[q + 1]) <= 4
                    && Math.floorMod((int) Math.floor((x[q] + 4) / 2), 2) == Math.floorMod((int) Math.floor((x[q + 1] + 4) / 2), 2);
            outside += isOn ? 0 : 1;
        }
        return outside / (x.length / 2.0);
    }
}
