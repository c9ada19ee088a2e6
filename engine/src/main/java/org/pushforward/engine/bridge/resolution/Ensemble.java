package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Members on their way from the coarse field or from noise, with the law that they have mode by mode. Immutable; arrays are shared and
 * never written.
 *
 * @param members fields of n² pixels
 * @param byCoarse the mean of a mode is byCoarse times that of the coarse field
 * @param variance of a mode about it
 */
record Ensemble(Scene scene, int step, double[][] members, double[] byCoarse, double[] variance) {

    /**
     * What does not change while the members are drawn.
     *
     * @param truth the field that was blurred
     * @param wiener the mean of the posterior
     */
    record Scene(GaussianFields fields, Sampler sampler, int evaluations, double eps, double[] truth, double[] coarse, double[] wiener,
            Philox random) {

        static Scene of(GaussianFields fields, Sampler sampler, int evaluations, double eps, Philox random) {
            double[] truth = fields.fine(random.stream(1), 0);
            double[] coarse = fields.coarse(truth, random.stream(2), 0);
            double[] wiener = coarse.clone();
            fields.filter(wiener, fields::wiener);
            return new Scene(fields, sampler, evaluations, eps, truth, coarse, wiener, random);
        }
    }

    static Ensemble start(Scene scene, int members) {
        double[][] x = new double[members][];
        for (int m = 0; m < members; m++) {
            x[m] = scene.sampler().startsAtCoarse() ? scene.coarse() : scene.fields().white(scene.random().stream(3), m);
        }
        Sampler.Law law = scene.sampler().start();
        double[] mean = new double[scene.fields().modes()];
        double[] variance = new double[mean.length];
        Arrays.fill(mean, law.byCoarse);
        Arrays.fill(variance, law.variance);
        return new Ensemble(scene, 0, x, mean, variance);
    }

    /** One evaluation for every member. */
    Ensemble next(StepContext context) {
        GaussianFields f = scene.fields();
        int modes = f.modes();
        double[] a = new double[modes];
        double[] b = new double[modes];
        double[] mean = new double[modes];
        double[] spread = new double[modes];
        double dt = 1.0 / scene.evaluations();
        Sampler.Law law = new Sampler.Law();
        for (int k = 0; k < modes; k++) {
            law.byCoarse = byCoarse[k];
            law.variance = variance[k];
            scene.sampler().step(new Sampler.Mode(f.wiener(k), f.posteriorVariance(k)), step * dt, dt, scene.eps(), law);
            a[k] = law.a;
            b[k] = law.b;
            mean[k] = law.byCoarse;
            spread[k] = law.variance;
        }
        // The noise of a step is the same in every mode.
        double noise = law.c;
        double[] pull = scene.coarse().clone();
        f.filter(pull, k -> b[k]);
        double[][] moved = new double[members.length][];
        context.workers().forEach(members.length, m -> {
            context.cancel().throwIfCancelled();
            double[] x = members[m].clone();
            f.filter(x, k -> a[k]);
            double[] z = f.white(scene.random().stream(100 + step), m);
            for (int p = 0; p < x.length; p++) {
                x[p] += pull[p] + noise * z[p];
            }
            moved[m] = x;
        });
        return new Ensemble(scene, step + 1, moved, mean, spread);
    }

    double time() {
        return (double) step / scene.evaluations();
    }

    double[] mean() {
        return FieldMeasures.mean(members);
    }

    /** Deviation of the members in every pixel. */
    double[] spread() {
        return FieldMeasures.spread(members);
    }

    /** Root of the mean over pixels of the variance that the members' law has. */
    double lawDeviation() {
        double sum = 0;
        for (double v : variance) {
            sum += v;
        }
        return Math.sqrt(sum / variance.length);
    }

    /** Wasserstein distance of the members' law from the posterior, relative to the posterior's spread. */
    double lawError() {
        GaussianFields f = scene.fields();
        double sum = 0;
        double scale = 0;
        for (int k = 0; k < variance.length; k++) {
            double mean = byCoarse[k] - f.wiener(k);
            double spread = Math.sqrt(variance[k]) - Math.sqrt(f.posteriorVariance(k));
            sum += mean * mean * f.coarseVariance(k) + spread * spread;
            scale += f.posteriorVariance(k);
        }
        return Math.sqrt(sum / scale);
    }
}
