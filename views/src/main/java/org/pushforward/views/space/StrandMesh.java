package org.pushforward.views.space;

import javafx.scene.shape.CullFace;
import javafx.scene.shape.DrawMode;
import org.pushforward.views.raster.SpaceModel;

/** Lines of one pixel: every segment is a triangle with two equal corners, drawn as its edges. The toolkit wants every point of a mesh to belong to a face. */
final class StrandMesh extends ColoredMesh {

    StrandMesh() {
        super(CullFace.NONE);
        node().setDrawMode(DrawMode.LINE);
    }

    /** @param scale units of the view per unit of the scene */
    void show(SpaceModel.Strands s, double scale) {
        int n = s.pairs().length;
        float[] points = new float[3 * n];
        float[] colors = new float[2 * n];
        int[] faces = new int[9 * (n / 2)];
        for (int k = 0; k < n; k++) {
            for (int d = 0; d < 3; d++) {
                points[3 * k + d] = (float) (scale * s.uvw()[3 * s.pairs()[k] + d]);
            }
            int first = s.pairs()[k - k % 2];
            colors[2 * k] = s.values().length == 0 ? plain() : place(s.colors().index(s.values()[first]));
            colors[2 * k + 1] = 0.5f;
        }
        for (int segment = 0, to = 0; segment < n / 2; segment++) {
            for (int corner : new int[] {2 * segment, 2 * segment + 1, 2 * segment + 1}) {
                faces[to] = corner;
                faces[to + 2] = corner;
                to += 3;
            }
        }
        set(points, new float[] {0, 0, -1}, colors, faces);
        paint(s.colors(), half(s.opacity()), (int) Math.rint(255 * half((s.plain() >>> 24) / 255.0)) << 24 | s.plain() & 0xffffff);
    }

    /** Such a triangle is drawn forth and back: twice this opacity, one over the other, is the one that is wanted. */
    private static double half(double opacity) {
        return 1 - Math.sqrt(1 - opacity);
    }
}
