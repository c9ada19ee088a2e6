package org.pushforward.views.space;

import java.util.Arrays;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import javafx.scene.paint.PhongMaterial;
import javafx.scene.shape.CullFace;
import javafx.scene.shape.MeshView;
import javafx.scene.shape.TriangleMesh;
import javafx.scene.shape.VertexFormat;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormap;

/**
 * A mesh whose colors are places in a picture: the colormap, then a band for what is not a number and one for what has no values. Normals are our own, since
 * letting the toolkit smooth costs several times more; every model is a new mesh, since the toolkit changes one in place only where every number is used.
 */
abstract class ColoredMesh {

    private static final int BAND = 32;
    private static final int WIDTH = Colormap.SIZE + 2 * BAND;

    private final MeshView view = new MeshView();
    private int[] picture = new int[0];

    ColoredMesh(CullFace culled) {
        view.setCullFace(culled);
    }

    MeshView node() {
        return view;
    }

    /** @param corners (point, normal, texture coordinate) of three corners a triangle */
    final void set(float[] points, float[] normals, float[] colors, int[] corners) {
        TriangleMesh m = new TriangleMesh(VertexFormat.POINT_NORMAL_TEXCOORD);
        m.getPoints().addAll(points);
        m.getNormals().addAll(normals);
        m.getTexCoords().addAll(colors);
        m.getFaces().addAll(corners);
        view.setMesh(corners.length == 0 ? null : m);
    }

    /** Where the color of an index lies; a color of its own with {@code plain}. */
    static float place(float index) {
        return (Float.isNaN(index) ? Colormap.SIZE + 0.5f * BAND : index + 0.5f) / WIDTH;
    }

    static float plain() {
        return (Colormap.SIZE + 1.5f * BAND) / WIDTH;
    }

    /** @param opacity of the colormap */
    final void paint(ColorScale colors, double opacity, int plain) {
        int[] p = new int[WIDTH];
        int alpha = (int) Math.rint(255 * opacity) << 24;
        Arrays.setAll(p, k -> k < Colormap.SIZE ? colors.map().table()[k] & 0xffffff | alpha : k < Colormap.SIZE + BAND ? colors.undefined() : plain);
        paint(p, WIDTH);
    }

    final void paint(int[] pixels, int width) {
        if (!Arrays.equals(pixels, picture)) {
            picture = pixels;
            WritableImage image = new WritableImage(width, pixels.length / width);
            image.getPixelWriter().setPixels(0, 0, width, pixels.length / width, PixelFormat.getIntArgbInstance(), pixels, 0, width);
            PhongMaterial material = new PhongMaterial(Color.WHITE);
            material.setDiffuseMap(image);
            view.setMaterial(material);
        }
    }
}
