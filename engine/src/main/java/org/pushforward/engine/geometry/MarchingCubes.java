package org.pushforward.engine.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The surface on which samples on a grid, interpolated along the edges of its cubes, have a value: W. Lorensen and H. Cline, "Marching
 * cubes", SIGGRAPH 1987. The table of the 256 cases is not typed in but made: around each face, every corner above the level is cut
 * off by itself, the cuts of the six faces close to loops, the loops are fans of triangles. Since the two cubes at a face cut it alike, the
 * surface has no holes (as in Dürst's correction of 1988), except where it leaves the grid.
 *
 * <p>Vertices are shared and lie within O(h²) of those of a smooth field. O(samples + triangles). Cubes with a value that is not finite
 * are left out. Normals of triangles (right-hand rule) point to smaller values. Thread-safe.
 */
public final class MarchingCubes {

    /** Ends of the twelve edges, the lower first; corner number 4·dx + 2·dy + dz. */
    private static final int[][] EDGES = {{0, 4}, {1, 5}, {2, 6}, {3, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 1}, {2, 3}, {4, 5}, {6, 7}};
    /** Corners of the six faces, counter-clockwise as seen from outside. */
    private static final int[][] FACES = {{0, 1, 3, 2}, {4, 6, 7, 5}, {0, 4, 5, 1}, {2, 3, 7, 6}, {0, 2, 6, 4}, {1, 5, 7, 3}};
    private static final int[][] TRIANGLES = table();

    private final int nx;
    private final int ny;
    private final int nz;
    private final double[] values;
    private final double level;
    private final int[][] vertexOf;
    private double[] xyz = new double[3 * 1024];
    private int[] corners = new int[3 * 2048];
    private int vertices;
    private int size;

    private MarchingCubes(int nx, int ny, int nz, double[] values, double level) {
        this.nx = nx;
        this.ny = ny;
        this.nz = nz;
        this.values = values;
        this.level = level;
        this.vertexOf = new int[2][3 * ny * nz];
    }

    /** Vertices (x, y, z), and three vertex numbers a triangle. */
    public record Surface(double[] xyz, int[] triangles) { }

    /** @param values of nx × ny × nz samples at the points (i, j, k), index (i·ny + j)·nz + k; the surface is in these coordinates */
    public static Surface surface(int nx, int ny, int nz, double[] values, double level) {
        if (values.length != nx * ny * nz) {
            throw new IllegalArgumentException(values.length + " values on " + nx + " × " + ny + " × " + nz + " samples");
        }
        return new MarchingCubes(nx, ny, nz, values, level).march();
    }

    private Surface march() {
        Arrays.fill(vertexOf[0], -1);
        double[] v = new double[8];
        for (int i = 0; i + 1 < nx; i++) {
            Arrays.fill(vertexOf[i + 1 & 1], -1);
            for (int j = 0; j + 1 < ny; j++) {
                for (int k = 0; k + 1 < nz; k++) {
                    int mask = mask(i, j, k, v);
                    if (mask > 0 && mask < 255) {
                        cube(i, j, k, TRIANGLES[mask], v);
                    }
                }
            }
        }
        return new Surface(Arrays.copyOf(xyz, 3 * vertices), Arrays.copyOf(corners, size));
    }

    /** Which corners are above the level; 0 if a value is not finite. */
    private int mask(int i, int j, int k, double[] v) {
        int at = (i * ny + j) * nz + k;
        int mask = 0;
        double sum = 0;
        for (int c = 0; c < 8; c++) {
            v[c] = values[at + ((c >> 2) * ny + (c >> 1 & 1)) * nz + (c & 1)];
            sum += v[c] - v[c];
            mask |= v[c] > level ? 1 << c : 0;
        }
        return sum == 0 ? mask : 0;
    }

    private void cube(int i, int j, int k, int[] edges, double[] v) {
        if (size + edges.length > corners.length) {
            corners = Arrays.copyOf(corners, 2 * corners.length);
        }
        for (int e : edges) {
            int low = EDGES[e][0];
            int axis = e / 4;
            int[] plane = vertexOf[i + (low >> 2) & 1];
            int at = axis * ny * nz + (j + (low >> 1 & 1)) * nz + k + (low & 1);
            if (plane[at] < 0) {
                double a = v[low];
                plane[at] = vertex(i + (low >> 2), j + (low >> 1 & 1), k + (low & 1), axis, (level - a) / (v[EDGES[e][1]] - a));
            }
            corners[size++] = plane[at];
        }
    }

    private int vertex(int i, int j, int k, int axis, double t) {
        if (3 * vertices == xyz.length) {
            xyz = Arrays.copyOf(xyz, 2 * xyz.length);
        }
        int at = 3 * vertices;
        xyz[at] = i;
        xyz[at + 1] = j;
        xyz[at + 2] = k;
        xyz[at + axis] += t;
        return vertices++;
    }

    private static int[][] table() {
        int[][] table = new int[256][];
        for (int mask = 0; mask < 256; mask++) {
            table[mask] = triangles(next(mask));
        }
        return table;
    }

    /** For each edge that the surface crosses, the next one on its loop; −1 for the others. */
    private static int[] next(int mask) {
        int[] next = new int[12];
        Arrays.fill(next, -1);
        for (int[] face : FACES) {
            for (int q = 0; q < 4; q++) {
                // Around the face from below to above at this edge: the cut ends where it goes below again.
                if ((mask >> face[q] & 1) == 0 && (mask >> face[q + 1 & 3] & 1) == 1) {
                    int r = q + 1;
                    while ((mask >> face[r + 1 & 3] & 1) == 1) {
                        r++;
                    }
                    next[edge(face[q], face[q + 1 & 3])] = edge(face[r & 3], face[r + 1 & 3]);
                }
            }
        }
        return next;
    }

    private static int edge(int a, int b) {
        for (int e = 0; e < 12; e++) {
            if (EDGES[e][0] == Math.min(a, b) && EDGES[e][1] == Math.max(a, b)) {
                return e;
            }
        }
        throw new IllegalStateException("corners " + a + " and " + b + " share no edge");
    }

    private static int[] triangles(int[] next) {
        List<Integer> all = new ArrayList<>();
        boolean[] done = new boolean[12];
        for (int e = 0; e < 12; e++) {
            if (next[e] >= 0 && !done[e]) {
                List<Integer> loop = new ArrayList<>();
                for (int a = e; !done[a]; a = next[a]) {
                    done[a] = true;
                    loop.add(a);
                }
                fan(loop, all);
            }
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** About the vertex from which the fewest diagonals lie in a face, where the neighbouring cube might have the same one. */
    private static void fan(List<Integer> loop, List<Integer> to) {
        int n = loop.size();
        int best = IntStream.range(0, n).boxed().min(Comparator.comparingLong(a -> IntStream.range(2, n - 1)
                .filter(k -> shareAFace(loop.get(a), loop.get((a + k) % n))).count())).orElseThrow();
        for (int k = 1; k + 1 < n; k++) {
            to.addAll(List.of(loop.get(best), loop.get((best + k) % n), loop.get((best + k + 1) % n)));
        }
    }

    private static boolean shareAFace(int e, int f) {
        return Arrays.stream(FACES).anyMatch(face -> IntStream.concat(IntStream.of(EDGES[e]), IntStream.of(EDGES[f])).allMatch(c -> isIn(face, c)));
    }

    private static boolean isIn(int[] face, int corner) {
        return IntStream.of(face).anyMatch(c -> c == corner);
    }
}
