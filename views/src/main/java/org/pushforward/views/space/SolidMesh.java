package org.pushforward.views.space;

import javafx.scene.shape.CullFace;
import org.pushforward.views.raster.Facets;
import org.pushforward.views.raster.SpaceModel;

/**
 * Triangles that are lit from both sides: each stands twice, with the normals of either side. A corner has the mean normal of the triangles about it where
 * that is near the triangle's own, as in software, so that curved surfaces are smooth and edges stay sharp. O(triangles).
 */
final class SolidMesh extends ColoredMesh {

    private static final double SHARP = 0.77;

    SolidMesh() {
        super(CullFace.BACK);
    }

    /** @param scale units of the view per unit of the scene */
    void show(SpaceModel.Solid s, double scale) {
        Facets f = s.facets();
        float[] points = new float[f.xyz().length];
        for (int k = 0; k < points.length; k++) {
            points[k] = (float) (scale * f.xyz()[k]);
        }
        Normals n = Normals.of(f);
        set(points, n.both(), colors(s), faces(f, n));
        paint(s.colors(), 1, s.plain());
    }

    /** Of the vertices, then of the triangles; upwards and downwards. */
    private record Normals(float[] vertices, float[] triangles) {

        static Normals of(Facets f) {
            double[] xyz = f.xyz();
            int[] t = f.triangles();
            double[] at = new double[xyz.length];
            float[] own = new float[t.length];
            for (int k = 0; k < t.length; k += 3) {
                int a = 3 * t[k];
                int b = 3 * t[k + 1];
                int c = 3 * t[k + 2];
                double ux = xyz[b] - xyz[a];
                double uy = xyz[b + 1] - xyz[a + 1];
                double uz = xyz[b + 2] - xyz[a + 2];
                double vx = xyz[c] - xyz[a];
                double vy = xyz[c + 1] - xyz[a + 1];
                double vz = xyz[c + 2] - xyz[a + 2];
                double[] normal = {uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx};
                if (Double.isFinite(normal[0] + normal[1] + normal[2])) {
                    for (int d = 0; d < 3; d++) {
                        at[a + d] += normal[d];
                        at[b + d] += normal[d];
                        at[c + d] += normal[d];
                    }
                    unit(normal, 0, own, k);
                }
            }
            float[] vertices = new float[xyz.length];
            for (int k = 0; k < at.length; k += 3) {
                unit(at, k, vertices, k);
            }
            return new Normals(vertices, own);
        }

        private static void unit(double[] v, int from, float[] to, int at) {
            double length = Math.sqrt(v[from] * v[from] + v[from + 1] * v[from + 1] + v[from + 2] * v[from + 2]);
            for (int d = 0; d < 3; d++) {
                to[at + d] = (float) (length > 0 ? v[from + d] / length : 0);
            }
        }

        float[] both() {
            int n = vertices.length + triangles.length;
            float[] all = new float[2 * n];
            System.arraycopy(vertices, 0, all, 0, vertices.length);
            System.arraycopy(triangles, 0, all, vertices.length, triangles.length);
            for (int k = 0; k < n; k++) {
                all[n + k] = -all[k];
            }
            return all;
        }

        /** Number of the normal at a corner. */
        int at(int triangle, int node) {
            double dot = 0;
            for (int d = 0; d < 3; d++) {
                dot += triangles[3 * triangle + d] * vertices[3 * node + d];
            }
            return dot > SHARP ? node : vertices.length / 3 + triangle;
        }

        int count() {
            return (vertices.length + triangles.length) / 3;
        }
    }

    private static float[] colors(SpaceModel.Solid s) {
        double[] values = s.facets().values();
        float[] colors = new float[2 * Math.max(1, values.length)];
        for (int k = 0; k < colors.length; k += 2) {
            colors[k] = values.length == 0 ? plain() : place(s.colors().index(values[k / 2]));
            colors[k + 1] = 0.5f;
        }
        return colors;
    }

    private static int[] faces(Facets f, Normals n) {
        int[] t = f.triangles();
        int[] faces = new int[6 * t.length];
        int to = 0;
        for (int k = 0; k < t.length; k += 3) {
            for (int side = 0; side < 2; side++) {
                for (int c = 0; c < 3; c++) {
                    int node = t[k + (side == 0 ? c : 2 - c)];
                    faces[to++] = node;
                    faces[to++] = n.at(k / 3, node) + side * n.count();
                    faces[to++] = f.values().length == 0 ? 0 : f.perTriangle() ? k / 3 : node;
                }
            }
        }
        return faces;
    }
}
