package org.pushforward.views.raster;

/**
 * How bright the corners of triangles are: by the mean normal of the triangles at a vertex, weighted by area, so that a curved surface
 * looks smooth; by the triangle's own normal where the two differ by more than about 40°, so that edges stay sharp.
 */
final class FacetLight {

    private static final double SHARP = 0.77;

    private final double[] face;
    private final double[] vertex;

    private final Light light;

    private FacetLight(double[] face, double[] vertex, Light light) {
        this.face = face;
        this.vertex = vertex;
        this.light = light;
    }

    /** Everything as bright as its color: in the plane. */
    static FacetLight none() {
        return new FacetLight(new double[0], new double[0], Light.STANDARD);
    }

    /** @param projected vertices as seen: right, down, away */
    static FacetLight of(double[] projected, int[] triangles, Light light) {
        double[] face = new double[triangles.length];
        double[] vertex = new double[projected.length];
        for (int k = 0; k < triangles.length; k += 3) {
            int a = 3 * triangles[k];
            int b = 3 * triangles[k + 1];
            int c = 3 * triangles[k + 2];
            double ux = projected[b] - projected[a];
            double uy = projected[b + 1] - projected[a + 1];
            double uz = projected[b + 2] - projected[a + 2];
            double vx = projected[c] - projected[a];
            double vy = projected[c + 1] - projected[a + 1];
            double vz = projected[c + 2] - projected[a + 2];
            face[k] = uy * vz - uz * vy;
            face[k + 1] = uz * vx - ux * vz;
            face[k + 2] = ux * vy - uy * vx;
            for (int d = 0; d < 3 && face[k] + face[k + 1] + face[k + 2] - (face[k] + face[k + 1] + face[k + 2]) == 0; d++) {
                vertex[a + d] += face[k + d];
                vertex[b + d] += face[k + d];
                vertex[c + d] += face[k + d];
            }
        }
        return new FacetLight(face, vertex, light);
    }

    double at(int triangle, int node) {
        if (face.length == 0) {
            return 1;
        }
        int f = 3 * triangle;
        int v = 3 * node;
        double dot = face[f] * vertex[v] + face[f + 1] * vertex[v + 1] + face[f + 2] * vertex[v + 2];
        double lengths = (face[f] * face[f] + face[f + 1] * face[f + 1] + face[f + 2] * face[f + 2])
                * (vertex[v] * vertex[v] + vertex[v + 1] * vertex[v + 1] + vertex[v + 2] * vertex[v + 2]);
        return dot > 0 && dot * dot > SHARP * SHARP * lengths ? light.on(vertex[v], vertex[v + 1], vertex[v + 2])
                : light.on(face[f], face[f + 1], face[f + 2]);
    }
}
