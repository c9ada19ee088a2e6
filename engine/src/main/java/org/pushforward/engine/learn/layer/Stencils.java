package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;

/**
 * Several constant sparse matrices with the same places of entries, as those of finite elements on a mesh, applied at once: n × batch × c → n × batch × (m c), one
 * matrix behind the other. Rows are padded to the longest one, d entries; O(m n d c) a sample. Immutable; the arrays are not to be written.
 *
 * @param matrices m
 * @param length d
 * @param entries that do not only pad
 * @param column n × d
 * @param value n × m × d
 */
public record Stencils(int n, int matrices, int length, int entries, int[] column, double[] value) {

    /** Entries are added up. */
    public static final class Builder {
        private final int matrices;
        private final List<TreeMap<Integer, double[]>> rows;

        public Builder(int n, int matrices) {
            this.matrices = matrices;
            rows = IntStream.range(0, n).mapToObj(_ -> new TreeMap<Integer, double[]>()).toList();
        }

        /** @param values one a matrix */
        public void add(int row, int column, double... values) {
            double[] sum = rows.get(row).computeIfAbsent(column, _ -> new double[matrices]);
            Arrays.setAll(sum, k -> sum[k] + values[k]);
        }

        public Stencils built() {
            int n = rows.size();
            int d = rows.stream().mapToInt(TreeMap::size).max().orElseThrow();
            int[] column = new int[n * d];
            double[] value = new double[n * matrices * d];
            for (int i = 0; i < n; i++) {
                int k = 0;
                for (var e : rows.get(i).entrySet()) {
                    column[i * d + k] = e.getKey();
                    for (int m = 0; m < matrices; m++) {
                        value[(i * matrices + m) * d + k] = e.getValue()[m];
                    }
                    k++;
                }
            }
            return new Stencils(n, matrices, d, rows.stream().mapToInt(TreeMap::size).sum(), column, value);
        }
    }

    /** The only one of the matrices. */
    public SparseRows rows() {
        if (matrices != 1) {
            throw new IllegalStateException(matrices + " matrices, not one");
        }
        return new SparseRows(n, length, column, value);
    }

    /** On a tape, for several products. */
    public On on(Tape tape) {
        return new On(this, tape.indices(column, n * length), tape.of(value, n, matrices, length));
    }

    /** The matrices on a tape. */
    public record On(Stencils of, Value column, Value value) {

        public Value apply(Value x) {
            int b = x.size(1);
            int c = x.size(2);
            Value near = x.reshape(x.size(0), b * c).rows(column).reshape(of.n, of.length, b * c);
            return value.matmul(near).reshape(of.n, of.matrices, b, c).permute(0, 2, 1, 3).reshape(of.n, b, of.matrices * c);
        }
    }
}
