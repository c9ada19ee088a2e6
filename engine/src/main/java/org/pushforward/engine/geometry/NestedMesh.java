package org.pushforward.engine.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A mesh of triangles and its refinements, each triangle cut in four at the middles of its edges (red refinement; Bank, Sherman & Weiser 1983), so that the
 * linear elements of a level are among those of the next: V_0 ⊂ V_1 ⊂ … . The nodes of a level come first among those of the next, in the same order. A function of a level is prolonged by u(middle)
 * = (u(a) + u(b))/2, exactly; the stiffness of a level is PᵀKP of the next (Hackbusch 1985). Curved boundaries stay the polygons of the coarsest level. Immutable; the
 * arrays are not to be written.
 *
 * @param levels from the coarsest to the finest
 */
public record NestedMesh(List<Level> levels) {

    /**
     * @param xy nodes, n × 2
     * @param triangles three node numbers each
     * @param parents two nodes of the coarser level for each node, both the same where the node is one of them; empty on the coarsest level
     * @param isOuter nodes of the boundary
     */
    public record Level(double[] xy, int[] triangles, int[] parents, boolean[] isOuter) {

        public int nodes() {
            return xy.length / 2;
        }

        public P1Elements elements() {
            return new P1Elements(xy, triangles);
        }
    }

    public NestedMesh {
        levels = List.copyOf(levels);
    }

    /** @param refinements how often the mesh is refined, at least 0 */
    public static NestedMesh of(double[] xy, int[] triangles, int refinements) {
        List<Level> levels = new ArrayList<>();
        levels.add(new Level(xy, triangles, new int[0], outer(xy.length / 2, triangles)));
        for (int k = 0; k < refinements; k++) {
            levels.add(refined(levels.getLast()));
        }
        return new NestedMesh(levels);
    }

    private static Level refined(Level coarse) {
        int n = coarse.nodes();
        int[] t = coarse.triangles;
        Map<Long, Integer> middles = new HashMap<>();
        int[] fine = new int[4 * t.length];
        for (int c = 0; c < t.length / 3; c++) {
            int[] m = new int[3];
            for (int k = 0; k < 3; k++) {
                m[k] = middles.computeIfAbsent(edge(t[3 * c + k], t[3 * c + (k + 1) % 3]), _ -> n + middles.size());
            }
            int[] four = {t[3 * c], m[0], m[2], m[0], t[3 * c + 1], m[1], m[2], m[1], t[3 * c + 2], m[0], m[1], m[2]};
            System.arraycopy(four, 0, fine, 12 * c, 12);
        }
        int[] parents = new int[2 * (n + middles.size())];
        Arrays.setAll(parents, k -> k / 2);
        middles.forEach((edge, v) -> {
            parents[2 * v] = (int) (edge >>> 32);
            parents[2 * v + 1] = edge.intValue();
        });
        double[] xy = new double[parents.length];
        Arrays.setAll(xy, k -> 0.5 * (coarse.xy[2 * parents[k / 2 * 2] + k % 2] + coarse.xy[2 * parents[k / 2 * 2 + 1] + k % 2]));
        return new Level(xy, fine, parents, outer(xy.length / 2, fine));
    }

    private static long edge(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    /** The ends of edges with one triangle only. */
    private static boolean[] outer(int nodes, int[] t) {
        Map<Long, Integer> count = new HashMap<>();
        for (int k = 0; k < t.length; k++) {
            count.merge(edge(t[k], t[k / 3 * 3 + (k + 1) % 3]), 1, Integer::sum);
        }
        boolean[] is = new boolean[nodes];
        count.forEach((edge, times) -> {
            if (times == 1) {
                is[(int) (edge >>> 32)] = true;
                is[edge.intValue()] = true;
            }
        });
        return is;
    }

    public Level level(int k) {
        return levels.get(k);
    }

    public Level finest() {
        return levels.getLast();
    }

    /** P u: a function of level k − 1 as one of level k. */
    public double[] prolonged(int k, double[] u) {
        int[] p = levels.get(k).parents;
        double[] fine = new double[p.length / 2];
        Arrays.setAll(fine, v -> 0.5 * (u[p[2 * v]] + u[p[2 * v + 1]]));
        return fine;
    }

    /** Pᵀ F: a load of level k as one of level k − 1. */
    public double[] restricted(int k, double[] load) {
        int[] p = levels.get(k).parents;
        double[] coarse = new double[levels.get(k - 1).nodes()];
        for (int v = 0; v < p.length; v++) {
            coarse[p[v]] += 0.5 * load[v / 2];
        }
        return coarse;
    }
}
