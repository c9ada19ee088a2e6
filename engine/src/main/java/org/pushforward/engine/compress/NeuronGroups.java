package org.pushforward.engine.compress;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The neurons of the two hidden layers of a network 64-h-h-10 as groups of weights: x holds the weights into the neuron, its bias, and the weights out of it. A neuron whose group
 * is zero puts out 0 and can be taken away. Groups of the first layer come first; θ is laid out as that of the house model.
 */
record NeuronGroups(int hidden) {

    private static final int MOST_CYCLES = 20;
    private static final double TINY = 1e-8;

    /** @param rescued of the first list, those that are not on the last */
    record Chosen(boolean[] which, int rescued) { }

    List<Integer> widths() {
        return List.of(64, hidden, hidden, 10);
    }

    /** What is left of them. */
    List<Integer> widths(boolean[] gone) {
        return List.of(64, left(gone, 0), left(gone, 1), 10);
    }

    int layers() {
        return 3;
    }

    int count() {
        return 2 * hidden;
    }

    static int going(double sparsity, int count) {
        return (int) Math.round(sparsity * count);
    }

    /** What a step of a period leaves of what the step before has left. */
    static double fade(int t, int length) {
        return (length - t - 1.0) / (length - t);
    }

    int left(boolean[] gone, int layer) {
        return (int) IntStream.range(layer * hidden, (layer + 1) * hidden).filter(g -> !gone[g]).count();
    }

    double numbers(boolean[] gone) {
        List<Integer> w = widths(gone);
        return IntStream.range(0, 3).mapToDouble(l -> (w.get(l) + 1.0) * w.get(l + 1)).sum();
    }

    private int offset(int layer) {
        return layer == 0 ? 0 : 65 * hidden + (layer == 1 ? 0 : (hidden + 1) * hidden);
    }

    private int inputs(int layer) {
        return widths().get(layer);
    }

    private int outputs(int layer) {
        return widths().get(layer + 2);
    }

    /** Weights into the neurons of a layer, a row a neuron. */
    double[] into(double[] theta, int layer) {
        return Arrays.copyOfRange(theta, offset(layer), offset(layer) + inputs(layer) * hidden);
    }

    /** The numbers of θ that are the group's. */
    private IntStream places(int g) {
        int layer = g / hidden;
        int n = inputs(layer);
        int row = offset(layer) + g % hidden * n;
        IntStream into = IntStream.concat(IntStream.range(row, row + n), IntStream.of(offset(layer) + hidden * n + g % hidden));
        return IntStream.concat(into, IntStream.range(0, outputs(layer)).map(i -> offset(layer + 1) + i * hidden + g % hidden));
    }

    private double[] each(Function<Integer, Double> of) {
        return IntStream.range(0, count()).mapToDouble(of::apply).toArray();
    }

    double[] norms(double[] theta) {
        return each(g -> Math.sqrt(places(g).mapToDouble(k -> theta[k] * theta[k]).sum()));
    }

    int zeros(double[] theta) {
        return (int) Arrays.stream(norms(theta)).filter(v -> v == 0).count();
    }

    double[] scaled(double[] theta, boolean[] which, double factor) {
        double[] next = theta.clone();
        IntStream.range(0, count()).filter(g -> which[g]).flatMap(this::places).forEach(k -> next[k] *= factor);
        return next;
    }

    static boolean[] joined(boolean[] a, boolean[] b) {
        boolean[] both = a.clone();
        IntStream.range(0, b.length).filter(g -> b[g]).forEach(g -> both[g] = true);
        return both;
    }

    double[] saliency(double[] theta, double[] gradient, String which) {
        double[] products = each(g -> places(g).mapToDouble(k -> theta[k] * gradient[k]).sum());
        int[] sizes = {inputs(0) + 1 + outputs(0), inputs(1) + 1 + outputs(1)};
        double[] norms = norms(theta);
        double[] slopes = norms(gradient);
        // the second score divides by the root of the size of the group, which the layers do not share
        double[] mean = new double[count()];
        Arrays.setAll(mean, g -> norms[g] / Math.sqrt(sizes[g / hidden]));
        return mixed(norms, mean, products, slopes, which);
    }

    /** The same of groups of one size n, from ‖x‖, ⟨x, ĝ⟩ and ‖ĝ‖. */
    static double[] saliency(double[] norms, double[] products, double[] slopes, int n, String which) {
        return mixed(norms, Arrays.stream(norms).map(v -> v / Math.sqrt(n)).toArray(), products, slopes, which);
    }

    private static double[] mixed(double[] norms, double[] means, double[] products, double[] slopes, String which) {
        double[] taylor = Arrays.stream(products).map(Math::abs).toArray();
        double[] cosine = IntStream.range(0, norms.length).mapToDouble(g -> 1 + products[g] / Math.max(TINY, norms[g] * slopes[g])).toArray();
        List<double[]> scores = switch (which) {
            case "magnitude" -> List.of(norms);
            case "taylor" -> List.of(taylor);
            default -> List.of(norms, means, cosine, taylor, Arrays.stream(taylor).map(v -> v * v / 2).toArray());
        };
        double[] sum = new double[norms.length];
        for (double[] s : scores) {
            double norm = Math.max(1e-300, Math.sqrt(Arrays.stream(s).map(v -> v * v).sum()));
            Arrays.setAll(sum, g -> sum[g] + s[g] / norm / scores.size());
        }
        return sum;
    }

    /** Those with the least scores of all that are not gone; {@code spares} the last neuron of a layer. */
    boolean[] least(double[] scores, boolean[] gone, int count, boolean spares) {
        boolean[] chosen = new boolean[count()];
        int[] left = {left(gone, 0), left(gone, 1)};
        int need = count;
        for (int g : IntStream.range(0, count()).filter(k -> !gone[k]).boxed().sorted(Comparator.comparingDouble(k -> scores[k])).mapToInt(Integer::intValue).toArray()) {
            if (need > 0 && (!spares || left[g / hidden] > 1)) {
                chosen[g] = true;
                left[g / hidden]--;
                need--;
            }
        }
        return chosen;
    }

    /** The corrective cycle: the highest score that each has had counts, until the list stays. */
    Chosen corrected(double[] first, boolean[] gone, int count, boolean spares, Function<boolean[], double[]> rescored) {
        double[] best = first.clone();
        boolean[] list = least(best, gone, count, spares);
        boolean[] start = list;
        for (int cycle = 0; cycle < MOST_CYCLES; cycle++) {
            double[] again = rescored.apply(list);
            Arrays.setAll(best, g -> Math.max(best[g], again[g]));
            boolean[] next = least(best, gone, count, spares);
            if (Arrays.equals(next, list)) {
                break;
            }
            list = next;
        }
        boolean[] last = list;
        return new Chosen(last, (int) IntStream.range(0, count()).filter(g -> start[g] && !last[g]).count());
    }

    /** θ of the network without them. */
    double[] without(double[] theta, boolean[] gone) {
        double[] small = new double[(int) numbers(gone)];
        int at = 0;
        for (int l = 0; l < 3; l++) {
            int in = inputs(l);
            int out = widths().get(l + 1);
            int layer = l;
            int[] rows = IntStream.range(0, out).filter(i -> layer == 2 || !gone[layer * hidden + i]).toArray();
            int[] columns = IntStream.range(0, in).filter(j -> layer == 0 || !gone[(layer - 1) * hidden + j]).toArray();
            for (int i : rows) {
                for (int j : columns) {
                    small[at++] = theta[offset(l) + i * in + j];
                }
            }
            for (int i : rows) {
                small[at++] = theta[offset(l) + in * out + i];
            }
        }
        return small;
    }
}
