package org.pushforward.engine.algebra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.MatrixExponential;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.TensorPowers;

/**
 * A diagram of l dots over k dots whose matrix commutes with a group on (Rⁿ)^⊗k → (Rⁿ)^⊗l: Brauer's pairings for O(n), with n dots left free for SO(n),
 * with signs for Sp(n), and partitions into blocks of any size for the permutations S_n (Brauer 1937; Pearce-Crump 2023). Immutable and thread-safe.
 *
 * @param outputs l, whose dots are 0 … l − 1; the {@code inputs} k follow
 * @param blocks of dots that are joined, each in rising order
 * @param free the n dots of a determinant, or none
 */
record TensorDiagram(Group group, int n, int outputs, int inputs, List<int[]> blocks, int[] free) {

    enum Group {
        O, SO, SP, S;

        static Group named(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** A product and the additions, multiplications and copies that it took. */
    record Product(double[] values, long operations) { }

    /** All of them; for SO(n) the pairings first. */
    static List<TensorDiagram> all(Group group, int n, int outputs, int inputs) {
        int dots = outputs + inputs;
        List<TensorDiagram> found = new ArrayList<>();
        if (group == Group.S) {
            partitions(new ArrayList<>(), 0, dots, Integer.MAX_VALUE, b -> found.add(new TensorDiagram(group, n, outputs, inputs, b, new int[0])));
            return found;
        }
        if (dots % 2 == 0) {
            partitions(new ArrayList<>(), 0, dots, 2, b -> found.add(new TensorDiagram(group, n, outputs, inputs, b, new int[0])));
        }
        if (group == Group.SO && dots >= n && (dots - n) % 2 == 0) {
            for (int set = 0; set < 1 << dots; set++) {
                if (Integer.bitCount(set) == n) {
                    int chosen = set;
                    int[] free = IntStream.range(0, dots).filter(v -> (chosen >> v & 1) == 1).toArray();
                    int[] rest = IntStream.range(0, dots).filter(v -> (chosen >> v & 1) == 0).toArray();
                    partitions(new ArrayList<>(), 0, rest.length, 2, b -> found.add(new TensorDiagram(group, n, outputs, inputs,
                            b.stream().map(block -> Arrays.stream(block).map(v -> rest[v]).toArray()).toList(), free)));
                }
            }
        }
        return found;
    }

    /** Into blocks of at most, and for two exactly, so many. */
    private static void partitions(List<List<Integer>> blocks, int dot, int dots, int most, Consumer<List<int[]>> to) {
        if (dot == dots) {
            if (most > 2 || blocks.stream().allMatch(b -> b.size() == 2)) {
                to.accept(blocks.stream().map(b -> b.stream().mapToInt(Integer::intValue).toArray()).toList());
            }
            return;
        }
        for (int i = 0; i < blocks.size(); i++) {
            List<Integer> b = blocks.get(i);
            if (b.size() < most) {
                b.add(dot);
                partitions(blocks, dot + 1, dots, most, to);
                b.removeLast();
            }
        }
        blocks.add(new ArrayList<>(List.of(dot)));
        partitions(blocks, dot + 1, dots, most, to);
        blocks.removeLast();
    }

    /** n^l × n^k entries, row-major, each the product over its blocks. */
    double[] matrix() {
        int dots = outputs + inputs;
        double[] m = new double[TensorPowers.size(n, dots)];
        int[] at = new int[dots];
        for (int e = 0; e < m.length; e++) {
            int rest = e;
            for (int v = dots - 1; v >= 0; v--) {
                at[v] = rest % n;
                rest /= n;
            }
            double value = free.length == 0 ? 1 : sign(Arrays.stream(free).map(v -> at[v]).toArray());
            for (int b = 0; b < blocks.size() && value != 0; b++) {
                int[] block = blocks.get(b);
                if (isSigned(block)) {
                    value *= symplectic(at[block[0]], at[block[1]]);
                } else {
                    for (int v = 1; v < block.length && value != 0; v++) {
                        value *= at[block[v]] == at[block[0]] ? 1 : 0;
                    }
                }
            }
            m[e] = value;
        }
        return m;
    }

    private boolean isOnTop(int[] block) {
        return block[block.length - 1] < outputs;
    }

    boolean isBelow(int[] block) {
        return block[0] >= outputs;
    }

    private boolean isSigned(int[] block) {
        return group == Group.SP && (isOnTop(block) || isBelow(block));
    }

    /** ε of the form that Sp(n) keeps: places i and i + n/2 are partners. */
    private double symplectic(int i, int j) {
        return j - i == n / 2 ? 1 : i - j == n / 2 ? -1 : 0;
    }

    /** Of a permutation, or 0 for what is none. */
    private static int sign(int[] p) {
        int sign = 1;
        for (int i = 0; i < p.length; i++) {
            for (int j = i + 1; j < p.length; j++) {
                if (p[i] == p[j]) {
                    return 0;
                }
                sign = p[i] > p[j] ? -sign : sign;
            }
        }
        return sign;
    }

    /**
     * The product without the matrix (Pearce-Crump 2023, algorithm 1): what is joined below is contracted, what goes across is transferred, what is joined
     * above is expanded; the order of the dots is met by strides. n^(blocks that touch the inputs) additions and n^(blocks that touch the outputs) copies,
     * and n! times n^(blocks across) for a determinant.
     */
    Product times(double[] v) {
        List<int[]> below = blocks.stream().filter(this::isBelow).toList();
        List<int[]> top = blocks.stream().filter(this::isOnTop).toList();
        List<int[]> across = blocks.stream().filter(b -> !isBelow(b) && !isOnTop(b)).toList();
        int[] freeBelow = Arrays.stream(free).filter(d -> d >= outputs).toArray();
        int[] freeTop = Arrays.stream(free).filter(d -> d < outputs).toArray();
        int carried = TensorPowers.size(n, across.size());
        int withBelow = TensorPowers.size(n, freeBelow.length);
        int withTop = TensorPowers.size(n, freeTop.length);
        int sums = TensorPowers.size(n, below.size());
        int copies = TensorPowers.size(n, top.size());

        double[] middle = new double[carried * withBelow];
        for (int c = 0; c < carried; c++) {
            int from = offset(c, across, outputs, outputs + inputs);
            for (int f = 0; f < withBelow; f++) {
                int base = from + loose(f, freeBelow, outputs);
                double sum = 0;
                for (int s = 0; s < sums; s++) {
                    sum += weight(s, below) * v[base + offset(s, below, outputs, outputs + inputs)];
                }
                middle[c * withBelow + f] = sum;
            }
        }
        if (free.length > 0) {
            double[] turned = new double[carried * withTop];
            int count = TensorPowers.size(n, n);
            for (int p = 0; p < count; p++) {
                int[] digits = new int[n];
                int rest = p;
                for (int i = n - 1; i >= 0; i--) {
                    digits[i] = rest % n;
                    rest /= n;
                }
                int sign = sign(digits);
                if (sign != 0) {
                    int to = p / withBelow;
                    int from = p % withBelow;
                    for (int c = 0; c < carried; c++) {
                        turned[c * withTop + to] += sign * middle[c * withBelow + from];
                    }
                }
            }
            middle = turned;
        }
        double[] out = new double[TensorPowers.size(n, outputs)];
        for (int c = 0; c < carried; c++) {
            int to = offset(c, across, 0, outputs);
            for (int f = 0; f < withTop; f++) {
                int base = to + loose(f, freeTop, 0);
                for (int s = 0; s < copies; s++) {
                    out[base + offset(s, top, 0, outputs)] = weight(s, top) * middle[c * withTop + f];
                }
            }
        }
        return new Product(out, Arrays.stream(stages()).sum());
    }

    /** Operations of {@link #times}: contraction, determinant, expansion. */
    long[] stages() {
        int across = (int) blocks.stream().filter(b -> !isBelow(b) && !isOnTop(b)).count();
        int below = (int) blocks.stream().filter(this::isBelow).count();
        int top = (int) blocks.stream().filter(this::isOnTop).count();
        int freeBelow = (int) Arrays.stream(free).filter(d -> d >= outputs).count();
        long factorial = 1;
        for (int i = 2; i <= n; i++) {
            factorial *= i;
        }
        long carried = TensorPowers.size(n, across);
        return new long[] {carried * TensorPowers.size(n, freeBelow + below), free.length == 0 ? 0 : factorial * carried, carried * TensorPowers.size(n, free.length - freeBelow + top)};
    }

    /** Where the entry lies whose blocks have these values, looking at the dots of one row, {@code from} to {@code to}. */
    private int offset(int values, List<int[]> of, int from, int to) {
        int at = 0;
        int rest = values;
        for (int b = of.size() - 1; b >= 0; b--) {
            int value = rest % n;
            rest /= n;
            int[] block = of.get(b);
            for (int i = 0; i < block.length; i++) {
                if (block[i] >= from && block[i] < to) {
                    int here = i == 1 && isSigned(block) ? (value + n / 2) % n : value;
                    at += here * TensorPowers.size(n, to - 1 - block[i]);
                }
            }
        }
        return at;
    }

    private int loose(int values, int[] dots, int from) {
        int to = from == 0 ? outputs : outputs + inputs;
        int at = 0;
        int rest = values;
        for (int i = dots.length - 1; i >= 0; i--) {
            at += rest % n * TensorPowers.size(n, to - 1 - dots[i]);
            rest /= n;
        }
        return at;
    }

    /** Of a joined pair under Sp(n) the sign. */
    private double weight(int values, List<int[]> of) {
        if (group != Group.SP) {
            return 1;
        }
        double w = 1;
        int rest = values;
        for (int b = of.size() - 1; b >= 0; b--) {
            int value = rest % n;
            rest /= n;
            w *= value < n / 2 ? 1 : -1;
        }
        return w;
    }

    /** A random element: by the Haar measure for O, SO and S; e^{½JS} with a random symmetric S for Sp, which no measure is there for. */
    static Matrix element(Group group, int n, Philox random, int number) {
        double[] z = new double[n * n];
        random.normals(number, 1, 0, n * n, z, 0);
        Matrix g = Matrix.of(n, n, z);
        return switch (group) {
            case S -> {
                Integer[] order = new Integer[n];
                Arrays.setAll(order, i -> i);
                Arrays.sort(order, Comparator.comparingDouble(i -> z[i]));
                double[] p = new double[n * n];
                for (int i = 0; i < n; i++) {
                    p[i * n + order[i]] = 1;
                }
                yield Matrix.of(n, n, p);
            }
            case SP -> MatrixExponential.of(form(n).times(g.plus(g.transposed())).scaled(0.15));
            default -> {
                double[] q = g.orthonormalised().toArray();
                if (group == Group.SO && Matrix.of(n, n, q).determinant() < 0) {
                    for (int i = 0; i < n; i++) {
                        q[i * n] = -q[i * n];
                    }
                }
                yield Matrix.of(n, n, q);
            }
        };
    }

    /** ε. */
    static Matrix form(int n) {
        double[] e = new double[n * n];
        for (int i = 0; i < n / 2; i++) {
            e[i * n + i + n / 2] = 1;
            e[(i + n / 2) * n + i] = -1;
        }
        return Matrix.of(n, n, e);
    }

    /** Dots, joined by arcs of so many numbers each. */
    record Drawing(double[] dots, double[] lines, int[] offsets) { }

    private static final int ALONG = 25;

    /** Outputs above, inputs below; each dot joined to the next of its block. */
    Drawing drawn() {
        List<double[]> lines = new ArrayList<>();
        for (int[] block : blocks) {
            for (int i = 0; i + 1 < block.length; i++) {
                int a = block[i];
                int b = block[i + 1];
                lines.add(arc(x(a), y(a), x(b), y(b), a < outputs ? -1 : 1));
            }
        }
        double[] dots = new double[2 * (outputs + inputs)];
        for (int v = 0; v < dots.length / 2; v++) {
            dots[2 * v] = x(v);
            dots[2 * v + 1] = y(v);
        }
        return drawing(dots, lines);
    }

    /** The same in four rows, from below: inputs, what is transferred before what is contracted, what was transferred before what is expanded, outputs. */
    Drawing factored() {
        List<double[]> lines = new ArrayList<>();
        List<Integer> low = ordered(outputs, outputs + inputs);
        List<Integer> high = ordered(0, outputs);
        double[] dots = new double[4 * (outputs + inputs)];
        int at = 0;
        for (int dot = 0; dot < outputs + inputs; dot++) {
            boolean isOutput = dot < outputs;
            double inner = isOutput ? high.indexOf(dot) - (outputs - 1) / 2.0 : low.indexOf(dot) - (inputs - 1) / 2.0;
            double[] two = {x(dot), isOutput ? 4.5 : 0, inner, isOutput ? 3 : 1.5};
            System.arraycopy(two, 0, dots, at, 4);
            at += 4;
            lines.add(arc(two[0], two[1], two[2], two[3], 0));
        }
        for (int[] block : blocks) {
            for (int i = 0; i + 1 < block.length; i++) {
                int a = block[i];
                int b = block[i + 1];
                lines.add(arc(dots[4 * a + 2], dots[4 * a + 3], dots[4 * b + 2], dots[4 * b + 3], a < outputs ? -0.8 : 0.8));
            }
        }
        return drawing(dots, lines);
    }

    /** Dots of a row: those of blocks across, then free ones, then those joined within the row. */
    private List<Integer> ordered(int from, int to) {
        List<Integer> order = new ArrayList<>();
        blocks.stream().filter(b -> !isBelow(b) && !isOnTop(b)).flatMapToInt(Arrays::stream).forEach(order::add);
        Arrays.stream(free).forEach(order::add);
        blocks.stream().filter(b -> isBelow(b) || isOnTop(b)).flatMapToInt(Arrays::stream).forEach(order::add);
        return order.stream().filter(d -> d >= from && d < to).toList();
    }

    private double x(int dot) {
        return dot < outputs ? dot - (outputs - 1) / 2.0 : dot - outputs - (inputs - 1) / 2.0;
    }

    private double y(int dot) {
        return dot < outputs ? 2 : 0;
    }

    private static Drawing drawing(double[] dots, List<double[]> lines) {
        int[] offsets = new int[lines.size() + 1];
        Arrays.setAll(offsets, i -> i * ALONG);
        return new Drawing(dots, lines.stream().flatMapToDouble(Arrays::stream).toArray(), offsets);
    }

    /** Bent to a side within a row, else like an S. */
    private static double[] arc(double x0, double y0, double x1, double y1, double side) {
        double[] xy = new double[2 * ALONG];
        for (int i = 0; i < ALONG; i++) {
            double t = i / (ALONG - 1.0);
            boolean isWithin = y0 == y1;
            xy[2 * i] = x0 + (x1 - x0) * (isWithin ? t : t * t * (3 - 2 * t));
            xy[2 * i + 1] = y0 + (y1 - y0) * t + (isWithin ? side * Math.min(0.85, 0.3 + 0.15 * Math.abs(x1 - x0)) * Math.sin(Math.PI * t) : 0);
        }
        return xy;
    }
}
