package org.pushforward.engine.numerics.exact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Points and lines, a line as the ascending numbers of its points. A generalized quadrangle of order (s, t) has s + 1 points on a line, t + 1 lines
 * through a point, and for every point x off a line L exactly one point of L that is collinear with x, so no triangles (Payne & Thas 2009). Immutable.
 */
public record IncidenceStructure(int points, List<int[]> lines) {

    public IncidenceStructure {
        lines = List.copyOf(lines);
    }

    /** The quadrangle of order (2, 2): pairs out of six, and the fifteen ways to part six into three pairs. Pairs with the last one come first. */
    public static IncidenceStructure doily() {
        int[][] pair = new int[15][];
        int n = 0;
        for (int i = 0; i < 5; i++) {
            pair[n++] = new int[] {i, 5};
        }
        for (int d = 1; d <= 2; d++) {
            for (int i = 0; i < 5; i++) {
                // side d of the pentagon that lies across from, or around, corner i
                int half = d == 1 ? 2 : 1;
                pair[n++] = new int[] {(i + 5 - half) % 5, (i + half) % 5};
            }
        }
        List<int[]> lines = new ArrayList<>();
        for (int a = 0; a < 15; a++) {
            for (int b = a + 1; b < 15; b++) {
                for (int c = b + 1; c < 15; c++) {
                    int[] six = {pair[a][0], pair[a][1], pair[b][0], pair[b][1], pair[c][0], pair[c][1]};
                    if (Arrays.stream(six).distinct().count() == 6) {
                        lines.add(new int[] {a, b, c});
                    }
                }
            }
        }
        return new IncidenceStructure(15, lines);
    }

    /**
     * The parabolic quadric Q(4, q): points of x₀² + x₁x₂ + x₃x₄ = 0 in the projective space of dimension 4 and the lines in it, a quadrangle of order
     * (q, q). The q² + 1 points of a hyperplane that contains no line come first: an ovoid. O(q⁶).
     */
    public static IncidenceStructure parabolic(FiniteField f) {
        int q = f.size();
        List<int[]> all = projective(q, 5);
        List<int[]> quadric = all.stream().filter(x -> f.plus(f.times(x[0], x[0]), f.plus(f.times(x[1], x[2]), f.times(x[3], x[4]))) == 0).toList();
        int[] plane = all.stream().filter(h -> quadric.stream().filter(x -> dot(f, h, x) == 0).count() == q * q + 1).findFirst().orElseThrow();
        List<int[]> ordered = new ArrayList<>(quadric.stream().filter(x -> dot(f, plane, x) == 0).toList());
        quadric.stream().filter(x -> dot(f, plane, x) != 0).forEach(ordered::add);
        int n = ordered.size();
        boolean[][] near = new boolean[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                near[i][j] = polar(f, ordered.get(i), ordered.get(j)) == 0;
            }
        }
        List<int[]> lines = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                if (near[i][j]) {
                    int a = i;
                    int b = j;
                    // in a quadrangle whatever is collinear with two points of a line is on it
                    int[] line = IntStream.range(0, n).filter(k -> near[a][k] && near[b][k]).toArray();
                    if (line[0] == i && line[1] == j) {
                        lines.add(line);
                    }
                }
            }
        }
        return new IncidenceStructure(n, lines);
    }

    /** Of x₀² + x₁x₂ + x₃x₄, with its bilinear form. */
    private static int polar(FiniteField f, int[] x, int[] y) {
        int square = f.times(x[0], y[0]);
        int sum = f.plus(square, square);
        for (int k = 1; k < 5; k += 2) {
            sum = f.plus(sum, f.plus(f.times(x[k], y[k + 1]), f.times(x[k + 1], y[k])));
        }
        return sum;
    }

    private static int dot(FiniteField f, int[] x, int[] y) {
        int sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum = f.plus(sum, f.times(x[k], y[k]));
        }
        return sum;
    }

    /** Vectors whose first entry that is not 0 is 1. */
    private static List<int[]> projective(int q, int dimension) {
        List<int[]> all = new ArrayList<>();
        for (int lead = 0; lead < dimension; lead++) {
            int free = dimension - 1 - lead;
            for (int c = 0; c < Math.round(Math.pow(q, free)); c++) {
                int[] x = new int[dimension];
                x[lead] = 1;
                int rest = c;
                for (int k = dimension - 1; k > lead; k--) {
                    x[k] = rest % q;
                    rest /= q;
                }
                all.add(x);
            }
        }
        return all;
    }

    /** Whether two points lie on a common line; not a point with itself. */
    public boolean[][] collinear() {
        boolean[][] c = new boolean[points][points];
        for (int[] line : lines) {
            for (int a : line) {
                for (int b : line) {
                    c[a][b] |= a != b;
                }
            }
        }
        return c;
    }

    /** Pairs of a point and a line without it for which the number of points on the line that are collinear with the point is not one. */
    public int violations() {
        boolean[][] near = collinear();
        int wrong = 0;
        for (int[] line : lines) {
            boolean[] on = new boolean[points];
            for (int a : line) {
                on[a] = true;
            }
            for (int x = 0; x < points; x++) {
                int count = 0;
                for (int a : line) {
                    count += near[x][a] ? 1 : 0;
                }
                wrong += !on[x] && count != 1 ? 1 : 0;
            }
        }
        return wrong;
    }

    /** Up to {@code most} triples of points that are collinear in pairs and not all three on one line. */
    public List<int[]> triangles(int most) {
        boolean[][] near = collinear();
        List<TreeSet<Integer>> through = new ArrayList<>();
        for (int x = 0; x < points; x++) {
            through.add(new TreeSet<>());
        }
        for (int k = 0; k < lines.size(); k++) {
            for (int a : lines.get(k)) {
                through.get(a).add(k);
            }
        }
        List<int[]> found = new ArrayList<>();
        for (int a = 0; a < points; a++) {
            for (int b = a + 1; b < points; b++) {
                for (int c = b + 1; c < points && near[a][b]; c++) {
                    if (near[a][c] && near[b][c]) {
                        TreeSet<Integer> common = new TreeSet<>(through.get(a));
                        common.retainAll(through.get(b));
                        common.retainAll(through.get(c));
                        if (common.isEmpty()) {
                            found.add(new int[] {a, b, c});
                            if (found.size() == most) {
                                return found;
                            }
                        }
                    }
                }
            }
        }
        return found;
    }
}
