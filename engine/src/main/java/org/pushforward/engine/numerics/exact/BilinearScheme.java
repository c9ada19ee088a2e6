package org.pushforward.engine.numerics.exact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A way to multiply n × n matrices with few products: m_r = (Σ u_ri aᵢ)(Σ v_rj bⱼ), c_k = Σ w_kr m_r, entries row by row. It is right over every ring,
 * also where order matters, if and only if Σ_r u_ri v_rj w_kr is the tensor of the product, which is n⁶ equations in integers (Brent 1970). Immutable.
 *
 * @param left forms of the left factor, one a product
 * @param right of the right factor
 * @param result entries of the result, in the products
 */
public record BilinearScheme(int n, LinearCircuit left, LinearCircuit right, LinearCircuit result) {

    /** Products. */
    public int rank() {
        return left.outputs().length;
    }

    public int additions() {
        return left.additions() + right.additions() + result.additions();
    }

    /** With nothing shared. */
    public BilinearScheme plain() {
        return new BilinearScheme(n, LinearCircuit.plain(n * n, left.expanded()), LinearCircuit.plain(n * n, right.expanded()),
                LinearCircuit.plain(rank(), result.expanded()));
    }

    /** Equations of the tensor identity that do not hold, of n⁶. */
    public int defect() {
        int[][] u = left.expanded();
        int[][] v = right.expanded();
        int[][] w = result.expanded();
        int wrong = 0;
        for (int i = 0; i < n * n; i++) {
            for (int j = 0; j < n * n; j++) {
                for (int k = 0; k < n * n; k++) {
                    int sum = 0;
                    for (int r = 0; r < rank(); r++) {
                        sum += u[r][i] * v[r][j] * w[k][r];
                    }
                    boolean product = i % n == j / n && k == i / n * n + j % n;
                    wrong += sum == (product ? 1 : 0) ? 0 : 1;
                }
            }
        }
        return wrong;
    }

    /** The product by this scheme. */
    public <T> List<T> multiply(Ring<T> ring, List<T> a, List<T> b) {
        List<T> x = left.evaluate(ring, a);
        List<T> y = right.evaluate(ring, b);
        List<T> m = new ArrayList<>();
        for (int r = 0; r < rank(); r++) {
            m.add(ring.times(x.get(r), y.get(r)));
        }
        return result.evaluate(ring, m);
    }

    /** The product by its definition. */
    public static <T> List<T> schoolbook(Ring<T> ring, int n, List<T> a, List<T> b) {
        return Ring.blocks(n, ring).times(a, b);
    }

    /**
     * A circuit as papers print it: {@code "s0=a11+a13;s1=a12+s0"} and {@code "s1-a33;s0"}.
     *
     * @param inputs their names
     * @param shared definitions of sums of two, in order; or nothing
     * @param outputs sums
     */
    public static LinearCircuit circuit(List<String> inputs, String shared, String outputs) {
        Map<String, Integer> number = new HashMap<>();
        inputs.forEach(name -> number.put(name, number.size()));
        List<LinearCircuit.Pair> pairs = new ArrayList<>();
        for (String line : shared.isEmpty() ? new String[0] : shared.split(";")) {
            String[] sides = line.split("=");
            int[] row = row(sides[1], number);
            int[] terms = IntStream.range(0, row.length).filter(k -> row[k] != 0).toArray();
            // a − b of which b came first is stored as it is written
            int first = row[terms[0]] > 0 ? terms[0] : terms[1];
            int second = first == terms[0] ? terms[1] : terms[0];
            pairs.add(new LinearCircuit.Pair(first, second, row[second]));
            number.put(sides[0], number.size());
        }
        int[][] rows = Arrays.stream(outputs.split(";")).map(s -> row(s, number)).toArray(int[][]::new);
        return new LinearCircuit(inputs.size(), pairs, rows);
    }

    private static int[] row(String sum, Map<String, Integer> number) {
        int[] row = new int[number.size()];
        for (String term : sum.replace("-", "+-").split("\\+")) {
            if (!term.isEmpty()) {
                boolean minus = term.startsWith("-");
                row[number.get(minus ? term.substring(1) : term)] += minus ? -1 : 1;
            }
        }
        return row;
    }
}
