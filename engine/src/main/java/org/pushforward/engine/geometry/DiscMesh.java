package org.pushforward.engine.geometry;

/**
 * The disc of radius 1: a node in the middle and rings of n nodes at radii i/m, on the outermost of which nodes are 1 + (m − 1) n + j at angles 2πj/n. Triangles
 * run counterclockwise, diagonals alternate. Immutable; the arrays are not to be written.
 *
 * @param rings m
 * @param around n, even
 * @param xy nodes, (1 + m n) × 2
 */
public record DiscMesh(int rings, int around, double[] xy, int[] triangles) {

    public static DiscMesh of(int rings, int around) {
        double[] xy = new double[2 * (1 + rings * around)];
        for (int i = 0; i < rings; i++) {
            for (int j = 0; j < around; j++) {
                int at = 2 * (1 + i * around + j);
                double angle = RingMesh.angle(j, around);
                xy[at] = (i + 1.0) / rings * Math.cos(angle);
                xy[at + 1] = (i + 1.0) / rings * Math.sin(angle);
            }
        }
        int[] t = new int[3 * around * (2 * rings - 1)];
        for (int j = 0; j < around; j++) {
            System.arraycopy(new int[] {0, 1 + j, 1 + (j + 1) % around}, 0, t, 3 * j, 3);
        }
        for (int i = 1; i < rings; i++) {
            for (int j = 0; j < around; j++) {
                int a = 1 + (i - 1) * around + j;
                int next = 1 + (i - 1) * around + (j + 1) % around;
                int b = a + around;
                int far = next + around;
                int[] both = (i + j) % 2 == 0 ? new int[] {a, b, far, a, far, next} : new int[] {a, b, next, b, far, next};
                System.arraycopy(both, 0, t, 3 * around + 6 * ((i - 1) * around + j), 6);
            }
        }
        return new DiscMesh(rings, around, xy, t);
    }

    public int nodes() {
        return 1 + rings * around;
    }

    /** The node of the rim at an angle 2πj/n. */
    public int rim(int j) {
        return 1 + (rings - 1) * around + j;
    }
}
