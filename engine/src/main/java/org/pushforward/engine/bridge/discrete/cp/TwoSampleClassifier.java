package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * The classifier two-sample test (Lopez-Paz & Oquab 2017, arXiv:1610.06545) with the classifier and the score of the catsbench program:
 * the indicators of the categories, {@value #HIDDEN} units with ReLU, one logit; cross entropy, AdamW with η = λ = 0.01. With AUROC the
 * probability that a true draw gets a larger logit than one of the model (Mann & Whitney 1947, ties count half), both unseen,
 * <pre>
 *   C2ST = 1 − 2 |AUROC − ½|
 * </pre>
 * is 1 when they cannot be told apart and 0 when they always can. Gradients in closed form; O(batch·width·64) a step beside the
 * optimizer's width·S·64. Shapes: draws × width, row-major. Mutable; used by one thread at a time.
 */
public final class TwoSampleClassifier {

    public static final int BATCH = 128;
    private static final int HIDDEN = 64;
    private static final Adam.Settings OPTIMIZER = new Adam.Settings(0.01, 0.9, 0.999, 1e-8, 0.01);

    private final int width;
    private final int categories;
    private final double[] theta;
    private final double[] gradient;
    private final Adam adam;
    private final double[] hidden = new double[HIDDEN];

    public TwoSampleClassifier(int width, int categories, Philox random) {
        this.width = width;
        this.categories = categories;
        theta = new double[outer() + HIDDEN + 1];
        gradient = new double[theta.length];
        adam = new Adam(theta.length, OPTIMIZER);
        random.uniforms(0, 1, 0, theta.length, theta, 0);
        for (int k = 0; k < theta.length; k++) {
            int fanIn = k < outer() ? width * categories : HIDDEN;
            theta[k] = (2 * theta[k] - 1) / Math.sqrt(fanIn);
        }
    }

    /** Where the biases of the hidden layer lie: after a row of weights for every category of every coordinate. */
    private int biases() {
        return width * categories * HIDDEN;
    }

    /** Where the weights of the logit lie; its bias is last. */
    private int outer() {
        return biases() + HIDDEN;
    }

    /** The score of draws of the model against true ones, as many: four fifths of the batches are learned from, once, the rest judged. */
    public static double score(int[] real, int[] model, int width, int categories, Philox random, StepContext context) {
        TwoSampleClassifier c = new TwoSampleClassifier(width, categories, random);
        int batches = real.length / width / BATCH;
        int learned = 4 * batches / 5;
        for (int b = 0; b < learned; b++) {
            context.cancel().throwIfCancelled();
            c.learn(real, b * BATCH, model, b * BATCH, BATCH);
        }
        int from = learned * BATCH * width;
        return score(c.auroc(Arrays.copyOfRange(real, from, real.length), Arrays.copyOfRange(model, from, model.length)));
    }

    public static double score(double auroc) {
        return 1 - 2 * Math.abs(auroc - 0.5);
    }

    /**
     * The expectation of the score when both kinds have one law and share nothing: n and m draws that are judged. AUROC is near to normal
     * then, with the variance (n + m + 1)/(12nm) (Mann & Whitney 1947).
     */
    public static double perfect(int n, int m) {
        return 1 - 2 * Math.sqrt(2 / Math.PI * (n + m + 1) / (12.0 * n * m));
    }

    /** One step of the optimizer on n draws of each kind, from those with the given numbers on. */
    public void learn(int[] real, int firstReal, int[] model, int firstModel, int n) {
        descend(theta, real, firstReal, model, firstModel, n);
        adam.step(theta, gradient);
    }

    /** The cross entropy of n draws of each kind; leaves its {@link #gradient}. */
    double descend(double[] weights, int[] real, int firstReal, int[] model, int firstModel, int n) {
        Arrays.fill(gradient, 0);
        double sum = 0;
        for (int p = 0; p < n; p++) {
            sum += pullBack(weights, real, (firstReal + p) * width, 1, 0.5 / n);
            sum += pullBack(weights, model, (firstModel + p) * width, 0, 0.5 / n);
        }
        return sum;
    }

    /** As {@link #descend} left it. */
    double[] gradient() {
        return gradient;
    }

    double[] weights() {
        return theta.clone();
    }

    private double logit(double[] theta, int[] x, int at) {
        System.arraycopy(theta, biases(), hidden, 0, HIDDEN);
        for (int d = 0; d < width; d++) {
            int row = (d * categories + x[at + d]) * HIDDEN;
            for (int h = 0; h < HIDDEN; h++) {
                hidden[h] += theta[row + h];
            }
        }
        double sum = theta[theta.length - 1];
        for (int h = 0; h < HIDDEN; h++) {
            sum += Math.max(0, hidden[h]) * theta[outer() + h];
        }
        return sum;
    }

    /** The cross entropy of one draw, whose gradient is added. */
    private double pullBack(double[] theta, int[] x, int at, int label, double weight) {
        double logit = logit(theta, x, at);
        double byLogit = weight * (1 / (1 + Math.exp(-logit)) - label);
        gradient[gradient.length - 1] += byLogit;
        for (int h = 0; h < HIDDEN; h++) {
            gradient[outer() + h] += byLogit * Math.max(0, hidden[h]);
            hidden[h] = hidden[h] > 0 ? byLogit * theta[outer() + h] : 0;
            gradient[biases() + h] += hidden[h];
        }
        for (int d = 0; d < width; d++) {
            int row = (d * categories + x[at + d]) * HIDDEN;
            for (int h = 0; h < HIDDEN; h++) {
                gradient[row + h] += hidden[h];
            }
        }
        double against = label == 1 ? -logit : logit;
        return weight * (Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against))));
    }

    public double auroc(int[] real, int[] model) {
        return auroc(logits(real), logits(model));
    }

    /** The probability that a number of the first kind is the larger one. */
    public static double auroc(double[] a, double[] second) {
        double[] b = second.clone();
        Arrays.sort(b);
        double sum = 0;
        for (double v : a) {
            sum += 0.5 * (below(b, v, false) + below(b, v, true));
        }
        return sum / a.length / b.length;
    }

    private double[] logits(int[] x) {
        double[] out = new double[x.length / width];
        Arrays.setAll(out, p -> logit(theta, x, p * width));
        return out;
    }

    /** How many of the ascending numbers are less than v, or at most v. */
    private static int below(double[] ascending, double v, boolean orEqual) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ascending[middle] < v || orEqual && ascending[middle] == v) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Rows (x₀, x₁). */
    public static int[] pairs(int[] x0, int[] x1, int dimension) {
        int[] out = new int[2 * x0.length];
        for (int p = 0; p < x0.length / dimension; p++) {
            System.arraycopy(x0, p * dimension, out, 2 * p * dimension, dimension);
            System.arraycopy(x1, p * dimension, out, (2 * p + 1) * dimension, dimension);
        }
        return out;
    }
}
