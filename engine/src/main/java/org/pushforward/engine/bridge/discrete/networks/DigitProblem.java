package org.pushforward.engine.bridge.discrete.networks;

import java.util.List;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.bridge.discrete.cp.TwoSampleClassifier;
import org.pushforward.engine.bridge.discrete.cp.CoordinateLaws;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.Philox;

/**
 * Handwritten digits into others: 64 pixels of S grey levels each. There are too many states for sums and the bridge is not known, so a
 * chain is judged by the images it makes of sources that were held out, against targets that were held out, and each number stands
 * beside what as many real digits of the learned part get. Grey values are in [0, 1], distances Euclidean in the 64 of them. Immutable and
 * thread-safe.
 */
final class DigitProblem implements LearnedProblem {

    private static final int MOST = 512;
    private static final int CLASSIFIER_STEPS = 40;
    private static final int CLASSIFIER_BATCH = 64;

    private final CategoricalReference reference;
    private final ImageSet source;
    private final ImageSet target;
    private final Philox random;
    private final int drawn;
    private final int[] heldStarts;
    private final int[] learnedStarts;
    private final double[] heldTargets;
    private final double[] learnedTargets;
    private final double[] marginals;
    private final double spread;
    private final Diagnostics real;

    DigitProblem(CategoricalReference reference, ImageSet source, ImageSet target, Philox random) {
        this.reference = reference;
        this.source = source;
        this.target = target;
        this.random = random;
        int d = source.dimension();
        drawn = Math.min(MOST, target.learned().length / d);
        heldStarts = ImageSet.repeated(source.held(), drawn);
        learnedStarts = ImageSet.repeated(source.learned(), drawn);
        heldTargets = grey(target.held());
        learnedTargets = grey(target.learned());
        marginals = CoordinateLaws.of(target.held(), d, target.levels());
        spread = EnergyDistance.meanDistance(heldTargets, heldTargets, d);
        real = real();
    }

    /** What digits of the learned part score, and pairs that have nothing to do with each other. */
    private Diagnostics real() {
        int[] same = ImageSet.repeated(target.learned(), drawn);
        double[] starts = CoordinateLaws.of(heldStarts, source.dimension(), source.levels());
        return Diagnostics.of(new Entry("marginal-error-real", "Error of real digits, TV", "", marginalError(same)),
                new Entry("energy-distance-real", "Energy, real digits", "", energyDistance(same)),
                new Entry("nearest-real", "Nearest, real digits", "", nearest(heldTargets)),
                new Entry("changed-independent", "Changed, independent", "", moved(starts, true)),
                new Entry("moved-independent", "Moved, independent", "", moved(starts, false)),
                new Entry("c2st-perfect", "C2ST of a perfect chain", "",
                        TwoSampleClassifier.perfect(target.held().length / target.dimension(), drawn)));
    }

    @Override
    public CategoricalReference reference() {
        return reference;
    }

    @Override
    public CategorySource source() {
        return source;
    }

    @Override
    public CategorySource target() {
        return target;
    }

    double[] grey(int[] levels) {
        double[] g = new double[levels.length];
        for (int k = 0; k < g.length; k++) {
            g[k] = levels[k] / (double) (target.levels() - 1);
        }
        return g;
    }

    private double marginalError(int[] images) {
        return CoordinateLaws.distance(CoordinateLaws.of(images, target.dimension(), target.levels()), marginals, target.dimension());
    }

    private double energyDistance(int[] images) {
        return EnergyDistance.between(grey(images), heldTargets, target.dimension(), spread);
    }

    /** Mean distance of images from the nearest digit that was learned from: none, if they are copies. */
    private double nearest(double[] images) {
        int d = target.dimension();
        double sum = 0;
        for (int p = 0; p < images.length; p += d) {
            double least = Double.POSITIVE_INFINITY;
            for (int q = 0; q < learnedTargets.length; q += d) {
                double square = 0;
                for (int k = 0; k < d && square < least; k++) {
                    double gap = images[p + k] - learnedTargets[q + k];
                    square += gap * gap;
                }
                least = Math.min(least, square);
            }
            sum += Math.sqrt(least);
        }
        return sum / (images.length / d);
    }

    /** Share of the pixels that change, or mean change of the grey value, if sources with these marginals met targets at random. */
    private double moved(double[] starts, boolean counted) {
        int s = target.levels();
        double sum = 0;
        for (int at = 0; at < starts.length; at += s) {
            for (int i = 0; i < s; i++) {
                for (int j = 0; j < s; j++) {
                    sum += starts[at + i] * marginals[at + j] * change(i, j, counted);
                }
            }
        }
        return sum / target.dimension();
    }

    private double change(int i, int j, boolean counted) {
        return counted ? i == j ? 0 : 1 : Math.abs(i - j) / (target.levels() - 1.0);
    }

    private double moved(int[] starts, int[] ends, boolean counted) {
        double sum = 0;
        for (int k = 0; k < starts.length; k++) {
            sum += change(starts[k], ends[k], counted);
        }
        return sum / starts.length;
    }

    @Override
    public Judgement judge(EndpointNetwork forward, StepContext context) {
        int[] ends = forward.ways(heldStarts, random, 1, context)[reference.transitions()];
        int[] learnedEnds = forward.ways(learnedStarts, random, 2, context)[reference.transitions()];
        context.cancel().throwIfCancelled();
        double energy = energyDistance(ends);
        context.cancel().throwIfCancelled();
        double nearest = nearest(grey(ends));
        Diagnostics numbers = Diagnostics.of(new Entry("marginal-error", "Error of single pixels, TV", "", marginalError(ends)),
                new Entry("energy-distance", "Energy distance", "", energy),
                new Entry("nearest", "Nearest digit", "", nearest),
                new Entry("changed", "Changed pixels", "", moved(heldStarts, ends, true)),
                new Entry("moved", "Moved grey", "", moved(heldStarts, ends, false)),
                new Entry("c2st", "C2ST of images", "", classified(learnedEnds, ends, context)));
        return new Judgement(DigitSheet.mean(grey(ends)), numbers.and(real));
    }

    /** Learned from what comes of learned sources and learned targets, judged by those held out. */
    private double classified(int[] learnedEnds, int[] ends, StepContext context) {
        TwoSampleClassifier c = new TwoSampleClassifier(target.dimension(), target.levels(), random.stream(3));
        int n = Math.min(CLASSIFIER_BATCH, drawn);
        for (int k = 0; k < CLASSIFIER_STEPS; k++) {
            context.cancel().throwIfCancelled();
            int first = k * n % (drawn - n + 1);
            c.learn(target.learned(), first, learnedEnds, first, n);
        }
        return TwoSampleClassifier.score(c.auroc(target.held(), ends));
    }

    @Override
    public List<Layer> layers(LearnedBridgeState state, Philox pictures, StepContext context) {
        int rows = DigitSheet.ROWS;
        int[] from = ImageSet.repeated(source.held(), rows);
        int[] to = ImageSet.repeated(target.held(), rows);
        double[] gap = state.judgement().end().clone();
        double[] mean = DigitSheet.mean(heldTargets);
        for (int k = 0; k < gap.length; k++) {
            gap[k] -= mean[k];
        }
        return List.of(DigitSheet.ways("model", "grey, n = 0 … " + reference.transitions(), state.forward().ways(from, pictures, 1, context), this),
                DigitSheet.images("target", "grey", target.held(), this),
                DigitSheet.ways("start", "grey, n = " + reference.transitions() + " … 0", state.backward().ways(to, pictures, 2, context), this),
                DigitSheet.picture("gap", "mean grey, model − target", gap));
    }
}
